from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How a company reminds its people of what is due. Its branches follow it."""

    _inherit = "res.company"

    care_reminder_days = fields.Integer(
        "Remind Before (Days)",
        default=1,
        help="So many days before its day a planned contact comes before its responsible as an"
        " activity. 0: on the day itself.",
    )
    care_reminder_limit = fields.Integer(
        "Reminders at Most",
        default=50,
        help="Nobody has more open reminders than that: the oldest come first, the others once"
        " these are done. My Day and the daily mail show all of them. 0: no limit.",
    )
    care_digest_hour = fields.Integer(
        "Hour of the Daily Mail",
        default=7,
        help="From this hour on, in the zone of each person and on working days.",
    )
    care_escalation_days = fields.Integer(
        "Escalate After (Days)",
        default=3,
        help="So many days after its day a contact that nobody made is told to the manager of the"
        " responsible person, once. 0: never.",
    )

    @api.constrains(
        "care_reminder_days", "care_reminder_limit", "care_digest_hour", "care_escalation_days"
    )
    def _check_care_reminder_settings(self):
        for company in self:
            days = company.care_reminder_days, company.care_escalation_days
            if not all(0 <= number <= 366 for number in days) or company.care_reminder_limit < 0:
                raise ValidationError(
                    self.env._("Use 0 to 366 days, and no negative number of reminders.")
                )
            if not 0 <= company.care_digest_hour <= 16:
                raise ValidationError(self.env._("The daily mail leaves between 0 and 16 o'clock."))
