"""The barest SQL that gives the rows of the nightly engines: one statement for each of their jobs,
on twins of their tables with the same indexes and foreign keys, and nothing else."""

import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields

from odoo.addons.customer_care.tools.lunar import lunar_birthdays, solar_birthdays
from odoo.addons.customer_care.tools.quota import days_of_month, moved_out_of_past

TABLES = ("care_profile", "care_touchpoint", "care_grade_change")
PLANS = "care_account_plan"
HORIZON = 60
MANY = 1000  # rows after which the planner is told that a table has grown

TRADE_COLUMNS = [
    "turnover_12m",
    "turnover_prev_12m",
    "turnover_trend_percent",
    "order_count_12m",
    "first_order_date",
    "last_order_date",
    "profit_12m",
    "turnover_percentile",
    "order_trend_percent",
    "usual_interval_days",
    "cooperation_years",
    "overdue_amount",
    "renewal_rate_percent",
    "open_complaint_count",
    "major_complaint_count_12m",
    "complaint_rate_percent",
    "satisfaction",
    "recommend_score",
    "answer_count",
    "value_tier",
    "risk_state",
    "risk_signs",
]
FAILING_COLUMN = "grade_failing_since"
CONTACT_COLUMNS = [
    "last_contact_date",
    "contact_count_12m",
    "next_contact_date",
    "contact_limit_date",
]
FILE_COLUMNS = ["completeness_percent"]
PLAN_COLUMNS = ["actual_revenue", "actual_months"]

TRADE = """
    SELECT partner_id,
           COALESCE(SUM(amount_untaxed) FILTER (WHERE day > %(start)s), 0) AS turnover_12m,
           COALESCE(SUM(amount_untaxed) FILTER (WHERE day > %(before)s AND day <= %(start)s), 0)
               AS previous,
           COALESCE(COUNT(*) FILTER (WHERE day > %(start)s), 0)::int AS order_count_12m,
           COUNT(*) FILTER (WHERE day > %(before)s AND day <= %(start)s) AS previous_orders,
           MIN(day) AS first_order_date, MAX(day) AS last_order_date,
           COALESCE(SUM(margin) FILTER (WHERE day > %(start)s), 0) AS profit_12m,
           COUNT(*) FILTER (WHERE was < day AND was > %(today)s - 365) AS intervals,
           (PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY day - was)
               FILTER (WHERE was < day AND was > %(today)s - 365))::numeric AS usual_interval
      FROM (SELECT *, LAG(day) OVER (PARTITION BY partner_id ORDER BY day) AS was
              FROM (SELECT m.commercial_partner_id AS partner_id, amount_untaxed, margin,
                           (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
                      FROM sale_order o JOIN res_partner m ON m.id = o.partner_id
                     WHERE o.state = 'sale' AND o.company_id = %(company)s) o
             WHERE day <= %(today)s) o
  GROUP BY 1
"""
INVOICES = """
    SELECT m.commercial_partner_id AS partner_id,
           COALESCE(SUM(o.amount_residual_signed) FILTER (
               WHERE o.payment_state IN ('not_paid', 'partial') AND o.invoice_date_due < %(today)s),
               0) AS overdue_amount
      FROM account_move o JOIN res_partner m ON m.id = o.partner_id
     WHERE o.state = 'posted' AND o.move_type IN ('out_invoice', 'out_receipt')
       AND o.company_id = %(company)s
  GROUP BY 1
"""
RENEWALS = """
    SELECT partner_id, ROUND(100.0 * COUNT(*) FILTER (WHERE state = 'renewed') / COUNT(*), 1)
               AS renewal_rate_percent
      FROM care_contract
     WHERE state IN ('renewed', 'ended') AND company_id = %(company)s
       AND date_end > %(start)s AND date_end <= %(today)s
  GROUP BY 1
"""
COMPLAINTS = """
    SELECT partner_id,
           COUNT(*) FILTER (WHERE state NOT IN ('resolved', 'closed', 'rejected', 'cancelled'))
               AS unresolved,
           COUNT(*) FILTER (WHERE recent) AS recent,
           COUNT(*) FILTER (WHERE recent AND severity = 'major') AS major
      FROM (SELECT *, state NOT IN ('rejected', 'cancelled')
                      AND (date_received AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                          BETWEEN %(start)s::date + 1 AND %(today)s AS recent
              FROM care_case WHERE kind = 'complaint' AND company_id = %(company)s) c
  GROUP BY 1
"""
ANSWERS = """
    SELECT partner_id, ROUND(AVG(satisfaction)::numeric, 4) AS satisfaction,
           ROUND(AVG(recommend_score)::numeric, 4) AS recommend_score,
           COUNT(*)::int AS answer_count
      FROM care_answer
     WHERE company_id = %(company)s AND date > %(start)s AND date <= %(today)s
  GROUP BY 1
"""
# Orders give a file its figures; whoever has invoices, contracts or answers has orders, too.
FIGURES = f"""
    SELECT t.partner_id, turnover_12m, turnover_prev_12m, turnover_trend_percent, order_count_12m,
           first_order_date, last_order_date, profit_12m, turnover_percentile,
           order_trend_percent, usual_interval_days, cooperation_years, overdue_amount,
           renewal_rate_percent, COALESCE(unresolved, 0)::int AS open_complaint_count,
           COALESCE(major, 0)::int AS major_complaint_count_12m,
           ROUND(100.0 * COALESCE(recent, 0) / NULLIF(order_count_12m, 0), 1)
               AS complaint_rate_percent,
           satisfaction, recommend_score, answer_count,
           CASE WHEN turnover_percentile > 90 THEN 'high'
                WHEN turnover_percentile > 60 THEN 'middle' ELSE 'low' END AS value_tier,
           CASE WHEN last_order_date <= %(silence)s OR unresolved > 0 THEN 'at_risk'
                WHEN turnover_trend_percent >= 10 THEN 'growing' ELSE 'stable' END AS risk_state,
           NULLIF(CONCAT_WS(',', CASE WHEN last_order_date <= %(silence)s THEN 'silence' END,
                                 CASE WHEN unresolved > 0 THEN 'complaint' END), '') AS risk_signs
      FROM (SELECT partner_id, turnover_12m,
                   CASE WHEN first_order_date <= %(start)s THEN previous END AS turnover_prev_12m,
                   CASE WHEN previous > 0
                        THEN ROUND((turnover_12m - previous) * 100 / previous, 1) END
                       AS turnover_trend_percent,
                   order_count_12m, first_order_date, last_order_date, profit_12m,
                   CASE WHEN turnover_12m > 0 THEN CEIL((100 * cume_dist() OVER (
                       PARTITION BY turnover_12m > 0 ORDER BY turnover_12m))::numeric) END
                       AS turnover_percentile,
                   CASE WHEN previous_orders > 0
                        THEN ROUND((order_count_12m - previous_orders) * 100.0 / previous_orders, 1)
                        END AS order_trend_percent,
                   CASE WHEN intervals >= 2 THEN usual_interval END AS usual_interval_days,
                   EXTRACT(YEAR FROM age(%(today)s, first_order_date))::int AS cooperation_years
              FROM ({TRADE}) t) t
 LEFT JOIN ({INVOICES}) i ON i.partner_id = t.partner_id
 LEFT JOIN ({RENEWALS}) r ON r.partner_id = t.partner_id
 LEFT JOIN ({COMPLAINTS}) c ON c.partner_id = t.partner_id
 LEFT JOIN ({ANSWERS}) a ON a.partner_id = t.partner_id
"""
GRADE = """CASE
    WHEN {f}turnover_12m >= 500000 OR {f}turnover_percentile > 90 THEN %(a)s
    WHEN {f}turnover_12m >= 100000 OR {f}turnover_percentile > 50 THEN %(b)s ELSE %(c)s END"""
# Figures and the day on which they stopped carrying the grade.
FILES = f"""
    SELECT p.id, f.*,
           CASE WHEN array_position(ARRAY[%(a)s, %(b)s, %(c)s], {GRADE.format(f="f.")})
                     > array_position(ARRAY[%(a)s, %(b)s, %(c)s], p.grade_id)
                THEN COALESCE(p.grade_failing_since, %(today)s) END AS grade_failing_since
      FROM floor_care_profile p
      JOIN ({FIGURES}) f ON f.partner_id = p.partner_id
     WHERE p.company_id = %(company)s
"""
CONTACTS = """
    SELECT customer_id, MAX(day) AS last_contact_date,
           COALESCE(SUM(contacts) FILTER (WHERE day > %(today)s - 365), 0)::int AS contact_count_12m
      FROM (SELECT customer_id, day, MAX(contacts) AS contacts FROM (
            SELECT m.commercial_partner_id AS customer_id,
                   (s.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day, 1 AS contacts
              FROM mail_message s JOIN res_partner m ON m.id = s.author_id
             WHERE s.message_type IN ('email', 'comment') AND s.care_is_automatic IS NOT TRUE
               AND m.partner_share AND s.date <= %(now)s
          GROUP BY 1, 2
         UNION ALL
            SELECT a.res_id, a.date_done, COUNT(*)
              FROM mail_activity a JOIN mail_activity_type y ON y.id = a.activity_type_id
             WHERE a.res_model = 'res.partner' AND NOT a.active
               AND y.category IN ('phonecall', 'meeting') AND a.date_done <= %(today)s
               AND a.user_id = ANY(%(sellers)s)
          GROUP BY 1, 2
         UNION ALL
            SELECT m.commercial_partner_id,
                   (e.start AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date, COUNT(DISTINCT e.id)
              FROM calendar_event e
              JOIN calendar_attendee a ON a.event_id = e.id AND a.state <> 'declined'
              JOIN res_partner m ON m.id = a.partner_id AND m.partner_share
             WHERE e.active AND e.stop <= %(now)s AND e.user_id = ANY(%(sellers)s)
          GROUP BY 1, 2) f GROUP BY 1, 2) d
  GROUP BY 1
"""
NEXT_CONTACT = f"""
    SELECT p.id, t.last_contact_date, COALESCE(t.contact_count_12m, 0) AS contact_count_12m,
           COALESCE(t.last_contact_date, p.last_order_date) + c.days AS next_contact_date,
           COALESCE(t.last_contact_date, p.last_order_date) + c.most AS contact_limit_date
      FROM floor_care_profile p
 LEFT JOIN ({CONTACTS}) t ON t.customer_id = p.partner_id
 LEFT JOIN (SELECT grade_id, MIN(interval_days) AS days, MIN(max_days) AS most
              FROM care_grade_cadence
             WHERE active AND counts_as_contact AND interval_days > 0 GROUP BY grade_id) c
        ON c.grade_id = p.grade_id
     WHERE p.company_id = %(company)s
"""

# What the shipped requirements ask of everybody, of A and B, and of A alone.
PHONE, MAIL = r"^\+?[0-9(][0-9 ()./-]{5,}$", r"^[^@[:space:]]+@[^@[:space:]]+\.[^@.[:space:]]{2,}$"
TAX_ID = r"^[0-9A-Z./-]{5,20}$"
COMPLETENESS = f"""
    SELECT p.id,
           ROUND(100.0 * (
               (m.country_id IS NOT NULL)::int + COALESCE(m.city > '', FALSE)::int
             + 2 * COALESCE(m.phone ~ '{PHONE}', FALSE)::int + 2 * (c.id IS NOT NULL)::int
             + (p.grade_id IN (%(a)s, %(b)s))::int * (
                   COALESCE(m.email ~ '{MAIL}', FALSE)::int
                 + COALESCE(m.street > '', FALSE)::int
                 + 2 * COALESCE(UPPER(REPLACE(m.vat, ' ', '')) ~ '{TAX_ID}', FALSE)::int
                 + (m.industry_id IS NOT NULL)::int + (m.user_id IS NOT NULL)::int
                 + 2 * COALESCE(c.phone, FALSE)::int + COALESCE(c.email, FALSE)::int
                 + (p.size > '' IS TRUE)::int + (p.source > '' IS TRUE)::int
                 + (p.source_basis > '' IS TRUE)::int)
             + (p.grade_id = %(a)s)::int * (
                   COALESCE(c.function, FALSE)::int + COALESCE(c.birthday, FALSE)::int
                 + (COALESCE(m.state_id, m.country_id) IS NOT NULL)::int
                 + (p.purchasing_power > '' IS TRUE)::int + (p.credit_grade > '' IS TRUE)::int
                 + (p.potential > '' IS TRUE)::int + (p.need > '' IS TRUE)::int))
           / (6 + 12 * (p.grade_id IN (%(a)s, %(b)s))::int + 7 * (p.grade_id = %(a)s)::int))
               AS completeness_percent
      FROM floor_care_profile p JOIN res_partner m ON m.id = p.partner_id
 LEFT JOIN (SELECT commercial_partner_id AS id, BOOL_OR(phone ~ '{PHONE}') AS phone,
                   BOOL_OR(email ~ '{MAIL}') AS email, BOOL_OR(function > '') AS function,
                   BOOL_OR(care_birthday IS NOT NULL OR care_lunar_month IS NOT NULL) AS birthday
              FROM res_partner
             WHERE active AND is_company IS NOT TRUE AND type = 'contact' GROUP BY 1) c
        ON c.id = p.partner_id
     WHERE p.company_id = %(company)s
"""

# What was realised of the plans of a year, in all and by month.
REALISED = """
    SELECT a.id, COALESCE(SUM(s.amount), 0) AS actual_revenue,
           jsonb_agg(COALESCE(s.amount, 0) ORDER BY n) AS actual_months
      FROM floor_care_account_plan a CROSS JOIN generate_series(1, 12) n
 LEFT JOIN (SELECT id, EXTRACT(MONTH FROM day)::int AS month, SUM(amount_untaxed) AS amount
              FROM (SELECT a.id, a.year, o.amount_untaxed,
                           (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
                      FROM floor_care_account_plan a
                      JOIN res_partner m ON m.commercial_partner_id = a.partner_id
                      JOIN sale_order o ON o.partner_id = m.id
                     WHERE o.state = 'sale' AND o.company_id = %(company)s) d
             WHERE EXTRACT(YEAR FROM day) = year AND day <= %(today)s
          GROUP BY 1, 2) s ON s.id = a.id AND s.month = n
  GROUP BY a.id
"""

# What should be planned: profile, partner, contact, user, cadence, occasion, order, is_quota,
# channel, counts_as_contact, origin, occurrence_date, date_planned.
INTERVALS = """
    SELECT p.id AS profile_id, p.partner_id, NULL::int AS contact_id, p.user_id,
           c.id AS cadence_id, NULL::int AS occasion_id, NULL::int AS order_id,
           NULL::bool AS is_quota, c.channel, c.counts_as_contact, 'cadence' AS origin,
           d.day AS occurrence_date, d.day AS date_planned
      FROM floor_care_profile p
      JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active AND c.interval_days > 0
CROSS JOIN LATERAL (SELECT CASE WHEN c.counts_as_contact
                                THEN COALESCE(p.last_contact_date, p.last_order_date)
                                ELSE p.grade_since END + c.interval_days AS day) d
     WHERE p.company_id = %(company)s
"""
QUOTAS = """
    SELECT p.id, p.partner_id, NULL::int, p.user_id, c.id, NULL::int, NULL::int, TRUE, c.channel,
           c.counts_as_contact, 'cadence', s.day, s.planned
      FROM floor_care_profile p
      JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active
      JOIN unnest(%(slot_cadences)s::int[], %(slot_days)s::date[], %(slot_planned)s::date[])
           AS s(cadence_id, day, planned) ON s.cadence_id = c.id
     WHERE p.company_id = %(company)s AND s.day >= p.grade_since
"""
OCCASIONS = """
    SELECT p.id, p.partner_id, d.contact_id, p.user_id, NULL::int, o.id, NULL::int, NULL::bool,
           o.channel, o.counts_as_contact, 'occasion', d.day, w.planned
      FROM floor_care_profile p
      JOIN (SELECT 'birthday' AS kind, m.commercial_partner_id AS partner_id, m.id AS contact_id,
                   s.day
              FROM res_partner m
              JOIN unnest(%(solar_keys)s::int[], %(solar_days)s::date[]) AS s(key, day)
                ON s.key = EXTRACT(MONTH FROM m.care_birthday) * 100
                         + EXTRACT(DAY FROM m.care_birthday)
             WHERE m.care_lunar_month IS NULL AND m.active
         UNION ALL
            SELECT 'birthday', m.commercial_partner_id, m.id, s.day
              FROM res_partner m
              JOIN unnest(%(lunar_months)s::int[], %(lunar_numbers)s::int[], %(lunar_days)s::date[])
                   AS s(month, number, day)
                ON s.month = m.care_lunar_month AND s.number = m.care_lunar_day
             WHERE m.active
         UNION ALL
            SELECT 'anniversary', a.partner_id, NULL, s.day
              FROM floor_care_profile a
              JOIN unnest(%(solar_keys)s::int[], %(solar_days)s::date[]) AS s(key, day)
                ON s.key = EXTRACT(MONTH FROM a.first_order_date) * 100
                         + EXTRACT(DAY FROM a.first_order_date)
             WHERE a.company_id = %(company)s AND s.day > a.first_order_date) d
        ON d.partner_id = p.partner_id
      JOIN care_occasion o ON o.kind = d.kind AND o.active
      JOIN unnest(%(moved_occasions)s::int[], %(moved_days)s::date[], %(moved_planned)s::date[])
           AS w(occasion_id, day, planned) ON w.occasion_id = o.id AND w.day = d.day
     WHERE p.company_id = %(company)s AND p.grade_id IN (%(a)s, %(b)s)
"""
RETURN_VISITS = """
    SELECT p.id, p.partner_id, NULL::int, p.user_id, NULL::int, NULL::int, o.id, NULL::bool, 'call',
           TRUE, 'follow_up', o.day, COALESCE(w.planned, o.day)
      FROM (SELECT s.id, m.commercial_partner_id AS partner_id,
                   (s.commitment_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date + 3 AS day
              FROM sale_order s JOIN res_partner m ON m.id = s.partner_id
             WHERE s.state = 'sale' AND s.company_id = %(company)s
               AND s.commitment_date IS NOT NULL) o
      JOIN floor_care_profile p ON p.partner_id = o.partner_id AND p.company_id = %(company)s
 LEFT JOIN unnest(%(visit_days)s::date[], %(visit_planned)s::date[]) AS w(day, planned)
        ON w.day = o.day
"""
WANTED = {
    "intervals": (INTERVALS, "t.cadence_id = w.cadence_id"),
    "quotas": (QUOTAS, "t.cadence_id = w.cadence_id AND t.occurrence_date = w.occurrence_date"),
    "occasions": (
        OCCASIONS,
        "t.occasion_id = w.occasion_id AND t.occurrence_date = w.occurrence_date"
        " AND COALESCE(t.contact_id, 0) = COALESCE(w.contact_id, 0)",
    ),
    "return visits": (RETURN_VISITS, "t.order_id = w.order_id"),
}
OWN = {
    "intervals": "t.origin = 'cadence' AND t.is_quota IS NOT TRUE",
    "quotas": "t.is_quota",
    "occasions": "t.origin = 'occasion'",
    "return visits": "t.origin = 'follow_up'",
}
NAMES = [
    *("profile_id", "partner_id", "contact_id", "user_id", "cadence_id", "occasion_id"),
    *("order_id", "is_quota", "channel", "counts_as_contact", "origin"),
    *("occurrence_date", "date_planned"),
]


class Floor:
    """The floor for one company on one day."""

    def __init__(self, env, trading):
        self.env, self.company = env, trading.company
        today = self.company._care_today()
        self.values = {
            "company": self.company.id,
            "sellers": trading.sellers.ids,
            "today": today,
            "start": today.replace(year=today.year - 1),
            "before": today.replace(year=today.year - 2),
            "horizon": today + datetime.timedelta(days=HORIZON),
            "tz": self.company._care_timezone(),
            **{letter: env.ref(f"customer_care.care_grade_{letter}").id for letter in "abc"},
            "silence": today - relativedelta(months=3),
            **self._slots(today),
            **self._birthdays(today),
            **self._working_days(today),
        }

    def _slots(self, today):
        cadences = self.env["care.grade.cadence"].search([("quantity_per_month", ">", 0)])
        slots = []
        month = today.replace(day=1)
        while month <= today + datetime.timedelta(days=HORIZON):
            for cadence in cadences:
                days = days_of_month(month, cadence.quantity_per_month)
                planned = moved_out_of_past(days, today)
                slots += [(cadence.id, *each) for each in zip(days, planned, strict=True)]
            month = (month + datetime.timedelta(days=32)).replace(day=1)
        cadence_ids, days, planned = zip(*slots, strict=True)
        return {
            "slot_cadences": list(cadence_ids),
            "slot_days": list(days),
            "slot_planned": list(planned),
        }

    def _days(self, today):
        ahead = HORIZON + self.env["care.occasion"].search([])._reach_days()
        return [today + datetime.timedelta(days=number) for number in range(ahead + 1)]

    def _working_days(self, today):
        """For which working day what falls on a day is planned: each once, for all customers."""
        workdays = self.company._care_working_days()
        moved = [
            (occasion.id, row.day, row.date_planned)
            for occasion in self.env["care.occasion"].search([])
            for row in occasion._moved_days(self._days(today), workdays, workdays.since(today))
            if row.place == 0
        ]
        occasions, days, planned = zip(*moved, strict=True)
        return {
            "moved_occasions": list(occasions),
            "moved_days": list(days),
            "moved_planned": list(planned),
            "visit_days": self._days(today),
            "visit_planned": [workdays.since(day) for day in self._days(today)],
        }

    def _birthdays(self, today):
        days = self._days(today)
        solar = [(key, day) for day in days for key in solar_birthdays(day)]
        lunar = [(key, day) for day in days for key in lunar_birthdays(day) if not key.is_leap]
        return {
            "solar_keys": [month * 100 + number for (month, number), _day in solar],
            "solar_days": [day for _key, day in solar],
            "lunar_months": [key.month for key, _day in lunar],
            "lunar_numbers": [key.day for key, _day in lunar],
            "lunar_days": [day for _key, day in lunar],
        }

    def make_tables(self, cr):
        """Bare twins of our tables."""
        for table in TABLES:
            cr.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            cr.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype = 'f'",
                (table,),
            )
            for name, definition in cr.fetchall():
                for twin in TABLES:
                    definition = definition.replace(
                        f"REFERENCES {twin}(", f"REFERENCES floor_{twin}("
                    )
                cr.execute(f'ALTER TABLE floor_{table} ADD CONSTRAINT "floor_{name}" {definition}')
            cr.execute(f"ALTER TABLE floor_{table} SET (fillfactor = 70)")

    def copy_plans(self, cr):
        """The plans that are there, without what is counted."""
        cr.execute(
            f"""
            CREATE TABLE floor_{PLANS} WITH (fillfactor = 70) AS
            SELECT id, partner_id, company_id, year, NULL::numeric AS actual_revenue,
                   NULL::jsonb AS actual_months, write_date
              FROM {PLANS} WHERE company_id = %(company)s;
            ALTER TABLE floor_{PLANS} ADD PRIMARY KEY (id)
            """,
            self.values,
        )

    # === REFRESH === #

    def first_refresh(self, cr):
        """All files with figures and grade, and the history of the first grade."""
        names = ", ".join(TRADE_COLUMNS)
        cr.execute(
            f"""
            INSERT INTO floor_care_profile (partner_id, company_id, user_id, active, {names},
                        grade_id, grade_since, contact_count_12m, create_date, write_date)
            SELECT f.partner_id, %(company)s, m.user_id, m.active, {names}, {GRADE.format(f="f.")},
                   %(today)s, 0, now(), now()
              FROM ({FIGURES}) f JOIN res_partner m ON m.id = f.partner_id
            """,
            self.values,
        )
        cr.execute(
            """
            INSERT INTO floor_care_grade_change (profile_id, partner_id, company_id, new_grade_id,
                        state, origin, date, date_apply, create_date, write_date)
            SELECT id, partner_id, company_id, grade_id, 'applied', 'first', grade_since,
                   grade_since, now(), now()
              FROM floor_care_profile WHERE company_id = %(company)s
            """,
            self.values,
        )
        self._contacts(cr)

    def refresh(self, cr):
        """Figures of all customers, only the changed rows written."""
        self._update(cr, [*TRADE_COLUMNS, FAILING_COLUMN], FILES)
        self._contacts(cr)
        self._update(cr, PLAN_COLUMNS, REALISED, PLANS)

    def _contacts(self, cr):
        self.values["now"] = fields.Datetime.now()
        self._update(cr, CONTACT_COLUMNS, NEXT_CONTACT)
        self._update(cr, FILE_COLUMNS, COMPLETENESS)

    def _update(self, cr, columns, source, table="care_profile"):
        cr.execute(
            f"""
            UPDATE floor_{table} p
               SET {", ".join(f"{name} = f.{name}" for name in columns)}, write_date = now()
              FROM ({source}) f
             WHERE f.id = p.id
               AND ({", ".join(f"p.{name}" for name in columns)}) IS DISTINCT FROM
                   ({", ".join(f"f.{name}" for name in columns)})
            """,
            self.values,
        )

    # === PLANNING === #

    def plan(self, cr):
        """Delete the open rows that nothing calls for any more, insert what is missing."""
        for kind, (wanted, same) in WANTED.items():
            names = f"w ({', '.join(NAMES)})"
            cr.execute(
                f"""
                DELETE FROM floor_care_touchpoint d USING (
                    SELECT t.id FROM floor_care_touchpoint t
                 LEFT JOIN ({wanted}) {names} ON t.profile_id = w.profile_id AND {same}
                       AND t.occurrence_date = w.occurrence_date
                     WHERE t.company_id = %(company)s AND t.state = 'planned' AND {OWN[kind]}
                       AND w.profile_id IS NULL) s
                 WHERE d.id = s.id
                """,
                self.values,
            )
            cr.execute(
                f"""
                INSERT INTO floor_care_touchpoint ({", ".join(NAMES)}, company_id, state,
                            create_date, write_date)
                SELECT {", ".join(f"w.{name}" for name in NAMES[:-1])},
                       GREATEST(w.date_planned, %(today)s), %(company)s, 'planned', now(), now()
                  FROM ({wanted}) {names}
                 WHERE {self._is_near(kind)}
                   AND NOT EXISTS (SELECT FROM floor_care_touchpoint t
                                    WHERE t.profile_id = w.profile_id AND t.state = 'planned'
                                      AND {same})
              ORDER BY w.profile_id, w.occurrence_date
                """,
                self.values,
            )
            if cr.rowcount > MANY:
                # as ours: the planner must not go on believing that the table is small
                cr.execute("ANALYZE floor_care_touchpoint")

    def _is_near(self, kind):
        if kind == "return visits":
            return "w.occurrence_date BETWEEN %(today)s AND %(horizon)s"
        if kind == "occasions":
            return "w.date_planned <= %(horizon)s AND w.occurrence_date >= %(today)s"
        return "w.occurrence_date <= %(horizon)s"
