"""The results as they are drawn on the campaign, and whether the loop was closed."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..customer.figure_fields import CountFigure, RatioFigure


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    low_answer_ids = fields.One2many(
        "care.answer", "campaign_id", domain=[("is_low", "=", True)], readonly=True
    )
    low_count = CountFigure(
        "Low Answers",
        compute="_compute_loop",
        help="Of known customers: satisfaction up to the threshold of the company, or 0 to 6"
        " of 10.",
    )
    called_percent = RatioFigure(
        "Called Back in Time (%)",
        compute="_compute_loop",
        help="Share of low answers that were followed up within the promised time. Empty: none was"
        " low.",
    )
    results = fields.Html(
        compute="_compute_results",
        sanitize=False,  # made by the server out of numbers alone
    )

    # === COMPUTE METHODS === #

    def _compute_loop(self):
        # sudo - care.answer, care.sla.clock: counts of the campaign, whoever reads it
        low = self.env["care.answer"].sudo()
        counts = self._count_by_campaign(low, [("is_low", "=", True), ("profile_id", "!=", False)])
        kept = self._count_by_campaign(
            low, [("follow_up_id.clock_ids", "any", self._domain_called_in_time())]
        )
        for campaign in self:
            campaign.low_count = count = counts.get(campaign, 0)
            campaign.called_percent = 100 * kept.get(campaign, 0) / count if count else None

    @api.model
    def _domain_called_in_time(self):
        return [("kind", "=", "low_score"), ("state", "=", "met")]

    @api.depends_context("lang")
    @api.depends("answered_count", "satisfied_percent", "nps", "target_percent")
    @api.depends("response_percent", "response_target_percent")
    def _compute_results(self):
        rows = {}
        for row in self._scores(by_grade=True):
            rows.setdefault(row["campaign_id"], []).append(row)
        for campaign in self:
            campaign.results = self.env["ir.qweb"]._render(
                "customer_care.campaign_results",
                {
                    "campaign": campaign,
                    "grades": campaign._grade_rows(rows.get(campaign.id, [])),
                    "say": campaign._say_number,
                },
            )

    # === BUSINESS METHODS === #

    def _grade_rows(self, rows):
        """Rows by grade in the order of the grades; none where anonymous."""
        self.ensure_one()
        if self.is_anonymous:
            return []
        # sudo - care.grade: names of grades are no secret to who reads results
        Grade = self.env["care.grade"].sudo()
        order = {grade.id: place for place, grade in enumerate(Grade.search([]))}
        rows.sort(key=lambda row: order.get(row["grade_id"], len(order)))
        return [{**row, "grade": Grade.browse(row["grade_id"]).name or ""} for row in rows]

    @api.model
    def _say_number(self, value, digits=0):
        """A figure as it is read; a dash where nobody answered."""
        if value is False or value is None:
            return "–"
        return formatLang(self.env, value, digits=digits)
