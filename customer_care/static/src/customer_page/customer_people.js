import { Component, useState } from "@odoo/owl";
import { deserializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { daysAgo } from "../figures/days_ago_field";
import { formatMoment } from "./format";

const PEOPLE_SHOWN = 5;

/** The customer's people: who they are, how to reach them, and when we last spoke. */
export class CustomerPeople extends Component {
    static template = "customer_care.CustomerPeople";
    static props = { people: Array, onOpen: Function, onLog: Function };

    setup() {
        this.state = useState({ isOpen: false });
    }

    get people() {
        return this.state.isOpen ? this.props.people : this.props.people.slice(0, PEOPLE_SHOWN);
    }

    get moreText() {
        const more = this.props.people.length - this.people.length;
        return more ? _t("%s more", more) : "";
    }

    phoneUrl(person) {
        return `tel:${person.phone.replace(/[^\d+]/g, "")}`;
    }

    birthdayText(person) {
        const days = Math.round(deserializeDate(person.birthday).diff(today(), "days").days);
        if (days <= 0) {
            return _t("birthday today");
        }
        return days === 1 ? _t("birthday tomorrow") : _t("birthday in %s days", days);
    }

    birthdayTitle(person) {
        return formatMoment(person.birthday);
    }

    lastContact(person) {
        return _t("last contact %s", daysAgo(deserializeDate(person.last_contact_date)));
    }

    logTitle(person) {
        return _t("Log a contact with %s", person.name);
    }
}
