"""The full check: are the figures what a count of everything would give?"""

from contextlib import closing

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...const import GROUP_MANAGER

# The columns of every table of Odoo that say who wrote a row and when.
_LOG_COLUMNS = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.model
    def action_check(self):
        """Check all figures of the present company and show what differs.

        :raise AccessError: for anybody but a care manager
        """
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager checks the figures of everybody."))
        differences = self._check(self.env.company)
        if differences:
            return self.env["care.profile.difference"]._show(differences)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Everything was counted anew, and every figure of every customer is what was"
                    " stored."
                ),
            },
        }

    @api.model
    def _check(self, company=None, today=None):
        """Compare the stored figures with a count of everything, without changing any.

        What is still in the queue is counted first: it is no difference. Then all is counted anew
        as the night does it, and that is undone. Ranks are the night's and left out (see
        ``_nightly_columns``). Before the first night of a day, what the calendar alone moves
        differs; rows that somebody else is writing at this moment are passed over.

        :param company: only this company (its root); all companies when None
        :param today: the day on which windows end; the company's present day when None
        :return: list of dicts ``partner_id, company_id, column, stored, counted``, the last two as
            text or None; the column ``partner_id`` stands for a file that is too many or missing
        """
        # sudo - care.profile: the engine alone writes figures, also those that are undone; a
        # scheduled action must not commit them
        engine = self.sudo().with_context(cron_id=None)
        engine.env["care.dirty"]._drain(today=today)
        engine.env.flush_all()
        with closing(self.env.cr.savepoint()):
            self.env.cr.execute(
                SQL("CREATE TEMPORARY TABLE care_check ON COMMIT DROP AS TABLE care_profile")
            )
            engine._refresh(company=company, today=today)
            names = ("partner_id", "company_id", "column", "stored", "counted")
            rows = self.env.execute_query(engine._sql_differences())
        self.env.invalidate_all()
        return [dict(zip(names, row, strict=True)) for row in rows]

    @api.model
    def _nightly_columns(self):
        """Columns that only the night brings in step, because they move with other customers."""
        return {"turnover_percentile"}

    @api.model
    def _sql_differences(self):
        """What differs between ``care_check``, the files as they were, and those of now; customers
        whom another server counts at this moment aside."""
        columns = sorted(
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in _LOG_COLUMNS
        )
        pairs = [
            SQL(
                "(%(name)s, %(old)s::text, %(new)s::text, %(old)s IS DISTINCT FROM %(new)s)",
                name=name,
                old=SQL.identifier("o", name),
                new=SQL.identifier("n", name),
            )
            for name in columns
            if name not in self._nightly_columns()
        ]
        return SQL(
            """
            SELECT COALESCE(o.partner_id, n.partner_id), COALESCE(o.company_id, n.company_id),
                   c.name, c.old, c.new
              FROM care_check o FULL JOIN care_profile n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES %(pairs)s) c (name, old, new, differs)
             WHERE c.differs
               AND (c.name = 'partner_id' OR (o.id IS NOT NULL AND n.id IS NOT NULL))
               AND NOT EXISTS (SELECT FROM care_dirty q JOIN res_partner m ON m.id = q.partner_id
                                WHERE m.commercial_partner_id IN (o.partner_id, n.partner_id)
                                  AND q.company_id IN (o.company_id, n.company_id))
          ORDER BY 2, 1, 3
            """,
            pairs=SQL(", ").join(pairs),
        )
