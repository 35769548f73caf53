"""Search in what was said, and how the printed communication record words it."""

from odoo import fields, models
from odoo.tools import format_date, format_list

_SAID = ("topics", "feedback", "need_changes", "next_step")


def _said_index(registry):
    """One index for all that was said; none where the database knows no trigrams, or searches
    without accents. What is only planned is left out, so that planning pays nothing for it."""
    if not registry.has_trigram or registry.has_unaccent:
        return ""
    columns = ", ".join(f"{name} gin_trgm_ops" for name in _SAID)
    return f"USING gin ({columns}) WHERE state = 'done'"


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _said_idx = models.Index(_said_index)

    # === REPORT === #

    def _record_sheets(self):
        """What the communication record 客户沟通记录表 prints: of each customer what was said,
        oldest first. What is only planned or cancelled is left out.

        :return: list of dicts ``company, title, subject, records``
        """
        done = self.filtered(lambda touchpoint: touchpoint.state == "done")
        by_profile = done.sorted(lambda t: (t.date_done, t.id)).grouped("profile_id")
        return [
            {
                "company": records[0].company_id,
                "title": records._record_title(),
                "subject": records._record_subject(),
                "records": records,
            }
            for records in by_profile.values()
        ]

    def _record_title(self):
        if len(self) == 1 and self.channel == "visit":
            return self.env._("Visit Report")
        return self.env._("Customer Communication Record")

    def _record_subject(self):
        """The line under the title: which customer, and which days."""
        first, last = (
            format_date(self.env, fields.Datetime.context_timestamp(self, record.date_done).date())
            for record in (self[0], self[-1])
        )
        days = first if first == last else f"{first} – {last}"
        return f"{self[0].partner_id.display_name} · {days}"

    def _record_participants(self):
        """Who took part: the names of the customer's people, and of ours."""
        self.ensure_one()
        theirs = self.participant_ids.filtered("partner_share")
        ours = self.participant_ids - theirs
        return [
            format_list(self.env, [name for name in people.mapped("name") if name])
            for people in (self.contact_id | theirs, self.user_id.partner_id | ours)
        ]

    def _record_next_step_user(self):
        """Who takes the agreed next step."""
        return (self.next_step_user_id or self.user_id).name or ""
