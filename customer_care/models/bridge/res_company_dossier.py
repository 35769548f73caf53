from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How a company handles confidential dossiers. Its branches follow it."""

    _inherit = "res.company"

    care_dossier_minutes = fields.Integer(
        "Dossier Stays Open",
        default=30,
        help="Minutes for which an opened dossier can be read before it must be opened again, with"
        " another row in the log.",
    )
    care_dossier_daily_limit = fields.Integer(
        "Usual Reading a Day",
        default=30,
        help="Whoever takes up more different dossiers on one day is reported to the care managers."
        " 0: never.",
    )
    care_loan_days = fields.Integer(
        "Loan Days", default=7, help="Days that a loan card proposes; the borrower may change it."
    )
    care_reading_checked_date = fields.Date(
        help="Up to this day the log was looked through for unusual reading."
    )

    @api.constrains("care_dossier_minutes", "care_dossier_daily_limit", "care_loan_days")
    def _check_care_dossier_settings(self):
        for company in self:
            if not 1 <= company.care_dossier_minutes <= 24 * 60:
                raise ValidationError(
                    self.env._("A dossier stays open for 1 to 1440 minutes (a day).")
                )
            if company.care_dossier_daily_limit < 0 or not 0 <= company.care_loan_days <= 366:
                raise ValidationError(
                    self.env._("Use 0 to 366 loan days, and no negative limit of reading.")
                )
