import { Component } from "@odoo/owl";
import { today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { dateField, DateTimeField } from "@web/views/fields/datetime/datetime_field";
import { formatDate } from "@web/views/fields/formatters";

const DAYS = [1, 7, 14, 30];

/** A date with buttons for the days that people mean most: so many days from today. */
export class QuickDateField extends Component {
    static template = "customer_care.QuickDateField";
    static components = { DateTimeField };
    static props = {
        ...DateTimeField.props,
        days: { type: Array, element: Number, optional: true },
    };
    static defaultProps = { ...DateTimeField.defaultProps, days: DAYS };

    get dateProps() {
        const { days, ...dateProps } = this.props;
        return dateProps;
    }

    get choices() {
        const value = this.props.record.data[this.props.name];
        return this.props.days.map((days) => {
            const date = today().plus({ days });
            return {
                days,
                date,
                label: _t("+%s d", days),
                title: `${date.weekdayLong}, ${formatDate(date)}`,
                active: value && value.hasSame(date, "day"),
            };
        });
    }

    choose(date) {
        return this.props.record.update({ [this.props.name]: date });
    }
}

registry.category("fields").add("care_quick_date", {
    ...dateField,
    component: QuickDateField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...dateField.extractProps(fieldInfo, dynamicInfo),
        days: fieldInfo.options.days,
    }),
});
