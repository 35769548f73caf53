import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { PlanBars } from "@customer_care/account_plan/plan_bars";
import { Progress } from "@customer_care/customer_page/progress";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

defineMailModels();

const CHART = { type: "integer", first: "2026-01-01", values: [5, false], before: [4, 6] };

test("a month to come shows what is planned alone", async () => {
    await mountWithCleanup(PlanBars, { props: { chart: CHART } });
    expect("svg").toHaveAttribute(
        "aria-label",
        /Jan 2026: realised 5, planned 4; Feb 2026: planned 6/
    );
    expect(".o_care_month_bar").toHaveCount(1);
    expect(".o_care_month_before").toHaveCount(2);
    expect(queryAllTexts("figcaption > span")).toEqual(["realised", "planned"]);
});

test("a bar opens its month", async () => {
    const onOpen = (index) => expect.step(index);
    await mountWithCleanup(PlanBars, { props: { chart: CHART, onOpen } });
    await click(queryAll("svg g")[1]);
    expect.verifySteps([1]);
});

test("what is more than done fills the bar, and tells how much it is", async () => {
    await mountWithCleanup(Progress, { props: { percent: 297.04 } });
    expect(".o_care_progress").toHaveText("297 %");
    expect(".o_care_progress_bar").toHaveAttribute("style", "width: 100%");
});
