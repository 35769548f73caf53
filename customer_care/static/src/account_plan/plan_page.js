import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { formatFigure, formatMoment, formatMoney } from "../customer_page/format";
import { Progress } from "../customer_page/progress";
import { PlanBars } from "./plan_bars";

const VERDICT_LOOKS = {
    on_track: { icon: "fa-check-circle", color: "text-success-emphasis" },
    at_risk: { icon: "fa-exclamation-circle", color: "text-warning-emphasis" },
    off_track: { icon: "fa-times-circle", color: "text-danger" },
};

/**
 * How an account plan stands, on top of its form: objectives, revenue by month, gaps in the
 * relations, what is next. Each leads to what it was counted from. It asks the server by itself
 * once the form is open, and again when the plan was saved.
 */
export class PlanPage extends Component {
    static template = "customer_care.PlanPage";
    static components = { PlanBars, Progress };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ page: undefined });
        this.formatMoment = formatMoment;
        useRecordObserver((record) => {
            // read here, so that saving and each step load the page anew
            const version = [record.resId, record.data.write_date, record.data.state];
            if (version.join() !== this.version) {
                this.version = version.join();
                this.load(record.resId); // not awaited: the form must not wait
            }
        });
    }

    async load(id = this.props.record.resId) {
        this.state.page = id
            ? await this.keepLast.add(
                  this.orm.call("care.account.plan", "get_plan_page", [id])
              )
            : false;
    }

    // === WHAT IS SHOWN === //

    get page() {
        return this.state.page;
    }

    get revenue() {
        return this.page.revenue;
    }

    get chart() {
        const { months, year } = this.revenue;
        return {
            type: "monetary",
            first: `${year}-01-01`,
            values: months.map((month) => month.actual),
            before: months.map((month) => month.planned),
        };
    }

    get hasRevenue() {
        return this.revenue.expected || this.revenue.actual;
    }

    get verdict() {
        const last = this.page.review.last;
        return last && { ...last, ...VERDICT_LOOKS[last.verdict] };
    }

    get reviewText() {
        const { next_date: date } = this.page.review;
        return date ? _t("next review %s", formatMoment(date)) : "";
    }

    get moreGaps() {
        const more = this.page.gap_count - this.page.gaps.length;
        return more ? _t("%s more gaps", more) : "";
    }

    get isOutsideShown() {
        return Math.abs(this.revenue.outside) >= 1;
    }

    get outsideText() {
        return _t("of it outside the plan: %s", this.money(this.revenue.outside));
    }

    get expectedText() {
        return _t("of %s expected", this.money(this.revenue.expected));
    }

    value(objective, value) {
        return formatFigure({ type: objective.type, value }, this.page.currency_id);
    }

    money(value) {
        return formatMoney(value, this.page.currency_id);
    }

    // === ACTIONS === //

    async run(model, method, args) {
        const action = await this.orm.call(model, method, args);
        return action && this.action.doAction(action, { onClose: () => this.reload() });
    }

    /** What was logged or reviewed changes the tables below, too. */
    async reload() {
        await this.props.record.load();
        return this.load();
    }

    openObjective(objective) {
        return objective.figure === "year_revenue"
            ? this.openDocuments()
            : this.run("care.profile", "action_open_figure", [
                  [this.page.profile_id],
                  objective.figure,
              ]);
    }

    /** The documents of a month (0 to 11), or of the whole year. */
    openDocuments(index = -1) {
        return this.run("care.account.plan", "action_open_documents", [[this.page.id], index + 1]);
    }

    openMap() {
        return this.run("care.profile", "action_open_relationship_map", [[this.page.profile_id]]);
    }

    logLine(row) {
        return this.run(row.res_model, "action_open_log", [[row.res_id]]);
    }

    openReview() {
        return this.run("care.account.plan", "action_open_review", [[this.page.id]]);
    }

    openLine(row) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: row.res_model,
                res_id: row.res_id,
                views: [[false, "form"]],
            },
            { onClose: () => this.reload() }
        );
    }
}

registry.category("view_widgets").add("care_plan_page", {
    component: PlanPage,
    fieldDependencies: [
        { name: "write_date", type: "datetime" },
        { name: "state", type: "selection" },
    ],
});
