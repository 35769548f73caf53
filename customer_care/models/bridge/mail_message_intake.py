from odoo import api, fields, models

# Where customers' mails have a clock already, are to be sorted, or are no letters.
_NOT_PROMISED = ("care.case", "care.mail.triage", "discuss.channel", "mail.group")


class MailMessage(models.Model):
    """A mail that a customer writes on one of our documents is promised a reply; a person's answer
    there keeps it."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._care_promise_replies()
        messages._care_keep_promises()
        return messages

    def _care_promise_replies(self):
        """Start a clock for customers' mails, one for each thread. Mails of others cost one
        query, and what nobody outside wrote none."""
        mails = self.filtered(
            lambda m: m.message_type == "email" and m.model and m.model not in _NOT_PROMISED
        )
        writers = mails._care_writers()
        for message in mails.filtered(lambda m: m.sudo().author_id in writers):
            if message._care_is_customers():
                # sudo - care.sla.clock: promises are made by rooms alone, whoever acts there
                self.env["care.sla.clock"].sudo()._start_reply(message.sudo())

    def _care_is_customers(self):
        """Whether a customer of a company that promises replies to mails wrote it."""
        company = self.record_company_id or self.env.company
        # sudo - res.company, care.profile: the gateway may be anybody
        if not company.sudo().care_mail_clock:
            return False
        profiles = self.env["care.profile"].sudo()._of(self.sudo().author_id, company)
        return bool(profiles.filtered(lambda profile: not profile.date_retired))

    def _care_keep_promises(self):
        """What one of us writes to a thread, notes apart, answers its mails."""
        answers = self.filtered(
            lambda m: (
                m.message_type in ("comment", "email")
                and m.model
                and m.res_id
                and m.model not in _NOT_PROMISED
                and not m.care_is_automatic
                and not m.is_internal
            )
        )
        answers = answers.filtered(lambda m: m._care_is_person_of_ours())
        for message in answers:
            # sudo - care.sla.clock: promises follow from what is done, whoever does it
            self.env["care.sla.clock"].sudo()._replies_open(message)._stop(fields.Datetime.now())

    def _care_is_person_of_ours(self):
        # sudo - res.partner: authors are looked at, not shown
        author = self.sudo().author_id
        if not author or author.partner_share or author == self.env.ref("base.partner_root"):
            return False
        return not self.subtype_id.sudo().internal

    # === CASES === #

    def action_care_case(self):
        """Make a case of the message, or open the one that was made of it."""
        self.ensure_one()
        self.check_access("read")
        self.env["care.case"].check_access("create")
        if case := self.env["care.case"].search([("source_message_id", "=", self.id)], limit=1):
            return case._open_form()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make a Case of This"),
            "res_model": "care.case.from.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_message_id": self.id},
        }
