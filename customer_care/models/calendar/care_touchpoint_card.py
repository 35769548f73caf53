"""Greeting cards for touchpoints whose channel is a card or a gift."""

from odoo import fields, models
from odoo.exceptions import UserError

_CARD_CHANNELS = ("card", "gift")


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    has_card = fields.Boolean(compute="_compute_has_card")

    def _compute_has_card(self):
        for touchpoint in self:
            touchpoint.has_card = (
                touchpoint.channel in _CARD_CHANNELS and touchpoint.state != "cancelled"
            )

    # === ACTIONS === #

    def action_print_card(self):
        """Ask how the greeting cards of these touchpoints are printed. Others are left out."""
        self.check_access("read")
        cards = self.filtered("has_card")
        if not cards:
            raise UserError(
                self.env._("None of this is a card or a gift. Choose touchpoints of that channel.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_card_print_action"
        )
        return {**action, "context": {"default_touchpoint_ids": cards.ids}}

    # === BUSINESS METHODS === #

    def _card_values(self):
        """What the card of a touchpoint says, in the language of whom it goes to.

        :return: values of ``care.card.print.line``
        """
        self.ensure_one()
        addressee = self.contact_id or self.partner_id
        lang = addressee.lang or self.partner_id.lang or self.env.lang or "en_US"
        card = self.with_context(lang=lang)
        design = card.occasion_id.card_design or "generic"
        text = card.occasion_id.card_text or card.env["care.occasion"]._card_default_text(design)
        return {
            "touchpoint_id": self.id,
            "lang": lang,
            "design": design,
            "salutation": card.env._("Dear %(name)s,", name=addressee.name or ""),
            "text": card._fill_in(text),
            "signature": self.user_id.name or self.env.user.name,
        }

    def _fill_in(self, text):
        """Put the names into the text of a card. It is no program: nothing else is looked up."""
        names = {
            "{person}": self.contact_id.name or self.partner_id.name,
            "{customer}": self.partner_id.name,
            "{company}": self.company_id.name,
        }
        for mark, name in names.items():
            text = text.replace(mark, name or "")
        return text
