from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import GROUP_MANAGER

_GRADES, _REQUESTS, _REVIEWS = 8, 9, 12  # numbers of the sources
_APPROVABLE = ("care.grade.change", "care.change.request")


class CareWork(models.Model):
    """What waits for the decision of a care manager: in each manager's day until one of them
    decides. Others are not shown it, they could not decide."""

    _inherit = "care.work"

    _depends = {
        "care.grade.change": [
            *("profile_id", "partner_id", "company_id", "state", "review_id", "date_apply"),
            *("old_grade_id", "new_grade_id", "reason"),
        ],
        "care.grade.review": ["name", "company_id", "state", "date_apply"],
        "care.change.request": ["partner_id", "company_id", "state", "date", "field_name"],
        "care.grade": ["name", "code"],
    }

    kind = fields.Selection(
        selection_add=[("grade", "Grade to decide"), ("request", "Change to approve")]
    )

    is_approvable = fields.Boolean(compute="_compute_is_approvable")

    @api.model
    def _work_sources(self):
        sources = super()._work_sources()
        if self.env.user.has_group(GROUP_MANAGER):
            sources += [
                self._work_grade_changes(),
                self._work_requests(),
                self._work_grade_reviews(),
            ]
        return sources

    @api.model
    def _work_grade_changes(self):
        """Single proposals, until the day on which they should be in force. It relies on the unique
        index of open changes."""
        return self._work_select(
            "grade",
            _GRADES,
            {
                **self._work_of_managers(),
                "res_model": SQL("'care.grade.change'"),
                "res_id": SQL("t.id"),
                "name": self._sql_grade_purpose(),
                "date": SQL("t.date_apply"),
            },
            SQL(
                """
                  FROM care_grade_change t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
             LEFT JOIN care_grade o ON o.id = t.old_grade_id
             LEFT JOIN care_grade n ON n.id = t.new_grade_id
                 WHERE t.state = 'proposed' AND t.review_id IS NULL AND t.date_apply <= %s
                """,
                self._work_horizon(),
            ),
        )

    @api.model
    def _sql_grade_purpose(self):
        """From which grade to which, and why."""
        return SQL(
            "replace(replace(%s, '[old]', COALESCE(o.code, '–')), '[new]', COALESCE(n.code, '–'))"
            " || COALESCE(': ' || NULLIF(t.reason, ''), '')",
            self.env._("Decide about grade [old] → [new]"),
        )

    @api.model
    def _work_requests(self):
        """Changes of key data, due on the day they were asked for."""
        labels = self.env["care.change.request"]._fields["field_name"]
        words = SQL(" ").join(
            SQL("WHEN %s THEN %s", value, label)
            for value, label in labels._description_selection(self.env)
        )
        return self._work_select(
            "request",
            _REQUESTS,
            {
                **self._work_of_managers(),
                "res_model": SQL("'care.change.request'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "replace(%s, '[field]', CASE t.field_name %s ELSE '' END)"
                    " || COALESCE(' → ' || NULLIF(t.new_value, ''), '')",
                    self.env._("Approve change of [field]"),
                    words,
                ),
                "date": SQL("(t.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", str(self.env.tz)),
            },
            SQL(
                """
                  FROM care_change_request t
                  JOIN res_company r ON r.id = t.company_id
             LEFT JOIN care_profile p ON p.partner_id = t.partner_id
                       AND p.company_id = split_part(r.parent_path, '/', 1)::int
                 WHERE t.state = 'proposed'
                """
            ),
        )

    @api.model
    def _work_grade_reviews(self):
        """A review is one piece of work, however many proposals it has."""
        return self._work_select(
            "grade",
            _REVIEWS,
            {
                "user_id": SQL("%s", self.env.uid),
                "company_id": SQL("t.company_id"),
                "res_model": SQL("'care.grade.review'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "%s || ' ' || t.name || ' (' || (SELECT COUNT(*) FROM care_grade_change c"
                    " WHERE c.review_id = t.id AND c.state = 'proposed') || ')'",
                    self.env._("Decide review"),
                ),
                "date": SQL("t.date_apply"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL("FROM care_grade_review t WHERE t.state = 'open'"),
        )

    @api.model
    def _work_of_managers(self):
        """The columns that all decisions about a customer share; it is the reader's work."""
        return {
            "user_id": SQL("%s", self.env.uid),
            "partner_id": SQL("t.partner_id"),
            "company_id": SQL("t.company_id"),
            "profile_id": SQL("p.id"),
            "grade_id": SQL("p.grade_id"),
            "last_contact_date": SQL("p.last_contact_date"),
            "is_handled_here": SQL("FALSE"),
        }

    # === ACTIONS === #

    def _compute_is_approvable(self):
        for work in self:
            work.is_approvable = work.res_model in _APPROVABLE

    def action_approve(self):
        """Approve from the list what needs no further question; the record checks who may."""
        self.ensure_one()
        [target] = self._targets("read")
        if target._name not in _APPROVABLE:
            raise UserError(self.env._("This can't be approved from here. Open it."))
        return target.action_approve() or {"type": "ir.actions.client", "tag": "soft_reload"}
