import inspect
import re
from contextlib import suppress

from odoo.exceptions import UserError
from odoo.http import Controller
from odoo.tests import HttpCase, tagged

from ..case.case_common import CaseCommon
from ..common import TODAY

_OURS = "odoo.addons.customer_care"
_READS = re.compile(r"(get|count|action_open)_|capacity$")

# Methods whose names sound as if they only read, and what they write.
WRITERS = {
    "care.key.person.action_open_dossier": "the opening is a row of the log",
    "care.profile.action_open_value_reports": "the first report is begun",
    "care.touchpoint.action_open_log": "the questions about the deal are brought along",
}
# Routes that are left to the server that writes, and why.
WRITING_ROUTES = {
    "/customer_care/book/refused/<int:import_id>": "a replica may not know the import yet",
    "/customer_care/book/export/<int:export_id>": "a replica may not know the wish yet",
    "/customer_care/book/account_plan/<int:book_id>": "what is confidential is logged",
    "/my/care/case/<int:case_id>/write": "takes a message",
    "/my/care/case/<int:case_id>/answer": "takes an answer",
    "/care/contact POST": "makes a case",
}


@tagged("post_install", "-at_install")
class TestReplica(CaseCommon, HttpCase):
    """A replica of the database serves whatever only reads."""

    def marked(self, model, name):
        """As the server looks it up."""
        found = (getattr(cls, name, None) for cls in type(model).mro())
        return next((one._readonly for one in found if hasattr(one, "_readonly")), False)

    def methods(self):
        """Our public methods that sound as if they only read: model and name."""
        for model_name in self.env.registry:
            model = self.env[model_name]
            for name, method in inspect.getmembers(type(model), inspect.isfunction):
                if _READS.match(name) and method.__module__.startswith(_OURS):
                    yield model, name

    def controllers(self, base):
        for cls in base.__subclasses__():
            yield cls
            yield from self.controllers(cls)

    def routes(self):
        """Our routes: the first path, with its verb where one path has two."""
        for cls in self.controllers(Controller):
            for method in vars(cls).values():
                routing = getattr(method, "original_routing", None)
                if routing and cls.__module__.startswith(_OURS) and routing.get("routes"):
                    path, verbs = routing["routes"][0], routing.get("methods")
                    is_double = path == "/care/contact" and verbs == ["POST"]
                    yield f"{path} POST" if is_double else path, routing.get("readonly")

    def test_every_method_that_reads_is_marked_or_says_what_it_writes(self):
        marks = {
            f"{model._name}.{name}": self.marked(model, name) for model, name in self.methods()
        }
        self.assertGreater(len(marks), 20)
        self.assertEqual({name for name, mark in marks.items() if not mark}, set(WRITERS))

    def test_every_route_is_marked_or_says_what_it_writes(self):
        marks = dict(self.routes())
        self.assertGreater(len(marks), len(WRITING_ROUTES))
        self.assertEqual({path for path, mark in marks.items() if not mark}, set(WRITING_ROUTES))

    # === BY A REPLICA === #

    def test_nothing_that_is_marked_writes(self):
        case = self.make_case()
        self.make_touchpoint(self.acme, name="Call", user_id=self.rep.id, date_planned=TODAY)
        self.env["care.account.plan"].create(
            {"profile_id": self.file_of(self.acme).id, "year": 2026, "user_id": self.rep.id}
        )
        self.assertTrue(case.sudo().clock_ids)
        self.env.flush_all()
        tried = set()
        for model, name in self.methods():
            needed = list(inspect.signature(getattr(type(model), name)).parameters.values())[1:]
            if not self.marked(model, name) or any(one.default is one.empty for one in needed):
                continue  # those that need more are asked below
            record = model.with_user(self.manager).search([], limit=1)
            if record:
                tried.add(f"{model._name}.{name}")
                with self.subTest(method=name, model=model._name):
                    self.call_on_replica(record, name)
        self.assertGreater(len(tried), 15)

    def call_on_replica(self, record, name):
        """Refusals are answers, too; the database refuses to write by another error."""
        cr = self.registry.cursor(readonly=True)
        try:
            method = getattr(record.with_env(record.env(cr=cr)), name)
            with suppress(UserError):
                method()
        finally:
            cr.close()

    def ask(self, model, name, *args, **kwargs):
        """Call a method as the client does, on a cursor that can't write.

        :raise AssertionError: where the server had to begin again on one that can
        """
        self.env.flush_all()
        with self.assertNoLogs("odoo.http", "WARNING"):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{name}",
                {"model": model, "method": name, "args": list(args), "kwargs": kwargs},
            )

    def test_pages_are_read(self):
        plan = self.env["care.account.plan"].create(
            {"profile_id": self.file_of(self.acme).id, "year": 2026, "user_id": self.rep.id}
        )
        self.make_touchpoint(self.acme, name="Call", user_id=self.rep.id, date_planned=TODAY)
        self.rep.password = self.rep.login
        self.authenticate(self.rep.login, self.rep.login)
        self.assertTrue(self.ask("care.profile", "get_customer_page", self.acme.id))
        self.assertTrue(self.ask("care.profile", "get_customer_timeline", self.acme.id))
        self.assertTrue(self.ask("care.account.plan", "get_plan_page", plan.id))
        map_of = self.file_of(self.acme).id
        self.assertTrue(self.ask("care.profile", "get_relationship_map", map_of))
        self.assertIsInstance(self.ask("care.work", "capacity"), int)
        self.assertIsInstance(self.ask("care.mail.triage", "count_open"), int)
        self.assertTrue(self.ask("care.work", "web_search_read", [], {"name": {}})["length"])

    def test_records_are_opened(self):
        self.manager.password = self.manager.login
        self.authenticate(self.manager.login, self.manager.login)
        profile = self.file_of(self.acme)
        opened = {
            "action_open_figure": ["turnover_12m"],
            "action_open_partner": [],
            "action_open_cases": [],
            "action_open_touchpoints": [],
            "action_open_relationship_map": [],
            "action_open_promises": [],
            "action_open_contracts": [],
            "action_open_account_plans": [],
            "action_open_intelligence": [],
        }
        for name, args in opened.items():
            with self.subTest(method=name):
                self.assertTrue(self.ask("care.profile", name, profile.ids, *args)["type"])
        with self.assertNoLogs("odoo.http", "WARNING"):
            book = self.url_open("/customer_care/book/template/customers.xlsx")
        self.assertEqual(book.status_code, 200)

    def test_pages_of_the_customer_are_read(self):
        case = self.make_case(contact_id=self.petra.id)
        case.sudo()._portal_ensure_token()
        token = case.sudo().access_token
        self.env.flush_all()
        for path in (
            f"/my/care/case/{case.id}?access_token={token}",
            f"/care/contact/{self.company.id}",
            f"/care/contact/{self.company.id}/thanks",
        ):
            with self.subTest(path=path), self.assertNoLogs("odoo.http", "WARNING"):
                self.assertEqual(self.url_open(path).status_code, 200)
        self.portal_user.password = self.portal_user.login
        self.authenticate(self.portal_user.login, self.portal_user.login)
        with self.assertNoLogs("odoo.http", "WARNING"):
            self.assertIn(case.name, self.url_open("/my/care/cases").text)
