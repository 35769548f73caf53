import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A change in percent with an arrow: ▲ growing, ▼ falling, nothing where it is unknown. */
export class Trend extends Component {
    static template = "customer_care.Trend";
    static props = { value: { type: [Number, Boolean] } };

    get isKnown() {
        return this.props.value !== false;
    }

    get direction() {
        return Math.sign(Math.round(this.props.value));
    }

    get className() {
        return { 1: "text-success", 0: "text-muted", "-1": "text-danger" }[this.direction];
    }

    get arrow() {
        return { 1: "▲", 0: "▶", "-1": "▼" }[this.direction];
    }

    get text() {
        const sign = this.direction > 0 ? "+" : "";
        return `${sign}${formatFloat(this.props.value, { digits: [16, 0] })} %`;
    }
}

/** The trend as a field. */
export class TrendField extends Component {
    static template = "customer_care.TrendField";
    static components = { Trend };
    static props = { ...standardFieldProps };
}

registry.category("fields").add("care_trend", {
    component: TrendField,
    supportedTypes: ["float"],
});
