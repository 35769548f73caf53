import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { getCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { daysAgo } from "../figures/days_ago_field";
import { SparkLine } from "../figures/spark_line";
import { Trend } from "../figures/trend_field";

const SIGNS = { ">=": "≥", ">": ">", "<=": "≤", "<": "<" };

const EVENT_ICONS = {
    order: "fa-shopping-cart",
    grade: "fa-star",
    contact: "fa-comments-o",
};

/**
 * The customer at a glance: grade and why, figures, and what happened last. It asks the server by
 * itself when it is shown, so the form around it opens as fast as without it. It works on forms of
 * res.partner and of care.profile.
 */
export class CustomerPage extends Component {
    static template = "customer_care.CustomerPage";
    static components = { SparkLine, Trend };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: undefined, kind: false });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                return this.load(nextProps.record);
            }
        });
    }

    /** The id of the partner whose page this is; false on a form that is not saved yet. */
    partnerId(record) {
        if (record.resModel === "res.partner") {
            return record.resId;
        }
        return record.data.partner_id && record.data.partner_id.id;
    }

    async load(record) {
        const partnerId = this.partnerId(record);
        this.state.page = partnerId
            ? await this.orm.call("care.profile", "get_customer_page", [partnerId])
            : false;
    }

    get isOnPartner() {
        return this.props.record.resModel === "res.partner";
    }

    get profile() {
        return this.state.page.profile;
    }

    get gradeClass() {
        return `o_badge_color_${this.profile.grade_color || 0}`;
    }

    get gradeSince() {
        return _t("since %s", this.date(this.profile.grade_since));
    }

    /** Head of the criteria of the customer's grade, or of the next better one. */
    heading(part) {
        return part.is_current ? _t("Why %s?", part.grade) : _t("For %s:", part.grade);
    }

    get events() {
        const { timeline } = this.state.page;
        return this.state.kind
            ? timeline.filter((event) => event.kind === this.state.kind)
            : timeline;
    }

    /** The kinds of events that the timeline holds, for filtering. */
    get kinds() {
        const labels = {
            order: _t("Orders"),
            grade: _t("Grades"),
            contact: _t("Contacts"),
        };
        const present = new Set(this.state.page.timeline.map((event) => event.kind));
        return [...present].map((kind) => ({ kind, label: labels[kind] || kind }));
    }

    icon(event) {
        return EVENT_ICONS[event.kind] || "fa-circle-o";
    }

    format(figure) {
        if (figure.value === false) {
            return "—";
        }
        const formatter = {
            monetary: (value) => this.money(value),
            integer: formatInteger,
            float: formatFloat,
            date: (value) => this.date(value),
        }[figure.type];
        return formatter ? formatter(figure.value) : figure.value;
    }

    money(value, currencyId = this.state.page.currency_id) {
        const currency = getCurrency(currencyId);
        const digits = currency && Math.abs(value) >= 1000 ? [16, 0] : undefined;
        return formatMonetary(value, { currencyId, digits });
    }

    date(value) {
        return formatDate(deserializeDate(value));
    }

    daysAgo(value) {
        return daysAgo(deserializeDate(value));
    }

    /** One criterion as it is read aloud: "1,240,000 ≥ 500,000". */
    comparison(criterion) {
        if (criterion.comparison) {
            return criterion.comparison; // a judgement by hand has words, no numbers
        }
        const number = (value) =>
            criterion.monetary ? this.money(value) : formatFloat(value, { trailingZeros: false });
        const actual = criterion.actual === false ? _t("no data") : number(criterion.actual);
        return `${actual} ${SIGNS[criterion.operator]} ${number(criterion.threshold)}`;
    }

    openEvent(event) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: event.res_model,
            res_id: event.res_id,
            views: [[false, "form"]],
        });
    }

    /** Log a contact with this customer that just took place. */
    logContact() {
        return this.action.doAction("customer_care.care_touchpoint_action_log", {
            additionalContext: { default_partner_id: this.profile.partner_id[0] },
            onClose: () => this.load(this.props.record),
        });
    }

    /** Propose another grade; a manager's is applied at once. */
    async changeGrade() {
        return this.action.doAction("customer_care.care_grade_propose_action", {
            additionalContext: { default_profile_ids: [this.profile.id] },
            onClose: () => this.load(this.props.record),
        });
    }

    async openFile() {
        const action = await this.orm.call("res.partner", "action_care_open", [
            this.partnerId(this.props.record),
        ]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("care_customer_page", {
    component: CustomerPage,
    fieldDependencies: [],
});
