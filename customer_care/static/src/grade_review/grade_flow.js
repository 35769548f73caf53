import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";

/**
 * How many customers move from which grade to which, as bars: one line per move, the longest first,
 * as wide as its share.
 */
export class GradeFlow extends Component {
    static template = "customer_care.GradeFlow";
    static props = { "*": true };

    get moves() {
        const moves = [...(this.props.record.data[this.props.name] || [])];
        moves.sort((one, other) => other.count - one.count);
        const most = Math.max(1, ...moves.map((move) => move.count));
        return moves.map((move) => ({
            ...move,
            text: formatInteger(move.count),
            width: `${Math.max(2, (move.count / most) * 100)}%`,
        }));
    }
}

registry.category("fields").add("care_grade_flow", {
    component: GradeFlow,
    supportedTypes: ["json"],
});
