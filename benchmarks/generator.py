"""A trading company with many customers, made by SQL in seconds, the same for the same numbers.

Rows go straight into Odoo's tables, as years of business would have left them: customers with two
people each, some of whose birthdays are known; orders in the order of their dates, spread unevenly
over the customers, invoices and contracts; and what was said: mails received and sent, calls,
meetings and answers to surveys.
"""

from contextlib import contextmanager

from odoo import Command

# Odd multipliers spread consecutive numbers over a range without a random generator; what is taken
# of the number before, keeps the product within four bytes.
_SPREAD = 2654435761
TABLES = ["res_partner", "sale_order", "account_move", "mail_message", "mail_activity"]
TABLES += ["calendar_event", "calendar_attendee", "calendar_event_res_partner_rel"]
SELLERS = 10
PEOPLE = 2
ORDERS, MESSAGES, ACTIVITIES = 10, 20, 4  # for each customer, in three years
SELLER_GROUPS = ("customer_care.group_care_user", "sales_team.group_sale_salesman")


class TradingCompany:
    """The company in the database, and how many of everything it has."""

    def __init__(self, env, customers, company=None, groups=SELLER_GROUPS):
        self.env, self.cr, self.customers = env, env.cr, customers
        self.company = company or env["res.company"].create({"name": "Bench Trading"})
        self.sellers = env["res.users"].create(
            [
                {
                    "name": f"Bench Seller {number}",
                    "login": f"bench_seller_{number}",
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [Command.set([env.ref(name).id for name in groups])],
                }
                for number in range(SELLERS)
            ]
        )

    def fill(self):
        """Make everything; return how many rows of each kind there are."""
        self.env.flush_all()
        self._default_foreign_columns()
        self._make_journal()
        made = {}
        with self._without_indexes():
            for kind in ("customers", "people", "orders", "invoices", "messages", "calls"):
                made[kind] = getattr(self, f"_make_{kind}")()
                print(f"  {made[kind]} {kind}", flush=True)
            made["meetings"] = self._make_meetings()
            print("  indexes", flush=True)
        self.env.invalidate_all()
        return made

    @contextmanager
    def _without_indexes(self):
        """Indexes are made after the rows, and foreign keys taken for granted: a third of the time.

        Who may not switch foreign keys off has them checked.
        """
        self.cr.execute(
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
             WHERE i.indrelid = ANY(%s::regclass[])
               AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
            """,
            (TABLES,),
        )
        indexes = self.cr.fetchall()
        for name, _definition in indexes:
            self.cr.execute(f"DROP INDEX {name}")
        self.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if self.cr.fetchone()[0]:
            self.cr.execute("SET LOCAL session_replication_role = replica")
        self.cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
        yield
        for _name, definition in indexes:
            self.cr.execute(definition)
        self.cr.execute("SET LOCAL session_replication_role = DEFAULT")
        for table in TABLES:
            self.cr.execute(f"ANALYZE {table}")

    def fill_trade(self, orders_per_customer):
        """Make only customers and their orders."""
        self.env.flush_all()
        self._default_foreign_columns()
        self._make_customers()
        self._make_orders(orders_per_customer)
        self.env.invalidate_all()

    def fill_addresses(self, kinds):
        """Make customers with an order each and people who have mail addresses.

        :param kinds: first words of addresses, which are given in turn
        """
        self.fill_trade(1)
        self._make_people()
        made = self._run(
            """
            UPDATE res_partner
               SET email = (%(kinds)s::text[])[1 + (id - %(first_person)s) %% %(count)s]
                           || '-' || id || '@wave.example',
                   email_normalized = (%(kinds)s::text[])[1 + (id - %(first_person)s) %% %(count)s]
                           || '-' || id || '@wave.example'
             WHERE name LIKE 'Person %%' AND id < %(first_person)s + %(customers)s
            """,
            kinds=kinds,
            count=len(kinds),
        )
        self.env.invalidate_all()
        return made

    def _default_foreign_columns(self):
        """What applications beside ours require of an order."""
        if "picking_policy" in self.env["sale.order"]._fields:
            self.cr.execute("ALTER TABLE sale_order ALTER picking_policy SET DEFAULT 'direct'")

    def _run(self, query, **values):
        self.cr.execute(
            query,
            {
                "company": self.company.id,
                "currency": self.company.currency_id.id,
                "customers": self.customers,
                "spread": _SPREAD,
                "sellers": self.sellers.ids,
                "seller_partners": self.sellers.partner_id.ids,
                "seller_count": SELLERS,
                "first": getattr(self, "first", None),
                "first_person": getattr(self, "first_person", None),
                **values,
            },
        )
        return self.cr.rowcount

    def _make_customers(self):
        made = self._run(
            """
            INSERT INTO res_partner (id, commercial_partner_id, name, complete_name, is_company,
                                     active, type, user_id, partner_share, autopost_bills,
                                     create_date, write_date)
            SELECT id, id, 'Generated ' || n, 'Generated ' || n, TRUE, TRUE, 'contact',
                   (%(sellers)s::int[])[1 + n %% %(seller_count)s], TRUE, 'ask', now(), now()
              FROM (SELECT nextval('res_partner_id_seq') AS id, n
                      FROM generate_series(1, %(customers)s) n) s
            """
        )
        self.cr.execute("SELECT MIN(id) FROM res_partner WHERE name LIKE 'Generated %'")
        [self.first] = self.cr.fetchone()
        return made

    def _make_people(self):
        """Half of their birthdays are known, one in eight as a day of the lunar calendar."""
        made = self._run(
            """
            INSERT INTO res_partner (name, complete_name, is_company, active, type, parent_id,
                                     commercial_partner_id, partner_share, care_birthday,
                                     care_lunar_month, care_lunar_day,
                                     autopost_bills, create_date, write_date)
            SELECT 'Person ' || n, 'Person ' || n, FALSE, TRUE, 'contact', c, c, TRUE,
                   CASE WHEN n %% 2 = 0 THEN DATE '1960-01-01' + (n %% 200003 * 7919) %% 14000 END,
                   CASE WHEN n %% 8 = 0 THEN 1 + n / 8 %% 12 END,
                   CASE WHEN n %% 8 = 0 THEN 1 + n / 96 %% 30 END, 'ask', now(), now()
              FROM (SELECT n, %(first)s + n %% %(customers)s AS c
                      FROM generate_series(0, %(people)s - 1) n) s
            """,
            people=self.customers * PEOPLE,
        )
        self.cr.execute("SELECT MIN(id) FROM res_partner WHERE name LIKE 'Person %'")
        [self.first_person] = self.cr.fetchone()
        self.cr.execute("ANALYZE res_partner")
        return made

    def _make_orders(self, per_customer=ORDERS):
        made = self._run(
            """
            INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                    company_id, currency_id, currency_rate, state,
                                    date_order, commitment_date, amount_untaxed, amount_tax,
                                    amount_total, margin, user_id, create_date, write_date)
            SELECT 'G' || n, p, p, p, %(company)s, %(currency)s, 1,
                   CASE WHEN n %% 20 = 0 THEN 'draft' ELSE 'sale' END,
                   now() - interval '1095 days' * (1 - n::float / %(orders)s),
                   CASE WHEN n %% 3 = 0
                        THEN now() - interval '1095 days' * (1 - n::float / %(orders)s)
                             + interval '20 days' END,
                   100 + s.some %% 20000, 0, 100 + s.some %% 20000, s.some %% 6000,
                   (%(sellers)s::int[])[1 + n %% %(seller_count)s], now(), now()
              FROM (SELECT n, n %% 200003 * 7919 AS some,
                           %(first)s + (n::bigint * %(spread)s) %% %(customers)s AS p
                      FROM generate_series(1, %(orders)s) n) s
            """,
            orders=self.customers * per_customer,
        )
        self.cr.execute("ANALYZE sale_order")
        return made

    def _make_journal(self):
        self.journal = self.env["account.journal"].create(
            {
                "name": "Bench",
                "code": "BENCH",
                "type": "general",
                "company_id": self.company.id,
            }
        )
        self.env.flush_all()

    def _make_invoices(self):
        """Every second confirmed order was invoiced; one invoice in ten is not paid."""
        made = self._run(
            """
            INSERT INTO account_move (name, journal_id, company_id, currency_id, move_type, state,
                                      auto_post, partner_id, commercial_partner_id, date,
                                      invoice_date, invoice_date_due, payment_state,
                                      amount_untaxed_signed, amount_residual_signed, create_date,
                                      write_date)
            SELECT 'I' || id, %(journal)s, company_id, currency_id, 'out_invoice', 'posted', 'no',
                   partner_id, partner_id, date_order::date, date_order::date,
                   date_order::date + 30,
                   CASE WHEN id %% 20 = 1 THEN 'not_paid' ELSE 'paid' END, amount_untaxed,
                   CASE WHEN id %% 20 = 1 THEN amount_untaxed ELSE 0 END, now(), now()
              FROM sale_order
             WHERE company_id = %(company)s AND state = 'sale' AND id %% 2 = 1
            """,
            journal=self.journal.id,
        )
        return made

    def make_contracts(self):
        """Contracts of one customer in four who have a file: half of them ran out this year, and
        two thirds of those were renewed."""
        product = self.env["product.product"].search([], limit=1)
        return self._run(
            """
            INSERT INTO care_contract (name, profile_id, partner_id, company_id, product_id, uom_id,
                                       currency_id, state, date_start, date_end, create_date,
                                       write_date)
            SELECT 'C' || id, id, partner_id, company_id, %(product)s, %(unit)s, %(currency)s,
                   CASE WHEN id %% 8 = 0 THEN 'running' WHEN id %% 3 = 0 THEN 'ended'
                        ELSE 'renewed' END,
                   now()::date - 400,
                   now()::date + CASE WHEN id %% 8 = 0 THEN 200 ELSE -100 END, now(), now()
              FROM care_profile WHERE company_id = %(company)s AND id %% 4 = 0
            """,
            product=product.id,
            unit=product.uom_id.id,
        )

    def make_plans(self):
        """The approved account plan of this year for one customer in twenty who has a file."""
        return self._run(
            """
            INSERT INTO care_account_plan (profile_id, partner_id, company_id, user_id, year,
                                           version, state, create_date, write_date)
            SELECT id, partner_id, company_id, user_id, EXTRACT(YEAR FROM now()), 1, 'approved',
                   now(), now()
              FROM care_profile WHERE company_id = %(company)s AND id %% 20 = 0
            """
        )

    def make_answers(self):
        """One customer in three who have a file answered a survey every half year, for two years;
        not everybody was asked for a recommendation, or gave one."""
        return self._answer("p.id %% 3 = 0", "now() - interval '182 days' * n", 3)

    def _answer(self, who, when, last=0):
        """Completed sheets and what they count.

        :param who: condition on the file ``p``
        :param when: SQL of the moment of the sheet number ``n``, which runs from 0 to ``last``
        """
        return self._run(
            f"""
            WITH sheets AS (
                INSERT INTO survey_user_input (survey_id, partner_id, access_token, state,
                                               end_datetime, create_date, write_date)
                SELECT %(survey)s, p.partner_id, gen_random_uuid(), 'done', {when}, now(), now()
                  FROM care_profile p, generate_series(0, %(last)s) n
                 WHERE p.company_id = %(company)s AND {who} ORDER BY n, p.id
             RETURNING id, partner_id, end_datetime)
            INSERT INTO care_answer (user_input_id, survey_id, company_id, profile_id, partner_id,
                                     grade_id, date, satisfaction, recommend_score)
            SELECT s.id, %(survey)s, p.company_id, p.id, p.partner_id, p.grade_id,
                   s.end_datetime::date, 1 + s.id %% 5, CASE WHEN s.id %% 4 > 0 THEN s.id %% 11 END
              FROM sheets s
              JOIN care_profile p ON p.partner_id = s.partner_id AND p.company_id = %(company)s
            """,
            survey=self.env.ref("customer_care.survey_relationship").id,
            last=last,
        )

    def _make_messages(self):
        """Every second is a mail of the customer's; of those, one in ten was sent by a machine.
        The others are our answers and notes."""
        made = self._run(
            """
            INSERT INTO mail_message (model, res_id, record_company_id, author_id, message_type,
                                      care_is_automatic, date, subject, create_date, write_date)
            SELECT 'res.partner', p, CASE WHEN n %% 3 = 0 THEN %(company)s END,
                   CASE WHEN n %% 2 = 0 THEN %(first_person)s + p - %(first)s
                        ELSE (%(seller_partners)s::int[])[1 + n %% %(seller_count)s] END,
                   CASE WHEN n %% 4 = 1 THEN 'notification'
                        WHEN n %% 4 = 3 THEN 'comment' ELSE 'email' END,
                   n %% 20 = 0,
                   now() - interval '1095 days' * (1 - n::float / %(messages)s),
                   'About ' || n, now(), now()
              FROM (SELECT n, %(first)s + (n::bigint * %(spread)s) %% %(customers)s AS p
                      FROM generate_series(1, %(messages)s) n) s
            """,
            messages=self.customers * MESSAGES,
        )
        return made

    def _make_calls(self):
        """Three of four are done; one in ten was a task of our own."""
        made = self._run(
            """
            INSERT INTO mail_activity (res_model, res_model_id, res_id, res_name, activity_type_id,
                                       user_id, active, date_done, date_deadline, create_date,
                                       write_date)
            SELECT 'res.partner', %(model)s, p, 'Generated',
                   CASE WHEN n %% 10 = 0 THEN %(todo)s ELSE %(call)s END,
                   (%(sellers)s::int[])[1 + n %% %(seller_count)s], n %% 4 = 0,
                   CASE WHEN n %% 4 > 0 THEN day END, day, now(), now()
              FROM (SELECT n, %(first)s + (n::bigint * %(spread)s) %% %(customers)s AS p,
                           (now() - interval '1095 days' * (1 - n::float / %(calls)s))::date AS day
                      FROM generate_series(1, %(calls)s) n) s
            """,
            calls=self.customers * ACTIVITIES,
            model=self.env["ir.model"]._get_id("res.partner"),
            call=self.env.ref("mail.mail_activity_data_call").id,
            todo=self.env.ref("mail.mail_activity_data_todo").id,
        )
        return made

    def _make_meetings(self):
        """One meeting for each customer with a seller of ours; one person in six declined."""
        made = self._run(
            """
            WITH met AS (
                INSERT INTO calendar_event (name, start, stop, active, allday, show_as, privacy,
                                            user_id, create_date, write_date)
                SELECT 'Meeting ' || n, day, day + interval '1 hour', TRUE, FALSE, 'busy', 'public',
                       (%(sellers)s::int[])[1 + n %% %(seller_count)s], now(), now()
                  FROM (SELECT n, now() - interval '700 days'
                                          * (n %% 200003 * 7919 %% 1000) / 1000 AS day
                          FROM generate_series(0, %(customers)s - 1) n) s
             RETURNING id, name),
            numbered AS (SELECT id, substr(name, 9)::int AS n FROM met),
            people AS (
                SELECT id, n, %(first_person)s + n AS partner FROM numbered
             UNION ALL
                SELECT id, 1, (%(seller_partners)s::int[])[1 + n %% %(seller_count)s]
                  FROM numbered),
            related AS (
                INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
                SELECT id, partner FROM people)
            INSERT INTO calendar_attendee (event_id, partner_id, state, create_date, write_date)
            SELECT id, partner, CASE WHEN n %% 6 = 0 THEN 'declined' ELSE 'accepted' END,
                   now(), now() FROM people
            """
        )
        return made // 2

    # === A DAY'S BUSINESS === #

    def live_a_day(self, number, share=50):
        """One customer of ``share`` confirms another order, one writes to us, one answers a survey:
        each day others.

        Prospects stay prospects: the floor opens no new files. Mails come at full seconds, as
        Odoo's do: what counts is what has come until the second that has begun.
        """
        self._run(
            """
            INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                    company_id, currency_id, currency_rate, state, date_order,
                                    commitment_date, amount_untaxed, amount_tax, amount_total,
                                    margin, create_date, write_date)
            SELECT 'D' || id, id, id, id, %(company)s, %(currency)s, 1, 'sale', now(),
                   now() + interval '20 days', 5000, 0, 5000, 900, now(), now()
              FROM res_partner m
             WHERE name LIKE 'Generated %%' AND id %% %(share)s = %(number)s
               AND EXISTS (SELECT FROM sale_order o WHERE o.partner_id = m.id AND o.state = 'sale')
            """,
            share=share,
            number=number % share,
        )
        self._run(
            """
            INSERT INTO mail_message (model, res_id, author_id, message_type, date, create_date,
                                      write_date)
            SELECT 'res.partner', parent_id, id, 'email', date_trunc('second', now()), now(), now()
              FROM res_partner WHERE name LIKE 'Person %%' AND id %% %(share)s = %(number)s
            """,
            share=share * PEOPLE,
            number=number % share,
        )
        self._answer(f"p.id %% {share} = {number % share}", "now()")

    def put_day(self, number, share=50):
        """Put the customers of ``live_a_day`` into the queue, as the facts themselves do where
        they are not generated."""
        return self._run(
            """
            INSERT INTO care_dirty (partner_id, company_id)
            SELECT p.partner_id, p.company_id FROM care_profile p
             WHERE p.company_id = %(company)s
               AND (p.partner_id %% %(share)s = %(number)s OR p.id %% %(share)s = %(number)s
                    OR EXISTS (SELECT FROM res_partner m
                                WHERE m.parent_id = p.partner_id AND m.name LIKE 'Person %%'
                                  AND m.id %% (%(share)s * %(people)s) = %(number)s))
            """,
            share=share,
            number=number % share,
            people=PEOPLE,
        )
