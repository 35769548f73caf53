import { capitalize } from "@web/core/utils/strings";
import { registry } from "@web/core/registry";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

/** The day as core shows it, but counted in days: the first of December is "in 3 days" on the 28th
 * of November, not "next month". */
export class DaysLeftField extends RemainingDaysField {
    get diffString() {
        const isFar = this.diffDays === null || Math.abs(this.diffDays) > 99;
        const date = this.props.record.data[this.props.name];
        return isFar ? super.diffString : capitalize(date.toRelativeCalendar({ unit: "days" }));
    }
}

registry.category("fields").add("care_days_left", {
    ...remainingDaysField,
    component: DaysLeftField,
});
