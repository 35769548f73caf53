from odoo import api, fields, models


class CareHandoverLine(models.Model):
    """One customer of a hand-over, with the brief as it was written for the new account manager."""

    _name = "care.handover.line"
    _description = "Customer Handed Over"
    _order = "handover_id desc, id"
    _rec_name = "partner_id"

    handover_id = fields.Many2one(
        "care.handover", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    old_user_id = fields.Many2one(
        "res.users", string="From", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(related="handover_id.user_id", string="To")
    date = fields.Date(related="handover_id.date")
    reason = fields.Char(related="handover_id.reason")
    brief = fields.Json(
        "Brief (Data)",
        readonly=True,
        help="Sections of the brief: dicts of key, title and lines; a line is a pair of words.",
    )
    brief_html = fields.Html("Brief", compute="_compute_brief_html", sanitize=False)

    @api.depends("brief")
    def _compute_brief_html(self):
        for line in self:
            line.brief_html = self.env["ir.qweb"]._render(
                "customer_care.handover_brief_sections", {"sections": line.brief or []}
            )
