"""What the customer is told at each step, by mail in her language, with the way to her page."""

from odoo import api, fields, models
from odoo.tools import email_normalize

# Odoo's queue reads them as a Python dictionary. Robots answer neither of them (RFC 3834).
_HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class CareCase(models.Model):
    _inherit = "care.case"

    notice_ids = fields.One2many("care.case.notice", "case_id", readonly=True)

    def _tell_customer(self, event):
        result = super()._tell_customer(event)
        for case in self:
            case._notify_of(event)
        return result

    def _answered(self, moment=None):
        """A person has just written herself: no mail has to say that somebody read it."""
        silent = self.with_context(care_case_silent="acknowledged")
        return super(CareCase, silent)._answered(moment)

    def _notify_of(self, event):
        """Tell one customer of one event, once, unless a machine would read it."""
        if event == self.env.context.get("care_case_silent") or not self._may_tell():
            return
        # sudo - care.case.notice: whoever takes a step tells the customer, and writes no notice
        notices = self.sudo()._notices()
        if event != "progress" and notices.filtered(
            lambda notice: (notice.event, notice.turn) == (event, self.reopen_count)
        ):
            return
        address = self._notice_address()
        mail = self.sudo()._send_notice(event, address) if address else self.env["mail.mail"]
        notice = notices.create(
            {
                "case_id": self.id,
                "event": event,
                "turn": self.reopen_count,
                "email": address,
                "mail_id": mail.id,
            }
        )
        if mail:
            self._told_customer()
        else:
            self._ask_to_phone(notice)

    def _may_tell(self):
        """Whether the customer is a person who reads what we write. Without an address somebody
        phones, which no machine answers to."""
        return not self._notice_address() or self._may_answer()

    def _notices(self):
        """What the customer was told of this case, newest first."""
        # sudo - care.case.notice: whoever sees the case may know what its customer was told
        return self.sudo().notice_ids

    def _notice_address(self):
        """Where the customer is written to; none where that is not known or she is gone."""
        contact = self.contact_id
        if contact and not contact.active:
            return False
        address = contact.email or self.email_from or self.partner_id.email
        return email_normalize(address) or False

    def _send_notice(self, event, address):
        """Put the mail of an event into the queue; it goes out when the step has been saved."""
        template = self.env.ref(f"customer_care.care_case_mail_{event}", raise_if_not_found=False)
        if not template:
            return self.env["mail.mail"]  # somebody deleted it: nothing is to be sent at this step
        self._portal_ensure_token()
        company = self.company_id
        mail = template.with_context(tz=self._for_customer().env.context["tz"]).send_mail_batch(
            self.ids,
            email_values={
                "email_to": address,
                "recipient_ids": [],
                "email_from": company.email_formatted or company.partner_id.email_formatted,
                "author_id": company.partner_id.id,
                "message_type": "auto_comment",
                "headers": repr(_HEADERS),
                "auto_delete": False,  # the notice tells what became of it
            },
            email_layout_xmlid="customer_care.care_case_notice_layout",
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mail

    def _ask_to_phone(self, notice):
        """Where there is no address a person of ours has to tell the customer: the responsible
        or, while she is absent, the one who acts for her."""
        if not self.user_id:
            return
        user = self.user_id._care_deputy(fields.Date.context_today(self))
        reader = self.sudo().with_context(lang=user.lang)
        reader.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=user.id,
            summary=reader.env._(
                "Tell the customer by phone: %(event)s",
                event=notice.with_env(reader.env)._say_event(),
            ),
        )

    @api.model
    def _reminders(self):
        """Pairs of the open tasks that the system gave on cases and the responsible."""
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("automated", "=", True)]
        )
        cases = {case.id: case for case in self.browse(tasks.mapped("res_id")).exists()}
        return [
            (task, cases[task.res_id].user_id)
            for task in tasks
            if task.res_id in cases and cases[task.res_id].user_id
        ]

    # === WHAT THE MAILS SAY === #

    def _notice_greeting(self):
        """How the customer is addressed."""
        name = self.contact_id.name or self.partner_id.name
        return self.env._("Dear %(name)s,", name=name) if name else self.env._("Hello,")

    def _notice_url(self):
        """The customer's page, opened by the link alone."""
        return self.get_base_url() + self.get_portal_url()

    # === ACTIONS === #

    def action_tell_progress(self):
        """Open a mail to the customer that tells how it stands, prepared to be completed. What has
        happened only a person can say, so no machine sends it."""
        self.ensure_one()
        self.check_access("write")
        self._portal_ensure_token()
        customer = self._for_customer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the Customer How It Stands"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref("customer_care.care_case_mail_progress").id,
                "default_partner_ids": self.contact_id.ids or self.partner_id.ids,
                "default_email_layout_xmlid": "customer_care.care_case_notice_layout",
                # it carries her link: followers, of other companies too, don't get it
                "default_notify_skip_followers": True,
                "lang": customer.env.context["lang"],
            },
        }

    @api.readonly
    def action_preview_page(self):
        """Open the customer's page as she sees it."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "new"}

    # === PROGRESS === #

    @api.model
    def _is_word_to_customer(self, message):
        """Whether a person of ours wrote that message to the customer."""
        return (
            message.message_type == "comment"
            and not message.is_internal
            and not message.subtype_id.internal
            and not message.author_id.partner_share
        )

    def _message_post_after_hook(self, message, msg_vals):
        """What a person of ours writes to the customer tells her how it stands."""
        result = super()._message_post_after_hook(message, msg_vals)
        # sudo - mail.message: the page decides the same way whom a message was for
        if self._is_word_to_customer(message.sudo()) and self.sudo()._is_to_customer(
            message.sudo()
        ):
            self._told_customer()
        return result
