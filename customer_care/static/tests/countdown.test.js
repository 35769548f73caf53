import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { allowTranslations, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { inWords } from "@customer_care/promise/countdown_field";

class CareSlaClock extends models.Model {
    _name = "care.sla.clock";

    deadline = fields.Datetime();
    date_warn = fields.Datetime();
    date_end = fields.Datetime();
    late_hours = fields.Float();
    state = fields.Char();

    _records = [
        { id: 1, state: "running", deadline: "2026-06-15 15:12:30" },
        {
            id: 2,
            state: "running",
            deadline: "2026-06-15 11:00:30",
            date_warn: "2026-06-15 07:00:00",
        },
        { id: 3, state: "breached", deadline: "2026-06-15 08:30:00" },
        { id: 4, state: "paused", deadline: "2026-06-15 08:30:00" },
        {
            id: 5,
            state: "breached",
            deadline: "2026-06-12 08:00:00",
            date_end: "2026-06-14 11:00:00",
            late_hours: 51,
        },
        { id: 6, state: "met", deadline: "2026-06-15 08:30:00", date_end: "2026-06-14 11:00:00" },
    ];
}

defineMailModels();
defineModels([CareSlaClock]);

const LIST = `
    <list>
        <field name="date_warn" column_invisible="1"/>
        <field name="date_end" column_invisible="1"/>
        <field name="late_hours" column_invisible="1"/>
        <field name="state" column_invisible="1"/>
        <field name="deadline" widget="care_countdown"/>
    </list>`;

test("an amount of time is told by its two biggest units", () => {
    allowTranslations();
    expect([0, 59, 312, 1439, 3120].map(inWords).map(String)).toEqual([
        "0 m",
        "59 m",
        "5 h 12 m",
        "23 h 59 m",
        "2 d 4 h",
    ]);
});

test("the countdown says what is left or how late it is, and ticks", async () => {
    mockDate("2026-06-15 10:00:00", 0);
    await mountView({ type: "list", resModel: "care.sla.clock", arch: LIST });
    expect(queryAllTexts(".o_care_countdown")).toEqual([
        "5 h 12 m left",
        "1 h 0 m left",
        "1 h 30 m late",
        "paused",
        "2 d 3 h late",
        "",
    ]);
    expect(".o_care_countdown.text-warning").toHaveCount(1);
    expect(".o_care_countdown.text-danger").toHaveCount(2);
    await advanceTime(61 * 60 * 1000);
    await animationFrame();
    expect(queryAllTexts(".o_care_countdown").slice(0, 3)).toEqual([
        "4 h 11 m left",
        "0 m late",
        "2 h 31 m late",
    ]);
});
