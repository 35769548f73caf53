import { Component, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";

import { formatMoment } from "./format";

const WIDTH = 1000;
const LEVEL = 100;
const STEPS_SHOWN = 3;

/** The customer's grade over time: a line that steps from level to level, and its steps in words. */
export class GradeHistory extends Component {
    static template = "customer_care.GradeHistory";
    static props = { history: Object };

    setup() {
        this.state = useState({ isOpen: false });
        this.format = formatMoment;
    }

    /** The levels, best first; below them "none", if the customer ever had none. */
    get levels() {
        const { grades, steps } = this.props.history;
        const hadNone = steps.some((step) => !step.grade_id);
        return hadNone ? [...grades, { id: false, code: "—", name: "—" }] : grades;
    }

    get viewBox() {
        return `0 0 ${WIDTH} ${LEVEL * this.levels.length}`;
    }

    get points() {
        const { steps, until } = this.props.history;
        const start = deserializeDate(steps[0].date);
        const days = Math.max(deserializeDate(until).diff(start, "days").days, 1);
        const ids = this.levels.map((grade) => grade.id);
        return steps.map((step) => ({
            ...step,
            x: Math.min((deserializeDate(step.date).diff(start, "days").days / days) * WIDTH, WIDTH),
            y: (ids.indexOf(step.grade_id) + 0.5) * LEVEL,
        }));
    }

    get line() {
        const [first, ...rest] = this.points;
        const steps = rest.map((point) => `H ${point.x} V ${point.y}`);
        return [`M ${first.x} ${first.y}`, ...steps, `H ${WIDTH}`].join(" ");
    }

    /** A dot as a share of the drawing, so that it stays round however wide that is. */
    dotStyle(point) {
        const top = (100 * point.y) / (LEVEL * this.levels.length);
        return `left: ${(100 * point.x) / WIDTH}%; top: ${top}%`;
    }

    code(gradeId) {
        const grade = this.levels.find((level) => level.id === gradeId);
        return grade ? grade.code : "—";
    }

    /** The steps in words, newest first; older ones on demand. */
    get steps() {
        const { steps } = this.props.history;
        const rows = steps.map((step, index) => ({
            ...step,
            from: index ? this.code(steps[index - 1].grade_id) : "",
            to: this.code(step.grade_id),
        }));
        rows.reverse();
        return this.state.isOpen ? rows : rows.slice(0, STEPS_SHOWN);
    }

    get hasMore() {
        return !this.state.isOpen && this.props.history.steps.length > STEPS_SHOWN;
    }
}
