"""Who told us: a name that could cost somebody her post."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CareIntelligenceInformant(models.Model):
    """The name of the person from whom one piece of market information comes, and how she may be
    quoted. A record of its own, so that its rules close every road: reading, searching, grouping
    and exporting alike. Only the author, her managers and the information administrators pass."""

    _name = "care.intelligence.informant"
    _description = "Source of Market Information"
    _rec_name = "piece_id"

    piece_id = fields.Many2one(
        "care.intelligence", required=True, index=True, ondelete="cascade", readonly=True
    )
    name = fields.Char("Who Told Us", required=True)

    _piece_uniq = models.UniqueIndex("(piece_id)", "The source of this piece is named already.")

    @api.model_create_multi
    def create(self, vals_list):
        """By the author alone; asked before the database is, whose refusal would tell others that
        there is a name."""
        pieces = self.env["care.intelligence"].browse([vals.get("piece_id") for vals in vals_list])
        pieces.check_access("read")
        if not self.env.su and pieces.user_id - self.env.user:
            raise AccessError(self.env._("The author of a piece names its source."))
        return super().create(vals_list)


class CareIntelligence(models.Model):
    _inherit = "care.intelligence"

    # Not stored and without search: what the ORM offers is what the rules of the record allow.
    informant = fields.Char(
        "Who Told Us",
        compute="_compute_informant",
        inverse="_inverse_informant",
        compute_sudo=False,
        copy=False,
        help="Only you, your managers and the information administrators see this name.",
    )

    @api.depends_context("uid")
    def _compute_informant(self):
        rows = self.env["care.intelligence.informant"].search([("piece_id", "in", self.ids)])
        names = {row.piece_id.id: row.name for row in rows}
        for piece in self:
            piece.informant = names.get(piece.id, False)

    def _inverse_informant(self):
        """Written with the writer's own rights."""
        Informant = self.env["care.intelligence.informant"]
        rows = {row.piece_id: row for row in Informant.search([("piece_id", "in", self.ids)])}
        for piece in self:
            row, name = rows.get(piece, Informant), (piece.informant or "").strip()
            if not name:
                row.unlink()
            elif row:
                row.name = name
            else:
                row.create({"piece_id": piece.id, "name": name})
