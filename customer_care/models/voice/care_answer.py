from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.scores import DETRACTOR_BELOW, PROMOTER_FROM, SATISFIED_FROM, average
from ..customer.figure_fields import ScoreFigure


class CareAnswer(models.Model):
    """What one completed sheet of a survey says about a customer, in numbers. Written when the
    sheet is completed; the sheet itself keeps the words.

    Answers of an anonymous campaign have neither customer nor person nor grade.
    """

    _name = "care.answer"
    _description = "Survey Answer"
    _order = "id DESC"
    _rec_name = "survey_id"
    _log_access = False  # the time would tell who answered anonymously

    user_input_id = fields.Many2one(
        "survey.user_input", required=True, readonly=True, index=True, ondelete="cascade"
    )
    invitation_id = fields.Many2one(
        "care.invitation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty in anonymous campaigns, and where nobody was asked by a campaign.",
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
    satisfaction = ScoreFigure(
        "Satisfaction (1-5)", aggregator="avg", help="1 to 5. Empty: not answered."
    )
    recommend_score = ScoreFigure(
        "Recommendation (0-10)", aggregator="avg", help="0 to 10. Empty: not answered."
    )
    satisfied_percent = ScoreFigure(
        "Satisfied (%)",
        compute="_compute_shares",
        store=True,  # charts average it: the share of satisfied answers
        aggregator="avg",
        help="100 for an answer of 4 or 5 of 5, else 0: the average is the share of the satisfied.",
    )
    nps_points = ScoreFigure(
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
    _vote_uniq = models.UniqueIndex(
        "(invitation_id) WHERE invitation_id IS NOT NULL",
        "Whoever is asked votes once; the last completed sheet counts.",
    )

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
        """Count completed sheets, each once. Of several sheets of one invitation the last one
        counts.

        :param sheets: ``survey.user_input`` with all rights, the last completed one last
        """
        answers = self.browse()
        for sheet in sheets:
            row = sheet.care_invitation_id
            vals = {
                "user_input_id": sheet.id,
                "survey_id": sheet.survey_id.id,
                "invitation_id": row.id,
                **self._about(sheet),
                **self._scores_of(sheet),
            }
            same = [("user_input_id", "=", sheet.id)]
            if row:
                same = ["|", ("invitation_id", "=", row.id), *same]
                row.write({"state": "answered", "user_input_id": sheet.id})
            answer = self.search(same, limit=1)
            answer.write(vals)
            answers |= answer or self.create(vals)
        answers._counted()

    def _counted(self):
        """The customers' figures follow. Files add what else does."""
        self._put_dirty()

    def unlink(self):
        self._put_dirty()
        return super().unlink()

    def _put_dirty(self):
        """Let the customers of these answers be counted anew."""
        self.flush_recordset(["partner_id", "company_id"])
        # sudo - care.dirty: whoever answers starts the engine
        self.env["care.dirty"].sudo()._put(
            SQL("SELECT partner_id, company_id FROM care_answer WHERE id = ANY(%s)", self.ids)
        )

    @api.model
    def _about(self, sheet):
        """Whose answer it is: of whom, of which customer and grade; of nobody where anonymous."""
        campaign = sheet.care_campaign_id
        customer = sheet.partner_id.commercial_partner_id
        company = campaign.company_id or self._company_of(customer)
        vals = {"campaign_id": campaign.id, "company_id": company.id}
        if campaign.is_anonymous:  # the day would tell who answered then
            return {**vals, "date": campaign.date_start}
        vals["date"] = company._care_today(sheet.end_datetime)
        if not customer:
            return vals
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
    def _company_of(self, customer):
        """Whose customer answered outside of campaigns: of the present company if it has a file of
        her, else of the first that has one."""
        present = self.env.company.root_id
        files = self.env["care.profile"].search([("partner_id", "=", customer.id)], order="id")
        return present if present in files.company_id else (files.company_id[:1] or present)

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
            "satisfaction": average(found["satisfaction"]),
            "recommend_score": average(found["recommend"]),
        }
