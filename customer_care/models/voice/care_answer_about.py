"""What results are compared by, besides the grade: who answered, and where."""

from odoo import api, fields, models


class CareAnswer(models.Model):
    _inherit = "care.answer"

    role = fields.Char(readonly=True, help="The person's job position when she answered.")
    region = fields.Char(readonly=True, help="The customer's region when it answered.")

    @api.model
    def _about(self, sheet):
        """The words are kept as they were, so that later changes do not move past results."""
        vals = super()._about(sheet)
        person = self.env["res.partner"].browse(vals.get("contact_id"))
        profile = self.env["care.profile"].browse(vals.get("profile_id"))
        return {**vals, "role": person.function, "region": profile.region}
