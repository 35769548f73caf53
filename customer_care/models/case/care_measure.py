from odoo import fields, models


class CareMeasure(models.Model):
    """An improvement, so that something does not happen again: who does what until when."""

    _name = "care.measure"
    _description = "Improvement Measure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"

    name = fields.Char("Measure", required=True, tracking=True)
    case_id = fields.Many2one("care.case", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    date_due = fields.Date("Due", tracking=True)
