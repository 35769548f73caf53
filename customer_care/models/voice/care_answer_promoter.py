"""Promoters are thanked, and asked whom else they know."""

import datetime

from odoo import fields, models

from ...tools.scores import PROMOTER_FROM

# Later thanks would puzzle; a request for a referral may come a little later.
_THANK_WITHIN_DAYS, _ASK_WITHIN_DAYS = 2, 30


class CareAnswer(models.Model):
    _inherit = "care.answer"

    referral_id = fields.Many2one(
        "care.touchpoint",
        string="Request for a Referral",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_thanked = fields.Date(
        "Thanked On", readonly=True, help="When the promoter was thanked by mail."
    )

    def _counted(self):
        result = super()._counted()
        self._thank_promoters()
        return result

    def _thank_promoters(self):
        """Thank each promoter of a known customer by mail, once, and let the owner ask for a
        referral, once within the company's days for each customer."""
        promoters = self.filtered(
            lambda answer: (
                answer.company_id.care_thank_promoters
                and answer.profile_id
                and not answer.is_low
                and answer.recommend_score is not False
                and answer.recommend_score >= PROMOTER_FROM
            )
        )
        for answer in promoters:
            is_fresh = answer._is_younger(_ASK_WITHIN_DAYS)
            if is_fresh and not answer.referral_id and not answer._was_referral_requested():
                answer.referral_id = self.env["care.touchpoint"].create(answer._referral_values())
        fresh = promoters.filtered(
            lambda answer: (
                not answer.date_thanked
                and answer._is_younger(_THANK_WITHIN_DAYS)
                and answer._is_mailable()
            )
        )
        if fresh:
            template = self.env.ref("customer_care.mail_template_promoter_thanks")
            template.send_mail_batch(fresh.ids, force_send=False)
            fresh.date_thanked = fields.Date.context_today(self)

    def _is_younger(self, days):
        """Whether the sheet was completed not longer ago, seen from now."""
        self.ensure_one()
        since = fields.Datetime.now() - datetime.timedelta(days=days)
        return self.user_input_id.end_datetime >= since

    def _was_referral_requested(self):
        """Whether somebody of the customer was asked not long ago, or will be."""
        since = self.date - datetime.timedelta(days=self.company_id.care_referral_days)
        domain = [
            ("profile_id", "=", self.profile_id.id),
            ("origin", "=", "promoter"),
            ("date_planned", ">=", since),
            ("state", "!=", "cancelled"),
        ]
        return bool(self.env["care.touchpoint"].search_count(domain, limit=1))

    def _referral_values(self):
        """The owner asks on one of the next days, with a short guide at hand."""
        self.ensure_one()
        owner = self.profile_id.user_id or self.campaign_id.user_id
        reader = self.with_context(lang=owner.lang or self.env.lang)
        return {
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "company_id": self.company_id.id,
            "user_id": owner.id,
            "origin": "promoter",
            "channel": "call",
            "date_planned": self.company_id._care_today() + datetime.timedelta(days=7),
            "name": reader.env._("Thank a promoter and ask for a referral"),
            "completion_standard": reader.env._(
                "Thank for the answer (%(score)g of 10). Ask what was most useful. Ask: who else"
                " among your partners would need that, and may we say that you named them? Write"
                " the name down, and tell later what became of it.",
                score=self.recommend_score,
            ),
        }

    def _is_mailable(self):
        """Whether the person has an address and wants mail."""
        self.ensure_one()
        email = self.contact_id.email_normalized
        # sudo - mail.blacklist: the engine asks who wants no mail
        blocked = self.env["mail.blacklist"].sudo().search_count([("email", "=", email)], limit=1)
        return bool(email and self.contact_id.active and not blocked)


class CareTouchpoint(models.Model):
    """Requests for a referral are planned once; the calendar's engine leaves them alone."""

    _inherit = "care.touchpoint"

    origin = fields.Selection(
        selection_add=[("promoter", "Request for a referral")],
        ondelete={"promoter": "set default"},
    )
