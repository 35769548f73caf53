"""The strategy of a grade: who serves its customers, what they are promised, and its words for the
printed table."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Taken over from the advice as they stand there.
_ADVISED = ("served_by", "survey_interval_months", "answer_hours", "major_solution_hours")
_ADVISED_TEXTS = ("privileges", "at_risk_measures")


class CareGrade(models.Model):
    _name = "care.grade"
    _inherit = ["care.grade", "care.strategy"]

    aim_grade_id = fields.Many2one(
        "care.grade",
        string="To Be Moved Towards",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        help="The better grade that these customers should reach.",
    )

    @api.constrains("aim_grade_id", "sequence")
    def _check_aim_is_better(self):
        for grade in self:
            aim = grade.aim_grade_id
            if aim and (aim == grade or aim.sequence > grade.sequence):
                raise ValidationError(
                    self.env._(
                        "%(aim)s is no better grade than %(grade)s: choose one that stands above it"
                        " in the list.",
                        aim=aim.name,
                        grade=grade.name,
                    )
                )

    # === DEFAULTS === #

    def _load_strategy(self, overwrite=False):
        """Take the advised strategy over, matched by the code of the grade, in all languages.

        :param bool overwrite: also what the company has set otherwise; else only what is empty
        :return: the grades that there is an advice for
        """
        # sudo - care.grade.advice: comes with the application, the same for everybody
        advice = {row.code: row for row in self.env["care.grade.advice"].sudo().search([])}
        advised = self.filtered(lambda grade: grade.code in advice)
        for grade in advised:
            grade._take_advice(advice[grade.code], overwrite)
        return advised

    def _take_advice(self, advice, overwrite):
        aim = self._set_of(self.company_id).filtered(lambda grade: grade.code == advice.aim_code)
        values = {name: advice[name] for name in _ADVISED} | {"aim_grade_id": aim[:1].id}
        self.write({name: value for name, value in values.items() if overwrite or not self[name]})
        for name in _ADVISED_TEXTS:
            if overwrite or not self[name]:
                self._take_advised_text(advice, name)

    def _take_advised_text(self, advice, name):
        """In each language that has words of its own: a copy of the English ones would keep later
        translations out."""
        english = advice.with_context(lang="en_US")[name]
        self.with_context(lang="en_US")[name] = english
        for lang, _label in self.env["res.lang"].get_installed():
            text = advice.with_context(lang=lang)[name]
            if text != english:
                self.with_context(lang=lang)[name] = text

    # === IN WORDS === #

    def _criteria_in_words(self, company):
        """What it takes to get the grade: ``(must-have, others)``, two lists of phrases."""
        must = self.criterion_ids.filtered("is_required")
        others = [
            self.env._(
                "%(criterion)s (%(points)s points)",
                criterion=criterion._in_words(company),
                points=criterion.weight,
            )
            if self.points_required > 1
            else criterion._in_words(company)
            for criterion in self.criterion_ids - must
        ]
        return [criterion._in_words(company) for criterion in must], others

    def _rule_in_words(self):
        """How many of the criteria that are no must-haves it takes; empty where there is no
        choice."""
        if self.points_required > 1:
            return self.env._("%(points)s points from these:", points=self.points_required)
        optional = self.criterion_ids.filtered(lambda criterion: not criterion.is_required)
        return self.env._("one of these:") if len(optional) > 1 else ""

    def _cadence_in_words(self):
        """How often the customers are contacted, a phrase for each line."""
        return [line._in_words() for line in self.cadence_ids]

    def _aim_in_words(self):
        """Where these customers should get to; empty where they are to stay."""
        if not self.aim_grade_id:
            return ""
        return self.env._("to be moved towards %(grade)s", grade=self.aim_grade_id.code)

    def _promises_in_words(self):
        """How often the customers are asked and how fast they are answered, a phrase each."""
        phrases = [
            (
                self.survey_interval_months,
                self.env._("Survey every %(number)s months", number=self.survey_interval_months),
            ),
            (
                self.answer_hours,
                self.env._("Everything answered within %(number)s hours", number=self.answer_hours),
            ),
            (
                self.major_solution_hours,
                self.env._(
                    "Major complaints solved within %(number)s hours",
                    number=self.major_solution_hours,
                ),
            ),
        ]
        return [phrase for number, phrase in phrases if number]
