"""What is planned goes along with the customer, and the brief tells what was said last."""

from odoo import fields, models
from odoo.tools import SQL, format_date

_DATES_AT_MOST = 6
_CONTACTS = 3


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _hand_over_kinds(self):
        return super()._hand_over_kinds() | {"touchpoints"}

    def _hand_over_work(self, old_user, new_user, kinds):
        """Adds planned contacts, with the promises that hang on them: no day moves. Those that stay
        are marked as given by a person, so that the planning leaves them to the old one."""
        touchpoints = self.env["care.touchpoint"].search(
            [
                ("profile_id", "in", self.ids),
                ("user_id", "=", old_user.id),
                ("state", "=", "planned"),
            ]
        )
        if "touchpoints" in kinds:
            for is_edited, same in touchpoints.grouped("is_edited").items():
                same.write({"user_id": new_user.id, "is_edited": is_edited})
        else:
            touchpoints.write({"is_edited": True})
        return super()._hand_over_work(old_user, new_user, kinds)

    # === BRIEF === #

    def _brief_sections(self, note):
        """Adds the next dates and the last contacts."""
        return [
            *super()._brief_sections(note),
            (40, "dates", self.env._("Next dates"), self._brief_dates()),
            (70, "contacts", self.env._("Last three contacts"), self._brief_contacts()),
        ]

    def _brief_dates(self):
        lines = {profile.id: [] for profile in self}
        ids = self._brief_first(
            "care_touchpoint",
            SQL("r.state = 'planned'"),
            SQL("r.date_planned, r.id"),
            _DATES_AT_MOST,
        )
        for touchpoint in self.env["care.touchpoint"].browse(ids):
            day = format_date(self.env, touchpoint.date_planned)
            lines[touchpoint.profile_id.id].append((day, touchpoint._brief_title()))
        return lines

    def _brief_contacts(self):
        lines = {profile.id: [] for profile in self}
        ids = self._brief_first(
            "care_touchpoint",
            SQL("r.state = 'done'"),
            SQL("r.date_done DESC, r.id DESC"),
            _CONTACTS,
        )
        for touchpoint in self.env["care.touchpoint"].browse(ids):
            moment = fields.Datetime.context_timestamp(self, touchpoint.date_done)
            said = (touchpoint.topics, touchpoint.feedback, touchpoint.need_changes)
            words = self._brief_text(" – ".join(filter(None, said)))
            lines[touchpoint.profile_id.id].append(
                (
                    format_date(self.env, moment.date()),
                    ": ".join(filter(None, (touchpoint._brief_title(), words))),
                )
            )
        return lines
