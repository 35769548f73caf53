"""What counts as a real contact with a customer, whichever record tells of it."""

import datetime
import zoneinfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.refresh_scope import RefreshScope

# Documents of these models belong to no company: a message on them counts for every company whose
# customer its author is.
_SHARED_MODELS = ["res.partner", "discuss.channel"]

# The kinds of contacts of which a day may have several. Messages of a day are one conversation.
_SINGLE_KINDS = ("touchpoint", "meeting", "activity")

# The window in which contacts are counted.
CONTACT_DAYS = 365

# The figures that a contact moves.
CONTACT_FIGURES = [
    "last_contact_date",
    "next_contact_date",
    "contact_limit_date",
    "contact_count_12m",
]


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === SOURCES === #

    @api.model
    def _contact_sources(self, scope):
        """Every real contact: a list of SQL selects of ``customer_id, day, kind``, one row each,
        and what tells of it: ``res_model, res_id``, with ``fact_id`` unique in the source. Rooms
        add theirs.

        A contact is one in which the customer took part, as far as the records tell: a logged
        touchpoint, a meeting that took place, a call or meeting done, a message that the customer
        wrote. What we send is none, be it by hand or by machine: nobody knows who read it.
        """
        return [*self._contact_sources_single(scope), self._contact_source_messages(scope)]

    @api.model
    def _contact_sources_single(self, scope):
        """Those each of whose rows is a contact of its own, of ``_SINGLE_KINDS``."""
        return [
            self._contact_source_touchpoints(scope),
            self._contact_source_meetings(scope),
            *self._contact_sources_activities(scope),
        ]

    @api.model
    def _contact_source_touchpoints(self, scope):
        """Communication records that count as contact. Index: ``care_touchpoint__done_idx``."""
        return SQL(
            """
            SELECT p.partner_id AS customer_id, %(day)s AS day, 'touchpoint' AS kind,
                   'care.touchpoint' AS res_model, t.id AS res_id, t.id AS fact_id
              FROM care_touchpoint t JOIN care_profile p ON p.id = t.profile_id
             WHERE t.state = 'done' AND t.counts_as_contact AND %(scope)s
            """,
            day=self._contact_day(scope, SQL("t.date_done")),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    @api.model
    def _contact_source_meetings(self, scope):
        """Meetings in the calendar, once they have ended, between one of our people and one of the
        customer's.

        A cancelled meeting is archived or deleted. Who declined was not there. Meetings have no
        company: the one of our organizer or attendee counts, her main one. Somebody without a
        login of ours, or with a portal login, is the customer's. An organizer need not be among
        the attendees. Indexes: core's, of the attendees' relation and of
        ``calendar_attendee.event_id``.
        """
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id,
                   CASE WHEN e.allday THEN e.start_date ELSE %(day)s END AS day, 'meeting' AS kind,
                   'calendar.event' AS res_model, e.id AS res_id, MIN(a.id) AS fact_id
              FROM res_partner m
              JOIN calendar_event_res_partner_rel r ON r.res_partner_id = m.id
              JOIN calendar_event e ON e.id = r.calendar_event_id
              JOIN calendar_attendee a ON a.event_id = e.id AND a.partner_id = m.id
         LEFT JOIN res_users u ON u.id = e.user_id AND u.company_id IN %(branches)s AND NOT u.share
             WHERE e.active AND e.stop <= %(now)s AND a.state IS DISTINCT FROM 'declined'
               AND m.partner_share IS NOT FALSE AND %(scope)s
               AND (SELECT BOOL_OR(o.partner_id IN (SELECT partner_id FROM res_users
                                                     WHERE company_id IN %(branches)s
                                                       AND NOT share)
                                   AND o.state IS DISTINCT FROM 'declined')
                           OR (u.id IS NOT NULL AND NOT BOOL_OR(o.partner_id = u.partner_id))
                      FROM calendar_attendee o WHERE o.event_id = e.id)
          GROUP BY m.commercial_partner_id, e.id
            """,
            day=self._contact_day(scope, SQL("e.start")),
            now=self._contact_moment(scope),
            branches=scope.branch_ids,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )

    @api.model
    def _contact_sources_activities(self, scope):
        """Calls and meetings marked as done, on the customer, its contacts, leads or orders.

        Their kind is told by the category of the activity's type; mails and to-dos are our own
        work. A lead or order gives the company, on a contact it is the main one of who had to act.
        Done is archived: what is cancelled is deleted. Core keeps the day in UTC; where that is
        tomorrow already, it was today. Reminders of touchpoints are left out: the touchpoint
        counts. Index: ``mail_activity.res_id``.

        Users and kinds are looked up, not joined: where the planner took them for fewer than they
        are, it compared all of them with each activity.
        """
        done = SQL(
            """
            a.active IS NOT TRUE AND a.date_done <= %s
            AND CASE WHEN a.activity_type_id IN
                          (SELECT id FROM mail_activity_type
                            WHERE category IN ('phonecall', 'meeting')) THEN TRUE END
            """,
            scope.today + datetime.timedelta(days=1),
        )
        on_partners = scope.rows_of_partners(
            "mail_activity",
            "a",
            SQL("a.res_model = 'res.partner' AND a.res_id = m.id"),
            SQL("%s AND %s", done, self._sql_is_ours(scope, SQL("NULL::int"))),
        )
        on_documents = [
            SQL(
                """
                res_partner m
                  JOIN %(table)s d ON d.partner_id = m.id
                  JOIN mail_activity a ON a.res_model = %(model)s AND a.res_id = d.id
                 WHERE %(done)s AND %(is_ours)s AND %(scope)s
                """,
                table=SQL.identifier(self.env[model]._table),
                model=model,
                done=done,
                is_ours=self._sql_is_ours(scope, SQL("d.company_id")),
                scope=scope.covers_partner(SQL("m.commercial_partner_id")),
            )
            for model in ("crm.lead", "sale.order")
        ]
        return [
            SQL(
                """
                SELECT m.commercial_partner_id AS customer_id,
                       LEAST(a.date_done, %s) AS day, 'activity' AS kind,
                       a.res_model, a.res_id, a.id AS fact_id
                  FROM %s
                """,
                scope.today,
                activities,
            )
            for activities in (on_partners, *on_documents)
        ]

    @api.model
    def _sql_is_ours(self, scope, company):
        """Whether an activity ``a`` is of the company, by that of its document or of its user."""
        return SQL(
            """
            CASE WHEN %(company)s IS NOT NULL THEN %(company)s IN %(branches)s
                 ELSE COALESCE(a.user_id, a.create_uid) IN
                      (SELECT id FROM res_users WHERE company_id IN %(branches)s) END
            """,
            company=company,
            branches=scope.branch_ids,
        )

    @api.model
    def _contact_source_messages(self, scope):
        """Conversations: the messages of a day, the last of which stands for all."""
        return SQL(
            """
            SELECT customer_id, day, 'message' AS kind, 'mail.message' AS res_model,
                   MAX(id) AS res_id, MAX(id) AS fact_id
              FROM (%s) s
          GROUP BY customer_id, day
            """,
            self._contact_messages(scope),
        )

    @api.model
    def _contact_messages(self, scope):
        """Messages that the customer's people wrote (``customer_id, day, id``, as SQL): mails
        received, and comments in the portal or a chat.

        Ours don't count, nor do notifications, absence notes and other automatic answers (bounces
        never become messages). A message counts for the company of its document; one on a document
        of no company, for all. Indexes: ``mail_message__care_contact_idx``, for some customers
        core's of the author.
        """
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id, %(day)s AS day, s.id
              FROM %(messages)s AND m.partner_share IS NOT FALSE
            """,
            day=self._contact_day(scope, SQL("s.date")),
            messages=scope.rows_of_partners(
                "mail_message",
                "s",
                SQL("s.author_id = m.id"),
                SQL(
                    """
                    s.message_type IN ('email', 'comment') AND s.care_is_automatic IS NOT TRUE
                    AND s.date <= %(now)s
                    AND (s.record_company_id IS NULL OR s.record_company_id IN %(branches)s
                         OR s.model = ANY(%(shared)s))
                    """,
                    now=self._contact_moment(scope),
                    branches=scope.branch_ids,
                    shared=_SHARED_MODELS,
                ),
            ),
        )

    @api.model
    def _contact_day(self, scope, moment):
        """The company's calendar day of an SQL column of UTC moments."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, scope.company._care_timezone()
        )

    @api.model
    def _contact_moment(self, scope):
        """Until when contacts took place: now, or the end of another day that is asked for."""
        if scope.today == scope.company._care_today():
            return fields.Datetime.now()
        midnight = datetime.datetime.combine(
            scope.today + datetime.timedelta(days=1), datetime.time(), scope.company._care_zone()
        )
        return midnight.astimezone(zoneinfo.ZoneInfo("UTC")).replace(tzinfo=None)

    # === FIGURES === #

    @api.model
    def _contacts(self, scope):
        """Contacts summed up: ``customer_id, last_contact_date, contact_count_12m``, as SQL.

        One conversation often leaves several records: a touchpoint, its meeting, a mail. Of each
        day, the kind that tells of most contacts is counted, the others are taken for the same; a
        day of messages alone has one. Of days before those that are counted, only the last is
        asked for: they are one row of a customer before anything is sorted.
        """
        since = scope.today - datetime.timedelta(days=CONTACT_DAYS)
        return SQL(
            """
            SELECT d.customer_id, MAX(d.day) AS last_contact_date,
                   COALESCE(SUM(d.contacts), 0)::int AS contact_count_12m
              FROM (SELECT f.customer_id, MAX(f.day) AS day,
                           CASE WHEN MAX(f.day) > %(since)s THEN GREATEST(1, %(counts)s) END
                               AS contacts
                      FROM (%(sources)s) f WHERE f.day <= %(today)s
                  GROUP BY f.customer_id, CASE WHEN f.day > %(since)s THEN f.day END) d
          GROUP BY d.customer_id
            """,
            sources=SQL(" UNION ALL ").join(
                [
                    *(
                        SQL("SELECT customer_id, day, kind FROM (%s) s", source)
                        for source in self._contact_sources_single(scope)
                    ),
                    SQL(
                        "SELECT customer_id, day, 'message' FROM (%s) s",
                        self._contact_messages(scope),
                    ),
                ]
            ),
            counts=SQL(", ").join(
                SQL("COUNT(*) FILTER (WHERE f.kind = %s)", kind) for kind in _SINGLE_KINDS
            ),
            since=since,
            today=scope.today,
        )

    @api.model
    def _contact_days(self, scope):
        """How many contacts there were on a day: ``customer_id, day, contacts``, as SQL. They are
        counted as in ``_contacts``."""
        return SQL(
            """
            SELECT k.customer_id, k.day, MAX(k.contacts) AS contacts
              FROM (SELECT f.customer_id, f.day, COUNT(*) AS contacts
                      FROM (%(sources)s) f WHERE f.day <= %(today)s
                  GROUP BY f.customer_id, f.day, f.kind) k
          GROUP BY k.customer_id, k.day
            """,
            sources=SQL(" UNION ALL ").join(self._contact_sources(scope)),
            today=scope.today,
        )

    # === AT ONCE === #

    @api.model
    def _contacts_changed(self, partners):
        """Something was said to these partners, or proves not to have been: move the contact dates
        of their customers in this very transaction. Their plans follow with the queue, soon.

        It costs one query for partners who have no file.
        """
        # sudo - res.partner: who wrote a message need not see whose contact she is
        customers = partners.sudo().commercial_partner_id
        if not customers:
            return
        files = self.env.execute_query(
            SQL(
                "SELECT company_id, array_agg(partner_id) FROM care_profile"
                " WHERE partner_id = ANY(%s) GROUP BY company_id ORDER BY company_id",
                customers.ids,
            )
        )
        if not files:
            return
        self.env.flush_all()
        # sudo - care.profile: the engine alone writes figures; a scheduled action that fetches
        # mails must not be committed by it
        engine = self.sudo().with_context(cron_id=None)
        for company_id, customer_ids in files:
            company = engine.env["res.company"].browse(company_id)
            known = customers.browse(customer_ids)
            engine._refresh_contacts(RefreshScope.of(company, partners=known))
        self._forget_contact_figures(customers)
        self.env["care.dirty"]._put_pairs(zip(customers.ids, customers.ids, strict=True))

    @api.model
    def _forget_contact_figures(self, customers):
        """Let the figures be read anew: the files', and what contacts show of them."""
        self.env["care.profile"].invalidate_model(CONTACT_FIGURES, flush=False)
        customers.invalidate_model(
            ["care_last_contact_date", "care_next_contact_date"], flush=False
        )
