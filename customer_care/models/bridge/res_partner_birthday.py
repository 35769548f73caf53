from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import GROUP_USER

# Read together, and only by those who ask for one of them: contacts are read everywhere.
_PREFETCH_GROUP = "care_birthday"


class LunarNumber(fields.Integer):
    """A number of the lunar calendar: there is no zero, so screens and exports show nothing."""

    def convert_to_record(self, value, record):
        return value or False

    def convert_to_column(self, value, record, values=None, validate=True):
        return int(value) if value else None


class ResPartner(models.Model):
    """When a person has her birthday. The care calendar greets on it."""

    _inherit = "res.partner"

    care_birthday = fields.Date("Birthday", copy=False, prefetch=_PREFETCH_GROUP, groups=GROUP_USER)
    care_lunar_month = LunarNumber(
        "Lunar Birthday: Month",
        copy=False,
        prefetch=_PREFETCH_GROUP,
        aggregator=None,
        groups=GROUP_USER,
        help="Month of the birthday by the Chinese lunar calendar. Who has a lunar birthday is"
        " greeted on that one.",
    )
    care_lunar_day = LunarNumber(
        "Lunar Birthday: Day",
        copy=False,
        prefetch=_PREFETCH_GROUP,
        aggregator=None,
        groups=GROUP_USER,
        help="Day of the lunar month. The 30th is kept on the 29th where the month is shorter.",
    )
    care_lunar_leap = fields.Boolean(
        "Lunar Birthday: Leap Month",
        copy=False,
        prefetch=_PREFETCH_GROUP,
        groups=GROUP_USER,
        help="Born in the leap month of that number. In years without it the birthday is kept in"
        " the ordinary month.",
    )

    # In Python: a CHECK would scan and lock the contacts of the database when the addon comes.
    @api.constrains("care_lunar_month", "care_lunar_day")
    def _check_care_lunar_birthday(self):
        for partner in self:
            month, day = partner.care_lunar_month, partner.care_lunar_day
            if (month or day) and not (1 <= month <= 12 and 1 <= day <= 30):
                raise ValidationError(
                    self.env._(
                        "The lunar birthday of %(contact)s needs a month from 1 to 12 and a day"
                        " from 1 to 30.",
                        contact=partner.display_name,
                    )
                )
