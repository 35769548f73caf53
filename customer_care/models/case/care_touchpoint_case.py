from odoo import api, fields, models

from ..calendar import care_touchpoint_event


class CareTouchpoint(models.Model):
    """Return visits after a complaint: logging one keeps the promise of the case."""

    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint_event.CareTouchpoint._CLOSED_FIELDS | {"case_id"}

    origin = fields.Selection(
        selection_add=[("case", "Return visit after a case")], ondelete={"case": "set default"}
    )
    case_id = fields.Many2one(
        "care.case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The customer is asked whether this is well now.",
    )

    @api.depends("origin", "case_id.name")
    @api.depends_context("lang")
    def _compute_purpose(self):
        result = super()._compute_purpose()
        for touchpoint in self:
            # sudo - care.case: its number is in the calendar of who has to ask about it
            case = touchpoint.sudo().case_id
            if touchpoint.origin == "case" and case and not touchpoint.name:
                touchpoint.purpose = self._explain_visit(case.display_name or "")
        return result

    @api.model
    def _explain_visit(self, case_name):
        return self.env._("Return visit: %(case)s", case=case_name)

    def _set_state(self, state, **vals):
        result = super()._set_state(state, **vals)
        if state == "done":
            # sudo - care.case: the promise goes with the visit, whoever logs it
            for visit in self.sudo().filtered(lambda t: t.case_id.state == "resolved"):
                visit.case_id._visit_done(visit.date_done)
        return result
