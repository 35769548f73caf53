import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** An agent takes a call, works on the complaint, and closes it after the return visit. */
registry.category("web_tour.tours").add("care_case_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_care.customer_care_menu_root"),
        {
            trigger: "button[data-menu-xmlid='customer_care.customer_care_menu_cases']",
            run: "click",
        },
        { trigger: "a[data-menu-xmlid='customer_care.care_case_quick_menu']", run: "click" },
        {
            content: "the customer is found by name",
            trigger: ".modal .o_field_widget[name='partner_id'] input",
            run: "edit Acme Tour",
        },
        { trigger: ".ui-autocomplete a:contains('Acme Tour')", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='subject'] input",
            run: "edit Coating peels",
        },
        { trigger: ".modal button[name='action_open_form']", run: "click" },
        { trigger: "button[name='action_acknowledge']", run: "click" },
        { trigger: "button[name='action_investigate']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Investigating')" },
        { trigger: ".o_notebook a[name='cause']", run: "click" },
        { trigger: ".o_field_widget[name='cause_id'] input", run: "edit Bad batch" },
        { trigger: ".ui-autocomplete a:contains('Bad batch')", run: "click" },
        { trigger: ".o_notebook a[name='remedies']", run: "click" },
        {
            trigger: ".o_field_widget[name='solution'] .odoo-editor-editable",
            run: "editor New pumps",
        },
        { trigger: "button[name='action_propose'].btn-primary", run: "click" },
        { trigger: "button[name='action_start']", run: "click" },
        { trigger: "button[name='action_resolve'].btn-primary", run: "click" },
        { trigger: "button[name='action_log_visit']", run: "click" },
        { trigger: ".modal [name=topics] textarea", run: "edit It holds now" },
        { trigger: ".modal button[name='action_done']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name='action_close']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Closed')" },
    ],
});

/** A manager decides about two compensations. */
registry.category("web_tour.tours").add("care_case_manager_tour", {
    steps: () => [
        { trigger: ".o_notebook a[name='remedies']", run: "click" },
        {
            trigger: ".o_data_row:contains('Voucher') button[name='action_approve']",
            run: "click",
        },
        { trigger: ".o_data_row:contains('Voucher') .badge:contains('Planned')" },
        {
            trigger: ".o_data_row:contains('Car') button[name='action_refuse']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Too much",
        },
        { trigger: ".modal button[name='action_decide']", run: "click" },
        { trigger: ".o_data_row:contains('Car') .badge:contains('Refused')" },
    ],
});
