from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..const import GROUP_USER


class CareHandoverStart(models.TransientModel):
    """The question to whom customers go, why, and which open work goes along."""

    _name = "care.handover.start"
    _description = "Hand Over Customers"

    from_user_id = fields.Many2one(
        "res.users",
        string="All Customers Of",
        ondelete="cascade",
        context={"active_test": False},
        domain=[("share", "=", False)],
        help="Somebody who leaves, say: all customers of this person, also of an archived one.",
    )
    profile_ids = fields.Many2many(
        "care.profile",
        string="Customers",
        compute="_compute_profile_ids",
        store=True,  # people take some out
        readonly=False,
        required=True,
        context={"active_test": False},
    )
    customer_count = fields.Integer("Number of Customers", compute="_compute_customer_count")
    user_id = fields.Many2one(
        "res.users",
        string="New Account Manager",
        required=True,
        ondelete="cascade",
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_USER).ids),
        ],
    )
    reason = fields.Char(required=True, help="It stays in the record of the hand-over.")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="For the record. The customers go over at once.",
    )
    note = fields.Text(
        "Not to Be Forgotten", help="What the new one must know; it stands in each brief."
    )

    # which open work goes along
    has_touchpoints = fields.Boolean("Planned contacts, with their promises", default=True)
    has_cases = fields.Boolean("Open cases and replies owed, with their promises", default=True)
    has_contracts = fields.Boolean("Contracts", default=True)
    has_plans = fields.Boolean("Account plans", default=True)
    has_activities = fields.Boolean("Activities on the contacts", default=True)
    has_leads = fields.Boolean("Leads and opportunities", default=True)

    @api.model
    def default_get(self, fields):
        """Start with the customers from whom it was opened."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "care.profile":
            ids = self.env.context.get("active_ids", [])
            values.setdefault("profile_ids", [Command.set(ids)])
        return values

    @api.depends("from_user_id")
    def _compute_profile_ids(self):
        for wizard in self:
            if not wizard.from_user_id:
                wizard.profile_ids = wizard.profile_ids
                continue
            Profile = self.env["care.profile"].with_context(active_test=False)
            wizard.profile_ids = Profile.search(
                [
                    ("user_id", "=", wizard.from_user_id.id),
                    ("company_id", "=", self.env.company.root_id.id),
                ]
            )

    @api.depends("profile_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.profile_ids)

    def action_hand_over(self):
        """Hand the customers over and show the record with the briefs."""
        self.ensure_one()
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("A hand-over takes place at once: write today or an earlier day.")
            )
        chosen = {kind for kind in self._kinds() if self[f"has_{kind}"]}
        handover = self.profile_ids._hand_over(
            self.user_id, self.reason, self.note, chosen, self.date
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand-Over"),
            "res_model": "care.handover",
            "res_id": handover.id,
            "views": [(False, "form")],
        }

    @api.model
    def _kinds(self):
        """The kinds of work with a field ``has_<kind>`` here."""
        kinds = self.env["care.profile"]._hand_over_kinds()
        return {kind for kind in kinds if f"has_{kind}" in self._fields}
