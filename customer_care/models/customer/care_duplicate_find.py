"""Finds customers who may be one: by keys that are the same, never by comparing each with each."""

from odoo import api, models
from odoo.tools import SQL

from ...tools.company_name import FREE_MAIL, STEPS
from .refresh_scope import RefreshScope
from .scheduled import commit_progress, without_jit

# A key that more customers share says nothing: a switchboard, a tax adviser's address.
_SHARED_AT_MOST = 8
_PHONE_DIGITS = 8
_SIMILAR_LETTERS = 4


class CareDuplicate(models.Model):
    _inherit = "care.duplicate"

    @api.model
    def _cron_find_duplicates(self):
        """Weekly: propose what is new in every company, and take back what no longer holds."""
        # sudo - res.company: all companies, whoever triggers it
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        for left, root in zip(reversed(range(len(roots))), roots, strict=True):
            self._find(root)
            if not commit_progress(self.env, 1, left) and left:
                return

    @api.model
    def _find(self, company):
        """Propose the company's possible duplicates; what was dismissed stays so.

        Idempotent. It relies on hash joins over one look at the customers: a million take one sort.
        """
        self.env.flush_all()
        without_jit(self.env)
        scope = RefreshScope.of(company)
        self.env.execute_query(
            SQL(
                """
                WITH keys AS MATERIALIZED (%(keys)s), shared AS (
                    SELECT kind, key FROM keys GROUP BY kind, key
                    HAVING COUNT(*) BETWEEN 2 AND %(most)s), found AS (
                    SELECT a.id AS profile_id, b.id AS other_profile_id,
                           STRING_AGG(DISTINCT a.kind, ',') AS signs,
                           COUNT(DISTINCT a.kind) AS strength
                      FROM shared s
                      JOIN keys a ON a.kind = s.kind AND a.key = s.key
                      JOIN keys b ON b.kind = s.kind AND b.key = s.key AND b.id > a.id
                     WHERE NOT %(related)s
                  GROUP BY a.id, b.id), gone AS (
                    DELETE FROM care_duplicate d
                     WHERE d.company_id = %(company)s AND d.state = 'open'
                       AND NOT EXISTS (SELECT FROM found f WHERE f.profile_id = d.profile_id
                                          AND f.other_profile_id = d.other_profile_id)), kept AS (
                    UPDATE care_duplicate d SET signs = f.signs, strength = f.strength
                      FROM found f WHERE f.profile_id = d.profile_id
                       AND f.other_profile_id = d.other_profile_id
                       AND d.signs IS DISTINCT FROM f.signs)
                INSERT INTO care_duplicate (company_id, profile_id, other_profile_id, signs,
                            strength, state, create_uid, create_date, write_uid, write_date)
                SELECT %(company)s, f.profile_id, f.other_profile_id, f.signs, f.strength, 'open',
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM found f
                 WHERE NOT EXISTS (SELECT FROM care_duplicate d WHERE d.profile_id = f.profile_id
                                      AND d.other_profile_id = f.other_profile_id)
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                keys=self._sql_keys(scope),
                most=_SHARED_AT_MOST,
                related=self._sql_related(),
                company=scope.company.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    @api.model
    def _sql_related(self):
        """Whether one belongs to the other's group: then what they share proves nothing."""
        return SQL(
            "(a.parent_id = b.partner_id OR b.parent_id = a.partner_id"
            " OR a.parent_id = b.parent_id) IS TRUE"
        )

    @api.model
    def _sql_keys(self, scope):
        """The keys of the company's customers: rows ``id, partner_id, parent_id, kind, key``."""
        return SQL(
            """
            SELECT f.id, f.partner_id, f.parent_id, v.kind, v.key
              FROM (SELECT p.id, m.id AS partner_id, m.parent_id, m.vat, m.phone,
                           LOWER(SPLIT_PART(m.email, '@', 2)) AS domain, %(name)s AS name
                      FROM care_profile p JOIN res_partner m ON m.id = p.partner_id
                     WHERE p.company_id = %(company)s AND p.active) f
        CROSS JOIN LATERAL (VALUES
                   ('name', CASE WHEN LENGTH(f.name) > 1 THEN f.name END),
                   ('tax_id', %(tax_id)s),
                   ('phone', %(phone)s),
                   ('mail', CASE WHEN f.domain LIKE '%%_._%%' AND f.domain <> ALL(%(free)s)
                                  AND f.name <> ''
                                 THEN f.domain || ' ' || LEFT(f.name, %(letters)s) END)
                   ) v (kind, key)
             WHERE v.key IS NOT NULL
            """,
            name=self._sql_name_key(SQL("m.name")),
            company=scope.company.id,
            tax_id=self._sql_tidy(SQL("f.vat"), "[^0-9A-Z]", 6),
            phone=SQL("RIGHT(%s, 9)", self._sql_tidy(SQL("f.phone"), "[^0-9]", _PHONE_DIGITS)),
            free=list(FREE_MAIL),
            letters=_SIMILAR_LETTERS,
        )

    @api.model
    def _sql_tidy(self, column, noise, shortest):
        """A column without what is only writing, where enough is left of it."""
        text = SQL("REGEXP_REPLACE(UPPER(NORMALIZE(%s, NFKC)), %s, '', 'g')", column, noise)
        return SQL("CASE WHEN LENGTH(%s) >= %s THEN %s END", text, shortest, text)

    @api.model
    def _sql_name_key(self, column):
        """``tools.company_name.name_key`` as SQL."""
        key = SQL("LOWER(NORMALIZE(COALESCE(%s, ''), NFKC))", column)
        for pattern, replacement in STEPS:
            key = SQL("REGEXP_REPLACE(%s, %s, %s, 'g')", key, pattern, replacement)
        return key
