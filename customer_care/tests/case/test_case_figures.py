import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from ..customer.plain_figures import local_day
from .case_common import CaseCommon

NAMES = ["open_complaint_count", "major_complaint_count_12m", "complaint_rate_percent"]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseFigures(CaseCommon):
    """What cases say of a customer."""

    def figures(self, partner):
        self.env["care.dirty"]._drain(today=TODAY)
        profile = self.file_of(partner)
        return [profile[name] for name in NAMES]

    def test_who_never_complained_has_none(self):
        self.assertEqual(self.figures(self.acme), [0, 0, 0])

    def test_prospect_has_no_figures(self):
        prospect = self.make_customer("Prospect")
        self.env["care.profile"]._ensure(prospect, self.company)
        self.refresh(prospect)
        self.assertEqual(self.figures(prospect), [False, False, False])
        self.make_case(partner=prospect)
        self.assertEqual(self.figures(prospect), [1, 0, False])

    def test_figures_follow_each_step(self):
        case = self.make_case(severity="major")
        self.assertEqual(self.figures(self.acme), [1, 1, 100])
        case.severity = "normal"
        self.assertEqual(self.figures(self.acme), [1, 0, 100])
        case.write({"solution": "<p>X</p>", "cause_id": self.cause.id})
        case.action_resolve()
        self.assertEqual(self.figures(self.acme), [0, 0, 100])
        case._reopen()
        self.assertEqual(self.figures(self.acme), [1, 0, 100])
        case.action_convert("enquiry")
        self.assertEqual(self.figures(self.acme), [0, 0, 0])
        case.action_convert("complaint")
        case._cancel("Twice")
        self.assertEqual(self.figures(self.acme), [0, 0, 0])

    def test_case_that_goes_to_another_customer_counts_there(self):
        case = self.make_case()
        self.figures(self.acme)
        case.sudo().write({"contact_id": False, "partner_id": self.bolt.id})
        self.assertEqual(self.figures(self.acme), [0, 0, 0])
        self.assertEqual(self.figures(self.bolt), [1, 0, 100])

    def test_unresolved_complaint_is_a_risk(self):
        case = self.make_case()
        self.figures(self.acme)
        profile = self.file_of(self.acme)
        self.assertRecordValues(
            profile,
            [
                {
                    "risk_state": "at_risk",
                    "risk_signs": "complaint",
                    "risk_reason": "Unresolved complaints: 1.",
                }
            ],
        )
        case._cancel("Twice")
        self.figures(self.acme)
        self.assertNotEqual(profile.risk_state, "at_risk")

    def test_major_complaint_is_a_criterion_of_grades(self):
        metrics = self.env["care.grade.criterion"]._metrics()
        self.assertLessEqual(set(NAMES), set(metrics))

    def test_figure_opens_the_cases_that_it_was_counted_from(self):
        self.make_case(severity="major")
        self.make_case()
        self.make_case(kind="enquiry")
        self.figures(self.acme)
        profile = self.file_of(self.acme)
        for name, count in zip(NAMES, (2, 1, 2), strict=True):
            with self.subTest(figure=name):
                action = self.rpc(self.rep, "care.profile", "action_open_figure", profile.ids, name)
                found = self.env["care.case"].with_user(self.rep).search(action["domain"])
                self.assertEqual(len(found), count)

    def test_partner_who_becomes_a_customer_gets_her_cases(self):
        stranger = self.make_customer("Stranger")
        case = self.make_case(partner=stranger)
        self.assertFalse(case.profile_id)
        self.make_order(stranger, 100)
        self.refresh(stranger)
        self.env.invalidate_all()
        profile = self.file_of(stranger)
        self.assertEqual(case.profile_id, profile)
        self.assertEqual(case.sudo().clock_ids.profile_id, profile)
        self.assertEqual(profile.open_complaint_count, 1)

    def test_unresolved_cases_do_not_lower_the_average_of_days(self):
        resolved, running = self.resolved(date_received=self.at(days=-4)), self.make_case()
        self.assertIs(running.resolution_days, False)
        [[average]] = self.env["care.case"]._read_group(
            [("id", "in", (resolved | running).ids)], [], ["resolution_days:avg"]
        )
        self.assertAlmostEqual(average, 4)

    # === ANY BUSINESS === #

    def test_figures_of_any_business_are_the_plain_count(self):
        """Random cases of all customers and companies against a count of one record after another;
        the queue and the night give the same, and the check finds no difference."""
        chance = random.Random(11)
        self.elm.user_id = self.other_rep
        cases = self.env["care.case"].sudo()
        for number in range(60):
            company = chance.choice(self.company | self.branch | self.other_company)
            cases |= cases.create(
                {
                    "subject": str(number),
                    "partner_id": chance.choice(self.customers | self.elm | self.petra).id,
                    "company_id": company.id,
                    "kind": chance.choice(self.kinds)[0],
                    "severity": chance.choice(["minor", "normal", "major"]),
                    "date_received": fields.Datetime.to_datetime(NOW)
                    - timedelta(days=chance.choice([0, 1, 100, 364, 365, 366, 400]))
                    + timedelta(hours=chance.randrange(-20, 20)),
                }
            )
        self.env["care.dirty"]._drain(today=TODAY)
        self._assert_plain(cases)
        for case in cases:
            state = chance.choice(["received", "resolved", "closed", "rejected", "cancelled"])
            case.write({"state": state, "severity": chance.choice(["minor", "major"])})
        self.env["care.dirty"]._drain(today=TODAY)
        self._assert_plain(cases)
        for company in self.company | self.other_company:
            columns = {row["column"] for row in self.env["care.profile"]._check(company, TODAY)}
            self.assertFalse(columns & set(NAMES))

    def _assert_plain(self, cases):
        self.env.invalidate_all()
        since = TODAY - relativedelta(months=12)
        for root in self.company | self.other_company:
            for customer in self.customers | self.elm:
                profile = self.file_of(customer, root)
                if not profile:
                    continue
                own = [
                    case
                    for case in cases
                    if case.partner_id == customer
                    and case.company_id.root_id == root
                    and case.kind == "complaint"
                ]
                if not own and not profile.first_order_date:
                    self.assertEqual([profile[name] for name in NAMES], [False] * 3)
                    continue
                counted = [
                    case
                    for case in own
                    if case.state not in ("rejected", "cancelled")
                    and since < local_day(case.date_received, root) <= TODAY
                ]
                unresolved = sum(
                    case.state not in ("resolved", "closed", "rejected", "cancelled")
                    for case in own
                )
                major = sum(case.severity == "major" for case in counted)
                orders = profile.order_count_12m
                rate = round(100 * len(counted) / orders, 1) if orders else False
                label = f"{customer.name} in {root.name}"
                self.assertEqual(
                    [profile[name] for name in NAMES], [unresolved, major, rate], label
                )
