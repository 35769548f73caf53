import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";

/**
 * What was judged, a box per criterion: figure against threshold, and whether it is met. A line
 * without a verdict is a remark.
 */
export class GradeEvidence extends Component {
    static template = "customer_care.GradeEvidence";
    static props = { "*": true };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("care_grade_evidence", {
    component: GradeEvidence,
    supportedTypes: ["json"],
});
