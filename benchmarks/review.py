"""A grade review approved in one go beside the barest SQL that gives the same rows.

Runs in an Odoo shell, on a copy that is thrown away: ``./care bench --only review``.

Times are CPU seconds of Odoo and of its PostgreSQL backend together: they do not depend on what
else the machine is doing. Product and floor run on the same data, in turn, each several times from
the same state (rolled back in between). Rows are compared before anything is believed.

The history of grades is the changes themselves, so the floor of grading is two statements: changes
become applied, customers get their grades.
"""

import os
import statistics
import time

import generator
import measure

from odoo.addons.customer_care.models.customer.refresh_scope import RefreshScope

ROUNDS = int(os.environ.get("CARE_BENCH_ROUNDS", "5"))
CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))


class Bench:
    """One database, one company whose customers are all to move, and the clock."""

    def __init__(self, env):
        self.cr = env.cr
        self.company = env["res.company"].create({"name": "Bench Trading"})
        env.user.company_ids |= self.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.rows_kept = []

    def measure(self, name, product, floor):
        """Run both in turn from the same state; keep the medians and the number of statements."""
        times = {"product": [], "floor": []}
        queries = 0
        for number in range(ROUNDS):
            pairs = [("product", product), ("floor", floor)]
            for kind, work in pairs if number % 2 else reversed(pairs):
                self.env.flush_all()
                self.cr.execute("SAVEPOINT bench")
                clock, count = measure.Clock(self.cr), self.cr.sql_log_count
                work()
                self.env.flush_all()
                times[kind].append(clock.seconds())
                if kind == "product":
                    queries = self.cr.sql_log_count - count
                self.env.clear()
                self.cr.execute("ROLLBACK TO SAVEPOINT bench")
                self.env.invalidate_all()
                self.vacuum()
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        self.rows_kept.append(
            {
                "step": name,
                measure.PRODUCT: round(medians["product"], 3),
                measure.FLOOR: round(medians["floor"], 3),
                measure.RATIO: round(medians["product"] / medians["floor"], 2),
                "statements": queries,
            }
        )
        print(f"  {name}: {medians['product']:.2f} s, floor {medians['floor']:.2f} s", flush=True)

    # === THE STATE === #

    def build(self):
        """Customers with grades that their figures do not give them, and an open review."""
        generator.TradingCompany(self.env, CUSTOMERS, self.company).fill_trade(2)
        self.env["care.profile"]._refresh(company=self.company)
        self.cr.execute(
            """
            UPDATE care_profile SET grade_id = CASE grade_id WHEN %(b)s THEN %(c)s ELSE %(b)s END
             WHERE company_id = %(company)s AND grade_id IS NOT NULL
            """,
            self.values,
        )
        self.cr.execute("DELETE FROM care_dirty")
        self.company.care_grade_patience_months = 0
        self.review = self.env["care.grade.review"].create({"company_id": self.company.id})
        self.env.flush_all()
        self.cr.commit()
        self.vacuum()

    def propose(self):
        self.review.action_propose()
        self.cr.commit()
        self.vacuum()

    @property
    def values(self):
        """Parameters of the floor's statements."""
        grades = {letter: self.env.ref(f"customer_care.care_grade_{letter}").id for letter in "abc"}
        return {
            "company": self.company.id,
            "today": self.company._care_today(),
            "review": getattr(self, "review", self.env["care.grade.review"]).id,
            "user": self.env.uid,
            **grades,
        }

    def vacuum(self):
        """What autovacuum does between two reviews; dead rows of a rolled back round go."""
        with self.env.registry.cursor() as cr:
            cr._cnx.autocommit = True
            for table in ("care_profile", "care_grade_change", "care_dirty"):
                # truncation would wait for our own open transaction, five seconds a table
                cr.execute(f"VACUUM (ANALYZE, TRUNCATE FALSE) {table}")
            cr._cnx.autocommit = False

    # === PRODUCT === #

    def approve(self):
        self.review.action_approve()

    def approve_list(self):
        """As the list does: all ids come from the browser."""
        self.env["care.grade.change"].browse(self.ids).action_approve()

    def reject(self):
        self.env["care.grade.change"].browse(self.ids)._decide(
            self.review._sql_changes(), "rejected", decision="Not now"
        )

    def apply_at_night(self):
        """The step of the nightly refresh."""
        scope = self.scope_of(self.company)
        self.env["care.profile"]._refresh_grade_changes(scope)

    def simulate(self):
        simulation = self.env["care.grade.simulation"].create({})
        simulation.line_ids.threshold = 12345
        assert simulation.flow and simulation.load

    # === FLOOR === #

    def floor_approve(self, states=("proposed",)):
        self.cr.execute(
            """
            UPDATE care_grade_change
               SET state = 'applied', decided_user_id = %(user)s, decided_date = %(today)s,
                   write_uid = %(user)s, write_date = now()
             WHERE review_id = %(review)s AND state = ANY(%(states)s)
            """,
            {**self.values, "states": list(states)},
        )
        self.cr.execute(
            """
            UPDATE care_profile p
               SET grade_id = c.new_grade_id, grade_since = c.date_apply, write_date = now()
              FROM care_grade_change c
             WHERE c.profile_id = p.id AND c.review_id = %(review)s AND c.state = 'applied'
            """,
            self.values,
        )

    def floor_reject(self):
        self.cr.execute(
            """
            UPDATE care_grade_change
               SET state = 'rejected', decided_user_id = %(user)s, decided_date = %(today)s,
                   decision = 'Not now', write_uid = %(user)s, write_date = now()
             WHERE review_id = %(review)s AND state = 'proposed'
            """,
            self.values,
        )

    def floor_apply(self):
        self.floor_approve(states=("approved",))

    def floor_propose(self):
        """The bare judgement of the three grades, without evidence."""
        self.cr.execute(
            """
            INSERT INTO care_grade_change (review_id, profile_id, partner_id, company_id,
                        old_grade_id, new_grade_id, state, origin, date, date_apply, user_id,
                        create_uid, create_date, write_uid, write_date)
            SELECT %(review)s, id, partner_id, company_id, grade_id, judged, 'proposed', 'review',
                   %(today)s, %(today)s, %(user)s, %(user)s, now(), %(user)s, now()
              FROM (SELECT *, CASE WHEN turnover_12m >= 500000 OR turnover_percentile > 90
                                   THEN %(a)s
                                   WHEN turnover_12m >= 100000 OR turnover_percentile > 50
                                   THEN %(b)s ELSE %(c)s END AS judged
                      FROM care_profile WHERE company_id = %(company)s AND active) p
             WHERE judged IS DISTINCT FROM grade_id
            """,
            self.values,
        )

    def floor_count(self):
        """Counting the customers by owner and grades, judged once."""
        self.cr.execute(
            """
            SELECT user_id, grade_id, CASE WHEN turnover_12m >= 12345 THEN %(a)s
                   WHEN turnover_percentile > 90 THEN %(b)s ELSE %(c)s END, COUNT(*)
              FROM care_profile WHERE company_id = %(company)s AND active GROUP BY 1, 2, 3
            """,
            self.values,
        )
        self.cr.fetchall()

    # === PROOF === #

    def rows(self):
        """What counts after a decision: each change's state, each customer's grade."""
        self.env.flush_all()
        self.cr.execute(
            "SELECT c.profile_id, c.state, c.decided_user_id, c.decided_date, c.decision,"
            " p.grade_id, p.grade_since"
            " FROM care_grade_change c JOIN care_profile p ON p.id = c.profile_id"
            " WHERE c.review_id = %s ORDER BY 1",
            (self.review.id,),
        )
        return self.cr.fetchall()

    def verify(self, what, product, floor):
        """Stop when the product's rows are not those of the floor."""
        found = []
        for work in product, floor:
            self.cr.execute("SAVEPOINT verify")
            work()
            found.append(self.rows())
            self.env.clear()
            self.cr.execute("ROLLBACK TO SAVEPOINT verify")
            self.env.invalidate_all()
        if found[0] != found[1] or not found[0]:
            raise SystemExit(f"{what}: rows differ from the floor")
        return len(found[0])

    def run(self):
        start = time.time()
        self.build()
        print(f"{CUSTOMERS} customers: {time.time() - start:.0f} s", flush=True)
        self.measure("propose", self.review.action_propose, self.floor_propose)
        self.measure("simulate", self.simulate, self.floor_count)
        self.propose()
        self.ids = self.review.change_ids.ids
        steps = [
            ("approve the review", self.approve, self.floor_approve),
            ("approve a list", self.approve_list, self.floor_approve),
            ("reject the review", self.reject, self.floor_reject),
        ]
        for name, product, floor in steps:
            count = self.verify(name, product, floor)
            self.measure(f"{name}: {count} changes", product, floor)
        self.cr.execute(
            "UPDATE care_grade_change SET state = 'approved', decided_user_id = %(user)s,"
            " decided_date = %(today)s WHERE review_id = %(review)s",
            self.values,
        )
        self.cr.commit()
        self.verify("apply at night", self.apply_at_night, self.floor_apply)
        self.measure("apply at night", self.apply_at_night, self.floor_apply)
        measure.keep(self.rows_kept)

    def scope_of(self, company):
        return RefreshScope.of(company)


def run(env):
    """The whole, in an Odoo shell."""
    Bench(env).run()
