from odoo import api, fields, models
from odoo.exceptions import UserError


class CareDuplicate(models.Model):
    """Two customers of a company who may be one, and why. The engine proposes them; those who see
    both merge them, or say that they are two, which is remembered."""

    _name = "care.duplicate"
    _description = "Possible Duplicate"
    _order = "strength desc, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("care.profile", required=True, index=True, ondelete="cascade")
    other_profile_id = fields.Many2one(
        "care.profile", string="Other File", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    other_partner_id = fields.Many2one(
        related="other_profile_id.partner_id", string="Maybe the Same"
    )
    user_id = fields.Many2one(related="profile_id.user_id", string="Account Manager")
    other_user_id = fields.Many2one(
        related="other_profile_id.user_id", string="Account Manager of the Other"
    )
    signs = fields.Char(readonly=True, help="Keys of what they have in common.")
    reason = fields.Char("Why", compute="_compute_reason")
    strength = fields.Integer(readonly=True, help="How many things they have in common.")
    state = fields.Selection(
        [("open", "To Decide"), ("dismissed", "Not a Duplicate")],
        required=True,
        default="open",
        readonly=True,
    )
    dismissed_user_id = fields.Many2one(
        "res.users",
        string="Dismissed By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _pair_uniq = models.UniqueIndex(
        "(profile_id, other_profile_id)", "These two are a pair already."
    )

    # === COMPUTE METHODS === #

    @api.model
    def _reasons(self):
        return {
            "tax_id": self.env._("Same tax ID"),
            "phone": self.env._("Same phone"),
            "name": self.env._("Same name"),
            "mail": self.env._("Same mail domain, similar name"),
        }

    @api.depends("signs")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = self._reasons()
        for pair in self:
            pair.reason = " · ".join(words.get(key, key) for key in (pair.signs or "").split(","))

    # === ACTIONS === #

    def action_dismiss(self):
        """They are two: not proposed again."""
        self._check_both()
        # sudo - care.duplicate: pairs are the engine's, people decide by the checked actions alone
        self.sudo().write({"state": "dismissed", "dismissed_user_id": self.env.uid})

    def action_reopen(self):
        """Propose them again."""
        self._check_both()
        # sudo - care.duplicate: as above
        self.sudo().write({"state": "open", "dismissed_user_id": False})

    def action_merge(self):
        """Ask which of the two stays; see ``_merge_into``.

        :raise AccessError: for those who may not merge customers
        """
        self.ensure_one()
        self._check_may_merge()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make One of Two Customers"),
            "res_model": "care.duplicate.merge",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_duplicate_id": self.id},
        }

    def action_find(self):
        """Look for duplicates in the present company now."""
        self.env["care.profile"]._check_steward()
        self._find(self.env.company.root_id)

    def _check_both(self):
        """Whoever decides must see both files."""
        self.check_access("read")
        (self.profile_id | self.other_profile_id).check_access("write")
        if not self:
            raise UserError(self.env._("Choose a pair first."))
