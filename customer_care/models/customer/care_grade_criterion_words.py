"""Criteria in words, for the printed strategy table."""

from odoo import models
from odoo.tools import formatLang


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    def _in_words(self, company):
        """The criterion as a phrase: "Turnover 12 Months at least $ 500,000"."""
        self.ensure_one()
        field = self.env["care.profile"]._fields[self.metric]
        if field.type in ("boolean", "selection"):
            return self._judgement_in_words(field)
        operators = dict(self._fields["operator"]._description_selection(self.env))
        is_whole = self.threshold == int(self.threshold)
        threshold = formatLang(
            self.env,
            self.threshold,
            rounding_unit="units" if is_whole else "decimals",
            currency_obj=company.currency_id if field.type == "monetary" else None,
        )
        return self.env._(
            "%(figure)s %(operator)s %(threshold)s",
            figure=field._description_string(self.env),
            operator=operators[self.operator],
            threshold=threshold,
        )

    def _judgement_in_words(self, field):
        """A judgement by hand: 1 stands for yes or the best choice, 0 for no or the last one."""
        if field.type == "boolean":
            answers = [self.env._("yes"), self.env._("no")]
        else:
            answers = [label for _key, label in field._description_selection(self.env)]
        return self.env._(
            "%(figure)s: %(answer)s",
            figure=field._description_string(self.env),
            answer=answers[0] if self.threshold else answers[-1],
        )
