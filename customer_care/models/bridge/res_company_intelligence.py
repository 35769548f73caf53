import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ResCompany(models.Model):
    """When market reports are due. Branches follow their main company."""

    _inherit = "res.company"

    care_intelligence_monthly = fields.Boolean(
        "Monthly Market Reports",
        default=True,
        help="Everybody who looks after a customer reports once a month what she learned about"
        " customers, industries and the market, or that there is nothing.",
    )
    care_intelligence_weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Weekday of Market Reports",
        required=True,
        default="0",
        help="Reports are due on the first of these of the next month; where the company does not"
        " work then, on its next working day.",
    )

    def _care_intelligence_due(self, month):
        """The day on which the report of a month is due.

        :param month: its first day
        """
        self.ensure_one()
        first = month + relativedelta(months=1)
        days = (int(self.care_intelligence_weekday) - first.weekday()) % 7
        return self._care_working_days().since(first + datetime.timedelta(days))
