from odoo import fields, models


class CareCaseCategory(models.Model):
    """A category may have a mail address of its own: what is written there belongs to it."""

    _name = "care.case.category"
    _inherit = ["care.case.category", "mail.alias.mixin.optional"]

    alias_kind = fields.Selection(
        [
            ("enquiry", "Enquiry"),
            ("request", "Request"),
            ("suggestion", "Suggestion"),
            ("complaint", "Complaint"),
        ],
        string="Mails Are",
        required=True,
        default="enquiry",
        help="What a mail to this address becomes; it can be converted later.",
    )

    def write(self, vals):
        """The alias hands on what the category says."""
        result = super().write(vals)
        if {"alias_kind", "company_id"} & set(vals):
            for category in self.filtered("alias_id"):
                # sudo - mail.alias: whoever writes categories says what becomes of their mail
                category.sudo().alias_id.alias_defaults = category._alias_defaults()
        return result

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("care.case")
        if self.id:
            values["alias_defaults"] = self._alias_defaults()
        return values

    def _alias_defaults(self):
        defaults = {"category_id": self.id, "kind": self.alias_kind}
        if self.company_id:
            defaults["company_id"] = self.company_id.id
        return repr(defaults)
