"""What has to happen next, for the screens: the promise that runs out first."""

from datetime import timedelta

from odoo import api, fields, models

from ..customer.figure_fields import ScoreFigure

NEAR_HOURS = 4


class CareCase(models.Model):
    _inherit = "care.case"

    next_clock_id = fields.Many2one("care.sla.clock", compute="_compute_next_clock_id")
    next_promise = fields.Char("Next", compute="_compute_next_clock_id")
    next_deadline = fields.Datetime("Time Left", compute="_compute_next_clock_id")
    is_near = fields.Boolean(compute="_compute_next_clock_id", search="_search_is_near")
    is_late = fields.Boolean(compute="_compute_next_clock_id", search="_search_is_late")
    category_note = fields.Text(related="category_id.note")
    is_cause_recurring = fields.Boolean(related="cause_id.is_recurring")
    resolution_days = ScoreFigure(
        "Days to the Solution",
        digits=(16, 1),
        aggregator="avg",
        compute="_compute_resolution_days",
        store=True,  # analyses sum it up
        help="From receiving it to its solution. Empty: not resolved.",
    )
    previous_count = fields.Integer(compute="_compute_previous_count")

    @api.depends("clock_ids.deadline", "clock_ids.date_end", "clock_ids.state")
    @api.depends_context("lang")
    def _compute_next_clock_id(self):
        now = fields.Datetime.now()
        for case in self:
            clocks = case.clock_ids.filtered(lambda clock: not clock.date_end)
            clock = clocks.filtered(lambda c: c.state != "paused")[:1] or clocks[:1]
            runs = clock.state in ("running", "breached")
            kinds = dict(clock._fields["kind"]._description_selection(self.env))
            case.next_clock_id = clock
            case.next_promise = kinds.get(clock.kind, False)
            case.next_deadline = clock.deadline
            case.is_late = runs and clock.deadline < now
            case.is_near = runs and now <= clock.deadline <= now + timedelta(hours=NEAR_HOURS)

    def _search_is_near(self, operator, value):
        now = fields.Datetime.now()
        return self._search_deadline(
            operator,
            [("deadline", ">=", now), ("deadline", "<=", now + timedelta(hours=NEAR_HOURS))],
        )

    def _search_is_late(self, operator, value):
        return self._search_deadline(operator, [("deadline", "<", fields.Datetime.now())])

    @api.model
    def _search_deadline(self, operator, when):
        if operator != "in":
            return NotImplemented
        open_clocks = [("date_end", "=", False), ("state", "!=", "paused")]
        return [("clock_ids", "any", [*open_clocks, *when])]

    @api.depends("date_received", "date_resolved")
    def _compute_resolution_days(self):
        for case in self:
            span = case.date_resolved and case.date_resolved - case.date_received
            case.resolution_days = span and max(span.total_seconds(), 0) / 86400

    @api.depends("partner_id")
    def _compute_previous_count(self):
        counts = dict(
            self._read_group(
                [("partner_id", "in", self.partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for case in self:
            case.previous_count = max(counts.get(case.partner_id, 0) - 1, 0)

    @api.readonly
    def action_open_others(self):
        """Other cases of the customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_case_action")
        domain = [("partner_id", "=", self.partner_id.id), ("id", "!=", self.id)]
        return {**action, "domain": domain, "context": {}}

    @api.readonly
    def action_open_form(self):
        """Open the case itself, after the quick form."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
