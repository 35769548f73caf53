"""The quarterly verification 每季度核定: what is stale or changed is put before its owner."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .refresh_scope import RefreshScope
from .scheduled import commit_progress, without_jit


class CareFileVerification(models.Model):
    """One customer file that somebody has to look at in one round, and why. The engine opens it
    where a file is stale or has changed; who confirms the file, closes it."""

    _name = "care.file.verification"
    _description = "File to Verify"
    _order = "period_date desc, state desc, id"
    _rec_name = "partner_id"

    profile_id = fields.Many2one(
        "care.profile", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    user_id = fields.Many2one(
        related="profile_id.user_id",
        string="Account Manager",
        store=True,  # lists group by it
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    period_date = fields.Date("Round", required=True, readonly=True)
    findings = fields.Char(readonly=True, help="Keys of what speaks for a look at the file.")
    reason = fields.Char("Why", compute="_compute_reason")
    state = fields.Selection(
        [("open", "To Verify"), ("confirmed", "Confirmed"), ("missed", "Missed")],
        required=True,
        readonly=True,
        default="open",
    )
    date_confirmed = fields.Date("Confirmed On", readonly=True)
    confirmed_user_id = fields.Many2one(
        "res.users",
        string="Confirmed By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # correct in place
    phone = fields.Char(related="partner_id.phone", readonly=False)
    email = fields.Char(related="partner_id.email", readonly=False)
    completeness_percent = fields.Float(related="profile_id.completeness_percent")
    verified_date = fields.Date(related="profile_id.verified_date")

    _round_uniq = models.UniqueIndex(
        "(profile_id, period_date)", "The file is in this round already."
    )
    _open_idx = models.Index("(company_id, period_date) WHERE state = 'open'")

    # === COMPUTE METHODS === #

    @api.model
    def _reasons(self):
        """The findings in words; see ``_sql_findings``."""
        return {
            "never": self.env._("never verified"),
            "changed": self.env._("changed since the last verification"),
            "old": self.env._("not verified for long"),
            "bounced": self.env._("mails come back"),
            "unreachable": self.env._("a person without phone and mail"),
            "incomplete": self.env._("something is missing"),
        }

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_reason(self):
        for row in self:
            row.reason = row._reason_in_words()

    def _reason_in_words(self, leave_out=()):
        """The findings as one phrase.

        :param leave_out: keys of findings that are told elsewhere
        """
        words = self._reasons()
        keys = (self.findings or "").split(",")
        return " · ".join(words[key] for key in keys if key in words and key not in leave_out)

    # === CRUD METHODS === #

    def write(self, vals):
        """People correct the contact in place; the rest is the engine's."""
        if not self.env.su and set(vals) - {"phone", "email"}:
            raise AccessError(self.env._("A verification is closed by confirming the file."))
        return super().write(vals)

    # === ACTIONS === #

    def action_confirm(self):
        """Everything in these files is right."""
        self.check_access("read")
        self.profile_id.action_verify()

    @api.readonly
    def action_open_file(self):
        """Open the customer's file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.profile",
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }

    # === ROUNDS === #

    @api.model
    def _cron_open_rounds(self):
        """Daily: put every file before its owner that the present round asks for."""
        # sudo - res.company: rounds of all companies, whoever triggers it
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        for left, root in zip(reversed(range(len(roots))), roots, strict=True):
            self._open_round(root, root._care_today())
            if not commit_progress(self.env, 1, left) and left:
                return

    @api.model
    def _open_round(self, company, day):
        """Add the files with findings that nobody has confirmed in this round. Idempotent: a file
        is in a round once; what is left of former rounds was missed."""
        period = company._care_verify_period(day)
        if not period:
            return
        self.env.flush_all()
        without_jit(self.env)
        # sudo - care.file.verification: rounds are opened for everybody
        engine = self.sudo()
        scope = RefreshScope.of(company, day)
        self.env.execute_query(
            SQL(
                "UPDATE care_file_verification SET state = 'missed'"
                " WHERE company_id = %s AND state = 'open' AND period_date < %s RETURNING id",
                company.id,
                period,
            )
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_file_verification (profile_id, user_id, company_id, period_date,
                            findings, state, create_uid, create_date, write_uid, write_date)
                SELECT s.id, s.user_id, %(company)s, %(period)s, s.findings, 'open', %(uid)s,
                       %(now)s, %(uid)s, %(now)s
                  FROM (%(findings)s) s
                 WHERE s.findings <> ''
                   AND NOT EXISTS (SELECT FROM care_file_verification v
                                    WHERE v.profile_id = s.id AND v.period_date = %(period)s)
              ORDER BY s.id
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                company=company.id,
                period=period,
                findings=engine._sql_findings(scope, period),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    @api.model
    def _sql_findings(self, scope, period):
        """The active files that nobody has confirmed in this round, with what speaks for a look at
        them: rows ``id, user_id, findings`` (keys, comma separated)."""
        company = scope.company
        signs = {
            "never": SQL("p.verified_date IS NULL"),
            "changed": SQL(
                "(p.file_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date > p.verified_date",
                company._care_timezone(),
            ),
            "old": SQL("p.verified_date < %s - %s", scope.today, company.care_verify_old_days),
            "bounced": SQL("c.has_bounced"),
            "unreachable": SQL("c.has_unreachable"),
            "incomplete": SQL("p.completeness_percent < 100"),
        }
        return SQL(
            """
            SELECT p.id, p.user_id, CONCAT_WS(',', %(signs)s) AS findings
              FROM care_profile p
         LEFT JOIN (SELECT commercial_partner_id AS id, BOOL_OR(message_bounce > 0) AS has_bounced,
                           BOOL_OR(is_company IS NOT TRUE AND type = 'contact'
                                   AND COALESCE(phone, '') = '' AND COALESCE(email, '') = '')
                               AS has_unreachable
                      FROM res_partner WHERE active GROUP BY commercial_partner_id) c
                ON c.id = p.partner_id
             WHERE p.company_id = %(company)s AND p.active
               AND (p.verified_date IS NULL OR p.verified_date < %(period)s)
            """,
            signs=SQL(", ").join(
                SQL("CASE WHEN %s THEN %s END", condition, key) for key, condition in signs.items()
            ),
            company=company.id,
            period=period,
        )
