"""What the customer's answers show on its page, and where they go with it."""

from odoo import api, models
from odoo.tools import SQL


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _page_tiles(self):
        """Satisfaction, where somebody answered."""
        tiles = super()._page_tiles()
        if not self.answer_count:
            return tiles
        low = self.company_id.sudo().care_low_satisfaction  # sudo - res.company: a setting
        tile = {
            "key": "satisfaction",
            "title": self.env._("Satisfaction"),
            "figures": [
                self._page_figure(
                    "satisfaction",
                    "float",
                    late=self.satisfaction is not False and self.satisfaction <= low,
                ),
                self._page_figure("recommend_score", "float"),
                self._page_figure("answer_count", "integer"),
            ],
        }
        return [*tiles, tile]

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {"kind": "answer", "label": self.env._("Survey Answers"), "icon": "fa-comment-o"},
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_answers"]

    def _timeline_answers(self, limit):
        """Each answer on its day, with its scores."""
        answers = self.env["care.answer"].search([("profile_id", "=", self.id)], limit=limit)
        return [
            self._timeline_event(
                "answer",
                answer,
                answer.date,
                self.env._(
                    "Answered: %(survey)s", survey=answer.sudo().survey_id.title
                ),  # sudo - survey.survey: its title alone
                note=answer._say_scores(),
            )
            for answer in answers
        ]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        others._hand_over_voice(self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self._hand_over_voice(self)
        return result

    def _hand_over_voice(self, target):
        """Answers and invitations belong to the customer who stays."""
        self.env.flush_all()
        for model in (self.env["care.answer"], self.env["care.invitation"]):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET profile_id = %s, partner_id = %s WHERE profile_id = ANY(%s)",
                    SQL.identifier(model._table),
                    target.id,
                    target.partner_id.id,
                    self.ids,
                )
            )
            model.invalidate_model(["profile_id", "partner_id"])


class CareAnswer(models.Model):
    _inherit = "care.answer"

    def _say_scores(self):
        """The scores in a sentence; empty where there are none."""
        self.ensure_one()
        said = []
        if self.satisfaction is not False:
            said.append(self.env._("Satisfaction %(score)g of 5", score=self.satisfaction))
        if self.recommend_score is not False:
            said.append(self.env._("recommends us %(score)g of 10", score=self.recommend_score))
        return ", ".join(said)
