from odoo import fields, models


class CareCaseCategory(models.Model):
    """What cases are about, such as delivery or invoices; a tree. Managers write it."""

    _name = "care.case.category"
    _description = "Case Category"
    _order = "complete_name, id"
    _parent_name = "parent_id"
    _parent_store = True
    _rec_name = "complete_name"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    complete_name = fields.Char(
        "Category",
        compute="_compute_complete_name",
        recursive=True,
        store=True,  # lists are sorted by it
    )
    parent_id = fields.Many2one(
        "care.case.category",
        string="Part Of",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="New cases of this category go to this person. Empty: as in the category above it.",
    )
    note = fields.Text(
        "Instructions", help="Hotline hours, standard, what to ask: the agent reads it in the case."
    )
