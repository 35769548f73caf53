import { expect, test } from "@odoo/hoot";
import { queryAll, queryAllAttributes, queryText } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { SparkLine } from "@customer_care/figures/spark_line";

class CareProfile extends models.Model {
    _name = "care.profile";

    trend = fields.Float();
    months = fields.Json();
    last_contact = fields.Date();

    _records = [
        { id: 1, trend: 18.4, months: [0, 5, 10], last_contact: "2026-06-06" },
        { id: 2, trend: -30, months: false, last_contact: false },
        { id: 3, trend: false, months: [], last_contact: "2026-06-15" },
    ];
}

defineMailModels();
defineModels([CareProfile]);

const LIST = `
    <list>
        <field name="trend" widget="care_trend"/>
        <field name="months" widget="care_spark_line"/>
        <field name="last_contact" widget="care_days_ago"/>
    </list>`;

test("the spark line draws a bar for each value, as high as the value", async () => {
    await mountWithCleanup(SparkLine, { props: { values: [0, 5, 10, -10] } });
    expect("svg.o_care_spark_line rect").toHaveCount(4);
    const heights = queryAllAttributes("rect", "height").map(Number);
    expect(heights[2]).toBe(heights[1] * 2);
    expect(heights[3]).toBe(heights[2]);
    expect(queryAll("rect")[3]).toHaveClass("text-danger");
    const [, , positive, negative] = queryAllAttributes("rect", "y").map(Number);
    expect(positive).toBe(0);
    expect(negative).toBeGreaterThan(0);
});

test("the spark line can be read aloud", async () => {
    await mountWithCleanup(SparkLine, { props: { values: [1200, 5] } });
    expect("svg[role=img]").toHaveAttribute("aria-label", /oldest first: 1k · 5/i);
});

test("lists show trend, spark line and days ago, and nothing where nothing is known", async () => {
    mockDate("2026-06-15 12:00:00");
    await mountView({ type: "list", resModel: "care.profile", arch: LIST });
    expect(queryText(".o_data_row:eq(0) td[name=trend]")).toBe("▲ +18 %");
    expect(".o_data_row:eq(0) .o_care_trend").toHaveClass("text-success");
    expect(queryText(".o_data_row:eq(1) td[name=trend]")).toBe("▼ -30 %");
    expect(".o_data_row:eq(0) svg rect").toHaveCount(3);
    expect(".o_data_row:eq(1) svg").toHaveCount(0);
    expect(".o_data_row:eq(2) svg").toHaveCount(0);
    expect(queryText(".o_data_row:eq(0) td[name=last_contact]")).toBe("9 days ago");
    expect(queryText(".o_data_row:eq(1) td[name=last_contact]")).toBe("");
    expect(queryText(".o_data_row:eq(2) td[name=last_contact]")).toBe("today");
});

test("the days left are counted in days, also across the end of a month", async () => {
    mockDate("2026-06-03 12:00:00");
    await mountView({
        type: "list",
        resModel: "care.profile",
        arch: `<list><field name="last_contact" widget="care_days_left"/></list>`,
    });
    expect(queryText(".o_data_row:eq(0) td[name=last_contact]")).toBe("In 3 days");
    expect(queryText(".o_data_row:eq(1) td[name=last_contact]")).toBe("");

    mockDate("2026-05-30 12:00:00");
    await mountView({
        type: "list",
        resModel: "care.profile",
        arch: `<list><field name="last_contact" widget="care_days_left"/></list>`,
    });
    expect(".o_data_row:contains(In 7 days)").toHaveCount(1);
});
