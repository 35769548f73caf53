"""The nightly engines beside the barest SQL that gives the same rows.

Run on a copy of the sample that is thrown away::

    CARE_BENCH_CUSTOMERS=20000 ./care shell --fresh < benchmarks/nightly.py

Times are CPU seconds of Odoo and of its PostgreSQL backend together: they do not depend on what
else the machine is doing. Product and floor run on the same data, in turn, each several times from
the same state (rolled back in between). Rows are compared before anything is believed.
"""

import importlib
import os
import pathlib
import statistics
import sys
import time

import odoo.addons.customer_care

# the shell runs this text, not this file: the folder is found beside the addon
ROOT = pathlib.Path(odoo.addons.customer_care.__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

generator = importlib.import_module("generator")

ROUNDS = int(os.environ.get("CARE_BENCH_ROUNDS", "3"))
CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
TICKS = os.sysconf("SC_CLK_TCK")

TRADE = """
    SELECT m.commercial_partner_id AS partner_id,
           COALESCE(SUM(amount_untaxed) FILTER (WHERE day > %(start)s), 0) AS turnover_12m,
           COALESCE(SUM(amount_untaxed) FILTER (WHERE day > %(before)s AND day <= %(start)s), 0)
               AS previous,
           COALESCE(COUNT(*) FILTER (WHERE day > %(start)s), 0)::int AS order_count_12m,
           MIN(day) AS first_order_date, MAX(day) AS last_order_date
      FROM (SELECT partner_id, amount_untaxed,
                   (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day
              FROM sale_order WHERE state = 'sale' AND company_id = %(company)s) o
      JOIN res_partner m ON m.id = o.partner_id
     WHERE day <= %(today)s
  GROUP BY 1
"""
FIGURES = f"""
    SELECT partner_id, turnover_12m,
           CASE WHEN first_order_date <= %(start)s THEN previous END AS turnover_prev_12m,
           CASE WHEN previous > 0 THEN ROUND((turnover_12m - previous) * 100 / previous, 1) END
               AS turnover_trend_percent,
           order_count_12m, first_order_date, last_order_date,
           CASE WHEN turnover_12m > 0 THEN CEIL((100 * cume_dist() OVER (
               PARTITION BY turnover_12m > 0 ORDER BY turnover_12m))::numeric) END
               AS turnover_percentile
      FROM ({TRADE}) t
"""
COLUMNS = [
    "turnover_12m",
    "turnover_prev_12m",
    "turnover_trend_percent",
    "order_count_12m",
    "first_order_date",
    "last_order_date",
    "turnover_percentile",
]
GRADE = """CASE WHEN turnover_12m >= 500000 OR turnover_percentile > 90 THEN %(a)s
                WHEN turnover_12m >= 100000 OR turnover_percentile > 50 THEN %(b)s ELSE %(c)s END"""


class Bench:
    """One database, one company, and the clock."""

    def __init__(self, env):
        self.env = env
        self.cr = env.cr
        self.company = env["res.company"].create({"name": "Bench Trading"})
        env.user.company_ids |= self.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.cr.execute("SELECT pg_backend_pid()")
        self.backend = self.cr.fetchone()[0]
        self.results = []
        # the floor plans by intervals alone
        self.env["care.grade.cadence"].search([("quantity_per_month", ">", 0)]).active = False
        self.env["care.occasion"].search([]).active = False

    @property
    def values(self):
        """Parameters of the floor's statements."""
        today = self.company._care_today()
        grades = {letter: self.env.ref(f"customer_care.care_grade_{letter}").id for letter in "abc"}
        return {
            "company": self.company.id,
            "today": today,
            "start": today.replace(year=today.year - 1),
            "before": today.replace(year=today.year - 2),
            "tz": self.company._care_timezone(),
            **grades,
        }

    def cpu(self):
        """CPU seconds that Odoo and its backend have used."""
        fields = pathlib.Path(f"/proc/{self.backend}/stat").read_text().rsplit(")")[1].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS

    def measure(self, name, product, floor):
        """Run both in turn from the same state; keep the medians and the number of statements."""
        times = {"product": [], "floor": []}
        queries = 0
        for _round in range(ROUNDS):
            for kind, work in (("product", product), ("floor", floor)):
                self.env.flush_all()
                with self.restored():
                    start, count = self.cpu(), self.cr.sql_log_count
                    work()
                    self.env.flush_all()
                    times[kind].append(self.cpu() - start)
                    if kind == "product":
                        queries = self.cr.sql_log_count - count
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        ratio = medians["product"] / medians["floor"] if medians["floor"] else float("nan")
        self.results.append((name, medians["product"], medians["floor"], ratio, queries))
        print(f"  {name}: {medians['product']:.2f} s, floor {medians['floor']:.2f} s", flush=True)

    def restored(self):
        """A savepoint that is always rolled back."""
        bench = self

        class Restored:
            def __enter__(self):
                bench.cr.execute("SAVEPOINT bench")

            def __exit__(self, *error):
                bench.env.clear()
                bench.cr.execute("ROLLBACK TO SAVEPOINT bench")
                bench.env.invalidate_all()

        return Restored()

    # === PRODUCT === #

    def refresh(self):
        self.env["care.profile"]._refresh(company=self.company)

    def generate(self):
        self.env["care.touchpoint"]._generate(company=self.company)

    # === FLOOR === #

    def floor_tables(self):
        """Bare twins of our tables, with the same indexes and foreign keys, and nothing else."""
        for table in ("care_profile", "care_touchpoint", "care_grade_change"):
            self.cr.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            self.cr.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype = 'f'",
                (table,),
            )
            for name, definition in self.cr.fetchall():
                definition = definition.replace("REFERENCES care_", "REFERENCES floor_care_")
                for kept in (
                    "care_grade(",
                    "care_grade_cadence(",
                    "care_grade_review(",
                    "care_occasion(",
                ):
                    definition = definition.replace(f"floor_{kept}", kept)
                self.cr.execute(
                    f'ALTER TABLE floor_{table} ADD CONSTRAINT "floor_{name}" {definition}'
                )
            self.cr.execute(f"ALTER TABLE floor_{table} SET (fillfactor = 70)")

    def floor_first(self):
        """All files with figures and grade, and the history of the first grade."""
        names = ", ".join(COLUMNS)
        self.cr.execute(
            f"""
            INSERT INTO floor_care_profile (partner_id, company_id, user_id, active, {names},
                        grade_id, grade_since, contact_count_12m, create_date, write_date)
            SELECT f.partner_id, %(company)s, m.user_id, m.active, {names}, {GRADE}, %(today)s, 0,
                   now(), now()
              FROM ({FIGURES}) f JOIN res_partner m ON m.id = f.partner_id
            """,
            self.values,
        )
        self.cr.execute(
            """
            INSERT INTO floor_care_grade_change (profile_id, partner_id, company_id, new_grade_id,
                        state, origin, date, date_apply, create_date, write_date)
            SELECT id, partner_id, company_id, grade_id, 'applied', 'first', grade_since,
                   grade_since, now(), now()
              FROM floor_care_profile WHERE company_id = %(company)s
            """,
            self.values,
        )
        self.floor_next_contact()

    def floor_next_contact(self):
        self.cr.execute(
            """
            UPDATE floor_care_profile p
               SET next_contact_date = p.last_order_date + c.days,
                   contact_limit_date = p.last_order_date + c.most
              FROM (SELECT grade_id, MIN(interval_days) AS days, MIN(max_days) AS most
                      FROM care_grade_cadence
                     WHERE active AND counts_as_contact AND interval_days > 0
                  GROUP BY grade_id) c
             WHERE c.grade_id = p.grade_id AND p.company_id = %(company)s
               AND (p.next_contact_date, p.contact_limit_date) IS DISTINCT FROM
                   (p.last_order_date + c.days, p.last_order_date + c.most)
            """,
            self.values,
        )

    def floor_nightly(self):
        """Figures of all customers, only the changed rows written."""
        self.cr.execute(
            f"""
            UPDATE floor_care_profile p
               SET {", ".join(f"{name} = f.{name}" for name in COLUMNS)}, write_date = now()
              FROM ({FIGURES}) f
             WHERE f.partner_id = p.partner_id AND p.company_id = %(company)s
               AND ({", ".join(f"p.{name}" for name in COLUMNS)}) IS DISTINCT FROM
                   ({", ".join(f"f.{name}" for name in COLUMNS)})
            """,
            self.values,
        )
        self.floor_next_contact()

    def floor_generate(self):
        self.cr.execute(
            """
            INSERT INTO floor_care_touchpoint (profile_id, partner_id, company_id, user_id,
                        cadence_id, channel, counts_as_contact, origin, state, occurrence_date,
                        date_planned, create_date, write_date)
            SELECT p.id, p.partner_id, p.company_id, p.user_id, c.id, c.channel,
                   c.counts_as_contact, 'cadence', 'planned', d.day,
                   GREATEST(d.day, %(today)s), now(), now()
              FROM floor_care_profile p
              JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active
        CROSS JOIN LATERAL (SELECT CASE WHEN c.counts_as_contact THEN p.last_order_date
                                        ELSE p.grade_since END + c.interval_days AS day) d
             WHERE p.company_id = %(company)s AND d.day <= %(today)s::date + 60
               AND NOT EXISTS (SELECT FROM floor_care_touchpoint t
                                WHERE t.profile_id = p.id AND t.cadence_id = c.id
                                  AND t.state = 'planned')
            """,
            self.values,
        )

    # === PROOF === #

    def verify(self, what, product_sql, floor_sql):
        """Stop when the product's rows are not those of the floor."""
        self.cr.execute(f"SELECT COUNT(*) FROM (({product_sql}) EXCEPT ALL ({floor_sql})) d")
        [missing] = self.cr.fetchone()
        self.cr.execute(f"SELECT COUNT(*) FROM (({floor_sql}) EXCEPT ALL ({product_sql})) d")
        [extra] = self.cr.fetchone()
        if missing or extra:
            raise SystemExit(f"{what}: {missing} rows and {extra} rows differ from the floor")

    def verify_figures(self):
        names = ", ".join(["partner_id", "grade_id", "next_contact_date", *COLUMNS])
        query = f"SELECT {names} FROM %s WHERE company_id = {self.company.id}"
        self.verify("figures", query % "care_profile", query % "floor_care_profile")

    def verify_touchpoints(self):
        query = (
            "SELECT partner_id, cadence_id, occurrence_date, date_planned, user_id FROM %s"
            f" WHERE company_id = {self.company.id} AND origin = 'cadence'"
        )
        self.verify("touchpoints", query % "care_touchpoint", query % "floor_care_touchpoint")

    def run(self):
        """All measurements in the order of a company's first two nights."""
        start = time.time()
        orders = generator.make_trade(self.env, self.company, CUSTOMERS)
        print(f"{CUSTOMERS} customers, {orders} orders: {time.time() - start:.0f} s", flush=True)
        self.cr.commit()
        self.vacuum("res_partner", "sale_order")
        self.floor_tables()
        self.measure("first refresh", self.refresh, self.floor_first)
        self.refresh()
        self.floor_first()
        self.verify_figures()
        self.analyze()
        self.measure("first planning", self.generate, self.floor_generate)
        self.generate()
        self.floor_generate()
        self.verify_touchpoints()
        self.analyze()
        self.measure("quiet night: refresh", self.refresh, self.floor_nightly)
        self.measure("quiet night: planning", self.generate, self.floor_generate)
        generator.sell_more(self.env, self.company)
        self.measure("night: refresh", self.refresh, self.floor_nightly)
        self.refresh()
        self.floor_nightly()
        self.verify_figures()
        self.measure("night: planning", self.generate, self.floor_generate)
        self.report()

    def vacuum(self, *tables):
        """What autovacuum does in the days after such an import."""
        with self.env.registry.cursor() as cr:
            cr._cnx.autocommit = True
            for table in tables:
                cr.execute(f"VACUUM ANALYZE {table}")
            cr._cnx.autocommit = False

    def analyze(self):
        for table in ("care_profile", "care_touchpoint", "care_grade_change"):
            self.cr.execute(f"ANALYZE {table}; ANALYZE floor_{table}")

    def report(self):
        print("\n| engine | product (CPU s) | floor (CPU s) | ratio | statements |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for name, product, floor, ratio, queries in self.results:
            print(f"| {name} | {product:.2f} | {floor:.2f} | {ratio:.2f} | {queries} |")


Bench(env).run()  # noqa: F821 - the shell gives env
