from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CareCaseCategory(models.Model):
    """What cases are about, such as delivery or invoices; a tree. Managers write it."""

    _name = "care.case.category"
    _description = "Case Category"
    _order = "complete_name, id"
    _parent_name = "parent_id"
    _parent_store = True
    _rec_names_search = ["name", "complete_name"]

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

    # === COMPUTE METHODS === #

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """As ``complete_name``, in the reader's language."""
        for category in self:
            chain = category
            # a cycle is refused when it is saved; until then it must not be followed for ever
            while (above := chain[0].parent_id) and above not in chain:
                chain = above | chain
            category.display_name = " / ".join(one.name or "" for one in chain)

    # === CONSTRAINT METHODS === #

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category can't be part of itself."))

    @api.constrains("parent_id", "company_id")
    def _check_parent_company(self):
        for category in self.filtered("parent_id.company_id"):
            if category.company_id != category.parent_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(category)s belongs to another company than the category above it.",
                        category=category.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _responsible(self):
        """Who gets new cases: the person of this category, else of the nearest one above it."""
        category = self
        while category and not category.user_id:
            category = category.parent_id
        return category.user_id
