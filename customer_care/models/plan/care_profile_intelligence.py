"""What was learned about a customer: on its file, on its page, and when files are joined."""

from odoo import api, fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    intelligence_ids = fields.Many2many("care.intelligence", string="Market Information")
    intelligence_count = fields.Integer(
        "Pieces of Information", compute="_compute_intelligence_count"
    )

    @api.depends("intelligence_ids")
    def _compute_intelligence_count(self):
        counts = dict(
            self.env["care.intelligence"]._read_group(
                [("profile_ids", "in", self.ids)], ["profile_ids"], ["__count"]
            )
        )
        for profile in self:
            profile.intelligence_count = counts.get(profile._origin, 0)

    # === ACTIONS === #

    @api.readonly
    def action_open_intelligence(self):
        """What was learned about this customer; **New** adds to it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_intelligence_action"
        )
        return {
            **action,
            "name": self.env._("Market information on %s", self.partner_id.display_name),
            "domain": [("profile_ids", "in", self.ids)],
            "context": {
                "default_profile_ids": self.ids,
                "default_company_id": self.company_id.id,
            },
        }

    # === CUSTOMER PAGE === #

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {
                "kind": "intelligence",
                "label": self.env._("Market Information"),
                "icon": "fa-newspaper-o",
            },
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_intelligence"]

    def _timeline_intelligence(self, limit):
        """What was learned, on the day it was; drafts are nobody's but their author's."""
        pieces = self.env["care.intelligence"].search(
            [("profile_ids", "in", self.ids), ("state", "!=", "draft")], limit=limit
        )
        return [
            self._timeline_event(
                "intelligence", piece, piece.date, piece.name, note=piece.meaning or ""
            )
            for piece in pieces
        ]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """What concerned the files that end concerns the one that stays."""
        # sudo - care.intelligence: whoever joins files need not see what was learned
        pieces = self.env["care.intelligence"].sudo().search([("profile_ids", "in", others.ids)])
        ends = [fields.Command.unlink(other.id) for other in others]
        pieces.write({"profile_ids": [fields.Command.link(self.id), *ends]})
        self.env.flush_all()
        return super()._absorb(others)
