from odoo import fields, models


class CareCardPrintLine(models.TransientModel):
    """What one greeting card says, in the language of whom it goes to."""

    _name = "care.card.print.line"
    _description = "Greeting Card to Print"

    wizard_id = fields.Many2one("care.card.print", required=True, ondelete="cascade", index=True)
    touchpoint_id = fields.Many2one(
        "care.touchpoint", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="touchpoint_id.partner_id")
    company_id = fields.Many2one(related="touchpoint_id.company_id")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), string="Language", required=True
    )
    design = fields.Selection(
        lambda self: (
            self.env["care.occasion"]._fields["card_design"]._description_selection(self.env)
        ),
        required=True,
    )
    salutation = fields.Char()
    text = fields.Text(required=True)
    signature = fields.Char()
