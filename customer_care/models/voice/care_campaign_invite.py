"""Who is asked: the audience becomes invitations, those who are left out too."""

import datetime

from odoo import models
from odoo.tools import SQL


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    def _invite(self):
        """Write an invitation for each person of the audience who has none yet, or none yet about
        what happened.

        Idempotent, one statement. Of a customer's people those come first whom the last wave had to
        leave out, then who ordered, then persons before the address of the company, then the older
        contact.
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(self._sql_invite())
        self.invalidate_recordset(["invitation_ids"])

    def _sql_invite(self):
        return SQL(
            """
            WITH people AS (%(people)s), judged AS (
                SELECT p.*, %(reason)s AS skip_reason
                  FROM people p
                 WHERE NOT EXISTS (SELECT FROM care_invitation i
                                    WHERE i.campaign_id = %(campaign)s
                                      AND i.contact_id = p.contact_id
                                      AND i.order_id IS NOT DISTINCT FROM p.order_id
                                      AND i.case_id IS NOT DISTINCT FROM p.case_id)
            ), ranked AS (
                SELECT j.*, row_number() OVER (
                           PARTITION BY j.partner_id, j.order_id, j.case_id,
                                        j.skip_reason IS NULL
                               ORDER BY j.was_left_out DESC, j.is_buyer DESC, j.is_company,
                                        j.contact_id
                       ) AS place
                  FROM judged j
            )
            INSERT INTO care_invitation (campaign_id, company_id, profile_id, partner_id,
                                         contact_id, email, order_id, case_id, state,
                                         skip_reason, channel, reminder_count)
            SELECT %(campaign)s, %(company)s, r.profile_id, r.partner_id, r.contact_id, r.email,
                   r.order_id, r.case_id,
                   CASE WHEN COALESCE(r.skip_reason, s.reason) IS NULL THEN 'waiting'
                        ELSE 'skipped' END,
                   COALESCE(r.skip_reason, s.reason), 'mail', 0
              FROM ranked r,
                   LATERAL (SELECT COUNT(*) AS number FROM care_invitation i
                             WHERE i.campaign_id = %(campaign)s AND i.partner_id = r.partner_id
                               AND i.order_id IS NOT DISTINCT FROM r.order_id
                               AND i.case_id IS NOT DISTINCT FROM r.case_id
                               AND i.state NOT IN ('skipped', 'withdrawn')) asked,
                   LATERAL (SELECT CASE WHEN asked.number + r.place > %(cap)s
                                        THEN 'cap' END AS reason) s
          ORDER BY r.partner_id, r.place
            """,
            people=self._sql_people(),
            reason=self._sql_skip_reason(),
            campaign=self.id,
            company=self.company_id.id,
            cap=self._cap(),
        )

    def _cap(self):
        """How many people of a customer are asked, about one thing."""
        self.ensure_one()
        return 1 if self.respondents == "main" else self.cap_per_customer

    def _sql_people(self):
        """The people of the customers in the audience, with what decides about them."""
        who = {
            "company": SQL("c.id = p.partner_id"),
            "main": SQL("TRUE"),
            "all": SQL("(c.id <> p.partner_id OR NOT c.is_company)"),
        }[self.respondents]
        return SQL(
            """
            SELECT p.id AS profile_id, p.partner_id, p.grade_id, c.id AS contact_id, e.order_id,
                   e.case_id,
                   c.email_normalized AS email, c.id = p.partner_id AND c.is_company AS is_company,
                   c.id IS NOT DISTINCT FROM e.buyer_id AS is_buyer,
                   row_number() OVER (PARTITION BY c.email_normalized
                                          ORDER BY c.id = p.partner_id, c.id, e.order_id, e.case_id)
                       AS same_address,
                   EXISTS (SELECT FROM care_invitation i
                            WHERE i.contact_id = c.id AND i.skip_reason IN ('quiet', 'cap')
                              AND i.campaign_id = %(last)s) AS was_left_out
              FROM care_profile p
              JOIN res_partner c ON c.commercial_partner_id = p.partner_id
              JOIN (%(events)s) e ON e.partner_id = p.partner_id
             WHERE p.company_id = %(company)s AND p.active AND c.active AND %(who)s
               AND (c.type = 'contact' OR c.id = p.partner_id)
               AND (c.company_id IS NULL OR c.company_id IN %(companies)s)
               AND %(audience)s
            """,
            company=self.company_id.id,
            companies=tuple(self._companies().ids),
            last=self._last_wave().id or None,
            events=getattr(self, f"_sql_events_{self.trigger}")(),
            who=who,
            audience=self._sql_audience("p", self.company_id),
        )

    def _sql_events_wave(self):
        """What people are asked about: rows ``(partner_id, buyer_id, order_id, case_id)`` by
        customer. In a wave nothing in particular, each customer once.

        Another trigger adds a method of its name.
        """
        return SQL(
            "SELECT partner_id, NULL::int AS buyer_id, NULL::int AS order_id,"
            " NULL::int AS case_id FROM care_profile WHERE company_id = %s",
            self.company_id.id,
        )

    def _sql_events_delivery(self):
        """Orders whose promised day was so many days ago, since the campaign began."""
        return SQL(
            """
            SELECT b.commercial_partner_id AS partner_id, o.partner_id AS buyer_id,
                   o.id AS order_id, NULL::int AS case_id
              FROM sale_order o JOIN res_partner b ON b.id = o.partner_id
             WHERE o.state = 'sale' AND o.company_id IN %(companies)s
               AND (o.commitment_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                   BETWEEN %(first)s AND %(last)s
            """,
            companies=tuple(self._companies().ids),
            zone=self.company_id._care_timezone(),
            first=self.date_start - datetime.timedelta(days=self.delay_days),
            last=self.company_id._care_today() - datetime.timedelta(days=self.delay_days),
        )

    def _companies(self):
        """The company and its branches."""
        # sudo - res.company: a company's branches are its own, whoever asks
        Company = self.company_id.sudo()
        return Company.search([("id", "child_of", self.company_id.id)])

    def _last_wave(self):
        """The campaign of the same survey before this one."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("survey_id", "=", self.survey_id.id),
                ("id", "!=", self.id),
                ("state", "in", ("running", "closed")),
            ],
            limit=1,
        )

    def _sql_skip_reason(self):
        """Why the person ``p`` is not asked; NULL for those who are."""
        today = self.company_id._care_today()
        quiet_since = today - datetime.timedelta(days=self.company_id.care_quiet_days)
        return SQL(
            """
            CASE WHEN p.email IS NULL THEN 'no_mail'
                 WHEN EXISTS (SELECT FROM mail_blacklist b WHERE b.email = p.email AND b.active)
                 THEN 'blacklisted'
                 WHEN p.same_address > 1 THEN 'same_address'
                 WHEN %(due_only)s AND EXISTS (
                          SELECT FROM care_answer a JOIN care_grade g ON g.id = p.grade_id
                           WHERE a.profile_id = p.profile_id AND g.survey_interval_months > 0
                             AND a.date > %(today)s
                                        - make_interval(months => g.survey_interval_months))
                 THEN 'not_due'
                 WHEN %(has_quiet)s AND (
                          EXISTS (SELECT FROM care_invitation i
                                   WHERE i.email = p.email AND i.date_sent >= %(quiet)s)
                       OR EXISTS (SELECT FROM survey_user_input u
                                   WHERE u.partner_id = p.contact_id
                                     AND u.create_date >= %(quiet)s
                                     AND u.test_entry IS NOT TRUE))
                 THEN 'quiet' END
            """,
            due_only=self.is_due_only,
            today=today,
            has_quiet=self.company_id.care_quiet_days > 0,
            quiet=self.company_id._care_midnight(quiet_since),
        )
