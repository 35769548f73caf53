import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");
const customer = ".o_data_row:contains(Walked Steel)";
const menu = (name) => `[data-menu-xmlid='customer_care.${name}']`;

function assert(holds, message) {
    if (!holds) {
        throw new Error(message);
    }
}

/** A rep confirms the order. */
tours.add("care_path_order_tour", {
    steps: () => [
        { trigger: "button[name=action_confirm]:not(:disabled)", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
    ],
});

let clicks = 0;
const countClick = () => {
    clicks += 1;
};

/** The rep finds the order counted, is reminded, logs the contact, and sees the next one. */
tours.add("care_path_rep_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_care.customer_care_menu_root"),
        { trigger: menu("care_profile_menu"), run: "click" },
        {
            content: "The order is counted, and the customer has its grade",
            trigger: `${customer}:contains(750,000) .o_field_badge:contains(B)`,
        },
        { trigger: `${customer} td[name=partner_id]`, run: "click" },
        { trigger: ".o_care_customer_page .o_care_tile_trade:contains(750,000)" },
        { trigger: ".o_care_why:contains(Why B?)" },
        {
            content: "The reminder stands among the activities",
            trigger: ".o_menu_systray .o-mail-ActivityMenu-counter:contains(2)",
        },
        { trigger: menu("care_touchpoint_menu"), run: "click" },
        {
            content: "The calendar knows the birthday",
            trigger: `${customer}:contains(Birthday):contains(Invented Person)`,
        },
        { trigger: ".o_switch_view.o_calendar", run: "click" },
        { trigger: ".o_calendar_view .fc-event:contains(Walked Steel)" },
        { trigger: menu("care_work_menu"), run: "click" },
        {
            content: "The birthday is due, as the card has to be there in time",
            trigger: `${customer}:contains(Birthday):contains(Invented Person)`,
        },
        {
            content: "From here on every click counts",
            trigger: `${customer}:not(:contains(Birthday)) button[name=action_log]`,
            run() {
                clicks = 0;
                document.addEventListener("click", countClick, true);
            },
        },
        {
            trigger: `${customer}:not(:contains(Birthday)) button[name=action_log]`,
            run: "click",
        },
        {
            content: "The cursor stands in the note; no more than three answers are asked for",
            trigger: ".modal .o_care_log [name=topics] textarea:focus",
            run() {
                const asked = document.querySelectorAll(
                    ".modal .o_required_modifier:not(.o_readonly_modifier)"
                );
                assert(asked.length <= 3, `${asked.length} answers are asked for`);
            },
        },
        { trigger: ".modal [name=topics] textarea", run: "edit Wants a second line" },
        { trigger: ".modal [name=next_step] input", run: "edit Send the plans" },
        { trigger: ".modal [name=next_step_date] [data-days='7']", run: "click" },
        { trigger: ".modal button[name=action_done]", run: "click" },
        {
            content: "The next step stands there",
            trigger: `body:not(:has(.modal)) ${customer}:contains(Send the plans)`,
            run() {
                document.removeEventListener("click", countClick, true);
                assert(clicks <= 5, `Logging a contact took ${clicks} clicks`);
            },
        },
        { trigger: menu("care_profile_menu"), run: "click" },
        {
            content: "Last and next contact have moved",
            trigger: `${customer} [name=last_contact_date]:contains(today)`,
        },
        { trigger: `${customer} td[name=partner_id]`, run: "click" },
        {
            content: "The contact stands in the timeline",
            trigger: ".o_care_event:contains(Wants a second line)",
        },
    ],
});

let printed = 0;

const printSteps = (language) => [
    { trigger: menu("customer_care_menu_reporting"), run: "click" },
    { trigger: menu("care_plan_print_menu"), run: "click" },
    { trigger: ".modal [name=user_ids] input", run: "edit Walking Rep" },
    { trigger: ".o-autocomplete--dropdown-item:contains(Walking Rep)", run: "click" },
    { trigger: ".modal [name=user_ids] .o_tag:contains(Walking Rep)" },
    { trigger: ".modal [name=lang] input", run: "click" },
    { trigger: `.o_select_menu_item:contains(${language})`, run: "click" },
    {
        trigger: ".modal button[name=action_print]",
        run({ queryOne }) {
            printed = 0;
            download._download = (options) => {
                printed += options.data.data.includes("customer_care.report_care_plan");
            };
        },
    },
    { trigger: ".modal button[name=action_print]", run: "click" },
    {
        content: "The plan comes as a file",
        trigger: "body:not(:has(.modal)) .o_main_navbar",
        run: () => assert(printed === 1, `${printed} plans were printed`),
    },
];

/** The manager reviews the grades, approves the proposal, and prints the rep's care plan. */
tours.add("care_path_manager_tour", {
    url: "/odoo/care-grade-reviews",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view button[name=action_propose]", run: "click" },
        {
            content: "What the figures ask for, with the reason",
            trigger: `${customer}:contains(750,000)`,
        },
        { trigger: `${customer} button[name=action_approve]`, run: "click" },
        { trigger: `${customer}:contains(Applied)` },
        { trigger: menu("care_profile_menu"), run: "click" },
        { trigger: `${customer} .o_field_badge:contains(A)` },
        ...printSteps("English"),
        ...printSteps("Chinese"),
    ],
});
