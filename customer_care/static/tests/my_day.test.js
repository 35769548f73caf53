import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryText } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { nextMonday } from "@customer_care/my_day/move_menu";

class Person extends models.Model {
    _name = "person";

    name = fields.Char();

    _records = [
        { id: 1, name: "Ann" },
        { id: 2, name: "Bob" },
    ];
}

class CareWork extends models.Model {
    _name = "care.work";

    name = fields.Char();
    date = fields.Date();
    last_contact_date = fields.Date();
    is_handled_here = fields.Boolean();
    is_escalated = fields.Boolean();
    on_behalf_id = fields.Many2one({ relation: "person" });
    user_id = fields.Many2one({ relation: "person" });
    urgency = fields.Selection({
        selection: [
            ["overdue", "Overdue"],
            ["today", "Today"],
            ["week", "Within a Week"],
        ],
    });

    _records = [
        { id: 1, name: "Call", urgency: "overdue", user_id: 1, is_handled_here: true },
        { id: 2, name: "Visit", urgency: "overdue", user_id: 1, is_handled_here: true },
        { id: 3, name: "Card", urgency: "today", user_id: 1, is_handled_here: true },
        {
            id: 4,
            name: "Promise",
            urgency: "week",
            user_id: 2,
            is_handled_here: false,
            last_contact_date: "2026-06-06",
        },
    ];
}

defineMailModels();
defineModels([CareWork, Person]);

const LIST = `
    <list js_class="care_my_day">
        <field name="name" widget="care_reason"/>
        <field name="user_id"/>
        <widget name="care_move"/>
    </list>`;

const SEARCH = `
    <search>
        <field name="user_id"/>
        <filter name="filter_ann" string="Ann" domain="[('user_id', '=', 1)]"/>
        <separator/>
        <filter name="filter_overdue" string="Overdue" domain="[('urgency', '=', 'overdue')]"/>
        <filter name="filter_today" string="Today" domain="[('urgency', '=', 'today')]"/>
        <filter name="filter_week" string="Week" domain="[('urgency', '=', 'week')]"/>
    </search>`;

const mountDay = (params = {}) =>
    mountView({
        type: "list",
        resModel: "care.work",
        arch: LIST,
        searchViewArch: SEARCH,
        ...params,
    });

const counts = () => queryAllTexts("[class*=o_care_count_]").map((text) => text.match(/\d+/)[0]);

test("the header counts what is overdue, for today and within a week", async () => {
    await mountDay();
    expect(counts()).toEqual(["2", "1", "1"]);
    expect(".o_care_loads").toHaveCount(0);
});

test("the counts follow the other filters", async () => {
    await mountDay({ context: { search_default_filter_ann: 1 } });
    expect(counts()).toEqual(["2", "1", "0"]);
});

test("a count is a filter, and the counts beside it stay", async () => {
    await mountDay();
    await contains(".o_care_count_overdue").click();
    expect(".o_data_row").toHaveCount(2);
    expect(".o_care_count_overdue").toHaveClass("active");
    expect(counts()).toEqual(["2", "1", "1"]);
    await contains(".o_care_count_today").click();
    expect(".o_data_row").toHaveCount(3, { message: "one or the other" });
    await contains(".o_care_count_overdue").click();
    await contains(".o_care_count_today").click();
    expect(".o_data_row").toHaveCount(4);
});

test("one request counts, whatever is shown", async () => {
    onRpc("care.work", "formatted_read_group", ({ kwargs }) => {
        expect.step(kwargs.groupby.join());
    });
    await mountDay();
    expect.verifySteps(["urgency,user_id"]);
});

const loads = () => queryAllTexts(".o_care_load").map((text) => text.replace(/\s+/g, " "));

test("grouped by person, the most loaded comes first", async () => {
    onRpc("care.work", "capacity", () => 0);
    await mountDay({ groupBy: ["user_id"] });
    expect(loads()).toEqual(["Ann 3", "Bob 1"]);
    expect(".o_care_load:eq(0)").toHaveAttribute("title", "Ann: 3, of these overdue: 2");
    expect(".o_care_capacity").toHaveCount(0);
});

test("the load is drawn against what a person has time for", async () => {
    onRpc("care.work", "capacity", () => 2);
    await mountDay({ groupBy: ["user_id"] });
    expect(loads()).toEqual(["Ann 3 / 2", "Bob 1 / 2"]);
    expect(".o_care_load .fw-bold.text-danger").toHaveCount(1);
    expect(".o_care_load .fw-bold.text-danger").toHaveText("3");
    expect(".o_care_load:eq(0)").toHaveAttribute("title", /there is time for 2/);
});

test("the reason tells how long nobody spoke with the customer", async () => {
    mockDate("2026-06-15 12:00:00");
    await mountDay();
    expect(queryText(".o_data_row:eq(3) td[name=name]")).toMatch(
        /Promise · last contact 9 days ago/
    );
    expect(queryText(".o_data_row:eq(0) td[name=name]")).toMatch(/Call · no contact yet/);
});

test("next Monday is never today", async () => {
    mockDate("2026-06-15 12:00:00"); // a Monday
    expect(nextMonday().toISODate()).toBe("2026-06-22");
    mockDate("2026-06-21 12:00:00"); // a Sunday
    expect(nextMonday().toISODate()).toBe("2026-06-22");
});

test("work is moved in two clicks, and the list follows", async () => {
    mockDate("2026-06-17 12:00:00");
    onRpc("care.work", "action_move", ({ args, kwargs }) => {
        expect.step([args[0][0], kwargs.days || kwargs.date]);
        return { type: "ir.actions.act_window_close" };
    });
    onRpc("care.work", "web_search_read", () => expect.step("reload"));
    await mountDay();
    expect(".o_care_move").toHaveCount(3, { message: "a promise is not moved" });
    await contains(".o_data_row:eq(1) .o_care_move").click();
    await contains(".dropdown-item:contains(+3 days)").click();
    await contains(".o_data_row:eq(0) .o_care_move").click();
    await contains(".dropdown-item:contains(Next Monday)").click();
    expect.verifySteps(["reload", [2, 3], "reload", [1, "2026-06-22"], "reload"]);
});
