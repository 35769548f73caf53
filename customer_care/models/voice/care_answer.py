from odoo import api, fields, models

from ...tools.scores import DETRACTOR_BELOW, PROMOTER_FROM, SATISFIED_FROM
from ..customer.figure_fields import RatioFigure


class CareAnswer(models.Model):
    """What one completed sheet of a survey says about a customer, in numbers. Written when the
    sheet is completed; the sheet itself keeps the words.

    Answers of an anonymous campaign have neither customer nor person nor grade.
    """

    _name = "care.answer"
    _description = "Survey Answer"
    _order = "id DESC"
    _rec_name = "survey_id"

    user_input_id = fields.Many2one(
        "survey.user_input", required=True, readonly=True, index=True, ondelete="cascade"
    )
    survey_id = fields.Many2one(
        "survey.survey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(
        "care.campaign", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(
        "care.profile", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="set null"
    )
    grade_id = fields.Many2one(
        "care.grade",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer's grade when it answered.",
    )
    date = fields.Date(readonly=True)
    satisfaction = RatioFigure(
        "Satisfaction (1-5)", aggregator="avg", help="1 to 5. Empty: not answered."
    )
    recommend_score = RatioFigure(
        "Recommendation (0-10)", aggregator="avg", help="0 to 10. Empty: not answered."
    )
    satisfied_percent = RatioFigure(
        "Satisfied (%)",
        compute="_compute_shares",
        store=True,  # charts average it: the share of satisfied answers
        aggregator="avg",
        help="100 for an answer of 4 or 5 of 5, else 0: the average is the share of the satisfied.",
    )
    nps_points = RatioFigure(
        "NPS",
        compute="_compute_shares",
        store=True,  # charts average it: the net promoter score
        aggregator="avg",
        help="100 for a promoter (9 or 10), -100 for a detractor (0 to 6), else 0: the average is"
        " the net promoter score.",
    )
    is_low = fields.Boolean(
        "Low",
        compute="_compute_is_low",
        store=True,  # low answers are searched and counted
        help="Satisfaction of at most the threshold of the company, or a detractor (0 to 6).",
    )

    _sheet_uniq = models.UniqueIndex("(user_input_id)", "A sheet is counted once.")

    @api.depends("satisfaction", "recommend_score")
    def _compute_shares(self):
        for answer in self:
            score, recommends = answer.satisfaction, answer.recommend_score
            answer.satisfied_percent = None if score is False else 100 * (score >= SATISFIED_FROM)
            answer.nps_points = (
                None
                if recommends is False
                else 100 * ((recommends >= PROMOTER_FROM) - (recommends < DETRACTOR_BELOW))
            )

    @api.depends("satisfaction", "recommend_score")
    def _compute_is_low(self):
        for answer in self:
            score, limit = answer.satisfaction, answer.company_id.care_low_satisfaction
            recommends = answer.recommend_score
            answer.is_low = (score is not False and score <= limit) or (
                recommends is not False and recommends < DETRACTOR_BELOW
            )

    @api.model
    def _count(self, sheets):
        """Count completed sheets: one answer each, counted anew where it was counted before.

        :param sheets: ``survey.user_input`` with all rights
        """
        counted = self.search([("user_input_id", "in", sheets.ids)]).grouped("user_input_id")
        for sheet in sheets:
            vals = {**self._about(sheet), **self._scores_of(sheet)}
            if answer := counted.get(sheet):
                answer.write(vals)
            else:
                self.create({"user_input_id": sheet.id, "survey_id": sheet.survey_id.id, **vals})
        invitations = self.env["care.invitation"].search([("user_input_id", "in", sheets.ids)])
        invitations.write({"state": "answered"})

    @api.model
    def _about(self, sheet):
        """Whose answer it is: of whom, of which customer and grade; of nobody where anonymous."""
        campaign = sheet.care_campaign_id
        company = campaign.company_id or self.env.company.root_id
        vals = {
            "campaign_id": campaign.id,
            "company_id": company.id,
            "date": company._care_today(sheet.end_datetime),
        }
        if campaign.is_anonymous or not sheet.partner_id:
            return vals
        customer = sheet.partner_id.commercial_partner_id
        profile = self.env["care.profile"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)], limit=1
        )
        return {
            **vals,
            "contact_id": sheet.partner_id.id,
            "partner_id": customer.id,
            "profile_id": profile.id,
            "grade_id": profile.grade_id.id,
        }

    @api.model
    def _scores_of(self, sheet):
        """The scores of a completed sheet, out of the questions that are marked.

        :param sheet: a ``survey.user_input``
        :return: ``{"satisfaction": 1-5 or None, "recommend_score": 0-10 or None}``; several
            questions that ask for the same are averaged
        """
        found = {"satisfaction": [], "recommend": []}
        for line in sheet.user_input_line_ids:
            question = line.question_id
            if line.skipped or question.care_meaning not in found:
                continue
            value = question._care_value(line)
            if value is not None:
                found[question.care_meaning].append(value)
        return {
            "satisfaction": _mean(found["satisfaction"]),
            "recommend_score": _mean(found["recommend"]),
        }


def _mean(values):
    return sum(values) / len(values) if values else None
