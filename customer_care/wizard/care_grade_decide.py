from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CareGradeDecide(models.TransientModel):
    """The question why proposed grade changes are rejected, or which other grade the customers get
    instead. One or thousands at once."""

    _name = "care.grade.decide"
    _description = "Decide About Grade Changes"

    change_ids = fields.Many2many("care.grade.change", required=True)
    change_count = fields.Integer(string="Customers", compute="_compute_change_count")
    change_id = fields.Many2one(
        "care.grade.change", string="Customer", compute="_compute_change_count"
    )
    evidence_lines = fields.Json(related="change_id.evidence_lines")
    company_id = fields.Many2one("res.company", compute="_compute_change_count")
    grade_id = fields.Many2one(
        "care.grade",
        string="Grade Instead",
        ondelete="cascade",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    lock_date = fields.Date(
        string="Keep Until",
        default=lambda self: self.env["care.profile"]._default_lock_date(self.env.company),
        help="Until this day no review proposes another grade. Empty: the next review may.",
    )
    reason = fields.Char(required=True)

    @api.depends("change_ids")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard.change_ids)
            wizard.company_id = wizard.change_ids[:1].company_id
            wizard.change_id = wizard.change_ids if wizard.change_count == 1 else False

    def action_reject(self):
        """Reject the changes for the reason given; the customers keep their grades."""
        self.ensure_one()
        changes = self._checked_changes()
        count = changes._decide(changes._sql_these(), "rejected", decision=self._checked_reason())
        return self._close(changes._report_decided(count))

    def action_adjust(self):
        """Give the customers the grade chosen instead of the one proposed.

        Those who have it already keep it: their proposals are rejected.
        """
        self.ensure_one()
        changes = self._checked_changes()
        grade = self.grade_id
        if not grade:
            raise UserError(self.env._("Choose the grade that the customers should have."))
        if grade.company_id and changes.company_id - grade.company_id:
            raise UserError(
                self.env._("Grade %(grade)s belongs to another company.", grade=grade.name)
            )
        reason = self._checked_reason()
        these = changes._sql_these()
        has_it = SQL("old_grade_id IS NOT DISTINCT FROM %s", grade.id)
        count = changes._decide(SQL("%s AND %s", these, has_it), "rejected", decision=reason)
        count += changes._decide(
            SQL("%s AND NOT (%s)", these, has_it),
            "approved",
            proposed_grade_id=SQL("NULLIF(c.new_grade_id, %s)", grade.id),
            new_grade_id=grade.id,
            lock_date=self.lock_date or None,
            decision=reason,
        )
        return self._close(changes._report_decided(count))

    def _checked_changes(self):
        self.change_ids._check_manager()
        return self.change_ids

    def _checked_reason(self):
        if not (reason := (self.reason or "").strip()):
            raise UserError(self.env._("Say why: the reason stays in the customer's history."))
        return reason

    @api.model
    def _close(self, message):
        return message or {"type": "ir.actions.act_window_close"}
