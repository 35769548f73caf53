"""The page on top of an account plan: how it stands, at a glance."""

from odoo import api, fields, models

from .care_account_plan_objective import _BY_HAND, _REVENUE

_GAPS_AT_MOST = 4
_ACTIONS_AT_MOST = 3


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    @api.model
    @api.readonly
    def get_plan_page(self, plan_id):
        """Everything that the page draws, read with the reader's rights in a constant number of
        queries.

        :param int plan_id: the plan
        :return: dict of ``id, state, currency_id, stale`` (why, in words, or False), ``is_working``
            (whether the reader may write), ``objectives``, ``revenue``, ``actions``, ``review`` and
            ``gaps`` (the gravest of the relationship map, see ``_relationship_gaps``), their
            number ``gap_count``; see the methods of these names. False for a plan that is gone
        :raise AccessError: for a plan that the reader may not see
        """
        plan = self.browse(int(plan_id)).exists()
        plan.check_access("read")
        if not plan:
            return False
        gaps = plan.profile_id._relationship_gaps()
        return {
            "id": plan.id,
            "profile_id": plan.profile_id.id,
            "state": plan.state,
            "currency_id": plan.currency_id.id,
            "stale": plan.stale_reason or False,
            "is_working": plan.has_access("write"),
            "objectives": plan._page_objectives(),
            "revenue": plan._page_revenue(),
            "gaps": gaps[:_GAPS_AT_MOST],
            "gap_count": len(gaps),
            "actions": plan._page_actions(),
            "review": plan._page_review(),
        }

    def _page_objectives(self):
        """The objectives: dicts of ``id, name, type`` (monetary, integer or float), ``start,
        value`` (False: no data), ``target, progress_percent, is_reached`` and ``figure`` (the
        column of the file, or ``year_revenue``, whose records the reader may open, else False)."""
        openable = self.profile_id._openable_figures()
        if self.env[self.profile_id._figure_document_model()].has_access("read"):
            openable.append(_REVENUE)
        figures = self.env["care.profile"]._fields
        kinds = {name: field.type for name, field in figures.items()} | {
            _BY_HAND: "float",
            _REVENUE: "monetary",
        }
        return [
            {
                "id": objective.id,
                "name": objective.name,
                "type": kinds[objective.metric],
                "start": objective.start_value,
                "value": objective.has_value and objective.current_value,
                "target": objective.target_value,
                "progress_percent": objective.progress_percent,
                "is_reached": objective.is_reached,
                "figure": objective.metric in openable and objective.metric,
            }
            for objective in self.objective_ids
        ]

    def _page_revenue(self):
        """The revenue plan against what was realised: dict of ``expected, actual`` (False: the year
        has not begun), ``outside`` (realised, but of no line), ``percent, months`` (see
        ``_revenue_months``) and ``can_open`` (whether the reader may read the documents)."""
        return {
            "expected": self.expected_revenue,
            "actual": self.actual_revenue,
            "outside": self.outside_revenue,
            "percent": self.realised_percent,
            "months": self._revenue_months(),
            "year": self.year,
            "can_open": self.env[self.profile_id._figure_document_model()].has_access("read"),
        }

    def _page_actions(self):
        """The next contacts and actions, as rows of the customer page with ``user`` and ``can_log``
        (whether the plan holds already)."""
        Touchpoint = self.env["care.touchpoint"]
        lines = Touchpoint.search(
            [("account_plan_id", "=", self.id), ("state", "in", ("proposed", "planned"))],
            order="date_planned, id",
            limit=_ACTIONS_AT_MOST,
        )
        return [
            {
                **self.profile_id._page_touchpoint(line),
                "user": line.user_id.name or "",
                "can_log": line.state == "planned",
            }
            for line in lines
        ]

    def _page_review(self):
        """The last review (``last``: dict of ``date, verdict, label, note``, or False) and the next
        one (``next_date, is_due``)."""
        last = self.review_ids[:1]
        labels = dict(last._fields["verdict"]._description_selection(self.env))
        due = self.next_review_date
        return {
            "last": bool(last)
            and {
                "date": fields.Date.to_string(last.date),
                "verdict": last.verdict,
                "label": labels[last.verdict],
                "note": last.note or "",
            },
            "next_date": bool(due) and fields.Date.to_string(due),
            "is_due": bool(due) and due <= fields.Date.context_today(self),
        }
