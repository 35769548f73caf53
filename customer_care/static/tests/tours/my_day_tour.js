import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const row = (customer) => `.o_data_row:contains(${customer})`;

let clicks = 0;
const countClick = () => {
    clicks += 1;
};

/** A rep logs one contact, moves the second, and hands over the third. */
registry.category("web_tour.tours").add("care_my_day_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_care.customer_care_menu_root"),
        {
            content: "The application opens with the day, overdue first",
            trigger: `.o_list_view .o_data_row:first:contains(Invented Steel)`,
        },
        { trigger: ".o_care_count_overdue:contains(2)" },
        {
            content: "From here on every click counts",
            trigger: `${row("Invented Steel")} button[name=action_log]`,
            run() {
                clicks = 0;
                document.addEventListener("click", countClick, true);
            },
        },
        { trigger: `${row("Invented Steel")} button[name=action_log]`, run: "click" },
        {
            content: "The cursor stands in the note",
            trigger: ".modal .o_care_log [name=topics] textarea:focus",
        },
        { trigger: ".modal [name=topics] textarea", run: "edit They want a quotation" },
        { trigger: ".modal [name=next_step] input", run: "edit Send the quotation" },
        { trigger: ".modal [name=next_step_date] [data-days='7']", run: "click" },
        { trigger: ".modal button[name=action_done]", run: "click" },
        {
            content: "It is done, and the next step stands there",
            trigger: `body:not(:has(.modal)) ${row("Send the quotation")}`,
            run() {
                document.removeEventListener("click", countClick, true);
                if (clicks > 5) {
                    throw new Error(`Logging a contact took ${clicks} clicks`);
                }
            },
        },
        { trigger: ".o_care_count_overdue:contains(1)" },
        { trigger: `${row("Invented Glass")} .o_care_move`, run: "click" },
        { trigger: ".o-dropdown--menu .dropdown-item:contains(+3 days)", run: "click" },
        { trigger: ".o_care_count_overdue:contains(0)" },
        { trigger: `${row("Invented Glass")}:contains(In 3 days)` },
        { trigger: `${row("Invented Wood")} button[name=action_open_hand_over]`, run: "click" },
        { trigger: ".modal [name=user_id] input", run: "edit Invented Colleague" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Invented Colleague)", run: "click" },
        { trigger: ".modal [name=note] textarea", run: "edit You met them" },
        { trigger: ".modal button[name=action_hand_over]", run: "click" },
        {
            content: "The colleague has it now",
            trigger: "body:not(:has(.modal)) .o_list_view:not(:contains(Invented Wood))",
        },
    ],
});

/** A manager sees who has how much to do, and gives the overdue of one to another. */
registry.category("web_tour.tours").add("care_manager_day_tour", {
    url: "/odoo/my-day",
    steps: () => [
        { trigger: ".o_group_header:contains(Invented Rep)" },
        { trigger: ".o_care_load:contains(Invented Rep):contains(3)" },
        {
            content: "The search narrows list and counts",
            trigger: ".o_searchview_input",
            run: "edit Invented Rep",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Responsible)",
            run: "click",
        },
        { trigger: ".o_care_count_overdue:contains(2)" },
        { trigger: ".o_care_count_today:contains(1)" },
        { trigger: ".o_care_count_overdue", run: "click" },
        { trigger: ".o_group_header:contains(Invented Rep):contains(2)" },
        {
            content: "The other counts stay",
            trigger: ".o_care_count_today:contains(1)",
        },
        { trigger: ".o_care_count_overdue.active", run: "click" },
        { trigger: ".o_group_header:contains(Invented Rep):contains(3)", run: "click" },
        { trigger: row("Invented Wood") },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button[name=action_open_hand_over]", run: "click" },
        { trigger: ".modal [name=user_id] input", run: "edit Invented Colleague" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Invented Colleague)", run: "click" },
        { trigger: ".modal button[name=action_hand_over]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_nocontent_help, .o_view_nocontent" },
    ],
});
