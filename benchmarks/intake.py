"""How cases come in and papers come out, beside core: ``./care bench --only intake``.

Runs in an Odoo shell, on a copy that is thrown away, and in a database of the same Odoo
applications that never had the addon, with the same customers. The same mail makes a case, or one
of core's opportunities with and without the addon: first while there are few contacts, then among
all. Then an agent makes them by remote calls, and papers are printed. What came of it is checked
before a time is told.
"""

import os
from functools import partial

import cases
import measure
import meter
import office
import plain
import web_server

import odoo.sql_db
from odoo import Command, fields

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
WARM_UPS, TIMES = 3, int(os.environ.get("CARE_BENCH_TIMES", "15"))
PAPERS = min(TIMES, 3)
GROWTH = 1.5  # the CPU time among all customers, beside that among few
DOMAIN = "office.example"
MAIL = """From: {name} <{address}>
To: {box}@{domain}
Subject: The coating peels
Message-Id: <{token}@bench.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="parts"

--parts
Content-Type: text/plain; charset=utf-8

Good morning, the coating of delivery {token} peels after three weeks. Please call me.

--parts
Content-Type: text/html; charset=utf-8

<p>Good morning,</p><p>the coating of delivery <b>{token}</b> peels after three weeks.</p>
<p>Please call me.</p>

--parts--
"""


def expect(holds, what):
    """Stop when something did not come in as it should."""
    if not holds:
        raise SystemExit(f"{what}: it does not hold")


class Desk:
    """Where mail comes in, in one database."""

    def __init__(self, place):
        self.place, self.env, self.company = place, place.env, place.company
        self.meter = meter.Meter(self.env, os.getpid(), lambda: odoo.sql_db.sql_counter)
        self.sent = 0
        self._open_boxes()
        self.early = self._make_early_contacts()
        self.env.cr.commit()

    def _open_boxes(self):
        domain = self.env["mail.alias.domain"].create({"name": DOMAIN})
        self.company.alias_domain_id = domain
        self.env["mail.alias"].create(
            {
                "alias_name": "enquiries",
                "alias_domain_id": domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_defaults": repr({"company_id": self.company.id}),
            }
        )
        if self.place.has_care:
            self.company.care_alias_name = "service"

    def _make_early_contacts(self):
        """Customers who are there before all others."""
        firms = self.env["res.partner"].create(
            [{"name": f"Early {n}", "is_company": True} for n in range(WARM_UPS + TIMES)]
        )
        return self.env["res.partner"].create(
            [
                {"name": f"Buyer {n}", "parent_id": firm.id, "email": f"buyer-{n}@bench.example"}
                for n, firm in enumerate(firms)
            ]
        )

    def late(self):
        """Some of all customers' people, each of another customer."""
        step = CUSTOMERS // (WARM_UPS + TIMES)
        names = [f"Person {step * number}" for number in range(WARM_UPS + TIMES)]
        return self.env["res.partner"].search([("name", "in", names)], order="id")

    def receive(self, costs, box, person):
        """Take in a mail of a person; what came of it."""
        self.sent += 1
        raw = MAIL.format(
            name=person.name,
            address=person.email,
            box=box,
            domain=DOMAIN,
            token=f"{box}-{self.sent}",
        )
        return self.meter.measure(costs, lambda: self._process(raw))

    def _process(self, raw):
        """As a scheduled action that fetches mail, in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            gateway = self.env(cr=cr)["mail.thread"].with_context(fetchmail_cron_running=True)
            return gateway.message_process(None, raw.encode())

    def check(self, model, record_id, person):
        """The customer was found."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        found = self.env[model].browse(record_id)
        expect(found.exists(), f"the mail made a {model}")
        customer = person.commercial_partner_id
        expect(found.partner_id.commercial_partner_id == customer, "of its customer")


class Intake:
    """The three ways in: core's opportunity without the addon and beside it, and our case."""

    def __init__(self, bare, ours):
        self.ways = {
            "opportunity, without the addon": (bare, "enquiries", "crm.lead"),
            "opportunity, beside the addon": (ours, "enquiries", "crm.lead"),
            "case": (ours, "service", "care.case"),
        }
        self.came, self.printed = [], []  # rows of tables

    def tell(self, job, costs, core=None):
        """Note what a job costs, and how many times as quick as core's it is."""
        line = {"job": job, "ms": costs.ms, "CPU ms": costs.cpu_ms, "queries": costs.queries}
        if core:
            line["times as quick as core"] = round(core.cpu_ms / costs.cpu_ms, 2)
        (self.came if core else self.printed).append(line)
        words = (f"{value} {name}" for name, value in list(line.items())[1:])
        print(f"  {job}: {', '.join(words)}", flush=True)

    def each(self, job, times, work):
        """Do a job in each way, in turn, so often."""
        costs = {way: meter.Costs() for way in self.ways}
        for number in range(WARM_UPS + times):
            for name, (desk, box, model) in self.ways.items():
                kept = costs[name] if number >= WARM_UPS else meter.Costs()
                work(number, kept, desk, box, model)
        [core, *_rest] = costs.values()
        for way, spent in costs.items():
            self.tell(f"{job}: {way}", spent, core)
        return costs

    def by_mail(self, job, people):
        """Mails of the same people, to all boxes."""

        def work(number, kept, desk, box, model):
            person = people(desk)[number]
            desk.check(model, desk.receive(kept, box, person), person)

        return self.each(job, TIMES, work)

    def by_hand(self, clients):
        """An agent writes down what a customer says on the phone."""

        def work(number, kept, desk, _box, model):
            server, client = clients[desk]
            person = desk.late()[number]
            values = {"partner_id": person.id}
            if model == "care.case":
                values |= {"subject": f"Phone {number}", "kind": "complaint", "channel": "phone"}
            else:
                values |= {"name": f"Phone {number}", "type": "opportunity"}
            made = server.measure(kept, lambda: client.call(model, "create", [values]))
            desk.check(model, made, person)

        self.each("remote call", TIMES, work)

    def papers(self, clients):
        """The order of core, and our papers, as pages and as files."""
        for desk, (server, client) in clients.items():
            for what, report, record in printed(desk):
                for kind in ("html", "pdf"):
                    costs = meter.Costs()
                    path = f"/report/{kind}/{report}/{record.id}"
                    client.download(path)  # fills what is kept for all
                    for _time in range(PAPERS):
                        page = server.measure(costs, partial(client.download, path))
                    word = b"%PDF" if kind == "pdf" else b"Generated"
                    expect(word in page, f"{what} is printed")
                    self.tell(f"{what}, {kind}", costs)


def printed(desk):
    """What is printed: pairs of a report and of its record, with a name for it."""
    env, company = desk.env, desk.company
    seller = desk.place.trading.sellers[0]
    customer = desk.place.partner(f"Generated {CUSTOMERS // 2}")
    product = env["product.product"].search([("type", "=", "service")], limit=1)
    line = {"product_id": product.id, "price_unit": 100, "tax_ids": [Command.clear()]}
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "company_id": company.id,
            "user_id": seller.id,
            "order_line": [Command.create(line) for _line in range(10)],
        }
    )
    if not desk.place.has_care:
        env.cr.commit()
        return [("order, without the addon", "sale.report_saleorder", order)]
    unsolved = [("company_id", "=", company.id), ("state", "=", "investigating")]
    case = env["care.case"].search([*unsolved, ("kind", "=", "complaint")], limit=1)
    letter = env["care.remedy"].create(
        {"case_id": case.id, "kind": "letter", "name": "We are sorry"}
    )
    today = company._care_today()
    plan = env["care.account.plan"].create(
        {
            "profile_id": case.profile_id.id,
            "year": today.year,
            "user_id": desk.place.manager.id,
            "purpose": "Become the first supplier",
            "objective_ids": [
                Command.create({"name": f"Aim {n}", "target_value": 5}) for n in range(5)
            ],
            "competitor_ids": [Command.create({"name": f"Rival {n}"}) for n in range(5)],
            "revenue_ids": [
                Command.create({"name": f"Works {n}", "amount": 1000}) for n in range(10)
            ],
            "contact_plan_ids": [
                Command.create(
                    {
                        "plan_part": "contact",
                        "name": f"Visit {n}",
                        "channel": "visit",
                        "date_planned": fields.Date.add(today, days=n),
                    }
                )
                for n in range(10)
            ],
        }
    )
    env.cr.commit()
    return [
        ("order, beside the addon", "sale.report_saleorder", order),
        ("account plan", "customer_care.report_account_plan", plan),
        ("account plan on one page", "customer_care.report_account_plan_summary", plan),
        ("letter about a complaint", "customer_care.report_apology_letter", letter),
    ]


def judge(few, many):
    """End the program with exit code 1 when intake grows with the number of customers."""
    growth = {way: many[way].cpu_ms / few[way].cpu_ms for way in few}
    words = ", ".join(f"{way}: {times:.2f}" for way, times in growth.items())
    print(f"  mail among all, beside the CPU time among few: {words}", flush=True)
    expect(growth["case"] <= GROWTH, f"a case among all takes at most {GROWTH} times as long")


def run(env):
    with plain.plain_environment() as plain_env:
        desks = [Desk(office.Office(each, CUSTOMERS)) for each in (plain_env, env)]
        intake = Intake(*desks)
        few = intake.by_mail("mail among few", lambda desk: desk.early)
        for desk in desks:
            desk.place.fill()
        desks[1].place.fill_care(cases.make_cases)
        many = intake.by_mail("mail among all", Desk.late)
        with (
            web_server.Server(plain_env) as plain_server,
            web_server.Server(env) as our_server,
        ):
            clients = {}
            for desk, server in zip(desks, (plain_server, our_server), strict=True):
                desk.env["ir.config_parameter"].set_param("report.url", server.url)
                desk.env.cr.commit()
                clients[desk] = server, server.client(office.MANAGER, office.PASSWORD)
            intake.by_hand(clients)
            intake.papers(clients)
    measure.keep(intake.came, "What comes in")
    measure.keep(intake.printed, "What is printed")
    judge(few, many)
