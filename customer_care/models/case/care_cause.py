from odoo import fields, models


class CareCause(models.Model):
    """A root cause of cases, such as a supplier's bad batch. Agents choose and add them."""

    _name = "care.cause"
    _description = "Root Cause"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
    note = fields.Text("Description")
