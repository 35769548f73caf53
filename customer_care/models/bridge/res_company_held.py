from odoo import api, fields, models
from odoo.tools import ormcache

from ...const import HELD_FIELDS

_SWITCHES = {f"care_hold_{name}" for name in HELD_FIELDS}


class ResCompany(models.Model):
    """Which changes of a customer wait for approval. Nothing is held until a company switches it
    on: without a care manager who approves, changes would wait for nobody. Branches follow their
    main company."""

    _inherit = "res.company"

    care_hold_name = fields.Boolean(
        "Hold Names", help="A new name of a customer waits until a care manager approves it."
    )
    care_hold_vat = fields.Boolean(
        "Hold Tax IDs", help="A new tax ID of a customer waits until a care manager approves it."
    )
    care_hold_user_id = fields.Boolean(
        "Hold Account Managers",
        help="A new account manager of a customer waits until a care manager approves.",
    )
    care_hold_property_payment_term_id = fields.Boolean(
        "Hold Payment Terms",
        help="New payment terms of a customer wait until a care manager approves them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(not _SWITCHES.isdisjoint(vals) for vals in vals_list):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if not _SWITCHES.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _care_holding(self):
        """What is held where: ``{id of a main company: names of held fields}``, only of those that
        hold anything. Kept in memory: it is asked at every change of a name."""
        # sudo - res.company: another company's rule holds, too
        roots = self.sudo().search([("parent_id", "=", False)])
        holding = {
            root.id: frozenset(name for name in HELD_FIELDS if root[f"care_hold_{name}"])
            for root in roots
        }
        return {root_id: names for root_id, names in holding.items() if names}
