from odoo import api, fields, models

from .care_key_person import LEVELS


class CareRelation(models.Model):
    """The relation 关系状况 between one of ours and a key person: a cell of the matrix of their
    people by our people."""

    _name = "care.relation"
    _description = "Relation to a Key Person"
    _order = "key_person_id, id"

    key_person_id = fields.Many2one(
        "care.key.person", required=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(related="key_person_id.profile_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Our Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    level = fields.Selection(
        LEVELS,
        required=True,
        default="neutral",
        string="Relation",
        help="Positive: well known and well disposed, not necessarily a supporter. Negative:"
        " unfriendly, or favours a rival. Not yet established: known, not met.",
    )
    note = fields.Char(help="Where they know each other from, who introduced them.")

    _pair_uniq = models.UniqueIndex(
        "(key_person_id, user_id)", "This relation is written down already."
    )

    @api.depends("key_person_id", "user_id")
    def _compute_display_name(self):
        for relation in self:
            relation.display_name = (
                f"{relation.user_id.name} – {relation.key_person_id.contact_id.name}"
            )
