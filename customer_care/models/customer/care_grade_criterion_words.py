"""Criteria in words, for the printed strategy table."""

from odoo import models
from odoo.tools import formatLang


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    def _in_words(self, company):
        """The criterion as a phrase: "Turnover 12 Months at least $ 500,000"."""
        self.ensure_one()
        field = self.env["care.profile"]._fields[self.metric]
        operators = dict(self._fields["operator"]._description_selection(self.env))
        currency = company.currency_id if field.type == "monetary" else None
        digits = 0 if self.threshold == int(self.threshold) else 2
        return self.env._(
            "%(figure)s %(operator)s %(threshold)s",
            figure=field._description_string(self.env),
            operator=operators[self.operator],
            threshold=formatLang(self.env, self.threshold, digits=digits, currency_obj=currency),
        )
