"""The results as they are drawn on the campaign, and whether the loop was closed."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..customer.figure_fields import CountFigure, ScoreFigure

_ROWS_AT_MOST = 8


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
    called_percent = ScoreFigure(
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
        for campaign in self:
            campaign.results = self.env["ir.qweb"]._render(
                "customer_care.campaign_results",
                {
                    "campaign": campaign,
                    "tables": campaign._result_tables(),
                    "say": campaign._say_number,
                },
            )

    # === BUSINESS METHODS === #

    def _result_tables(self):
        """What the results are compared by: list of dicts ``title`` and ``rows``, those with
        ``name`` and the scores; by what there is but one of nothing is compared. An anonymous
        campaign is compared with earlier ones alone."""
        self.ensure_one()
        tables = [(self.env._("Over Time"), self._wave_rows())]
        if not self.is_anonymous:
            tables = [
                (self.env._("Grade"), self._grade_rows(self._scores(by_grade=True))),
                (self.env._("Job Position"), self._part_rows("role")),
                (self.env._("Region"), self._part_rows("region")),
                *tables,
            ]
        first = tables[0]
        return [
            {"title": title, "rows": rows}
            for title, rows in tables
            if len(rows) > 1 or (rows and title == first[0] and not self.is_anonymous)
        ]

    def _grade_rows(self, rows):
        """Rows by grade in the order of the grades."""
        # sudo - care.grade: names of grades are no secret to who reads results
        Grade = self.env["care.grade"].sudo()
        order = {grade.id: place for place, grade in enumerate(Grade.search([]))}
        rows.sort(key=lambda row: order.get(row["grade_id"], len(order)))
        return [{**row, "name": Grade.browse(row["grade_id"]).name or ""} for row in rows]

    def _part_rows(self, column):
        """Rows by a column of answers, those with most answers first; where it is empty last."""
        rows = [{**row, "name": row["part"] or ""} for row in self._scores(by=column)]
        rows.sort(key=lambda row: (not row["name"], -row["satisfaction_count"], row["name"]))
        return rows[:_ROWS_AT_MOST]

    def _wave_rows(self):
        """The campaigns of the same survey up to this one, oldest first."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("survey_id", "=", self.survey_id.id),
            ("state", "in", ("running", "closed")),
            ("date_start", "<=", self.date_start),
        ]
        waves = self.search(domain, limit=_ROWS_AT_MOST) | self
        waves = waves.filtered(lambda wave: not wave._tells_too_much())
        scores = {row["campaign_id"]: row for row in waves._scores()}
        return [
            {**scores[wave.id], "name": wave.name}
            for wave in waves.sorted(lambda wave: (wave.date_start, wave.id))
            if wave.id in scores
        ]

    @api.model
    def _say_number(self, value, digits=0):
        """A figure as it is read; a dash where nobody answered."""
        if value is False or value is None:
            return "–"
        return formatLang(self.env, value, digits=digits)
