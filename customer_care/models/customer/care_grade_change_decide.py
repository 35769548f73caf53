"""Deciding about grade changes: one statement, however many they are."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ...const import GROUP_MANAGER

_TRANSITIONS = {
    ("proposed", "approved"),
    ("proposed", "rejected"),
    ("proposed", "applied"),
    ("approved", "applied"),
    ("approved", "rejected"),
}

# Names in an error; of more only the number is told.
_NAMED = 5


class CareGradeChange(models.Model):
    _inherit = "care.grade.change"

    # === CHECKS === #

    def _check_manager(self):
        """Whether the person decides about grades, and may see all of these changes.

        Counted by a search: it asks the record rules in one statement without reading thousands.
        """
        if self.search_count([("id", "in", self.ids)]) < len(self):
            self.check_access("read")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager decides about grade changes."))

    def _check_undecided(self):
        """Refuse when none of the changes waits for a decision any more."""
        open_states = ("proposed", "approved")
        if self.search_count([("id", "in", self.ids), ("state", "in", open_states)], limit=1):
            return
        self._raise_closed()

    def _raise_closed(self):
        names = self[:_NAMED].mapped("partner_id.display_name")
        if more := len(self) - len(names):
            names.append(self.env._("%(count)s more", count=more))
        raise UserError(
            self.env._(
                "The grade change of %(customers)s is closed already. Load the page again to see"
                " what was decided.",
                customers=format_list(self.env, names),
            )
        )

    # === DECIDING === #

    def _sql_these(self):
        return SQL("id = ANY(%s)", list(self.ids))

    def _decide(self, which, state, **columns):
        """Let the present user decide about the open changes that ``which`` selects.

        An approved one is applied at once when its day has come.

        :param SQL which: condition over ``care_grade_change``
        :param state: approved or rejected
        :param columns: further columns to write, by name
        :return: how many were decided
        """
        today = fields.Date.context_today(self)
        columns = {"decided_user_id": self.env.uid, "decided_date": today, **columns}
        if state != "approved":
            return len(self._move(which, SQL("%s", state), {state}, columns))
        apply = columns.get("date_apply", SQL.identifier("c", "date_apply"))
        reached = SQL("CASE WHEN %s <= %s THEN 'applied' ELSE 'approved' END", apply, today)
        return len(self._move(which, reached, {"approved"}, columns))

    def _report_decided(self, count):
        """What the person is told after deciding about these changes.

        :raise UserError: when none was open any more
        :return: a message where some were passed over, else nothing
        """
        if not count:
            self._raise_closed()
        if count == len(self):
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(count)s changes were decided; %(others)s had been decided about before.",
                    count=count,
                    others=len(self) - count,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _apply(self):
        """Put the customers into the grade they were given. Runs on approved changes whose day has
        come and on a manager's own."""
        self._set_state("applied")

    def _set_state(self, state, **columns):
        """Move all of these changes on.

        :param columns: further columns to write, by name
        :raise UserError: when one of them may not be moved there; then none is
        """
        moved = self._move(self._sql_these(), SQL("%s", state), {state}, columns)
        if len(moved) < len(self):
            (self - self.browse(moved))._raise_closed()

    def _move(self, which, state, targets, columns):
        """The one place where states change and grades follow.

        Rows are locked in the order of their ids. Whoever comes second waits; his transaction is
        then repeated by the server and finds the changes closed: nothing is applied twice.

        :param SQL which: condition over ``care_grade_change``
        :param SQL state: the new state, over ``c``
        :param targets: states that it can be; what may not be moved there is left alone
        :return: ids of the changes that were moved
        """
        self.env.flush_all()
        sources = [old for old, new in _TRANSITIONS if new in targets]
        columns = {"write_uid": self.env.uid, "write_date": self.env.cr.now(), **columns}
        [(ids, profile_ids, review_ids)] = self.env.execute_query(
            SQL(
                """
                WITH moved AS (
                    UPDATE care_grade_change c SET state = %(state)s, %(assignments)s
                      FROM (SELECT id FROM care_grade_change
                             WHERE %(which)s AND state = ANY(%(sources)s)
                          ORDER BY id FOR NO KEY UPDATE) o
                     WHERE c.id = o.id
                 RETURNING c.id, c.profile_id, c.review_id, c.state, c.new_grade_id, c.date_apply,
                           c.lock_date),
                graded AS (
                    UPDATE care_profile p
                       SET grade_id = m.new_grade_id, grade_since = m.date_apply,
                           grade_lock_date = m.lock_date, grade_failing_since = NULL,
                           write_date = %(now)s
                      FROM moved m WHERE p.id = m.profile_id AND m.state = 'applied'
                 RETURNING p.id)
                SELECT (SELECT array_agg(id) FROM moved), (SELECT array_agg(id) FROM graded),
                       (SELECT array_agg(DISTINCT review_id) FROM moved WHERE review_id > 0)
                """,
                state=state,
                assignments=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()
                ),
                which=which,
                sources=sources,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()
        self.env["care.grade.review"]._close_decided(review_ids or [])
        self.env["care.profile"]._follow_grade_change(profile_ids or [])
        return ids or []
