import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { daysAgo } from "../figures/days_ago_field";

/** Why a piece of work stands in My day, and how long nobody spoke with the customer. */
export class ReasonField extends Component {
    static template = "customer_care.ReasonField";
    static props = { ...standardFieldProps };

    get reason() {
        return this.props.record.data[this.props.name];
    }

    get age() {
        const date = this.props.record.data.last_contact_date;
        return date ? _t("last contact %s", daysAgo(date)) : _t("no contact yet");
    }
}

registry.category("fields").add("care_reason", {
    component: ReasonField,
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "last_contact_date", type: "date" }],
});
