from odoo import api, models


def is_automatic(message):
    """Whether a machine wrote the mail: absence notes and the like say so in their head lines
    (RFC 3834, and what programs used before it)."""
    if (message.get("Auto-Submitted") or "no").strip().lower() != "no":
        return True
    if message.get("X-Autoreply") or message.get("X-Autorespond"):
        return True
    return (message.get("Precedence") or "").strip().lower() in ("auto_reply", "bulk", "junk")


class MailThread(models.AbstractModel):
    """Automatic answers are told from what a customer wrote, while their head lines are there."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        parsed = super().message_parse(message, save_original=save_original)
        if is_automatic(message):
            parsed["care_is_automatic"] = True
        return parsed

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {"care_is_automatic"}
