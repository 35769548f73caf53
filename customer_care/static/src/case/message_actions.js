import { registerMessageAction } from "@mail/core/common/message_actions";
import { user } from "@web/core/user";
import { _t } from "@web/core/l10n/translation";

const MODELS = ["res.partner", "sale.order", "crm.lead"];

// Known before any message is drawn; until the answer is there the action is not offered.
let mayMakeCases = false;
user.hasGroup("customer_care.group_care_user").then((has) => (mayMakeCases = has));

registerMessageAction("care-case", {
    condition: ({ message, thread }) =>
        mayMakeCases &&
        typeof message.id === "number" &&
        MODELS.includes(thread?.model) &&
        !message.isNotification,
    icon: "fa fa-comments-o",
    name: _t("Make a case of this"),
    async onSelected({ message, store }) {
        const { action, orm } = store.env.services;
        await action.doAction(await orm.call("mail.message", "action_care_case", [[message.id]]));
    },
    sequence: 65,
});
