import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllAttributes, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { CustomerPeople } from "@customer_care/customer_page/customer_people";
import { GradeHistory } from "@customer_care/customer_page/grade_history";
import { GradeWhy } from "@customer_care/customer_page/grade_why";
import { MonthBars } from "@customer_care/customer_page/month_bars";

class CareProfile extends models.Model {
    _name = "care.profile";

    partner_id = fields.Many2one({ relation: "res.partner" });

    _records = [{ id: 1, partner_id: 17 }];
}

defineMailModels();
defineModels([CareProfile]);

const FORM = `<form><field name="partner_id"/><widget name="care_customer_page"/></form>`;

const EVENT = { kind: "order", date: "2026-06-01", title: "Order S1", res_model: "sale.order" };

function makePage(values = {}) {
    return {
        profile: { id: 1, partner_id: [17, "Acme"], grade_color: 4, grade_since: "2025-03-01" },
        currency_id: 1,
        head: { grade: { code: "A", name: "Key customers" }, team: [], next_contact: false },
        tiles: [
            {
                key: "trade",
                title: "Turnover",
                figures: [
                    { name: "turnover_12m", label: "Turnover", value: 1200, type: "monetary" },
                    { name: "orders", label: "Orders", value: 7, type: "integer" },
                    { name: "unknown", label: "Unknown", value: false, type: "integer" },
                ],
            },
        ],
        openable: ["orders"],
        why: [],
        grade_history: false,
        people: [],
        promises: [],
        plan: [],
        group: false,
        timeline: [{ ...EVENT, res_id: 1 }],
        kinds: [{ kind: "order", label: "Orders", icon: "fa-shopping-cart" }],
        has_more: false,
        ...values,
    };
}

async function mountPage(values) {
    mockDate("2026-06-15 12:00:00", 0);
    onRpc("care.profile", "get_customer_page", () => makePage(values));
    await mountView({ type: "form", resModel: "care.profile", resId: 1, arch: FORM });
    await animationFrame();
}

test("the form opens before the page has its answer", async () => {
    const answer = new Deferred();
    onRpc("care.profile", "get_customer_page", async () => {
        expect.step("asked");
        return answer;
    });
    await mountView({ type: "form", resModel: "care.profile", resId: 1, arch: FORM });
    expect(".o_field_widget[name=partner_id]").toHaveCount(1);
    expect(".o_care_loading[aria-busy=true]").toHaveCount(1);
    answer.resolve(makePage());
    await animationFrame();
    expect(".o_care_loading").toHaveCount(0);
    expect(".o_care_grade").toHaveText("A");
    expect.verifySteps(["asked"]);
});

test("only what there is takes room: no empty cards, no unknown figures", async () => {
    await mountPage();
    expect(".o_care_head").toHaveText(/Key customers/);
    expect(".o_care_cards section").toHaveCount(0);
    expect(queryAllTexts(".o_care_figures dt")).toEqual(["Orders"]);
    expect(".o_care_older").toHaveCount(0);
});

test("a figure opens its records when the server lists it", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.name);
        },
    });
    onRpc("care.profile", "action_open_figure", ({ args }) => {
        expect.step(`open ${args[0]} ${args[1]}`);
        return { type: "ir.actions.act_window", name: "Its orders" };
    });
    await mountPage();
    expect("button.o_care_open").toHaveCount(1);
    await click("button.o_care_open");
    await animationFrame();
    expect.verifySteps(["open 1 orders", "Its orders"]);
});

test("the head says in words when the next contact is overdue, and what lies ahead", async () => {
    const next = { date: "2026-06-12", channel: "visit", channel_label: "Visit", title: "Tour" };
    await mountPage({
        head: { grade: { code: "A", name: "A" }, team: [], next_contact: { ...next, late: true } },
        outlook: {
            locked_until: "2026-09-01",
            next_review_date: "2026-07-01",
            notes: ["Kept by hand until 09/01/2026.", "Fails since 06/01/2026."],
        },
    });
    expect(".o_care_next").toHaveText(/06\/12\/2026 \(overdue\)/);
    expect(".o_care_next").toHaveClass("text-danger");
    expect(".o_care_notes").toHaveText("Kept by hand until 09/01/2026. Fails since 06/01/2026.");
    expect(".o_care_unlock").toHaveCount(0);
    expect(".o_care_review").toHaveText("next review 07/01/2026");
});

test("a manager lets go of a grade that is kept by hand", async () => {
    onRpc("care.profile", "action_unlock_grade", ({ args }) => {
        expect.step(`unlock ${args[0]}`);
        return true;
    });
    await mountPage({
        head: { grade: { code: "A", name: "A" }, team: [], can_unlock: true },
        outlook: { locked_until: "2026-09-01", notes: ["Kept by hand until 09/01/2026."] },
    });
    await click(".o_care_unlock");
    await animationFrame();
    expect.verifySteps(["unlock 1"]);
});

test("a trend opens its records too; a figure tells why in a note", async () => {
    const figures = [
        { name: "risk_state", label: "Risk", value: "At Risk", type: "text", note: "No trade." },
        { name: "trend", label: "Trend", value: 12, type: "trend" },
        { name: "interval", label: "Interval", value: 31.5, type: "float" },
    ];
    await mountPage({ tiles: [{ key: "x", title: "X", figures }], openable: ["trend"] });
    expect("button.o_care_open .o_care_trend").toHaveCount(1);
    expect(".o_care_note").toHaveText("No trade.");
    expect(queryAllTexts(".o_care_figures dd")[1]).toBe("31.5");
});

test("a promise counts down; one that is paused waits", async () => {
    const row = { res_model: "care.sla.clock", title: "Reply", icon: "fa-clock-o" };
    const clock = (id, date, values) => ({ ...row, res_id: id, date, deadline: date, ...values });
    await mountPage({
        promises: [
            clock(1, "2026-06-15 08:00:00", { late: true }),
            clock(2, "2026-06-15 14:30:30", {}),
            clock(3, "2026-06-16 14:30:00", { deadline: false, is_paused: true }),
        ],
    });
    expect(".o_care_row:eq(0) .text-danger").toHaveText("4 h 0 m late");
    expect(".o_care_row:eq(1)").toHaveText(/2 h 30 m left/);
    expect(".o_care_row:eq(2)").toHaveText(/paused/);
});

test("promises of a day and of a moment stand in one list, late ones marked", async () => {
    const row = { res_model: "care.touchpoint", title: "Offer" };
    await mountPage({
        promises: [
            { ...row, res_id: 1, date: "2026-06-10", late: true },
            { ...row, res_id: 2, date: "2026-06-20 10:00:00", late: false },
        ],
    });
    expect(".o_care_promises .o_care_row").toHaveCount(2);
    expect(".o_care_row:eq(0) .text-danger").toHaveText("06/10/2026");
    expect(".o_care_row:eq(0) [aria-label=overdue]").toHaveCount(1);
    expect(".o_care_row:eq(1)").toHaveText(/06\/20\/2026/);
    expect(".o_care_row:eq(1) .text-danger").toHaveCount(0);
});

test("the group is a tree with its turnover; other companies open", async () => {
    const members = [
        { partner_id: 5, name: "Holding", level: 0, grade: false, turnover_12m: false },
        { partner_id: 17, name: "Acme", level: 1, grade: "A", turnover_12m: 50, is_current: true },
    ];
    await mountPage({ group: { members, turnover_12m: 50, hidden_count: 2 } });
    expect(".o_care_group_member").toHaveCount(2);
    expect(".o_care_group_member:eq(0) button").toHaveText("Holding");
    expect(".o_care_group_member:eq(1) [aria-current]").toHaveText("Acme");
    expect(".o_care_group").toHaveText(/2 more that colleagues look after/);
});

test("older events and one kind come on demand", async () => {
    onRpc("care.profile", "get_customer_timeline", ({ args, kwargs }) => {
        expect.step(`${args[0]} ${kwargs.kind} ${kwargs.limit}`);
        return {
            timeline: [{ ...EVENT, res_id: 1 }, { ...EVENT, res_id: 2, title: "Order S2" }],
            kinds: [],
            has_more: false,
        };
    });
    await mountPage({
        kinds: [
            { kind: "order", label: "Orders", icon: "fa-shopping-cart" },
            { kind: "grade", label: "Grades", icon: "fa-star" },
        ],
        has_more: true,
    });
    await click(".o_care_older");
    await animationFrame();
    expect(".o_care_event").toHaveCount(2);
    expect(".o_care_older").toHaveCount(0);
    await click(".o_care_timeline [role=group] button:contains(Orders)");
    await animationFrame();
    expect(".o_care_timeline [role=group] button:contains(Orders)").toHaveAttribute(
        "aria-pressed",
        "true"
    );
    expect.verifySteps(["17 false 41", "17 order 2"]);
});

test("month bars stand before those of the year before, and can be read aloud", async () => {
    const chart = {
        type: "integer",
        first: "2025-07-01",
        values: [10, 0, -5, 0, 0, 0, 0, 0, 0, 0, 0, 5],
        before: [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    };
    await mountWithCleanup(MonthBars, { props: { chart, label: "Contacts" } });
    expect("rect.o_care_month_bar").toHaveCount(3);
    expect("rect.o_care_month_before").toHaveCount(1);
    const [high, low, last] = queryAllAttributes("rect.o_care_month_bar", "height").map(Number);
    expect([high, low, last]).toEqual([40, 20, 20]);
    expect(queryAll("rect.o_care_month_bar")[1]).toHaveClass("text-danger");
    expect("svg").toHaveAttribute("aria-label", /Contacts; Jul 2025: 10, a year before 5/);
    expect(queryText(".o_care_month_bars_top")).toBe("10");
});

test("without a year before there is no legend of it", async () => {
    const chart = { type: "integer", first: "2025-07-01", values: [1, 2], before: [0, 0] };
    await mountWithCleanup(MonthBars, { props: { chart } });
    expect("figcaption").toHaveCount(0);
});

const CRITERION = { label: "Turnover", operator: ">=", threshold: 500, actual: 250, met: false };

test("why: value against threshold as bar, mark and words", async () => {
    const criteria = [
        { ...CRITERION, id: 1, missing: "250 more until July", weight: 2 },
        { ...CRITERION, id: 2, actual: false, weight: 3 },
        { ...CRITERION, id: 3, actual: 550, met: true, required: true },
    ];
    const parts = [{ grade: "A", is_current: false, points_required: 2, criteria }];
    await mountWithCleanup(GradeWhy, { props: { parts, currencyId: false } });
    expect(queryText("h4")).toMatch(/For A:\s*one is enough/);
    expect(queryAllTexts(".o_care_verdict")).toEqual(["not met", "not met", "met"]);
    expect(".o_care_criterion:eq(0)").toHaveText(/250 ≥ 500/);
    expect(".o_care_criterion:eq(0) .o_care_missing").toHaveText("250 more until July");
    expect(".o_care_criterion:eq(1)").toHaveText(/no data ≥ 500/);
    expect(".o_care_criterion:eq(2)").toHaveText(/must have/);
    const [bar] = queryAllAttributes(".o_care_bar_value", "style");
    const [mark] = queryAllAttributes(".o_care_bar_mark", "style");
    expect(parseFloat(mark.split(":")[1])).toBeCloseTo(2 * parseFloat(bar.split(":")[1]));
});

test("why: points where they are counted, words where a person judged", async () => {
    const criteria = [
        { ...CRITERION, id: 1, weight: 2 },
        { ...CRITERION, id: 2, weight: 3, met: true, comparison: "High" },
    ];
    const parts = [{ grade: "A", is_current: true, points: 3, points_required: 4, criteria }];
    await mountWithCleanup(GradeWhy, { props: { parts, currencyId: false } });
    expect(".o_care_rule").toHaveText("3 of 4 points");
    expect(".o_care_criterion:eq(0)").toHaveText(/2 points/);
    expect(".o_care_criterion:eq(1)").toHaveText(/High/);
    expect(".o_care_bar").toHaveCount(1);
});

test("the grade steps through time; older steps on demand", async () => {
    const grades = ["A", "B"].map((code, id) => ({ id: id + 1, code, name: code, color: 1 }));
    const dates = ["2026-01-01", "2026-03-01", "2026-04-01", "2026-05-01"];
    const steps = dates.map((date, index) => ({
        date,
        grade_id: index === 2 ? false : (index % 2) + 1,
        reason: "",
        origin: "By hand",
    }));
    const history = { grades, steps, until: "2026-05-01" };
    await mountWithCleanup(GradeHistory, { props: { history } });
    expect(queryAllTexts(".o_care_history_levels span")).toEqual(["A", "B", "—"]);
    expect("path").toHaveAttribute("d", /^M 0 50 H .* V 150 H .* V 250 H 1000 V 150 H 1000$/);
    expect(".o_care_step").toHaveCount(3);
    expect(".o_care_step:eq(0)").toHaveText(/— → B/);
    await click("button");
    await animationFrame();
    expect(".o_care_step").toHaveCount(4);
    expect("button").toHaveCount(0);
});

test("people: how to reach them, whose birthday is near, and a log for each", async () => {
    mockDate("2026-06-15 12:00:00", 0);
    const people = Array.from({ length: 7 }, (_, id) => ({
        id,
        name: `Person ${id}`,
        function: "Buyer",
        phone: "+49 (0) 12-3",
        email: "",
        birthday: id ? false : "2026-06-18",
        last_contact_date: id ? false : "2026-06-06",
    }));
    const props = {
        people,
        onOpen: (person) => expect.step(`open ${person.id}`),
        onLog: (person) => expect.step(`log ${person.id}`),
    };
    await mountWithCleanup(CustomerPeople, { props });
    expect(".o_care_person").toHaveCount(5);
    expect(".o_care_person:eq(0) a").toHaveAttribute("href", "tel:+490123");
    expect(".o_care_person:eq(0)").toHaveText(/birthday in 3 days/);
    expect(".o_care_person:eq(0)").toHaveText(/last contact 9 days ago/);
    expect(".o_care_person:eq(1)").toHaveText(/never contacted/);
    await click(".o_care_person:eq(1) button[aria-label='Log a contact with Person 1']");
    await click(".o_care_person:eq(0) button:eq(0)");
    expect.verifySteps(["log 1", "open 0"]);
    await click("button:contains(2 more)");
    await animationFrame();
    expect(".o_care_person").toHaveCount(7);
});
