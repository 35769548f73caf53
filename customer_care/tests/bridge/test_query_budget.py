from odoo.tests import tagged

from ..case.case_common import CaseCommon
from ..common import TODAY
from ..view_reading import specification_of

_FEW, _MANY = 1, 80


@tagged("post_install", "-at_install")
class TestQueryBudget(CaseCommon):
    """Eighty records are opened with as many queries as one, and Odoo's own screens pay little
    for what stands there of ours."""

    def queries(self, read):
        """How many queries a call costs whose rights and rules are known already."""
        read()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        read()
        return self.cr.sql_log_count - before

    def read_list(self, user, model, records, specification):
        return lambda: self.rpc(
            user,
            model,
            "web_search_read",
            [("id", "in", records)],
            specification,
            limit=len(records),  # the whole page: both count what there is beside it
        )

    def list_costs(self, user, model, records, view=False):
        """The queries of a list of one and of eighty records."""
        records = list(records)
        self.assertGreaterEqual(len(records), _MANY)
        asked = specification_of(self.env[model].with_user(user), "list", view)
        return [
            self.queries(self.read_list(user, model, records[:number], asked))
            for number in (_FEW, _MANY)
        ]

    def make_customers(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Many {n}", "is_company": True, "user_id": self.rep.id} for n in range(80)]
        )
        for number, customer in enumerate(customers):
            self.make_order(customer, 1000 * number)
        self.refresh(customers)
        return customers

    # === OUR LISTS === #

    def test_list_of_customers(self):
        files = self.make_customers().care_profile_ids
        for user in (self.rep, self.manager):
            with self.subTest(user=user.name):
                few, many = self.list_costs(user, "care.profile", files.ids)
                self.assertEqual(many, few)
                self.assertLessEqual(few, 20)

    def test_list_of_cases(self):
        customers = self.make_customers()
        cases = self.make_case().browse()
        for number, customer in enumerate(customers):
            case = self.make_case(partner=customer, severity="major" if number % 2 else "normal")
            cases |= case
        few, many = self.list_costs(self.agent, "care.case", cases.ids)
        self.assertEqual(many, few)
        self.assertLessEqual(few, 20)

    def test_list_of_my_day(self):
        for customer in self.make_customers():
            self.make_touchpoint(customer, name="Call", user_id=self.rep.id, date_planned=TODAY)
        works = self.env["care.work"].with_user(self.rep).search([], limit=_MANY)
        few, many = self.list_costs(self.rep, "care.work", works.ids)
        self.assertEqual(many, few)
        self.assertLessEqual(few, 12)

    # === OUR FORMS === #

    def test_form_of_a_case_with_many_of_everything(self):
        Case = self.env["care.case"].with_user(self.agent)
        asked = specification_of(Case, "form")
        few, many = self.make_case(), self.make_case()
        line = "She called again."
        for case, number in ((few, _FEW), (many, _MANY)):
            for index in range(number):
                self.env["care.remedy"].create(
                    {"case_id": case.id, "kind": "verbal", "name": f"Remedy {index}"}
                )
                self.env["care.measure"].create(
                    {"case_id": case.id, "name": f"Measure {index}", "user_id": self.agent.id}
                )
                case.message_post(body=line)
        costs = [
            self.queries(
                lambda case=case: self.rpc(self.agent, "care.case", "web_read", case.ids, asked)
            )
            for case in (few, many)
        ]
        self.assertEqual(costs[1], costs[0])

    # === ODOO'S SCREENS === #

    def costs_of_ours(self, user, kind, partners):
        """What our fields of a partner's view cost on top of the others, and how many they are."""
        Partner = self.env["res.partner"].with_user(user)
        asked = specification_of(Partner, kind)
        fields = Partner._fields
        others = {
            name: spec for name, spec in asked.items() if fields[name]._module != "customer_care"
        }
        whole, without = (
            self.queries(
                lambda spec=spec: self.rpc(user, "res.partner", "web_read", partners.ids, spec)
            )
            for spec in (asked, others)
        )
        return whole - without, len(asked) - len(others)

    def test_form_of_a_contact(self):
        busy = self.acme
        self.env["res.partner"].create(
            [{"name": f"Person {n}", "parent_id": busy.id} for n in range(_MANY)]
        )
        for number in range(_MANY):
            self.make_touchpoint(busy, name="Call", date_planned=TODAY, user_id=self.rep.id)
            self.make_case(partner=busy, subject=f"Peels {number}")
        for customer in (self.dock, busy):
            with self.subTest(customer=customer.name):
                queries, columns = self.costs_of_ours(self.manager, "form", customer)
                self.assertGreater(columns, 0)
                self.assertLessEqual(queries, 3)

    def test_list_of_contacts(self):
        customers = self.make_customers()
        for number in (_FEW, _MANY):
            with self.subTest(contacts=number):
                queries, columns = self.costs_of_ours(self.manager, "list", customers[:number])
                self.assertGreater(columns, 0)
                self.assertLessEqual(queries, 3 * columns)

    # === PAGES === #

    def test_counters_of_my_day(self):
        self.make_customers()
        cost = self.queries(lambda: self.rpc(self.manager, "care.work", "capacity"))
        self.assertLessEqual(cost, 8)
