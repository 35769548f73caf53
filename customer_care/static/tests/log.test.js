import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class CareTouchpoint extends models.Model {
    _name = "care.touchpoint";

    partner_id = fields.Char();
    topics = fields.Text();
    channel = fields.Selection({ selection: [["call", "Call"], ["visit", "Visit"]] });
    mood = fields.Selection({ selection: [["good", "Satisfied"], ["bad", "Unhappy"]] });
    next_step_date = fields.Date();

    _records = [
        { id: 1, partner_id: "Acme", channel: "call", mood: false },
        { id: 2, partner_id: "Bolt", channel: "visit", mood: "good" },
    ];
}

defineMailModels();
defineModels([CareTouchpoint]);

const FORM = `
    <form js_class="care_log">
        <field name="partner_id"/>
        <field name="channel" widget="care_choice" required="1"/>
        <field name="topics" required="1"/>
        <field name="mood" widget="care_choice"/>
        <field name="next_step_date" widget="care_quick_date" options="{'days': [1, 7]}"/>
    </form>`;

const mountLog = (resId) =>
    mountView({ type: "form", resModel: "care.touchpoint", resId, arch: FORM });

test("the cursor stands in the note, and an empty one is no error yet", async () => {
    await mountLog(1);
    await animationFrame();
    expect("[name=topics] textarea").toBeFocused();
    expect("[name=topics]").not.toHaveClass("o_field_invalid");
});

test("without a customer the first question is which", async () => {
    await mountLog();
    expect("[name=partner_id] input").toBeFocused();
});

test("a choice is one row of buttons with icons, and one click", async () => {
    onRpc("web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await mountLog(1);
    expect("[name=channel] [role=radiogroup] label").toHaveCount(2);
    expect("[name=channel] label i.fa-phone").toHaveCount(1);
    expect("[name=channel] input[data-value=call]").toBeChecked();
    await contains("[name=channel] .o_care_choice_visit").click();
    expect("[name=channel] input[data-value=visit]").toBeChecked();
    await contains("[name=topics] textarea").edit("Hello");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ channel: "visit", topics: "Hello" }]);
});

test("an answer that is not required is taken back by a second click", async () => {
    await mountLog(2);
    expect("[name=mood] input[data-value=good]").toBeChecked();
    await contains("[name=mood] .o_care_choice_good").click();
    expect("[name=mood] input:checked").toHaveCount(0);
    await contains("[name=channel] .o_care_choice_visit").click();
    expect("[name=channel] input[data-value=visit]").toBeChecked();
});

test("in a list a choice is its icon", async () => {
    await mountView({
        type: "list",
        resModel: "care.touchpoint",
        arch: `<list><field name="channel" widget="care_choice"/></list>`,
    });
    expect(".o_data_row:eq(0) i.fa-phone[title=Call]").toHaveCount(1);
    expect(".o_data_row:eq(1) i.fa-map-marker[title=Visit]").toHaveCount(1);
    expect(".o_data_row input.btn-check").toHaveCount(0);
});

test("quick days count from today and show which was chosen", async () => {
    mockDate("2026-06-15 12:00:00");
    await mountLog(1);
    expect(queryAllTexts("[data-days]")).toEqual(["+1 d", "+7 d"]);
    await click("[data-days='7']");
    await animationFrame();
    expect("[data-days='7']").toHaveClass("active");
    expect("[data-days='1']").not.toHaveClass("active");
    const shown = queryAll("[name=next_step_date] .o_care_quick_date")[0];
    expect(shown.textContent + (shown.querySelector("input")?.value || "")).toMatch(/Jun 22/);
});
