from odoo import api, fields, models
from odoo.tools import SQL

_ROWS_AT_MOST = 6


class CareProfile(models.Model):
    """Promises follow the customer's grade, and the customer."""

    _inherit = "care.profile"

    def _after_grade_change(self):
        # sudo - care.sla.clock: promises to the customer change whoever changes the grade
        self.env["care.sla.clock"].sudo().search(
            [("profile_id", "in", self.ids), ("state", "in", ("running", "paused"))]
        )._rematch()
        return super()._after_grade_change()

    @api.readonly
    def action_open_promises(self):
        """What was promised to the customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_sla_clock_action"
        )
        action["domain"] = [("profile_id", "=", self.id)]
        action["context"] = {}
        return action

    # === PAGE === #

    def _page_promises(self):
        """Adds the promises that are still open; ``deadline`` is the moment that they count down
        to, or False while they are paused."""
        clocks = self.env["care.sla.clock"].search(
            [("profile_id", "=", self.id), ("date_end", "=", False)],
            order="deadline, id",
            limit=_ROWS_AT_MOST,
        )
        return [*super()._page_promises(), *map(self._page_promise, clocks)]

    @api.model
    def _page_promise(self, clock):
        """A row of the page; see ``_page_promises`` of ``customer``."""
        deadline = fields.Datetime.to_string(clock.deadline)
        is_paused = clock.state == "paused"
        return {
            "title": clock._title(),
            "date": deadline,
            "deadline": not is_paused and deadline,
            "is_paused": is_paused,
            "late": not is_paused and clock.deadline < fields.Datetime.now(),
            "icon": "fa-clock-o",
            "res_model": clock._name,
            "res_id": clock.id,
        }

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {"kind": "promise", "label": self.env._("Broken Promises"), "icon": "fa-hourglass-end"},
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_promises"]

    def _timeline_promises(self, limit):
        """Promises that were broken, on the day of their deadline."""
        clocks = self.env["care.sla.clock"].search(
            [("profile_id", "=", self.id), ("state", "=", "breached")],
            order="deadline desc, id desc",
            limit=limit,
        )
        return [
            self._timeline_event(
                "promise",
                clock,
                fields.Datetime.context_timestamp(self, clock.deadline).date(),
                self.env._("Promise broken: %(promise)s", promise=clock._title()),
            )
            for clock in clocks
        ]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        others._hand_over_promises(self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self._hand_over_promises(self)
        return result

    def _hand_over_promises(self, target):
        """Also ended promises belong to the customer who stays; nothing else about them changes."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE care_sla_clock SET profile_id = %s, partner_id = %s WHERE profile_id IN %s",
                target.id,
                target.partner_id.id,
                tuple(self.ids),
            )
        )
        self.env["care.sla.clock"].invalidate_model(["profile_id", "partner_id"])
