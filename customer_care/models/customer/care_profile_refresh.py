"""The engine that keeps care.profile in step with the facts: who is a customer, how figures are
written, and what is judged by them. The figures themselves are in the files of their kind."""

import logging
from dataclasses import replace

import psycopg2.errors

from odoo import api, models
from odoo.tools import SQL, split_every

from .refresh_scope import RefreshScope
from .scheduled import commit_progress, without_jit

_logger = logging.getLogger(__name__)

# Rows written and committed together: at 200 to 1 000 rows a transaction people's edits never wait
# noticeably for the night's refresh.
BATCH = 1000

# So many rows written tell the planner of queries to look anew.
MANY = 5 * BATCH


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === ENTRY POINTS === #

    @api.model
    def _refresh(self, partners=None, company=None, today=None):
        """Bring files and figures in step with the facts.

        Idempotent: a second run writes nothing. Without ``partners`` it works in batches, skips
        rows that somebody holds (the next run takes them) and, inside its scheduled action,
        commits after each.

        :param partners: only these partners' customers; all customers when None
        :param company: only this company (its root); all companies when None
        :param today: the day on which windows end; the company's present day when None
        """
        # sudo - res.company: figures of all companies are kept, whoever triggers it
        Company = self.env["res.company"].sudo()
        roots = company.sudo().root_id if company else Company.search([("parent_id", "=", False)])
        self.env.flush_all()
        without_jit(self.env)
        # sudo - care.profile: the engine alone writes figures
        engine = self.sudo()
        for root in roots:
            scope = RefreshScope.of(root, today, partners)
            steps = engine._refresh_steps()
            for left, step in zip(reversed(range(len(steps))), steps, strict=True):
                getattr(engine.with_company(root), step)(scope)
                if not engine._commit_batch(scope, 1, remaining=left) and left:
                    return
        self.env.invalidate_all()

    @api.model
    def _cron_refresh_profiles(self):
        """Nightly: all customers of all companies. See ``_refresh``."""
        self._refresh()

    @api.model
    def _refresh_steps(self):
        """Names of the methods that make up a refresh, in order; rooms add theirs.

        Each takes a ``RefreshScope``, flushes what it writes by ORM, and may rely on the steps
        before it.
        """
        return [
            "_refresh_settle",
            "_refresh_customers",
            "_refresh_trade",
            "_refresh_rank",
            "_refresh_grades",
            "_refresh_grade_changes",
        ]

    # === STEPS: WHO IS A CUSTOMER === #

    @api.model
    def _refresh_settle(self, scope):
        """Move the files of customers who became somebody's contact to their new company."""
        moved = self.browse(
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT p.id FROM care_profile p JOIN res_partner m ON m.id = p.partner_id"
                    " WHERE m.commercial_partner_id <> m.id AND %s ORDER BY p.id",
                    scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
                )
            )
        )
        for profile in moved:
            customer = profile.partner_id.commercial_partner_id
            target = self.with_context(active_test=False)._of(customer, scope.company)
            if target:
                target._absorb(profile)
            else:
                profile._move_to(customer)
        self.env.flush_all()

    def _move_to(self, customer):
        """Let the file be that of ``customer``, who has none yet. Rooms move their rows too."""
        self.ensure_one()
        self.partner_id = customer
        self.grade_change_ids.partner_id = customer

    @api.model
    def _customer_sources(self, scope):
        """What makes a partner a customer (or prospect) of the company: a list of SQL selects of
        ids of partners who bought or may buy. Rooms add theirs."""
        return [
            SQL(
                "SELECT partner_id FROM sale_order WHERE state = 'sale' AND company_id IN %s",
                scope.branch_ids,
            ),
            SQL(
                "SELECT partner_id FROM account_move WHERE state = 'posted' AND company_id IN %s"
                " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
                scope.branch_ids,
            ),
            SQL(
                "SELECT l.partner_id FROM crm_lead l LEFT JOIN res_users u ON u.id = l.user_id"
                " WHERE l.active AND l.won_status = 'pending' AND l.partner_id IS NOT NULL"
                " AND COALESCE(l.company_id, u.company_id) IN %s",
                scope.branch_ids,
            ),
        ]

    @api.model
    def _customers(self, scope):
        """All customers of the company in the scope as SQL (column ``id``), but for the company
        itself."""
        return SQL(
            "SELECT DISTINCT m.commercial_partner_id AS id FROM res_partner m"
            " WHERE %(is_source)s AND %(scope)s AND m.commercial_partner_id NOT IN"
            " (SELECT partner_id FROM res_company WHERE id IN %(branches)s)",
            is_source=self._sql_is_source(scope),
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
            branches=scope.branch_ids,
        )

    @api.model
    def _sql_is_source(self, scope):
        """Whether something makes a customer of the partner ``m``: for all, the documents are
        gone through once; for some, each looks for her own by an index."""
        sources = self._customer_sources(scope)
        if scope.partner_ids is None:
            return SQL("m.id IN (%s)", SQL(" UNION ").join(sources))
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL("EXISTS (SELECT FROM (%s) s (partner_id) WHERE s.partner_id = m.id)", source)
                for source in sources
            ),
        )

    @api.model
    def _refresh_customers(self, scope):
        """Open a file for each new customer and again for one who came back; put away the files of
        those whom nothing makes a customer any more."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, p.id, p.date_retired IS NULL
                  FROM (%(customers)s) c
             FULL JOIN (SELECT p.id, p.partner_id, p.date_retired, p.is_manual IS TRUE AS is_manual
                          FROM care_profile p WHERE %(scope)s) p ON p.partner_id = c.id
                 WHERE p.id IS NULL
                    OR (c.id IS NOT NULL OR p.is_manual) = (p.date_retired IS NOT NULL)
              ORDER BY c.id, p.id
                """,
                customers=self._customers(scope),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        self._open_files(scope, [partner for partner, file, _kept in rows if not file])
        self.invalidate_model()
        for day, wanted in ((scope.today, True), (False, False)):
            files = self.browse(
                file for _partner, file, is_open in rows if file and is_open is wanted
            )
            files.write({"date_retired": day})
        self.env.flush_all()

    @api.model
    def _open_files(self, scope, partner_ids):
        """Insert files of these customers."""
        for batch in split_every(BATCH, partner_ids):
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO care_profile (partner_id, company_id, user_id, active, is_manual,
                                              create_uid, create_date, write_uid, write_date)
                    SELECT id, %(company)s, user_id, active, FALSE,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM res_partner WHERE id = ANY(%(partners)s) ORDER BY id
                        ON CONFLICT DO NOTHING
                 RETURNING id
                    """,
                    company=scope.company.id,
                    partners=list(batch),
                    uid=self.env.uid,
                    now=self.env.cr.now(),
                )
            )
        if len(partner_ids) > BATCH:
            # the planner must not go on believing that the table is small
            self.env.cr.execute("ANALYZE care_profile")

    # === STEPS: JUDGEMENTS === #

    @api.model
    def _refresh_grades(self, scope):
        """Give customers who have bought their first grade, with its evidence, batch by batch.

        Later changes are proposed and decided by people.
        """
        ungraded = SQL(
            """
            %s AND p.active AND p.grade_id IS NULL AND p.first_order_date IS NOT NULL
            AND NOT EXISTS (SELECT FROM care_grade_change h WHERE h.profile_id = p.id)
            """,
            scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )
        rows = self.env.execute_query(
            SQL("SELECT p.id FROM care_profile p WHERE %s ORDER BY p.id", ungraded)
        )
        # sudo - care.grade: the engine judges by the company's rules, whoever triggers it
        grades = self.env["care.grade"].sudo()._set_of(scope.company)
        for batch in split_every(BATCH, [row[0] for row in rows]):
            self._grade_first(scope, grades, SQL("p.id = ANY(%s) AND %s", list(batch), ungraded))
            if not self._commit_batch(scope, len(batch)):
                return
        self.env.invalidate_all()

    @api.model
    def _grade_first(self, scope, grades, which):
        """Judge the files ``p`` for which ``which`` holds, as SQL, and write down why."""
        self.env.execute_query(
            SQL(
                """
                WITH judged AS (
                    UPDATE care_profile p
                       SET grade_id = %(grade)s, grade_since = %(today)s, write_date = %(now)s
                     WHERE %(which)s AND %(grade)s IS NOT NULL
                 RETURNING p.id, p.partner_id, p.company_id, p.grade_id, %(evidence)s AS evidence)
                INSERT INTO care_grade_change (profile_id, partner_id, company_id, new_grade_id,
                            state, origin, date, date_apply, evidence, create_uid, create_date,
                            write_uid, write_date)
                SELECT id, partner_id, company_id, grade_id, 'applied', 'first', %(today)s,
                       %(today)s, evidence, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM judged
             RETURNING id
                """,
                grade=grades._sql_judgement("p"),
                evidence=grades.criterion_ids._sql_evidence("p"),
                which=which,
                today=scope.today,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _refresh_grade_changes(self, scope):
        """Put approved grade changes into force whose day has come, batch by batch.

        What somebody decides about at this moment is left to the next refresh.
        """
        Change = self.env["care.grade.change"]
        due = SQL("state = 'approved' AND date_apply <= %s", scope.today)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM care_grade_change WHERE %s AND %s ORDER BY id",
                due,
                scope.covers(SQL("company_id"), SQL("partner_id")),
            )
        )
        for batch in split_every(BATCH, [row[0] for row in rows]):
            free = self.env.execute_query(
                SQL(
                    "SELECT id FROM care_grade_change WHERE %s AND id = ANY(%s) ORDER BY id"
                    " FOR NO KEY UPDATE SKIP LOCKED",
                    due,
                    list(batch),
                )
            )
            which = SQL("id = ANY(%s)", [row[0] for row in free])
            Change._move(which, SQL("'applied'"), {"applied"}, {})
            if not self._commit_batch(scope, len(batch)):
                return

    # === WRITING === #

    @api.model
    def _update_figures(self, scope, columns, source):
        """Write the figures that ``source`` gives, only where they differ.

        Of some customers they are written at once, as fresh as the transaction is. Of all, one
        statement finds the rows that differ first. Then their figures are computed anew and
        written in batches, each in the transaction that locks them, so that a fact which changed
        in between is never overwritten by an older figure.

        :param columns: names of the figures
        :param source: called with a scope, gives SQL of rows ``(profile_id, *columns)``; a
            customer without a row gets NULL figures
        """
        if scope.partner_ids is not None:
            for batch in split_every(BATCH, scope.partner_ids):
                part = replace(scope, partner_ids=batch)
                self._write_figures(part, columns, source, wait=True)
            return
        stale = self.env.execute_query(
            SQL(
                "WITH f AS MATERIALIZED (%(source)s)"
                " SELECT p.partner_id FROM care_profile p"
                " LEFT JOIN f ON f.profile_id = p.id"
                " WHERE %(scope)s AND %(differs)s ORDER BY p.id",
                source=source(scope),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
                differs=self._sql_differs(columns),
            )
        )
        if stale:
            self._commit_batch(scope, remaining=len(stale))
        for batch in split_every(BATCH, stale):
            part = replace(scope, partner_ids=tuple(row[0] for row in batch))
            try:
                self._write_figures(part, columns, source, wait=False)
            except psycopg2.errors.SerializationFailure:
                if not self.env.context.get("cron_id"):
                    raise
                self.env.cr.rollback()
                without_jit(self.env)
                _logger.info("Customers changed by others meanwhile are left to the next refresh.")
            if not self._commit_batch(scope, len(batch)):
                return
        if len(stale) > MANY:
            # the planner must not go on believing that figures are still missing
            self.env.cr.execute("ANALYZE care_profile")

    @api.model
    def _write_figures(self, scope, columns, source, wait):
        """Lock the scope's rows whose figures differ (in the order of ids; skipping those held by
        others, unless ``wait``) and write them.

        Figures are found once, and sorted among the files, those without figures included. The
        planner often takes customers for few: where it could join their figures to them, it found
        all of them anew for each, or looked through all of them for each.
        """
        names = [SQL.identifier(name) for name in columns]
        self.env.execute_query(
            SQL(
                """
                  WITH f AS MATERIALIZED (
                       SELECT DISTINCT ON (id) *
                         FROM (SELECT profile_id AS id, TRUE AS is_found, %(names)s
                                 FROM (%(source)s) f
                            UNION ALL
                               SELECT p.id, FALSE, %(nothing)s FROM care_profile p
                                WHERE %(scope)s) f
                     ORDER BY id, is_found DESC),
                       stale AS (
                       SELECT f.* FROM f JOIN care_profile p ON p.id = f.id WHERE %(differs)s
                     ORDER BY p.id FOR NO KEY UPDATE OF p %(others)s)
                UPDATE care_profile p SET %(assignments)s, write_date = %(now)s
                  FROM stale f WHERE p.id = f.id
             RETURNING p.id
                """,
                names=SQL(", ").join(names),
                nothing=SQL(", ").join([SQL("NULL")] * len(names)),
                source=source(scope),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
                differs=self._sql_differs(columns),
                others=SQL() if wait else SQL("SKIP LOCKED"),
                assignments=SQL(", ").join(SQL("%s = f.%s", name, name) for name in names),
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _sql_differs(self, columns):
        """Whether the figures of ``p`` differ from those of ``f``, as SQL."""
        return SQL(
            "(%s) IS DISTINCT FROM (%s)",
            SQL(", ").join(SQL.identifier("p", name) for name in columns),
            SQL(", ").join(SQL.identifier("f", name) for name in columns),
        )

    @api.model
    def _commit_batch(self, scope, count=0, remaining=None):
        """Commit what is done, but only inside the scheduled action and for a full refresh.

        :return: whether there is time for more; what is left goes on in the next call, soon
        """
        return scope.partner_ids is not None or commit_progress(self.env, count, remaining)
