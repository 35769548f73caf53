from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseFlow(CaseCommon):
    """One step after the other, and what each needs."""

    def test_new_case_is_numbered_and_belongs_to_the_customer(self):
        case = self.make_case()
        self.assertRecordValues(
            case,
            [
                {
                    "name": "C-00001",
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "profile_id": self.file_of(self.acme).id,
                    "user_id": self.agent.id,
                    "state": "received",
                }
            ],
        )
        self.assertEqual(self.make_case().name, "C-00002")

    def test_each_company_numbers_its_own(self):
        self.make_case()
        env = self.env(user=self.other_rep, context={"allowed_company_ids": self.other_company.ids})
        case = env["care.case"].create({"subject": "Late", "partner_id": self.elm.id})
        self.assertEqual(case.name, "C-00001")

    def test_complaint_goes_from_received_to_closed(self):
        case = self.make_case()
        case.action_acknowledge()
        case.action_investigate()
        case.write({"solution": "<p>New pumps</p>", "cause_id": self.cause.id})
        case.action_propose()
        case.action_start()
        case.action_resolve()
        visit = case.touchpoint_ids
        self.assertRecordValues(
            visit, [{"origin": "case", "state": "planned", "partner_id": self.acme.id}]
        )
        visit.action_done()
        case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertEqual(
            case.sudo().clock_ids.grouped("kind").keys(),
            {"reply", "progress", "return_visit"},
        )
        self.assertEqual(set(case.sudo().clock_ids.mapped("state")), {"met"})

    def test_missing_solution_is_asked_for(self):
        case = self.make_case()
        with self.assertRaisesRegex(UserError, "write the solution first"):
            case.action_propose()
        case.solution = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "write the solution first"):
            case.action_propose()
        self.assertEqual(case.state, "received")

    def test_missing_cause_is_asked_for(self):
        case = self.make_case(solution="<p>New pumps</p>")
        with self.assertRaisesRegex(UserError, "choose the root cause first"):
            case.action_resolve()

    def test_enquiry_is_resolved_at_once(self):
        case = self.make_case(kind="enquiry")
        case.action_resolve()
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_major_complaint_needs_a_task_force(self):
        case = self.make_case(severity="major")
        case.action_acknowledge()
        with self.assertRaisesRegex(UserError, "choose a task force first"):
            case.action_investigate()
        case.task_force_ids = self.second_agent
        case.action_investigate()
        self.assertEqual(case.state, "investigating")
        self.assertIn(self.second_agent.partner_id, case.message_partner_ids)

    def test_member_of_the_task_force_sees_a_colleagues_case(self):
        case = self.make_case(partner=self.bolt)
        with self.assertRaises(AccessError):
            case.with_user(self.rep).read(["subject"])
        case.task_force_ids = self.rep
        self.assertEqual(case.with_user(self.rep).subject, "Coating peels")

    def test_who_does_not_use_care_is_no_member(self):
        case = self.make_case()
        with self.assertRaisesRegex(ValidationError, "can't open cases"):
            case.task_force_ids = self.employee

    def test_complaint_is_closed_after_asking_the_customer(self):
        case = self.resolved()
        with self.assertRaisesRegex(UserError, "ask the customer first"):
            case.action_close()
        case.action_log_visit()
        case.touchpoint_ids.action_done()
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_customer_confirms_herself(self):
        case = self.resolved()
        case._customer_confirms(True, "Thank you")
        self.assertRecordValues(
            case,
            [{"state": "closed", "customer_answer": "solved", "customer_comment": "Thank you"}],
        )
        self.assertEqual(case.touchpoint_ids.sudo().state, "cancelled")
        self.assertEqual(
            case.sudo().clock_ids.filtered(lambda c: c.kind == "return_visit").state, "met"
        )

    def test_customer_says_that_it_is_not_solved(self):
        case = self.resolved()
        case._customer_confirms(False, "Still peels")
        self.assertRecordValues(
            case, [{"state": "received", "reopen_count": 1, "customer_answer": "not_solved"}]
        )
        self.assertEqual(self.open_clocks(case), {"reply": "running"})

    def test_reopened_case_needs_another_return_visit(self):
        case = self.resolved()
        with freeze_time(self.at(days=1)):
            case.touchpoint_ids.action_done()
            case._reopen("It peels again")
        with freeze_time(self.at(days=2)):
            case.action_resolve()
            with self.assertRaisesRegex(UserError, "ask the customer first"):
                case.action_close()

    def test_disagreeing_customer_sends_it_back(self):
        case = self.make_case(solution="<p>New pumps</p>")
        case.action_propose()
        case.action_revise()
        self.assertEqual(case.state, "investigating")
        with self.assertRaisesRegex(UserError, "does not follow"):
            case.action_revise()

    def test_only_a_manager_rejects_and_says_why(self):
        case = self.make_case()
        with self.assertRaisesRegex(UserError, "Only a care manager"):
            case.action_reject()
        with self.assertRaisesRegex(UserError, "Only a care manager"):
            case._reject("Unfounded")
        case.with_user(self.manager)._reject("A rival wrote it", is_legal=True)
        self.assertRecordValues(
            case,
            [{"state": "rejected", "reject_reason": "A rival wrote it", "is_legal": True}],
        )
        self.assertEqual(self.open_clocks(case), {})

    def test_cancelling_needs_a_reason(self):
        case = self.make_case()
        wizard = self.env["care.case.decide"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Say why"):
            case._cancel(" ")
        wizard.create({"case_ids": case.ids, "step": "cancel", "reason": "Twice"}).action_decide()
        self.assertEqual(case.state, "cancelled")
        self.assertEqual(case.sudo().clock_ids.mapped("state"), ["cancelled"])

    def test_steps_write_what_people_may_not(self):
        case = self.make_case()
        for name, value in (
            ("state", "closed"),
            ("kind", "enquiry"),
            ("customer_answer", "solved"),
            ("date_received", NOW),
            ("reopen_count", 3),
            ("access_token", "x"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                case.write({name: value})

    def test_new_case_takes_nothing_that_steps_write(self):
        case = (
            self.env["care.case"]
            .with_user(self.agent)
            .with_context(default_state="closed", default_customer_answer="solved")
            .create({"subject": "X", "partner_id": self.acme.id, "reject_reason": "No"})
        )
        self.assertRecordValues(
            case, [{"state": "received", "customer_answer": False, "reject_reason": False}]
        )

    def test_kind_is_converted_and_its_promises_end(self):
        case = self.make_case(severity="major")
        self.assertEqual(self.open_clocks(case), {"reply": "running", "solution": "running"})
        case.action_convert("enquiry")
        self.assertEqual(self.open_clocks(case), {"reply": "running"})
        case.action_convert("complaint")
        self.assertEqual(self.open_clocks(case), {"reply": "running", "solution": "running"})
        with self.assertRaisesRegex(UserError, "no such kind"):
            case.action_convert("praise")

    def test_who_is_responsible_follows_rules(self):
        Category = self.env["care.case.category"]
        above = Category.create({"name": "Delivery", "user_id": self.second_agent.id})
        below = Category.create({"name": "Late", "parent_id": above.id})
        self.assertEqual(self.make_case(category_id=below.id).user_id, self.second_agent)
        self.assertEqual(self.make_case().user_id, self.agent)
        # the account manager is no agent
        Case = self.env["care.case"].sudo()
        self.assertFalse(Case._new_from({"subject": "X", "partner_id": self.acme.id}).user_id)
        self.acme.user_id = self.second_agent
        self.assertEqual(
            Case._new_from({"subject": "X", "partner_id": self.acme.id}).user_id,
            self.second_agent,
        )

    def test_follow_up_case_points_to_the_closed_one(self):
        case = self.resolved()
        case._customer_confirms(True)
        other = case.sudo()._follow_up_case({"subject": "Again", "channel": "mail"})
        self.assertRecordValues(
            other, [{"previous_id": case.id, "partner_id": self.acme.id, "state": "received"}]
        )

    def test_copy_is_a_new_case(self):
        case = self.resolved()
        other = case.copy()
        self.assertRecordValues(
            other, [{"name": "C-00002", "state": "received", "solution": False}]
        )
        self.assertEqual(set(self.open_clocks(other)), {"reply"})

    def test_case_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "cancel it"):
            self.make_case().sudo().unlink()
