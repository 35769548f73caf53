"""The plan on one page: how far it is, what comes next, what may go wrong."""

from odoo import models

from ...tools.org_chart import fit_text

# So many lines of each part, and so many half-width characters of a text, keep it on one page.
_OBJECTIVES, _GAPS, _ACTIONS = 6, 5, 3
_NAME, _TEXT, _RISK = 56, 92, 280


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    def _summary_paper(self):
        """Everything that the page prints: dict for the template."""
        self.ensure_one()
        gaps = [gap["text"] for gap in self.profile_id._relationship_gaps()]
        objectives = self._paper_objectives()
        return {
            "title": fit_text(self.partner_id.name, 2 * _NAME),
            "facts": self._paper_facts()[2:],
            "is_draft": self.state in ("draft", "submitted"),
            "purpose": fit_text(self._one_line(self.purpose), _RISK),
            "objectives": [
                {**objective, "name": fit_text(self._one_line(objective["name"]), _NAME)}
                for objective in objectives[:_OBJECTIVES]
            ],
            "more_objectives": self._more(len(objectives) - _OBJECTIVES),
            "totals": self._summary_totals(),
            "months": self._months_drawing(),
            "gaps": [fit_text(gap, _TEXT) for gap in gaps[:_GAPS]],
            "more_gaps": self._more(len(gaps) - _GAPS),
            "actions": self._next_actions(),
            "risk": fit_text(self._one_line(self._biggest_risk()), _RISK),
        }

    def _more(self, count):
        """The line below a list that was cut."""
        return self.env._("and %(count)s more", count=count) if count > 0 else ""

    def _one_line(self, text):
        return " ".join((text or "").split())

    def _summary_totals(self):
        """Label and amount of what is planned and what is there."""
        names = ("expected_revenue", "actual_revenue", "expected_profit")
        return [(self._label_of(self, name), self._amount(self[name])) for name in names]

    def _next_actions(self):
        """The next contacts and actions that are not done: day, who, what."""
        lines = self._lines().filtered(
            lambda line: line.state in ("proposed", "planned") and line.date_planned
        )
        return [
            {
                "date": self._shown(line, "date_planned"),
                "user": fit_text(self._shown(line, "user_id"), _NAME // 2),
                "name": fit_text(self._one_line(line.name or self._shown(line, "channel")), _NAME),
            }
            for line in lines.sorted("date_planned")[:_ACTIONS]
        ]

    def _biggest_risk(self):
        """A rival who is a great threat, else what the plan says threatens us, else the gravest gap
        of the map; empty where nothing does."""
        rival = self.competitor_ids.filtered(lambda rival: rival.threat == "3")[:1]
        if rival:
            return f"{rival.name}: {rival.standing or rival.strengths or ''}".rstrip(": ")
        gaps = self.profile_id._relationship_gaps()
        first_threat = (self.our_threats or "").strip().partition("\n")[0]
        return first_threat or (gaps[0]["text"] if gaps else "")
