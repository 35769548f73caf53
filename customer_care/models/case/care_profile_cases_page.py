"""What cases show on the customer page."""

from odoo import api, fields, models

from .care_profile_cases import _UNFOUNDED, _UNRESOLVED


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === PAGE === #

    def _page_tiles(self):
        """Complaints, of whom something is known."""
        tile = {
            "key": "complaints",
            "title": self.env._("Complaints"),
            "figures": [
                self._page_figure(
                    "open_complaint_count", "integer", late=(self.open_complaint_count or 0) > 0
                ),
                self._page_figure("major_complaint_count_12m", "integer"),
                self._page_figure("complaint_rate_percent", "float"),
            ],
        }
        return [*super()._page_tiles(), tile]

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {"kind": "case", "label": self.env._("Cases"), "icon": "fa-life-ring"},
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_cases"]

    def _timeline_cases(self, limit):
        """Each case on the day it was received."""
        cases = self.env["care.case"].search([("profile_id", "=", self.id)], limit=limit)
        kinds = dict(cases._fields["kind"]._description_selection(self.env))
        states = dict(cases._fields["state"]._description_selection(self.env))
        return [
            self._timeline_event(
                "case",
                case,
                fields.Datetime.context_timestamp(self, case.date_received).date(),
                self.env._("%(kind)s %(case)s", kind=kinds[case.kind], case=case.display_name),
                note=states[case.state],
            )
            for case in cases
        ]

    # === OPENED FIGURES === #

    @api.model
    def _figure_models(self):
        names = ("open_complaint_count", "major_complaint_count_12m", "complaint_rate_percent")
        return {**super()._figure_models(), **dict.fromkeys(names, "care.case")}

    def _figure_records_open_complaint_count(self, _scope):
        return [*self._figure_complaints(), ("state", "in", _UNRESOLVED)]

    def _figure_records_complaint_rate_percent(self, scope):
        since, until = map(fields.Datetime.to_string, self._complaint_window(scope))
        return [
            *self._figure_complaints(),
            ("state", "not in", _UNFOUNDED),
            ("date_received", ">=", since),
            ("date_received", "<", until),
        ]

    def _figure_records_major_complaint_count_12m(self, scope):
        return [*self._figure_records_complaint_rate_percent(scope), ("severity", "=", "major")]

    def _figure_complaints(self):
        return [("profile_id", "=", self.id), ("kind", "=", "complaint")]
