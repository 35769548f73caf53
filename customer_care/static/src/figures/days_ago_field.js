import { Component } from "@odoo/owl";
import { formatDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How long ago a day was, in words; the date itself on hovering. */
export function daysAgo(date) {
    const days = Math.round(today().diff(date.startOf("day"), "days").days);
    if (days === 0) {
        return _t("today");
    }
    return days === 1 ? _t("yesterday") : _t("%s days ago", days);
}

export class DaysAgoField extends Component {
    static template = "customer_care.DaysAgoField";
    static props = { ...standardFieldProps };

    get date() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return daysAgo(this.date);
    }

    get title() {
        return formatDate(this.date);
    }
}

registry.category("fields").add("care_days_ago", {
    component: DaysAgoField,
    supportedTypes: ["date"],
});
