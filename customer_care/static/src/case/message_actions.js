import { registerMessageAction } from "@mail/core/common/message_actions";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";

const MODELS = ["res.partner", "sale.order", "crm.lead"];

registerMessageAction("care-case", {
    condition: ({ message }) =>
        Boolean(session.care_rights?.makes_cases) && MODELS.includes(message.thread?.model),
    icon: "fa fa-comments-o",
    name: _t("Make a case of this"),
    async onSelected({ message, store }) {
        const { action, orm } = store.env.services;
        await action.doAction(await orm.call("mail.message", "action_care_case", [[message.id]]));
    },
    sequence: 65,
});
