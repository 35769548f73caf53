import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";

const WIDTH = 100;
const HEIGHT = 24;
const GAP = 2;

/**
 * A row of small bars, one per value: the course of a figure at a glance. Negative values hang
 * below the zero line.
 */
export class SparkLine extends Component {
    static template = "customer_care.SparkLine";
    static props = {
        values: { type: Array, element: Number },
        class: { type: String, optional: true },
    };

    get viewBox() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    /** Text for those who cannot see the bars, and on hovering. */
    get title() {
        const values = this.props.values.map((value) => formatFloat(value, { humanReadable: true }));
        return _t("By month, oldest first: %s", values.join(" · "));
    }

    get bars() {
        const { values } = this.props;
        const top = Math.max(0, ...values);
        const span = top - Math.min(0, ...values) || 1;
        const width = WIDTH / values.length;
        const zero = (top / span) * (HEIGHT - 1);
        return values.map((value, index) => {
            const height = Math.max((Math.abs(value) / span) * (HEIGHT - 1), value ? 1.5 : 0.75);
            return {
                x: index * width,
                y: value > 0 ? zero - height : zero,
                width: width - GAP,
                height,
                className: value < 0 ? "text-danger" : value ? "text-primary" : "text-muted",
            };
        });
    }
}

/** The spark line as a field of lists and cards, for JSON fields that hold an array of numbers. */
export class SparkLineField extends Component {
    static template = "customer_care.SparkLineField";
    static components = { SparkLine };
    static props = { "*": true };

    get values() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("care_spark_line", {
    component: SparkLineField,
    supportedTypes: ["json"],
});
