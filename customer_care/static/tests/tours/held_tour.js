import { registry } from "@web/core/registry";

/** A rep gives a customer another name and other payment terms: both wait, and the form says so. */
registry.category("web_tour.tours").add("care_held_rep_tour", {
    steps: () => [
        {
            content: "the old name is there",
            trigger: ".o_field_widget[name=name] .o_input:value(Invented Steel)",
            run: "edit Invented Steel SE && press Tab",
        },
        {
            trigger: ".o_notebook .nav-link[name=sales_purchases]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=property_payment_term_id] input",
            run: "edit Sixty invented days",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Sixty invented days)",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "What waits stands above the form",
            trigger:
                ".o_care_waiting:contains(Name → Invented Steel SE; Payment Terms → Sixty invented days)",
        },
        {
            content: "and the old value is in force",
            trigger: ".o_form_saved .o_field_widget[name=name] .o_input:value(Invented Steel)",
        },
    ],
});

/** A care manager approves the name and rejects the payment terms. */
registry.category("web_tour.tours").add("care_held_manager_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Invented Steel SE) button[name=action_approve]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row td[name=field_name]:contains(Name)))" },
        {
            trigger: ".o_data_row:contains(Sixty invented days) button[name=action_reject]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit They still pay late",
        },
        {
            trigger: ".modal button[name=action_reject]",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: "body:not(:has(.modal)) .o_view_nocontent:contains(Nothing waits for approval)",
        },
    ],
});

/** A care manager hands all customers of a rep over and reads the brief. */
registry.category("web_tour.tours").add("care_handover_tour", {
    steps: () => [
        { trigger: ".o_data_row .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown--menu .o-dropdown-item:contains(Hand Over)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=user_id] input",
            run: "edit Invented Colleague",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Invented Colleague)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit New region" },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Ask about the spindle",
        },
        { trigger: ".modal button[name=action_hand_over]", run: "click" },
        {
            trigger: "div[name=line_ids] .o_data_row:contains(Invented Steel) td[name=old_user_id]",
            run: "click",
        },
        {
            content: "The brief of the customer",
            trigger: ".o_field_widget[name=brief_html]:contains(Ask about the spindle)",
        },
    ],
});
