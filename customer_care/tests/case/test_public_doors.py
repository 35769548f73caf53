"""Public methods are doors: whoever has an account may knock by RPC, whatever the screens show."""

import inspect

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import CaseCommon

# What the ORM checks by itself; their rules have tests of their own.
_ORM = {"create", "write", "unlink", "copy", "default_get", "init"}

# Core's gateway: it is the same for all models, and takes parsed mails that no client can send.
_GATEWAY = {"message_process", "message_route", "message_parse"}

# What may be called by everybody, and why it does no harm.
_HARMLESS = {
    ("care.mail.triage", "count_open"): "counts what the caller may read, nothing otherwise",
}

_GIVEN = {
    "kind": "enquiry",
    "msg_dict": {"subject": "In", "body": "In", "email_from": "x@x.example", "to": "y@y.example"},
}


@tagged("post_install", "-at_install")
class TestPublicDoors(CaseCommon):
    """An employee without Customer Care gets nowhere, method by method."""

    def models(self):
        """All that are this addon's own."""
        own = (name for name in self.env if name.startswith("care."))
        return sorted(name for name in own if not self.env[name]._abstract)

    def doors(self, model):
        """Names and arguments of the public methods that this addon defines on a model."""
        found = {}
        for part in type(self.env[model]).mro():
            if not part.__module__.startswith("odoo.addons.customer_care"):
                continue
            for name, method in vars(part).items():
                is_door = inspect.isfunction(method) and not getattr(method, "_api_private", False)
                if is_door and not name.startswith("_") and name not in _ORM | _GATEWAY:
                    found.setdefault(name, self.needed(method))
        return found

    def needed(self, method):
        """Something for each argument that has to be given."""
        names = list(inspect.signature(method).parameters.values())[1:]
        needed = [one.name for one in names if one.default is inspect.Parameter.empty]
        return {name: _GIVEN.get(name, 1) for name in needed if name not in ("args", "kwargs")}

    def record(self, model):
        """One that exists: what isn't there can't be refused."""
        case = self.make_case()
        company = self.company
        makers = {
            "care.case": lambda: case,
            "care.measure": lambda: self.env[model].create(
                {"name": "M", "user_id": self.rep.id, "company_id": company.id}
            ),
            "care.remedy": lambda: self.env[model].create({"case_id": case.id, "name": "R"}),
            "care.sla.clock": lambda: case.sudo().clock_ids[:1],
            "care.mail.triage": lambda: self.env[model].create(
                {"name": "T", "reason": "no_company", "company_id": company.id, "case_id": case.id}
            ),
            "care.profile": lambda: self.file_of(self.acme),
            "care.key.person": lambda: self.env[model].create({"contact_id": self.petra.id}),
            "care.intelligence": lambda: self.env[model].create({"name": "N", "source_grade": "1"}),
            "care.intelligence.month": lambda: self.record("care.intelligence").report_id,
            "care.account.plan": self.make_plan,
            "care.account.plan.return": lambda: self.env[model].create(
                {"plan_id": self.make_plan().id, "reason": "R"}
            ),
            "care.account.plan.leave": lambda: self.env[model].create(
                {"plan_id": self.make_plan().id, "reason": "R"}
            ),
            "care.account.plan.book": lambda: self.env[model].create(
                {"plan_id": self.make_plan().id}
            ),
            "care.account.plan.assess": lambda: self.env[model].create(
                {"plan_id": self.make_plan().id, "verdict": "on_track"}
            ),
        }
        return makers.get(model, lambda: self.env[model].search([], limit=1))()

    def make_plan(self):
        Plan = self.env["care.account.plan"]
        profile = self.file_of(self.acme)
        return Plan.search([("profile_id", "=", profile.id)], limit=1) or Plan.create(
            {"profile_id": profile.id, "year": 2026}
        )

    def test_employee_without_customer_care_gets_nowhere(self):
        checked = set()
        for model in self.models():
            record = self.record(model)
            for name, arguments in self.doors(model).items():
                with self.subTest(model=model, method=name):
                    if (model, name) in _HARMLESS:
                        self.rpc(self.employee, model, name)
                        continue
                    is_of_model = getattr(getattr(record, name), "_api_model", False)
                    # without a record most methods do nothing; an id that isn't there will do
                    ids = [] if is_of_model else [record.ids or [2**31 - 1]]
                    with self.assertRaises(AccessError):
                        self.rpc(self.employee, model, name, *ids, **arguments)
                    checked.add((model, name))
        self.assertGreater(len(checked), 60)

    def test_rep_takes_no_step_in_a_colleagues_case(self):
        case = self.make_case(partner=self.bolt)
        before = case.read(["state", "user_id", "kind", "reopen_count", "waiting_reason"])
        for name, arguments in self.doors("care.case").items():
            if getattr(getattr(case, name), "_api_model", False):
                continue
            with self.subTest(method=name), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.case", name, case.ids, **arguments)
        after = case.read(["state", "user_id", "kind", "reopen_count", "waiting_reason"])
        self.assertEqual(after, before)
