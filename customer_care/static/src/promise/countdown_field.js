import { Component, onWillUnmount, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const TICK_MS = 20 * 1000; // minutes are shown

/** An amount of minutes in words: "2 d 3 h", "5 h 12 m", "12 m". */
export function inWords(minutes) {
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    if (days) {
        return _t("%(days)s d %(hours)s h", { days, hours });
    }
    return hours
        ? _t("%(hours)s h %(minutes)s m", { hours, minutes: minutes % 60 })
        : _t("%(minutes)s m", { minutes });
}

/** Minutes from a moment until the deadline, those passed since when negative; parts of one too. */
export function minutesLeft(deadline, now) {
    return deadline.diff(now, "minutes").minutes;
}

/** How much time is left, or how late it is. */
export function timeLeft(minutes, isLate = minutes < 0) {
    const amount = inWords(Math.floor(Math.abs(minutes)));
    return isLate ? _t("%s late", amount) : _t("%s left", amount);
}

/** How much time a promise has left, or how late it is. It ticks as long as the promise is open. */
export class CountdownField extends Component {
    static template = "customer_care.CountdownField";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: DateTime.now() });
        const timer = setInterval(() => (this.clock.now = DateTime.now()), TICK_MS);
        onWillUnmount(() => clearInterval(timer));
    }

    get data() {
        return this.props.record.data;
    }

    get deadline() {
        return this.data[this.props.name];
    }

    get isOpen() {
        return !this.data.date_end;
    }

    get minutes() {
        return minutesLeft(this.deadline, this.clock.now);
    }

    get isLate() {
        return this.data.state === "breached" || (this.data.state === "running" && this.minutes < 0);
    }

    get text() {
        const { state, late_hours: late } = this.data;
        if (state === "paused") {
            return _t("paused");
        }
        if (this.isOpen) {
            return timeLeft(this.minutes, this.isLate);
        }
        return this.isLate ? _t("%s late", inWords(Math.floor((late || 0) * 60))) : "";
    }

    get classes() {
        const warn = this.data.date_warn;
        if (this.isLate) {
            return this.isOpen ? "text-danger fw-bold" : "text-danger";
        }
        const nearing = this.data.state === "running" && warn && warn <= this.clock.now;
        return nearing ? "text-warning fw-bold" : "text-muted";
    }

    get title() {
        return formatDateTime(this.deadline);
    }
}

registry.category("fields").add("care_countdown", {
    component: CountdownField,
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
