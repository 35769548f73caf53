import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const field = (name) => `.o_field_widget[name='${name}']`;
const page = (name) => `.o_notebook a[name='${name}']`;
const addLine = (name) => `${field(name)} .o_field_x2many_list_row_add a`;
const cell = (name, column) =>
    `${field(name)} .o_selected_row [name='${column}'] :is(input, textarea)`;
const state = (name) => `.o_statusbar_status .o_arrow_button_current:contains('${name}')`;

let clicks = 0;
const countClick = () => {
    clicks += 1;
};
const startCounting = (trigger) => ({
    trigger,
    run() {
        clicks = 0;
        document.addEventListener("click", countClick, true);
    },
});
const stopCounting = (trigger, most, what) => ({
    trigger,
    run() {
        document.removeEventListener("click", countClick, true);
        if (clicks > most) {
            throw new Error(`${what} took ${clicks} clicks`);
        }
    },
});

/** An account manager writes a plan from nothing and submits it. */
tours.add("care_account_plan_write_tour", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: `${field("profile_id")} input`, run: "edit Acme Plan" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Acme Plan')", run: "click" },
        { trigger: `${field("purpose")} textarea`, run: "edit Become the first supplier" },
        { trigger: addLine("objective_ids"), run: "click" },
        { trigger: cell("objective_ids", "name"), run: "edit Trials in the laboratory" },
        { trigger: cell("objective_ids", "target_value"), run: "edit 5" },
        { trigger: page("contacts"), run: "click" },
        { trigger: addLine("contact_plan_ids"), run: "click" },
        { trigger: cell("contact_plan_ids", "name"), run: "edit Show the new series" },
        startCounting(page("actions")),
        { trigger: page("actions"), run: "click" },
        { trigger: addLine("action_ids"), run: "click" },
        { trigger: cell("action_ids", "name"), run: "edit Lab day" },
        stopCounting(page("revenue"), 3, "Adding an action"), // one puts the cursor into the cell
        { trigger: page("revenue"), run: "click" },
        { trigger: addLine("revenue_ids"), run: "click" },
        { trigger: cell("revenue_ids", "name"), run: "edit Works 2" },
        { trigger: cell("revenue_ids", "amount"), run: "edit 200000" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "The page on top shows what was written, and what was not measured yet",
            trigger: ".o_care_plan_objective:contains('Trials in the laboratory'):contains('no data')",
        },
        { trigger: ".o_care_plan_next:contains('Lab day'):not(:has(.o_care_plan_log))" },
        { trigger: ".o_care_plan_revenue:contains('of $ 200,000 expected')" },
        { trigger: "button[name='action_submit']", run: "click" },
        { trigger: state("Submitted") },
    ],
});

/** The manager wants the plan written better. */
tours.add("care_account_plan_return_tour", {
    steps: () => [
        { trigger: "button:contains('Return')", run: "click" },
        { trigger: `.modal ${field("reason")} textarea`, run: "edit Who meets the director?" },
        { trigger: ".modal button[name='action_return']", run: "click" },
        { trigger: state("Draft") },
    ],
});

/** The account manager reads why, and submits the plan again. */
tours.add("care_account_plan_again_tour", {
    steps: () => [
        { trigger: ".alert:contains('Who meets the director?')" },
        { trigger: `${field("direction")} textarea`, run: "edit The director knows us" },
        { trigger: "button[name='action_submit']", run: "click" },
        { trigger: state("Submitted") },
    ],
});

/** The manager approves it. */
tours.add("care_account_plan_approve_tour", {
    steps: () => [
        { trigger: "button[name='action_approve']", run: "click" },
        { trigger: state("Approved") },
    ],
});

/** The action is in My day, and is logged there. */
tours.add("care_account_plan_day_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains('Lab day') button[name='action_log']", run: "click" },
        { trigger: ".modal [name='topics'] textarea", run: "edit Two trials went well" },
        { trigger: ".modal button[name='action_done']", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view:not(:contains('Lab day'))" },
    ],
});

/** The page tells what is next; a contact is logged from it, and the plan is reviewed. */
tours.add("care_account_plan_review_tour", {
    steps: () => [
        { trigger: ".o_care_plan_next:contains('Show the new series'):not(:contains('Lab day'))" },
        startCounting(".o_care_plan_log"),
        { trigger: ".o_care_plan_log", run: "click" },
        { trigger: ".modal [name='topics'] textarea", run: "edit They like the series" },
        { trigger: ".modal button[name='action_done']", run: "click" },
        stopCounting(
            "body:not(:has(.modal)) .o_care_plan_next:contains('No open action')",
            3,
            "Logging from the page"
        ),
        { trigger: "button[name='action_open_review']", run: "click" },
        {
            trigger: ".modal .o_data_row:contains('Trials') [name='value']",
            run: "click",
        },
        { trigger: ".modal .o_selected_row [name='value'] input", run: "edit 2" },
        { trigger: ".modal .o_radio_item:contains('At risk') input", run: "click" },
        { trigger: `.modal ${field("note")} textarea`, run: "edit The lab is late" },
        { trigger: ".modal button[name='action_review']", run: "click" },
        { trigger: ".o_care_plan_review:contains('At risk'):contains('The lab is late')" },
        { trigger: ".o_care_plan_objective:contains('Trials'):contains('40 %')" },
        { trigger: ".o_care_plan_map", run: "click" },
        { trigger: ".o_care_map" },
    ],
});
