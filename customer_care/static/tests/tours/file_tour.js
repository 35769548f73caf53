import { registry } from "@web/core/registry";

/** A quarter of the information administrator: files verified, one customer of two, the report. */
registry.category("web_tour.tours").add("care_file_steward_tour", {
    steps: () => [
        {
            content: "the files of all account managers",
            trigger: ".o_facet_remove:last",
            run: "click",
        },
        {
            content: "this file is right",
            trigger: ".o_data_row:contains(Invented Kiln) button[name=action_confirm]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Invented Kiln)))" },
        {
            trigger: "button[data-menu-xmlid='customer_care.customer_care_menu_files']",
            run: "click",
        },
        { trigger: "a[data-menu-xmlid='customer_care.care_duplicate_menu']", run: "click" },
        {
            trigger: ".o_data_row:contains(Invented Loom) button[name=action_merge]",
            run: "click",
        },
        { trigger: ".modal .o_data_row:contains(Invented Loom)" },
        { trigger: ".modal button[name=action_merge]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Invented)))" },
        {
            trigger: "button[data-menu-xmlid='customer_care.customer_care_menu_files']",
            run: "click",
        },
        { trigger: "a[data-menu-xmlid='customer_care.care_file_report_menu']", run: "click" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "button[name=action_propose].oe_highlight, button[name=action_propose].btn-primary", run: "click" },
        { trigger: ".o_data_row:contains(Invented Kiln)" },
        { trigger: "button[name=action_issue]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "button[name=action_follow_up]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Issued)" },
    ],
});

/** A sales rep fills in what is missing, in three clicks from the customer's page. */
registry.category("web_tour.tours").add("care_file_missing_tour", {
    steps: () => [
        { trigger: ".o_care_missing button:contains(City)", run: "click" },
        { trigger: ".modal .o_field_widget[name=city] input", run: "edit Bremen" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_care_customer_page:not(:has(.o_care_missing))" },
    ],
});
