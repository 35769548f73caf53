from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    care_form_open = fields.Boolean(
        string="Public Form",
        default=True,
        help="Anybody can write to this company at /care/contact without an account. Each message"
        " becomes a case.",
    )
    care_hotline = fields.Char(
        string="Hotline",
        help="The number that customers call. It stands on the public form and on their pages.",
    )
    care_hotline_hours = fields.Char(
        string="Hotline Hours",
        translate=True,
        help="When somebody answers the hotline, in words: Mon-Fri 9:00-18:00, for example.",
    )
