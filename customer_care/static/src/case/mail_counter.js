import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/** How many mails wait to be sorted, for those who sort them. */
export class MailCounter extends Component {
    static template = "customer_care.MailCounter";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        // whatever is opened, the number that stands beside it is the present one
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.load());
    }

    async load() {
        this.state.count = await this.orm.silent.call("care.mail.triage", "count_open", []);
    }

    open() {
        this.action.doAction("customer_care.care_mail_triage_action", { clearBreadcrumbs: true });
    }
}

if (session.care_rights?.sorts_mail) {
    registry
        .category("systray")
        .add("customer_care.MailCounter", { Component: MailCounter }, { sequence: 24 });
}
