"""What was learned about a customer and its industry becomes lines of its plan."""

from odoo import api, fields, models

# Kinds of news that the table calls otherwise; what it does not know is about the market.
_KINDS = {
    "environment": "environment",
    "competitor": "competition",
    "strategy": "strategy",
    "organisation": "organisation",
}


class CareAccountPlanInsight(models.Model):
    _inherit = "care.account.plan.insight"

    intelligence_id = fields.Many2one(
        "care.intelligence",
        string="From Market Information",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    source_grade = fields.Selection(related="intelligence_id.source_grade")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_intelligence()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "intelligence_id" in vals:
            self._check_intelligence()
        return result

    def _check_intelligence(self):
        """A link shows the headline: nobody links what she may not read.

        :raise AccessError: where somebody does
        """
        self.intelligence_id.check_access("read")


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    # === ACTIONS === #

    def action_collect_intelligence(self):
        """Add a line for each piece of market information that the plan does not tell of yet.

        :raise UserError: where the plan is no draft
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        pieces = self._unused_intelligence()
        self.insight_ids.create([self._insight_of(piece) for piece in pieces])
        return self._told_how_many(len(pieces))

    # === BUSINESS METHODS === #

    def _unused_intelligence(self):
        """What was reported of the customer, or of its whole industry, since the begin of the year
        before the plan's, as the reader may read it; the oldest first."""
        profile = self.profile_id
        of_industry = [
            ("profile_ids", "=", False),
            ("industry_id", "=", profile.industry_id.id),
            ("industry_id", "!=", False),
        ]
        return self.env["care.intelligence"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "draft"),
                ("date", ">=", f"{self.year - 1}-01-01"),
                ("id", "not in", self.insight_ids.intelligence_id.ids),
                *["|", ("profile_ids", "in", profile.ids), "&", "&", *of_industry],
            ],
            order="date, id",
        )

    def _insight_of(self, piece):
        """The line that a piece begins; what it means for the customer is left to be written."""
        return {
            "plan_id": self.id,
            "intelligence_id": piece.id,
            "kind": _KINDS.get(piece.kind, "market"),
            "fact": "\n".join(filter(None, (piece.name, piece.content))),
            "meaning_us": piece.meaning,
        }

    @api.model
    def _told_how_many(self, count):
        message = (
            self.env._(
                "Lines added: %(count)s. Write what each means for the customer.", count=count
            )
            if count
            else self.env._(
                "There is no market information that the plan does not tell of already."
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
