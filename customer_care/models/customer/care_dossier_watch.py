from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from ...const import GROUP_MANAGER


class CareDossierAccess(models.Model):
    """A look at the log every day: who opened more dossiers than is usual."""

    _inherit = "care.dossier.access"

    @api.model
    def _cron_flag_reading(self):
        """Tell the care managers about unusual reading on the days that are over, once each."""
        # sudo - res.company: the log of every company is looked at
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        for company in companies:
            if company.try_lock_for_update():  # else another server is at it
                self._flag_reading(company)

    @api.model
    def _flag_reading(self, company):
        yesterday = company._care_today() - timedelta(days=1)
        day = company.care_reading_checked_date or yesterday - timedelta(days=1)
        while day < yesterday:
            day += timedelta(days=1)
            for user_name, count in self._unusual_readers(company, day):
                self._tell_managers(company, day, user_name, count)
        company.care_reading_checked_date = yesterday

    @api.model
    def _unusual_readers(self, company, day):
        """Who opened or took out more dossiers on ``day`` than the company's limit.

        :return: list of ``(user name, number of different dossiers)``
        """
        if not company.care_dossier_daily_limit:
            return []
        # sudo - care.dossier.access: counted for the managers, who may read it
        return [
            (name, count)
            for _user, name, count in self.sudo()._read_group(
                [
                    ("company_ref", "=", company.id),
                    ("what", "in", ("open", "export", "print")),
                    ("date", ">=", self._day_start(company, day)),
                    ("date", "<", self._day_start(company, day + timedelta(days=1))),
                ],
                ["user_ref", "user_name"],
                ["dossier_ref:count_distinct"],
            )
            if count > company.care_dossier_daily_limit
        ]

    @api.model
    def _day_start(self, company, day):
        """The UTC moment in which the day begins where the company is."""
        local = datetime.combine(day, time.min).replace(tzinfo=company._care_zone())
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _tell_managers(self, company, day, user_name, count):
        """An activity of its own for each care manager: it stands on no record that others see."""
        managers = self.env.ref(GROUP_MANAGER).sudo().all_user_ids.filtered("active")
        for manager in managers.filtered(lambda user: company in user.company_ids.root_id):
            Log = self.with_context(lang=manager.lang)
            # sudo - mail.activity: the scheduled action tells others
            self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "user_id": manager.id,
                    "date_deadline": fields.Date.today(),
                    "summary": Log.env._(
                        "Unusual reading: %(user)s took up %(count)s confidential dossiers on"
                        " %(day)s",
                        user=user_name,
                        count=count,
                        day=day,
                    ),
                    "note": Log.env._("Look into Confidentiality > Log, and ask what for."),
                }
            )
