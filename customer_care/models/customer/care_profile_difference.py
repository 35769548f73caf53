from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class CareProfileDifference(models.TransientModel):
    """One figure of one customer that is not what a count of everything gives: a line of the full
    check, shown to the care manager who asked for it."""

    _name = "care.profile.difference"
    _description = "Figure That Differs"
    _order = "partner_id, id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    name = fields.Char("Figure", required=True)
    stored = fields.Char()
    counted = fields.Char()

    def action_count(self):
        """Count these customers anew, as the night does."""
        self.check_access("read")
        for company, differences in self.grouped("company_id").items():
            self.env["care.profile"]._refresh(differences.partner_id, company)
        self.unlink()

    @api.model
    def _show(self, differences):
        """Open the list of what ``care.profile._check`` found."""
        lines = self.create([self._readable(difference) for difference in differences])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Figures That Differ"),
            "res_model": self._name,
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
            "context": {"create": False},
        }

    @api.model
    def _readable(self, difference):
        """The values of a line, as people write them."""
        field = self.env["care.profile"]._fields[difference["column"]]
        company = self.env["res.company"].browse(difference["company_id"])
        return {
            "partner_id": difference["partner_id"],
            "company_id": company.id,
            "name": field._description_string(self.env),
            "stored": self._readable_value(field, difference["stored"], company),
            "counted": self._readable_value(field, difference["counted"], company),
        }

    @api.model
    def _readable_value(self, field, text, company):
        if text is None:
            return False
        if field.type == "monetary":
            return format_amount(self.env, float(text), company.currency_id)
        if field.type == "date":
            return format_date(self.env, text)
        if field.type == "many2one":
            # sudo - any comodel of the file: its name alone, for a manager who may see the file
            return self.env[field.comodel_name].sudo().browse(int(text)).exists().display_name
        return text
