import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

import { formatMoney } from "./format";

const SIGNS = { ">=": "≥", ">": ">", "<=": "≤", "<": "<" };

/** How much of the scale stays free beyond the longer of value and threshold. */
const ROOM = 1.1;

/**
 * Why the customer has its grade and what the next better one takes: each criterion's value as a
 * bar with its threshold as a mark, and in words.
 */
export class GradeWhy extends Component {
    static template = "customer_care.GradeWhy";
    static props = { parts: Array, currencyId: { type: [Number, Boolean] } };

    heading(part) {
        return part.is_current ? _t("Why %s?", part.grade) : _t("For %s:", part.grade);
    }

    optional(part) {
        return part.criteria.filter((criterion) => !criterion.required);
    }

    /** Whether points are counted: any one criterion alone is not enough. */
    hasPoints(part) {
        return this.optional(part).some((criterion) => criterion.weight < part.points_required);
    }

    /** How the criteria work together, where it is not plain. */
    rule(part) {
        if (this.hasPoints(part)) {
            return _t("%(points)s of %(required)s points", {
                points: this.number(part.points || 0),
                required: this.number(part.points_required),
            });
        }
        return this.optional(part).length > 1 ? _t("one is enough") : "";
    }

    note(criterion, part) {
        if (criterion.required) {
            return _t("must have");
        }
        return this.hasPoints(part) && criterion.weight
            ? _t("%s points", this.number(criterion.weight))
            : "";
    }

    number(value) {
        return formatFloat(value, { trailingZeros: false });
    }

    amount(criterion, value) {
        return criterion.monetary
            ? formatMoney(value, this.props.currencyId)
            : this.number(value);
    }

    /** One criterion as it is read aloud: "1,240,000 ≥ 500,000". */
    comparison(criterion) {
        if (criterion.comparison) {
            return criterion.comparison; // a judgement by hand has words of its own
        }
        const actual =
            criterion.actual === false ? _t("no data") : this.amount(criterion, criterion.actual);
        return `${actual} ${SIGNS[criterion.operator]} ${this.amount(criterion, criterion.threshold)}`;
    }

    /** Length of the bar and place of the threshold, in percent of the scale. */
    scale(criterion) {
        const actual = Math.max(criterion.actual || 0, 0);
        const threshold = Math.max(criterion.threshold, 0);
        const whole = Math.max(actual, threshold, Number.EPSILON) * ROOM;
        return { bar: (100 * actual) / whole, mark: (100 * threshold) / whole };
    }
}
