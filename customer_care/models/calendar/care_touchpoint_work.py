"""Touchpoints in My day: which are due, and how they are moved and handed over from there."""

import datetime

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list, plaintext2html

from ...const import GROUP_USER


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _open_idx = models.Index("(date_planned) WHERE state = 'planned'")

    # === ACTIONS === #

    def action_move(self, days=0, date=False):
        """Plan these touchpoints for another day; the engine leaves them alone from then on.

        :param int days: so many days after the planned one or, where that is past, after today
        :param date: this day instead
        :return: the days they are planned for now
        """
        self.check_access("write")
        self._check_open()
        today = fields.Date.context_today(self)
        date = fields.Date.to_date(date)
        if date and date < today:
            raise UserError(self.env._("Choose today or a later day."))
        step = datetime.timedelta(days=days)
        for day, touchpoints in self.grouped(
            lambda touchpoint: date or max(touchpoint.date_planned, today) + step
        ).items():
            touchpoints.date_planned = day
        return sorted(set(self.mapped("date_planned")))

    def action_hand_over(self, user_id, note=""):
        """Give these touchpoints to a colleague and tell her so, once.

        :param int user_id: the colleague
        :param str note: what she should know; it is posted on each touchpoint
        """
        self.check_access("write")
        self._check_open()
        colleague = self.env["res.users"].browse(user_id)
        self._check_colleague(colleague)
        self._tell_hand_over(colleague, (note or "").strip())
        self.user_id = colleague

    # === BUSINESS METHODS === #

    def _check_open(self):
        if closed := self.filtered(lambda touchpoint: touchpoint.state != "planned"):
            raise UserError(
                self.env._("%(touchpoint)s is closed already.", touchpoint=closed[0].display_name)
            )

    def _check_colleague(self, colleague):
        """Only those who use Customer Care in the company would find it in their day."""
        # sudo - res.users: everybody may know who uses Customer Care
        colleague = colleague.sudo()
        if not (
            colleague.active
            and colleague.has_group(GROUP_USER)
            and self.company_id <= colleague.company_ids
        ):
            raise UserError(
                self.env._(
                    "%(user)s does not use Customer Care here. Choose another colleague.",
                    user=colleague.name,
                )
            )

    def _tell_hand_over(self, colleague, note):
        body = self.env._("Handed over to %(user)s.", user=colleague.name)
        if note:
            body = self.env._("Handed over to %(user)s: %(note)s", user=colleague.name, note=note)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        if colleague == self.env.user:
            return
        reader = self.with_context(lang=colleague.lang)
        names = format_list(reader.env, reader.mapped("display_name"))
        reader[:1].message_notify(
            partner_ids=colleague.partner_id.ids,
            subject=reader.env._("%(user)s hands over to you", user=self.env.user.name),
            body=plaintext2html(f"{names}\n\n{note}" if note else names),
        )
