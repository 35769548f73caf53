"""Open cases go along with the customer, and the brief tells which there are."""

from odoo import Command, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

_OVER = ("closed", "rejected", "cancelled")
_CASES_AT_MOST = 5


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _hand_over_kinds(self):
        return super()._hand_over_kinds() | {"cases"}

    def _hand_over_work(self, old_user, new_user, kinds):
        """Adds open cases with their promises and activities, and replies owed to the customers'
        mails. Cases of agents stay with them, and so do those of a branch that the new one can't
        open."""
        if "cases" in kinds:
            self._hand_over_open_cases(old_user, new_user)
            self._hand_over_replies(old_user, new_user)
        return super()._hand_over_work(old_user, new_user, kinds)

    def _hand_over_open_cases(self, old_user, new_user):
        cases = self.env["care.case"].search(
            Domain(
                [
                    ("profile_id", "in", self.ids),
                    ("state", "not in", _OVER),
                    ("company_id", "in", new_user.company_ids.ids),
                ]
            )
            & (Domain("user_id", "=", old_user.id) | Domain("task_force_ids", "in", old_user.ids))
        )
        cases.filtered(lambda case: case.user_id == old_user).write({"user_id": new_user.id})
        cases.filtered(lambda case: old_user in case.task_force_ids).write(
            {"task_force_ids": [Command.unlink(old_user.id), Command.link(new_user.id)]}
        )
        cases.message_unsubscribe(old_user.partner_id.ids)
        self.env["mail.activity"].search(
            [
                ("res_model", "=", "care.case"),
                ("res_id", "in", cases.ids),
                ("user_id", "=", old_user.id),
            ]
        ).write({"user_id": new_user.id})

    def _hand_over_replies(self, old_user, new_user):
        self.env["care.sla.clock"].search(
            [
                ("profile_id", "in", self.ids),
                ("message_id", "!=", False),
                ("user_id", "=", old_user.id),
                ("date_end", "=", False),
            ]
        )._assign(new_user)

    # === BRIEF === #

    def _brief_sections(self, note):
        """Adds the open cases, complaints and severe ones first."""
        return [
            *super()._brief_sections(note),
            (25, "cases", self.env._("Open cases"), self._brief_cases()),
        ]

    def _brief_cases(self):
        lines = {profile.id: [] for profile in self}
        ids = self._brief_first(
            "care_case",
            SQL("r.state NOT IN %s", _OVER),
            SQL("r.kind <> 'complaint', r.severity <> 'major', r.date_received, r.id"),
            _CASES_AT_MOST,
        )
        for case in self.env["care.case"].browse(ids):
            lines[case.profile_id.id].append((case.name, self._brief_text(case._brief_words())))
        return lines


class CareCase(models.Model):
    _inherit = "care.case"

    def _brief_words(self):
        """What it is about and how it stands, in one line."""
        choices = [
            dict(self._fields[name]._description_selection(self.env))[self[name]]
            for name in ("kind", "severity", "state")
            if (name, self[name]) != ("severity", "normal")
        ]
        day = format_date(
            self.env, fields.Datetime.context_timestamp(self, self.date_received).date()
        )
        return " · ".join(filter(None, (day, self.subject, *choices, self.user_id.name)))
