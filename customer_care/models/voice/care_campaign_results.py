"""What came of a campaign: each number with its definition."""

from odoo import api, models
from odoo.tools import SQL

from ...tools.scores import DETRACTOR_BELOW, PROMOTER_FROM, SATISFIED_FROM, percent_margin
from ..customer.figure_fields import CountFigure, ScoreFigure
from .care_campaign import FEWEST_ANONYMOUS

_COUNTED = (
    *("satisfaction_count", "satisfaction_avg", "satisfied_percent"),
    *("recommend_count", "promoter_count", "detractor_count", "nps"),
)


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    asked_count = CountFigure(
        "Asked", compute="_compute_response", help="People to whom an invitation was sent."
    )
    answered_count = CountFigure("Answered", compute="_compute_response", help="Completed sheets.")
    response_percent = ScoreFigure(
        "Response (%)", compute="_compute_response", help="Completed sheets per people asked."
    )
    skipped_count = CountFigure("Left Out", compute="_compute_response")
    satisfaction_count = CountFigure(
        "Answers on Satisfaction", compute="_compute_scores", help="What the scores are out of."
    )
    satisfaction_avg = ScoreFigure(
        "Satisfaction (1-5)", compute="_compute_scores", digits=(16, 1), help="The mean, of 5."
    )
    satisfied_percent = ScoreFigure(
        "Satisfied (%)",
        compute="_compute_scores",
        help="Share of answers of 4 or 5 of 5.",
    )
    satisfied_margin = ScoreFigure(
        "Margin (Points)",
        compute="_compute_margin",
        help="By how many points the share may be off either way, with 95 % confidence, because not"
        " everybody answered.",
    )
    recommend_count = CountFigure("Answers on Recommendation", compute="_compute_scores")
    promoter_count = CountFigure("Promoters", compute="_compute_scores", help="9 or 10 of 10.")
    passive_count = CountFigure("Passives", compute="_compute_passive_count", help="7 or 8 of 10.")
    detractor_count = CountFigure("Detractors", compute="_compute_scores", help="0 to 6 of 10.")
    nps = ScoreFigure(
        "NPS",
        compute="_compute_scores",
        help="Net promoter score, -100 to 100: percent promoters less percent detractors.",
    )

    # === COMPUTE METHODS === #

    def _compute_response(self):
        # sudo - care.invitation, care.answer: the counts are the campaign's, whoever reads it
        Invitation, Answer = self.env["care.invitation"].sudo(), self.env["care.answer"].sudo()
        asked = self._count_by_campaign(Invitation, [("date_sent", "!=", False)])
        skipped = self._count_by_campaign(Invitation, [("state", "=", "skipped")])
        answered = self._count_by_campaign(Answer, [])
        for campaign in self:
            campaign.asked_count = asked.get(campaign, 0)
            campaign.skipped_count = skipped.get(campaign, 0)
            campaign.answered_count = answered.get(campaign, 0)
            campaign.response_percent = (
                100 * campaign.answered_count / campaign.asked_count
                if campaign.asked_count
                else None
            )

    def _count_by_campaign(self, model, domain):
        return dict(
            model._read_group(
                [*domain, ("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )

    def _compute_scores(self):
        scores = {row["campaign_id"]: row for row in self._scores()}
        for campaign in self:
            row = {} if campaign._tells_too_much() else scores.get(campaign.id, {})
            for name in _COUNTED:
                campaign[name] = row.get(name, 0 if name.endswith("_count") else None)

    @api.depends("recommend_count", "promoter_count", "detractor_count")
    def _compute_passive_count(self):
        for campaign in self:
            others = campaign.promoter_count + campaign.detractor_count
            campaign.passive_count = campaign.recommend_count - others

    @api.depends("satisfied_percent", "satisfaction_count", "asked_count")
    def _compute_margin(self):
        for campaign in self:
            campaign.satisfied_margin = percent_margin(
                campaign.satisfied_percent, campaign.satisfaction_count, campaign.asked_count
            )

    # === BUSINESS METHODS === #

    def _tells_too_much(self):
        """Whether so few answered anonymously that scores would tell who said what."""
        self.ensure_one()
        return self.is_anonymous and self.answered_count < FEWEST_ANONYMOUS

    def _scores(self, by_grade=False, by=None):
        """The scores of these campaigns, one statement for all. Where a customer has one vote the
        answers of its people are averaged first.

        :param bool by_grade: one row for each grade that the customers had when they answered
        :param str by: one row for each value of this column of answers, given as ``part``
        :return: dicts of ``campaign_id``, ``grade_id``, ``part`` and ``_COUNTED``
        """
        if not self.ids:
            return []
        self.env["care.answer"].flush_model()
        self.flush_model(["vote"])
        query = SQL(
            """
            SELECT v.campaign_id, v.grade_id, v.part, COUNT(v.s) AS satisfaction_count,
                   AVG(v.s) AS satisfaction_avg,
                   100.0 * COUNT(*) FILTER (WHERE v.s >= %(satisfied)s) / NULLIF(COUNT(v.s), 0)
                       AS satisfied_percent,
                   COUNT(v.r) AS recommend_count,
                   COUNT(*) FILTER (WHERE v.r >= %(promoter)s) AS promoter_count,
                   COUNT(*) FILTER (WHERE v.r < %(detractor)s) AS detractor_count,
                   100.0 * (COUNT(*) FILTER (WHERE v.r >= %(promoter)s)
                            - COUNT(*) FILTER (WHERE v.r < %(detractor)s)) / NULLIF(COUNT(v.r), 0)
                       AS nps
              FROM (SELECT a.campaign_id, %(grade)s AS grade_id, %(part)s AS part,
                           AVG(a.satisfaction) AS s,
                           AVG(a.recommend_score) AS r
                      FROM care_answer a JOIN care_campaign c ON c.id = a.campaign_id
                     WHERE a.campaign_id = ANY(%(campaigns)s)
                  GROUP BY 1, 2, 3,
                           CASE WHEN c.vote = 'customer' AND a.partner_id IS NOT NULL
                                THEN -a.partner_id ELSE a.id END) v
          GROUP BY v.campaign_id, v.grade_id, v.part
            """,
            satisfied=SATISFIED_FROM,
            promoter=PROMOTER_FROM,
            detractor=DETRACTOR_BELOW,
            campaigns=self.ids,
            grade=SQL("a.grade_id") if by_grade else SQL("NULL::int"),
            part=SQL.identifier("a", by) if by else SQL("NULL::varchar"),
        )
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()
