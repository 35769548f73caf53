import { registry } from "@web/core/registry";

/** An agent writes a campaign, looks whom it asks, and starts it. */
registry.category("web_tour.tours").add("care_campaign_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name='name'] input", run: "edit Tour of the autumn" },
        { trigger: ".o_field_widget[name='survey_id'] input", run: "edit How satisfied" },
        { trigger: ".ui-autocomplete a:contains('How satisfied')", run: "click" },
        { trigger: ".o_field_widget[name='industry_ids'] input", run: "edit Tour makers" },
        { trigger: ".ui-autocomplete a:contains('Tour makers')", run: "click" },
        { trigger: ".o_field_widget[name='respondents'] input", run: "click" },
        { trigger: ".o_select_menu_item:contains('Every contact')", run: "click" },
        { trigger: ".o_field_widget[name='date_end'] :is(button, input)", run: "click" },
        { trigger: ".o_field_widget[name='date_end'] input", run: "edit 12/31/2099" },
        { trigger: ".o_form_button_save:enabled", run: "click" },
        { trigger: "button[name='action_preview']", run: "click" },
        {
            content: "who is asked and who is left out stand in groups",
            trigger: ".o_group_header:contains('Left Out')",
            run: "click",
        },
        { trigger: ".o_data_row:contains('No mail address')" },
        { trigger: ".breadcrumb-item a:contains('Tour of the autumn')", run: "click" },
        { trigger: "button[name='action_start']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Running')" },
    ],
});

/** The agent sees the results, and one answer. */
registry.category("web_tour.tours").add("care_campaign_results_tour", {
    steps: () => [
        { trigger: "[name='results']:contains('100 %')" },
        { trigger: "[name='results']:contains('5.0 / 5')" },
        { trigger: "[name='results']:contains('Promoters: 1, passives: 0')" },
        { trigger: "button[name='action_open_answers']", run: "click" },
        { trigger: ".o_graph_view canvas" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row td[name='contact_id']:contains('Tilda')", run: "click" },
        { trigger: ".o_form_view [name='problems']:contains('The gate is narrow')" },
    ],
});

/** A customer on a phone answers the questions. */
const answers = (title) => [
    { trigger: `.o_survey_main_title:contains(${title})` },
    { trigger: "button[value='start']:not(.disabled)", run: "click" },
    {
        trigger: ".js_question-wrapper:eq(0) label:has(input[value='5'])",
        run: "click",
    },
    {
        trigger: ".js_question-wrapper:eq(1) label:has(input[value='9'])",
        run: "click",
    },
    { trigger: ".js_question-wrapper:eq(2) textarea", run: "edit The gate is narrow" },
    { trigger: "button[value='finish']", run: "click" },
    { trigger: ".modal .btn-primary", run: "click" },
];

registry.category("web_tour.tours").add("care_survey_tour", {
    steps: () => [
        ...answers("How satisfied are you"),
        { trigger: ".o_survey_finished:contains(We read every answer)" },
    ],
});

registry.category("web_tour.tours").add("care_survey_zh_tour", {
    steps: () => [...answers("满意"), { trigger: ".o_survey_finished:contains(每份答卷我们都会阅读)" }],
});
