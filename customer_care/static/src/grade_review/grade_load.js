import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";

/** Customers and contacts a month by grade and by person: today's and those of a simulation. */
export class GradeLoad extends Component {
    static template = "customer_care.GradeLoad";
    static props = { "*": true };

    get load() {
        return this.props.record.data[this.props.name] || { grades: [], users: [] };
    }

    get total() {
        return [0, 1].map((time) =>
            this.load.grades.reduce((sum, grade) => sum + grade.contacts[time], 0)
        );
    }

    number(value) {
        return formatInteger(value);
    }

    /** The difference with its sign; empty where there is none. */
    change([now, then]) {
        if (now === then) {
            return "";
        }
        return `${then > now ? "+" : "−"}${formatInteger(Math.abs(then - now))}`;
    }

    /** How much of the capacity the person would use, as the width of a bar. */
    width(row) {
        const most = Math.max(this.load.capacity, ...this.load.users.map((one) => one.contacts[1]));
        return `${Math.max(1, (100 * row.contacts[1]) / Math.max(1, most))}%`;
    }
}

registry.category("fields").add("care_grade_load", {
    component: GradeLoad,
    supportedTypes: ["json"],
});
