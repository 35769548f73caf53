import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { daysAgo } from "../figures/days_ago_field";

/** Why a piece of work stands in My day, for whom, and how long nobody spoke with the customer. */
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

    /** The absent colleague for whom the reader does it. */
    get insteadOf() {
        const absent = this.props.record.data.on_behalf_id;
        return absent ? _t("instead of %s", absent.display_name) : "";
    }
}

registry.category("fields").add("care_reason", {
    component: ReasonField,
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "last_contact_date", type: "date" },
        { name: "is_escalated", type: "boolean" },
        { name: "on_behalf_id", type: "many2one", relation: "res.users" },
    ],
});
