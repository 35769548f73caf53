import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

/** How many mails wait to be sorted, for those who sort them. */
export class MailCounter extends Component {
    static template = "customer_care.MailCounter";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        onWillStart(async () => {
            const groups = ["customer_care.group_care_agent", "customer_care.group_care_manager"];
            const has = await Promise.all(groups.map((group) => user.hasGroup(group)));
            this.sorts = has.includes(true);
            // not awaited: the screen does not wait for a number
            this.load();
        });
        // whatever is opened, the number that stands beside it is the present one
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.load());
    }

    async load() {
        if (this.sorts) {
            this.state.count = await this.orm.silent.call("care.mail.triage", "count_open", []);
        }
    }

    open() {
        this.action.doAction("customer_care.care_mail_triage_action", { clearBreadcrumbs: true });
    }
}

registry
    .category("systray")
    .add("customer_care.MailCounter", { Component: MailCounter }, { sequence: 24 });
