"""The internal edition: what the customer is worth to us, and what we could do for it."""

from odoo import fields, models


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    def _figures_internal(self):
        """Everything that the internal edition says in figures, in the language of the context.

        :return: a dict that JSON can hold, by part; see the methods of the parts
        """
        self.ensure_one()
        # sudo - care.profile, orders, invoices, cases, promises, answers: whoever may read the
        # report may read what it counts of its customer; nothing of others is in it but sums
        report = self.sudo().with_company(self.company_id)
        self.env.flush_all()
        return {
            "trade": report._figures_trade(),
            "profit": report._figures_profit(),
            "categories": report._figures_categories(),
            "rank": report._figures_rank(),
            "payment": report._figures_payment(),
            "contracts": report._figures_contracts(),
            "cases": report._figures_cases(),
            "promises": report._figures_promises(),
            "voice": report._figures_voice(),
            "contacts": report._figures_contacts(),
            "judgement": report._figures_judgement(),
        }

    def _figures_judgement(self):
        """The grade with its evidence, and the risk with its reasons.

        :return: dict of ``grade, since, evidence`` (as ``_grade_evidence``, the present grade
            alone), ``next`` (name of the next better grade and what is missing for it), ``risk,
            risk_reason, value``
        """
        profile = self.profile_id
        parts = profile._grade_evidence()
        own = next((part for part in parts if part["is_current"]), False)
        better = next((part for part in parts if not part["is_current"]), False)
        return {
            "grade": profile.grade_id.name or False,
            "since": fields.Date.to_string(profile.grade_since) or False,
            "evidence": own and own["criteria"],
            "next": better
            and {
                "grade": better["grade"],
                "missing": [row["missing"] for row in better["criteria"] if row["missing"]],
            },
            "risk": self._label(profile, "risk_state"),
            "risk_reason": profile.risk_reason or False,
            "value": self._label(profile, "value_tier"),
        }

    def _label(self, record, name):
        """The label of a record's selection; False where it is empty."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], False)
