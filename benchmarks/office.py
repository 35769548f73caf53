"""A company with all its customers, and people who log in to work with them: the same in a database
with the addon and in one without."""

import time

import jobs
import plain

PASSWORD = "bench-office"
MANAGER, SELLER, JUNIOR = "bench_manager", "bench_seller_0", "bench_junior"
COUNTRIES = ("cn", "de", "us", "fr", "at", "ch", "jp", "in")
_TABLES = ("res_partner", "sale_order", "account_move", "mail_message", "mail_activity")
_OUR_TABLES = ("care_profile", "care_touchpoint", "care_case", "care_sla_clock")


def customers_of_junior(customers):
    """How many of all she looks after: as many as a person knows by name. Each of the sellers has
    a tenth of all."""
    return min(400, customers // 10)


class Office:
    """The company in one database.

    :ivar env: Odoo's environment in it, of the company
    """

    def __init__(self, env, customers):
        self.has_care = "care.profile" in env
        self.customers = customers
        self.trading = plain.trading_company(env, customers)
        self.company = self.trading.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self._hire()
        self.env.cr.execute(
            f"ALTER DATABASE {self.env.cr.dbname} SET max_parallel_workers_per_gather = 0"
        )  # nobody would count what parallel workers do
        self.env.cr.commit()

    def _hire(self):
        """One who leads and sees all, and the sellers, may log in."""
        groups = ["sales_team.group_sale_manager", "base.group_partner_manager"]
        if self.has_care:
            groups += ["customer_care.group_care_manager", "customer_care.group_care_agent"]
        self.manager = self.trading.sellers[0].copy(
            {
                "name": "Bench Manager",
                "login": MANAGER,
                "group_ids": [(6, 0, [self.env.ref(name).id for name in groups])],
            }
        )
        self.junior = self.trading.sellers[0].copy({"name": "Bench Junior", "login": JUNIOR})
        (self.manager | self.trading.sellers | self.junior).password = PASSWORD

    def fill(self):
        """Make the business of three years, tell how long it took."""
        start = time.time()
        with plain.our_columns(self.env):
            made = self.trading.fill()
        self._add_addresses()
        self._give_to_junior()
        self.env.cr.commit()
        jobs.vacuum(self.env, *_TABLES)
        self._tell(start, made)

    def fill_care(self, make_cases):
        """Make files, plans and cases of the customers, where the addon is there."""
        start = time.time()
        self.env["care.profile"]._refresh(company=self.company)
        self.env["care.touchpoint"]._generate(company=self.company)
        cases, promises = make_cases(self.env, self.company)
        self.env.cr.execute("DELETE FROM care_dirty")
        self.env.cr.commit()
        jobs.vacuum(self.env, *_OUR_TABLES)
        files = self.env["care.profile"].search_count([("company_id", "=", self.company.id)])
        plans = self.env["care.touchpoint"].search_count([("company_id", "=", self.company.id)])
        self._tell(start, {"files": files, "plans": plans, "cases": cases, "promises": promises})

    def _add_addresses(self):
        """Customers live in countries, people have mail addresses."""
        countries = [self.env.ref(f"base.{code}").id for code in COUNTRIES]
        self.env.cr.execute(
            """
            UPDATE res_partner
               SET country_id = CASE WHEN is_company THEN (%(ids)s::int[])[1 + id %% %(count)s] END,
                   email = CASE WHEN NOT is_company THEN replace(lower(name), ' ', '-')
                                                         || '@bench.example' END,
                   email_normalized = CASE WHEN NOT is_company THEN replace(lower(name), ' ', '-')
                                                                    || '@bench.example' END
             WHERE name LIKE 'Generated %%' OR name LIKE 'Person %%'
            """,
            {"ids": countries, "count": len(countries)},
        )
        self.env.invalidate_all()

    def _give_to_junior(self):
        first = self.trading.first
        last = first + customers_of_junior(self.customers) - 1
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id BETWEEN %s AND %s",
            (self.junior.id, first, last),
        )

    def _tell(self, start, made):
        told = ", ".join(f"{number} {kind}" for kind, number in made.items())
        where = "" if self.has_care else "without the addon: "
        print(f"  {where}{told}: {time.time() - start:.0f} s", flush=True)

    def partner(self, name):
        """A generated contact."""
        return self.env["res.partner"].search([("name", "=", name)], limit=1)
