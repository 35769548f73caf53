import datetime

from odoo import api, fields, models


class CareWork(models.Model):
    """How much of the work in My day a person can do."""

    _inherit = "care.work"

    @api.model
    @api.readonly
    def capacity(self):
        """How many contacts a person has time for in the days that My day shows.

        :return: working days of the present company from today on times its contacts a working
            day; 0 where the company does not count them
        """
        self.check_access("read")
        company = self.env.company.root_id
        workdays = company._care_working_days()
        today, horizon = fields.Date.context_today(self), self._work_horizon()
        ahead = (today + datetime.timedelta(days=n) for n in range((horizon - today).days + 1))
        return sum(day in workdays for day in ahead) * company.care_daily_contacts
