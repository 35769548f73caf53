"""The customer's grade over time, for drawing."""

from odoo import fields, models

# Ten years of quarterly changes; of a longer history the newest part is drawn.
_STEPS_AT_MOST = 40


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _grade_history(self):
        """The grade changes that came into force, as steps.

        :return: False when there was none, else a dict of ``grades`` (the levels, best first:
            ``id, code, name, color``), ``steps`` (oldest first: ``date, grade_id`` (False: taken
            away)``, reason, origin``) and ``until`` (today)
        """
        self.ensure_one()
        changes = self.env["care.grade.change"].search(
            [("profile_id", "=", self.id), ("state", "=", "applied")],
            order="date_apply desc, id desc",
            limit=_STEPS_AT_MOST,
        )
        if not changes:
            return False
        # sudo - care.grade: names of grades are no secret to those who may see the customer
        Grade = self.env["care.grade"].sudo()
        grades = Grade._set_of(self.company_id) | changes.sudo().new_grade_id
        origins = dict(changes._fields["origin"]._description_selection(self.env))
        return {
            "grades": [
                {"id": grade.id, "code": grade.code, "name": grade.name, "color": grade.color}
                for grade in grades.sorted(lambda grade: (grade.sequence, grade.id))
            ],
            "steps": [
                {
                    "date": fields.Date.to_string(change.date_apply),
                    "grade_id": change.new_grade_id.id,
                    "reason": change.reason or "",
                    "origin": origins.get(change.origin, ""),
                }
                for change in reversed(changes)
            ],
            "until": fields.Date.to_string(fields.Date.context_today(self)),
        }
