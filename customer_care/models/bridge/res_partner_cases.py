from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    """A customer with cases stays; a caller is found by phone number and customer code too."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cases(self):
        self.env["care.case"]._clear_for_deletion(
            [("partner_id", "in", self.ids)],
            self.env._("Cases hang on this customer. Archive the contact instead of deleting it."),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_written(self):
        """A promise about a mail on the customer itself goes with it, one about a mail on another
        document stays there."""
        # sudo - care.sla.clock: promises that the person can't see forbid deletion too
        promised = self.env["care.sla.clock"].sudo()
        elsewhere = ["|", ("message_id.model", "!=", self._name)]
        elsewhere += [("message_id.res_id", "not in", self.ids)]
        mails = [("partner_id", "in", self.ids), ("message_id", "!=", False), *elsewhere]
        if promised.search_count(mails, limit=1):
            raise UserError(
                self.env._(
                    "A reply was promised to mails of this customer. Archive the contact instead"
                    " of deleting it."
                )
            )

    @api.model
    def _search_display_name(self, operator, value):
        """The field for the caller (``care_find_caller`` in the context) also takes a number."""
        domain = super()._search_display_name(operator, value)
        if not self.env.context.get("care_find_caller") or operator not in ("ilike", "=ilike"):
            return domain
        digits = sum(letter.isdigit() for letter in value or "")
        numbers = Domain("phone_mobile_search", "ilike", value) if digits >= 3 else Domain.FALSE
        codes = Domain.FALSE
        if "customer_code" in self.env["care.profile"]._fields:
            codes = Domain("care_profile_ids.customer_code", "ilike", value)
        return Domain(domain) | numbers | codes
