"""How long people wait for their screens: ``./care bench --only screens``.

Runs in an Odoo shell, on a copy that is thrown away. The same business is generated there and in a
database of the same Odoo applications that never had the addon. A server of each answers what the
web client asks for a screen, one after the other in turn: the fields are those of the views. What
is shown is checked before a time is told. Contacts are compared, our own screens are only told.
"""

import os
from functools import partial

import cases
import measure
import meter
import office
import plain
import web_client
import web_server

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
WARM_UPS, TIMES = 2, int(os.environ.get("CARE_BENCH_TIMES", "9"))
MORE_QUERIES = 3  # so many may a screen take more than without the addon, and a list a column
MORE_TO_SAVE = 12  # the customer is put into the queue that counts its file anew
SLOW_MS = 300  # a screen of our own should not take longer
PLAIN_QUERIES, OUR_QUERIES = "plain queries", "our queries"
CONTACTS = "contacts.action_contacts"
ONE = CUSTOMERS // 2  # the customer who is looked at
MANY, FEW = CUSTOMERS // 10, office.customers_of_junior(CUSTOMERS)


def expect(holds, what):
    """Stop when a screen does not show what it should."""
    if not holds:
        raise SystemExit(f"{what}: it does not hold")


class Contacts:
    """Odoo's own screens of contacts, as one person in one database sees them."""

    def __init__(self, place, client):
        self.place, self.client = place, client
        self.action = web_client.Action(client, CONTACTS, "list", "kanban", "form")
        self.customer = place.partner(f"Generated {ONE}").id
        self.columns = sum(name.startswith("care_") for name in self.action.spec("list"))
        self.saved = 0

    def _page(self, answer, rows):
        expect(len(answer["records"]) == rows, f"a page of {rows} contacts")
        expect(answer["length"] >= min(3 * CUSTOMERS, web_client.COUNT_LIMIT), "all are counted")

    def list(self):
        self._page(self.action.rows("list"), 80)

    def cards(self):
        self._page(self.action.rows("kanban"), 40)

    def search(self):
        word = f"Generated {ONE}"
        answer = self.action.rows("list", self.action.typed("name", word))
        names = [row["complete_name"] for row in answer["records"]]
        expect(f"Generated {ONE}" in names, "the customer is found")
        expect(all(name.startswith(word) for name in names), "nobody else is")

    def countries(self):
        groups = self.action.grouped("list", ["country_id"])["groups"]
        expect(sum(group["__count"] for group in groups) >= 3 * CUSTOMERS, "all are in a country")

    def form(self):
        found = self.action.record(self.customer)
        expect(found["name"] == f"Generated {ONE}", "the form shows the customer")
        expect(found["sale_order_count"] >= 1, "and how often it bought")

    def save(self):
        self.saved += 1
        street = f"{self.saved} Harbour Road"
        expect(
            self.action.save(self.customer, {"street": street})["street"] == street, "it is saved"
        )


SHARED = {
    "contacts, list of 80": Contacts.list,
    "contacts, 40 cards": Contacts.cards,
    "contacts, search by name": Contacts.search,
    "contacts, by country": Contacts.countries,
    "contact, form": Contacts.form,
    "contact, save": Contacts.save,
}


class Care:
    """Our own screens, as the manager, a seller and one with few customers see them."""

    def __init__(self, place, manager, seller, junior):
        self.place, self.manager = place, manager
        of = web_client.Action
        self.customers = of(
            manager, "customer_care.care_profile_action", "list", "kanban", "form", "pivot"
        )
        self.cases = of(manager, "customer_care.care_case_action", "list", "kanban", "form")
        self.own_cases = of(seller, "customer_care.care_case_action", "list")
        self.case_analysis = of(
            manager, "customer_care.care_case_action_analysis", "graph", "pivot"
        )
        self.contacts_done = of(
            manager, "customer_care.care_touchpoint_analysis_action", "pivot", "graph"
        )
        self.day = of(seller, "customer_care.care_work_action", "list", "kanban")
        self.small_day = of(junior, "customer_care.care_work_action", "list", "kanban")
        self.team_day = of(manager, "customer_care.care_work_action", "list")
        env, company = place.env, place.company.id
        self.customer = place.partner(f"Generated {ONE}")
        self.file = env["care.profile"]._of(self.customer, place.company)
        complaint = [("company_id", "=", company), ("kind", "=", "complaint")]
        self.complaint = env["care.case"].search([*complaint, ("state", "=", "investigating")])[:1]
        self.files = env["care.profile"].search_count([("company_id", "=", company)])
        self.complaints = env["care.case"].search_count(complaint)

    def _page(self, answer, count):
        expect(len(answer["records"]) == min(80, count), "a page of rows")
        expect(answer["length"] == min(count, web_client.COUNT_LIMIT), f"{count} are counted")

    # === CUSTOMERS === #

    def customer_list(self):
        self._page(self.customers.rows("list"), self.files)

    def customer_panel(self):
        grades, people = self.customers.panel()
        for values in (grades, people):
            counted = sum(value.get("__count", 0) for value in values)
            expect(0 < counted <= self.files, "customers are counted")

    def customer_search(self):
        word = f"Generated {ONE}"
        answer = self.customers.rows("list", self.customers.typed("partner_id", word))
        expect(self.file.id in [row["id"] for row in answer["records"]], "the customer is found")

    def customer_grades(self):
        groups = self.customers.grouped("list", ["grade_id"])["groups"]
        expect(sum(group["__count"] for group in groups) == self.files, "each has a grade or none")

    def customer_page(self):
        form = self.customers.record(self.file.id)
        expect(form["partner_id"]["id"] == self.customer.id, "the file is the customer's")
        page = self.manager.call("care.profile", "get_customer_page", self.customer.id)
        expect(page["profile"]["id"] == self.file.id, "the page is the customer's")
        expect(page["timeline"], "what happened stands there")

    # === CASES === #

    def case_list(self):
        answer = self.cases.rows("list", [("kind", "=", "complaint")])
        self._page(answer, self.complaints)

    def own_case_list(self):
        answer = self.own_cases.rows("list")
        expect(answer["length"], "a seller has open cases")

    def case_cards(self):
        domain = [("state", "not in", ("closed", "rejected", "cancelled"))]
        groups = self.cases.grouped("kanban", ["state"], domain)["groups"]
        expect(sum(len(group["__records"]) for group in groups), "cards are there")

    def case_form(self):
        found = self.cases.record(self.complaint.id)
        expect(found["subject"] == self.complaint.subject, "the form shows the complaint")
        expect(found["next_deadline"], "and what is promised next")

    # === MY DAY === #

    def _summary(self, action):
        return action.client.call(
            action.model, "formatted_read_group", action.domain, ["urgency", "user_id"], ["__count"]
        )

    def _day(self, action):
        answer = action.rows("list")
        summary = sum(group["__count"] for group in self._summary(action))
        expect(answer["records"], "a seller has work")
        expect(answer["length"] == min(summary, web_client.COUNT_LIMIT), "all work is counted")

    def own_day(self):
        self._day(self.day)

    def junior_day(self):
        self._day(self.small_day)

    def whole_day(self):
        groups = self.team_day.grouped("list", self.team_day.groups)["groups"]
        self.team_day.client.call(self.team_day.model, "capacity")
        summary = sum(group["__count"] for group in self._summary(self.team_day))
        expect(sum(group["__count"] for group in groups) == summary > 0, "all work is counted")

    # === ANALYSES === #

    def causes(self):
        expect(self.case_analysis.graph(), "there are causes")

    def case_table(self):
        expect(self.case_analysis.pivot(), "there are categories")

    def contact_table(self):
        expect(self.contacts_done.pivot(), "there are contacts")

    def turnover_table(self):
        [total], *_more = self.customers.pivot()
        expect(total["__count"] == self.files, "all customers are summed up")


OURS = {
    "customers, list of 80": Care.customer_list,
    "customers, search panel": Care.customer_panel,
    "customers, search by name": Care.customer_search,
    "customers, by grade": Care.customer_grades,
    "customer, page": Care.customer_page,
    "complaints, list of 80": Care.case_list,
    "own open cases, list": Care.own_case_list,
    "open cases, cards by state": Care.case_cards,
    "complaint, form": Care.case_form,
    f"My Day of a seller with {MANY} customers": Care.own_day,
    f"My Day of a seller with {FEW} customers": Care.junior_day,
    "My Day of all, by person": Care.whole_day,
    "complaints by cause, graph": Care.causes,
    "complaints by category, table": Care.case_table,
    "contacts planned and done, table": Care.contact_table,
    "turnover by seller and grade, table": Care.turnover_table,
}


def measured(screen, *sides):
    """Open a screen again and again, on each side in turn.

    :param sides: pairs of a server and of what the screen is of
    :return: what it costs, for each side
    """
    costs = [meter.Costs() for _side in sides]
    for number in range(WARM_UPS + TIMES):
        for kept, (server, seen) in zip(costs, sides, strict=True):
            ignored = meter.Costs()
            server.measure(kept if number >= WARM_UPS else ignored, partial(screen, seen))
    return costs


def compared(name, without, ours):
    """A screen in both databases, as a row of the table."""
    return {
        "screen": name,
        "plain (ms)": without.ms,
        "ours (ms)": ours.ms,
        "plain (CPU ms)": without.cpu_ms,
        "ours (CPU ms)": ours.cpu_ms,
        "CPU ratio": round(ours.cpu_ms / without.cpu_ms, 2),
        PLAIN_QUERIES: without.queries,
        OUR_QUERIES: ours.queries,
    }


def alone(name, ours):
    """A screen of our own, as a row of the table."""
    return {"screen": name, "ms": ours.ms, "CPU ms": ours.cpu_ms, "queries": ours.queries}


def told(line):
    """Show a row at once: the whole takes minutes."""
    words = (f"{value} {name}" for name, value in list(line.items())[1:])
    print(f"  {line['screen']}: {', '.join(words)}", flush=True)
    return line


def judge(shared, own, columns):
    """End the program with exit code 1 when contacts ask more of the database than they may.

    :param int columns: of ours in the list of contacts
    """
    slow = [line["screen"] for line in own if line["ms"] > SLOW_MS]
    print(f"  above {SLOW_MS} ms: {', '.join(slow) or 'none of ours'}", flush=True)
    allowed = {"contacts, list of 80": MORE_QUERIES * columns, "contact, save": MORE_TO_SAVE}
    for line in shared:
        most = allowed.get(line["screen"], MORE_QUERIES)
        more = line[OUR_QUERIES] - line[PLAIN_QUERIES]
        expect(more <= most, f"{line['screen']}: {more} queries more, {most} are allowed")


def run(env):
    with plain.plain_environment() as plain_env:
        places = [office.Office(each, CUSTOMERS) for each in (plain_env, env)]
        for place in places:
            place.fill()
        ours = places[1]
        ours.fill_care(cases.make_cases)
        with (
            web_server.Server(places[0].env) as plain_server,
            web_server.Server(ours.env) as our_server,
        ):
            sides = [
                (server, Contacts(place, server.client(office.MANAGER, office.PASSWORD)))
                for server, place in zip((plain_server, our_server), places, strict=True)
            ]
            shared = [
                told(compared(name, *measured(screen, *sides))) for name, screen in SHARED.items()
            ]
            logins = (office.MANAGER, office.SELLER, office.JUNIOR)
            clients = [our_server.client(login, office.PASSWORD) for login in logins]
            care = our_server, Care(ours, *clients)
            own = [told(alone(name, *measured(screen, care))) for name, screen in OURS.items()]
    measure.keep(shared, "Contacts, without the addon and with it")
    measure.keep(own, "Our own screens")
    judge(shared, own, sides[1][1].columns)
