from odoo import api, fields, models


class CareDuplicateMerge(models.TransientModel):
    """The question which of two customers stays, and why they are one."""

    _name = "care.duplicate.merge"
    _description = "Make One of Two Customers"

    duplicate_id = fields.Many2one(
        "care.duplicate", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_ids = fields.Many2many("res.partner", compute="_compute_partner_ids")
    kept_id = fields.Many2one(
        "res.partner",
        string="Stays",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_kept_id",
        store=True,  # the person may choose the other
        precompute=True,
        readonly=False,
        domain="[('id', 'in', partner_ids)]",
    )
    reason = fields.Char(
        required=True,
        compute="_compute_reason",
        store=True,  # as above
        precompute=True,
        readonly=False,
        help="Stands in the messages of the customer.",
    )

    # === COMPUTE METHODS === #

    @api.depends("duplicate_id")
    def _compute_partner_ids(self):
        for question in self:
            pair = question.duplicate_id
            question.partner_ids = pair.partner_id | pair.other_partner_id

    @api.depends("duplicate_id")
    def _compute_kept_id(self):
        """The one with a login, else the one with more orders, else the older."""
        for question in self:
            pair = question.duplicate_id
            files = pair.profile_id | pair.other_profile_id
            question.kept_id = files.sorted(
                lambda file: (
                    # sudo - res.partner: whether there is a login, whoever may see it
                    not file.partner_id.sudo().with_context(active_test=False).user_ids,
                    -file.order_count_12m,
                    file.id,
                )
            )[:1].partner_id

    @api.depends("duplicate_id")
    def _compute_reason(self):
        for question in self:
            question.reason = question.duplicate_id.reason

    # === ACTIONS === #

    def action_merge(self):
        """Make one of both."""
        self.ensure_one()
        self.duplicate_id._merge_into(self.kept_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
