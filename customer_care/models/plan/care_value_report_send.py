"""The external edition goes to the customer: who gets it, in which language, and that it went."""

from odoo import api, fields, models


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    contact_id = fields.Many2one(
        "res.partner",
        string="Main Contact",
        compute="_compute_contact_id",
        store=True,  # people choose somebody else
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Gets the external edition, in her language: the key person with most influence who"
        " has a mail address, until you choose somebody else.",
    )
    edition_lang = fields.Char("Customer's Language", compute="_compute_edition_lang")
    date_released = fields.Date("Released On", readonly=True, copy=False)
    released_user_id = fields.Many2one(
        "res.users",
        string="Released By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_sent = fields.Date("Sent On", readonly=True, copy=False)
    sent_user_id = fields.Many2one(
        "res.users",
        string="Sent By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # === COMPUTE METHODS === #

    @api.depends("profile_id")
    def _compute_contact_id(self):
        """Of key persons the one with most influence, else the first person; whoever has a mail
        address comes first."""
        # sudo - care.key.person, res.partner: who is written to is no secret
        people = self.sudo().profile_id.key_person_ids.filtered(lambda one: not one.date_left)
        known = people.grouped("profile_id")
        nobody = self.env["res.partner"].sudo()
        others = nobody.search(
            [
                ("parent_id", "in", self.partner_id.ids),
                ("type", "=", "contact"),
                ("is_company", "=", False),
            ],
            order="id",
        ).grouped("parent_id")
        for report in self:
            keys = known.get(report.profile_id.sudo(), people.browse())
            keys = keys.sorted(lambda one: -int(one.influence))
            contacts = keys.contact_id | others.get(report.partner_id.sudo(), nobody)
            report.contact_id = contacts.filtered("email")[:1] or contacts[:1]

    @api.depends("contact_id.lang", "partner_id.lang")
    def _compute_edition_lang(self):
        names = dict(self.env["res.lang"].get_installed())
        for report in self:
            report.edition_lang = names.get(report._external_lang())

    def _external_lang(self):
        """The code of the customer's language: the main contact's, the customer's or, where that is
        not installed, the company's."""
        self.ensure_one()
        # sudo - res.partner: a language is no secret
        report = self.sudo()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        wanted = (report.contact_id.lang, report.partner_id.lang, report.company_id.partner_id.lang)
        return next((lang for lang in wanted if lang in installed), self.env.lang or "en_US")

    # === ACTIONS === #

    def action_send(self):
        """Open a mail to the main contact with the external edition attached; sending it is noted.

        :raise UserError: for a draft
        """
        self.ensure_one()
        self.check_access("write")
        self._check_released()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Value Report"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref("customer_care.care_value_report_mail").id,
                # who follows the report is told nothing by a mail to the customer
                "default_notify_skip_followers": True,
                "care_value_report_sending": True,
            },
        }

    def action_mark_sent(self):
        """The external edition was handed over otherwise: printed, in a meeting.

        :raise UserError: for a draft
        """
        self.check_access("write")
        self._check_released()
        self._mark_sent()
        for report in self:
            report.message_post(
                body=report.env._("The external edition was handed over, not mailed."),
                subtype_xmlid="mail.mt_note",
            )

    # === BUSINESS METHODS === #

    def message_post(self, **kwargs):
        """The mail that ``action_send`` prepared is out: the report is sent.

        :raise UserError: for a draft
        """
        is_sending = self.env.context.get("care_value_report_sending")
        if is_sending:
            self.check_access("write")
            self._check_released()
        # what notes the sending is not sent itself
        message = super(
            CareValueReport, self.with_context(care_value_report_sending=False)
        ).message_post(**kwargs)
        if is_sending:
            self._mark_sent()
        return message

    def _mark_sent(self):
        """Sent again, the first day stays."""
        for report in self:
            report._set_state(
                "sent",
                date_sent=report.date_sent or fields.Date.context_today(report),
                sent_user_id=report.sent_user_id.id or report.env.uid,
            )
