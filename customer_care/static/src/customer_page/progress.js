import { Component } from "@odoo/owl";
import { formatFloat } from "@web/views/fields/formatters";

/** How much of something is done, as a bar with its number: 0 to 100 percent, or beyond. */
export class Progress extends Component {
    static template = "customer_care.Progress";
    static props = { percent: Number, label: { type: String, optional: true } };

    get width() {
        return Math.min(Math.max(this.props.percent, 0), 100);
    }

    get text() {
        return `${formatFloat(this.props.percent, { digits: [16, 0] })} %`;
    }
}
