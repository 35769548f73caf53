import random

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon

# What is promised, told once more and from the regulation: to answer what came in; a solution to
# complaints until one is proposed; to hear how it stands while we work on it; a visit afterwards.
EXPECTED = {
    "received": ["reply"],
    "acknowledged": ["progress"],
    "investigating": ["progress"],
    "proposed": ["progress"],
    "in_progress": ["progress"],
}
BEFORE_SOLUTION = ("received", "acknowledged", "investigating")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseClocks(CaseCommon):
    """Which promises run in which state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # complaints of every severity have a promised solution here
        cls.env["care.sla.policy"].create(
            {
                "name": "Solution for complaints",
                "kind": "solution",
                "case_kind": "complaint",
                "amount": 5,
                "unit": "days",
                "company_id": cls.company.id,
            }
        )

    def clock(self, case, kind):
        return case.sudo().clock_ids.filtered(lambda c: c.kind == kind and not c.date_end)

    def test_reply_counts_from_the_moment_it_was_received(self):
        case = self.make_case(kind="enquiry", date_received=self.at(hours=-2))
        self.assertRecordValues(
            self.clock(case, "reply"),
            [{"date_start": self.at(hours=-2), "deadline": self.at(hours=22)}],
        )

    def test_moment_of_receipt_is_not_in_the_future(self):
        self.assertEqual(self.make_case(date_received=self.at(days=3)).date_received, self.at())

    def test_answer_stops_the_reply_clock_at_its_moment(self):
        case = self.make_case(kind="enquiry")
        with freeze_time(self.at(hours=30)):
            case._answered(self.at(hours=3))
        reply = case.sudo().clock_ids.filtered(lambda c: c.kind == "reply")
        self.assertRecordValues(reply, [{"state": "met", "date_end": self.at(hours=3)}])
        self.assertEqual(case.state, "acknowledged")

    def test_notice_starts_the_progress_clock_anew(self):
        case = self.make_case()
        case.action_acknowledge()
        with freeze_time(self.at(days=2)):
            case.action_told()
        clocks = case.sudo().clock_ids.filtered(lambda c: c.kind == "progress").sorted("id")
        self.assertRecordValues(
            clocks,
            [
                {"state": "met", "date_end": self.at(days=2), "deadline": self.at(days=3)},
                {"state": "running", "date_end": False, "deadline": self.at(days=5)},
            ],
        )
        self.assertEqual(case.date_told, self.at(days=2))

    def test_waiting_pauses_all_but_the_reply(self):
        case = self.make_case()
        case._wait("A photo")
        self.assertEqual(self.open_clocks(case), {"reply": "running", "solution": "paused"})
        with freeze_time(self.at(days=1)):
            case.action_stop_waiting()
        self.assertEqual(self.clock(case, "solution").deadline, self.at(days=6))
        self.assertFalse(case.waiting_reason)
        with self.assertRaisesRegex(UserError, "Say why"):
            case._wait("")

    def test_severity_makes_another_policy_hold(self):
        case = self.make_case()
        self.assertEqual(self.clock(case, "solution").deadline, self.at(days=5))
        self.company.country_id = False
        self.env["care.sla.policy"].create(
            {
                "name": "Major ones here",
                "kind": "solution",
                "case_kind": "complaint",
                "severity": "major",
                "amount": 48,
                "company_id": self.company.id,
            }
        )
        case.severity = "major"
        self.assertEqual(self.clock(case, "solution").deadline, self.at(hours=48))

    def test_category_is_named_in_the_reader_s_language(self):
        above = self.env.ref("customer_care.care_case_category_delivery")
        below = self.env["care.case.category"].create({"name": "Late", "parent_id": above.id})
        below.with_context(lang="zh_CN").name = "迟交"
        self.assertEqual(below.display_name, "Delivery / Late")
        self.assertEqual(below.with_context(lang="zh_CN").display_name, "交付 / 迟交")
        found = self.env["care.case.category"].with_context(lang="zh_CN").name_search("迟")
        self.assertEqual([row[0] for row in found], below.ids)
        unsaved = self.env["care.case.category"].new({"name": "Round"}, origin=below)
        unsaved.parent_id = unsaved
        self.assertEqual(unsaved.display_name, "Round")

    def test_category_makes_another_policy_hold(self):
        Category = self.env["care.case.category"]
        above = Category.create({"name": "Safety"})
        below = Category.create({"name": "Fire", "parent_id": above.id})
        policy = self.env["care.sla.policy"].create(
            {
                "name": "Safety first",
                "kind": "solution",
                "category_ids": above.ids,
                "amount": 8,
                "company_id": self.company.id,
            }
        )
        case = self.make_case()
        case.category_id = below
        self.assertEqual(self.clock(case, "solution").policy_id, policy)
        self.assertIn("category Safety", policy.sentence)
        case.category_id = self.env.ref("customer_care.care_case_category_other")
        self.assertEqual(self.clock(case, "solution").deadline, self.at(days=5))

    def test_customer_of_a_case_becomes_known(self):
        case = self.env["care.case"].sudo().create({"subject": "X", "email_from": "a@example.com"})
        self.assertFalse(self.clock(case, "reply").partner_id)
        case.partner_id = self.petra
        self.assertRecordValues(
            case | case, [{"partner_id": self.acme.id, "contact_id": self.petra.id}]
        )
        self.assertRecordValues(
            self.clock(case, "reply"),
            [{"partner_id": self.acme.id, "profile_id": self.file_of(self.acme).id}],
        )

    def test_hand_over_takes_the_promises_along(self):
        case = self.make_case()
        case.user_id = self.second_agent
        self.assertEqual(case.sudo().clock_ids.user_id, self.second_agent)

    def test_cancelled_is_not_broken(self):
        case = self.make_case()
        case._cancel("Entered twice")
        self.assertEqual(set(case.sudo().clock_ids.mapped("state")), {"cancelled"})

    def test_reopening_leaves_ended_promises_alone(self):
        case = self.resolved()
        ended = case.sudo().clock_ids.filtered("date_end")
        before = ended.read(["state", "deadline", "date_end", "late_hours"])
        with freeze_time(self.at(days=1)):
            case._reopen("Again")
        self.assertEqual(ended.read(["state", "deadline", "date_end", "late_hours"]), before)
        self.assertEqual(self.clock(case, "reply").date_start, self.at(days=1))

    # === ANY HISTORY === #

    def test_any_history_of_steps_leaves_the_promises_of_its_state(self):
        """Random steps, legal or not, and after each the open promises are those expected."""
        chance = random.Random(7)
        done = set()
        for _round in range(12):
            case = self.make_case(
                kind=chance.choice(self.kinds)[0],
                solution="<p>New pumps</p>",
                cause_id=self.cause.id,
                task_force_ids=self.agent.ids,
            )
            for number in range(14):
                step = chance.choice(sorted(self._steps()))
                with freeze_time(self.at(hours=5 * number)):
                    try:
                        with self.env.cr.savepoint():
                            self._steps()[step](case, chance)
                            case.env.flush_all()
                        done.add(step)
                    except UserError:
                        case.env.invalidate_all()
                self._assert_promised(case, step)
        self.assertGreater(len(done), 10)

    def _steps(self):
        return {
            "acknowledge": lambda case, _c: case.action_acknowledge(),
            "investigate": lambda case, _c: case.action_investigate(),
            "revise": lambda case, _c: case.action_revise(),
            "propose": lambda case, _c: case.action_propose(),
            "start": lambda case, _c: case.action_start(),
            "resolve": lambda case, _c: case.action_resolve(),
            "visit": lambda case, _c: case._open_visits().sudo().action_done(),
            "close": lambda case, _c: case.action_close(),
            "reopen": lambda case, _c: case._reopen("Again"),
            "confirm": lambda case, c: case._customer_confirms(c.random() < 0.5),
            "convert": lambda case, c: case.action_convert(c.choice(self.kinds)[0]),
            "wait": lambda case, _c: case._wait("A photo"),
            "go on": lambda case, _c: case.action_stop_waiting(),
            "told": lambda case, _c: case._told_customer(),
            "severity": lambda case, c: case.write(
                {"severity": c.choice(["minor", "normal", "major"])}
            ),
            "reject": lambda case, c: (
                c.random() < 0.2 and case.with_user(self.manager)._reject("Unfounded")
            ),
            "cancel": lambda case, c: c.random() < 0.2 and case._cancel("Twice"),
        }

    def _assert_promised(self, case, step):
        expected = list(EXPECTED.get(case.state, []))
        if case.kind == "complaint" and case.state in BEFORE_SOLUTION:
            expected.append("solution")
        visited = any(
            visit.state == "done" and visit.date_done >= case.date_resolved
            for visit in case.sudo().touchpoint_ids
            if case.date_resolved
        )
        if case.kind == "complaint" and case.state == "resolved" and not visited:
            expected.append("return_visit")
        clocks = self.open_clocks(case)
        hint = f"{case.kind} {case.state} after {step}"
        self.assertEqual(sorted(clocks), sorted(expected), hint)
        for kind, state in clocks.items():
            may_pause = kind != "reply" and case.waiting_reason
            self.assertIn(
                state, ("paused", "breached") if may_pause else ("running", "breached"), hint
            )
        planned = case._open_visits()
        self.assertEqual(bool(planned), "return_visit" in expected, hint)
