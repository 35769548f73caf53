import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";

import { formatMoney } from "./format";

const SLOT = 20;
const HEIGHT = 60;
const LABEL_EVERY = 3;

/**
 * Twelve months as bars, each before a wider, pale one of the same month a year earlier. Negative
 * amounts hang below the zero line.
 */
export class MonthBars extends Component {
    static template = "customer_care.MonthBars";
    static props = {
        chart: Object,
        currencyId: { type: [Number, Boolean], optional: true },
        label: { type: String, optional: true },
        onOpen: { type: Function, optional: true },
    };

    get viewBox() {
        return `0 0 ${SLOT * this.props.chart.values.length} ${HEIGHT}`;
    }

    get hasBefore() {
        return this.props.chart.before.some(Boolean);
    }

    get range() {
        const all = [...this.props.chart.values, ...this.props.chart.before];
        const top = Math.max(0, ...all);
        return { top, span: top - Math.min(0, ...all) || 1 };
    }

    /** The highest bar: the hint at the axis. */
    get topLabel() {
        return this.short(this.range.top);
    }

    get zero() {
        const { top, span } = this.range;
        return (top / span) * HEIGHT;
    }

    get months() {
        const first = deserializeDate(this.props.chart.first);
        return this.props.chart.values.map((value, index) => {
            const before = this.props.chart.before[index];
            const month = first.plus({ months: index });
            return {
                label: (index + 1) % LABEL_EVERY === 0 ? month.toFormat("LLL") : "",
                title: this.title(month, value, before),
                hover: { x: index * SLOT, width: SLOT, y: 0, height: HEIGHT },
                before: this.bar(before, index, SLOT - 2),
                bar: this.bar(value, index, SLOT - 10),
                isNegative: value < 0,
            };
        });
    }

    /** What the narrow bars are. */
    get barName() {
        return _t("last 12 months");
    }

    /** What the pale ones behind them are. */
    get beforeName() {
        return _t("a year before");
    }

    title(month, value, before) {
        return this.hasBefore
            ? _t("%(month)s: %(amount)s, a year before %(before)s", {
                  month: month.toFormat("LLL yyyy"),
                  amount: this.format(value),
                  before: this.format(before),
              })
            : _t("%(month)s: %(amount)s", {
                  month: month.toFormat("LLL yyyy"),
                  amount: this.format(value),
              });
    }

    /** The picture in words, for those who cannot see it. */
    get description() {
        return [this.props.label, ...this.months.map((month) => month.title)].join("; ");
    }

    open(index) {
        this.props.onOpen?.(index);
    }

    bar(value, index, width) {
        const { span } = this.range;
        const height = value ? Math.max((Math.abs(value) / span) * HEIGHT, 1) : 0;
        return {
            x: index * SLOT + (SLOT - width) / 2,
            y: value > 0 ? this.zero - height : this.zero,
            width,
            height,
        };
    }

    format(value) {
        return this.props.chart.type === "monetary"
            ? formatMoney(value, this.props.currencyId)
            : formatInteger(value);
    }

    short(value) {
        return Math.abs(value) >= 1000
            ? formatFloat(value, { humanReadable: true, decimals: value < 10000 ? 1 : 0 })
            : formatInteger(value);
    }
}
