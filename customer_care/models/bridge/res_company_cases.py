from odoo import api, fields, models


class ResCompany(models.Model):
    """The rules for cases. A company with cases stays."""

    _inherit = "res.company"

    care_reopen_days = fields.Integer(
        "Reopen Within (Days)",
        default=14,
        help="So many days after a case was closed the customer's answer reopens it; later it makes"
        " a new case that follows it.",
    )
    care_compensation_limit = fields.Monetary(
        "Compensation Without Approval",
        default=1000,
        help="A compensation above this amount waits for a care manager.",
    )
    care_recurring_count = fields.Integer(
        "Recurring From (Cases)",
        default=3,
        help="A root cause with so many cases is flagged as recurring. 0: never.",
    )
    care_recurring_days = fields.Integer(
        "Recurring Within (Days)", default=90, help="Cases of so many days are looked at."
    )

    _care_case_rules = models.Constraint(
        "CHECK (care_reopen_days BETWEEN 0 AND 3650 AND care_compensation_limit >= 0"
        " AND care_recurring_count >= 0 AND care_recurring_days BETWEEN 1 AND 3650)",
        "Days and limits for cases can't be negative, and no more than 3650 days.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cases(self):
        self.env["care.case"]._clear_for_deletion(
            [("company_id", "in", self.ids)],
            self.env._("Cases hang on this company. Archive it instead of deleting it."),
        )
