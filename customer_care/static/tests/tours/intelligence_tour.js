import { registry } from "@web/core/registry";

const GRADE = ".o_field_widget[name='source_grade'] .o_radio_input";

/** A sales rep writes down what she heard and read, and sends the report of the month. */
registry.category("web_tour.tours").add("care_intelligence_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name='name'] input", run: "edit New plant in spring" },
        {
            trigger: ".o_field_widget[name='content'] textarea",
            run: "edit The machines come in March.",
        },
        { trigger: `${GRADE}[data-value='3']`, run: "click" },
        {
            content: "who told her has a place of its own",
            trigger: ".o_field_widget[name='informant'] input",
            run: "edit Dora, by phone",
        },
        { trigger: ".o_field_widget[name='profile_ids'] input", run: "edit Acme" },
        { trigger: ".ui-autocomplete a:contains('Acme Tour')", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_form_button_create", run: "click" },
        {
            content: "the next one is in no report yet",
            trigger: ".o_form_view:not(:has(.o_field_widget[name='report_id']))",
        },
        { trigger: ".o_field_widget[name='name'] input", run: "edit Steel gets dearer" },
        { trigger: `${GRADE}[data-value='2']`, run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "both stand in the report of the month",
            trigger: "[data-menu-xmlid='customer_care.customer_care_menu_files']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='customer_care.care_intelligence_month_menu']",
            run: "click",
        },
        { trigger: ".o_data_row td[name='piece_count']:contains('2')", run: "click" },
        { trigger: ".o_field_widget[name='piece_ids'] .o_data_row:contains('New plant')" },
        { trigger: "button[name='action_send']", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('To Be Read')" },
    ],
});
