import datetime
import zoneinfo

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    care_turnover_source = fields.Selection(
        [("orders", "Confirmed orders"), ("invoices", "Posted invoices")],
        string="Turnover From",
        required=True,
        default="orders",
        help="What a customer's turnover is counted from. Credit notes subtract from invoices.",
    )

    care_grade_lock_months = fields.Integer(
        string="Keep Grades Set by Hand (Months)",
        required=True,
        default=12,
        help="So long no review proposes another grade where a person set one. 0: not at all.",
    )
    care_grade_patience_months = fields.Integer(
        string="Patience Before a Lower Grade (Months)",
        required=True,
        default=3,
        help="So long a customer has to have failed its grade before a lower one is proposed. A"
        " better one is proposed at once.",
    )
    care_contact_capacity = fields.Integer(
        string="Contacts a Month per Account Manager",
        required=True,
        default=60,
        help="What one account manager can do in a month. The simulation of grades compares with"
        " it.",
    )

    _care_months_positive = models.Constraint(
        "CHECK (care_grade_lock_months >= 0 AND care_grade_patience_months >= 0"
        " AND care_contact_capacity >= 0)",
        "Months and contacts can't be negative.",
    )

    def _care_timezone(self):
        """Name of the zone in which the company's days begin."""
        return self.partner_id.tz or self.resource_calendar_id.tz or "UTC"

    def _care_zone(self):
        """The zone of ``_care_timezone``."""
        return zoneinfo.ZoneInfo(self._care_timezone())

    def _care_today(self, now=None):
        """The company's present calendar day.

        :param now: a UTC moment to take instead of the present one
        """
        moment = (now or fields.Datetime.now()).replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        return moment.astimezone(self._care_zone()).date()

    def _care_midnight(self, day):
        """The UTC moment at which a calendar day of the company begins."""
        midnight = datetime.datetime.combine(day, datetime.time(), self._care_zone())
        return midnight.astimezone(zoneinfo.ZoneInfo("UTC")).replace(tzinfo=None)

    # === DELETION === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contacts(self):
        """Plans go with the company or branch, but not what was said to its customers."""
        self.env["care.touchpoint"]._clear_for_deletion(
            [("company_id", "in", self.ids)],
            self.env._(
                "Communication records or promises hang on this company. Archive it instead of"
                " deleting it."
            ),
        )
