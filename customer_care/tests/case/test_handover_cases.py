from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestHandoverCases(CaseCommon):
    """Open cases and replies owed go along with a customer, and stand in the brief."""

    def hand_over(self, **kwargs):
        file = self.file_of(self.acme).with_user(self.manager)
        return file._hand_over(self.member, "Parental leave", **kwargs)

    def make_own(self, **vals):
        return self.make_case(**vals, user_id=self.rep.id).sudo()

    def test_open_cases_go_along_with_their_promises(self):
        case = self.make_own()
        activity = case.activity_schedule(
            "mail.mail_activity_data_todo", summary="Ask the lab", user_id=self.rep.id
        )
        case.message_subscribe(self.rep.partner_id.ids)
        deadlines = {clock: clock.deadline for clock in case.clock_ids}
        self.hand_over()
        self.assertTrue(deadlines)
        self.assertEqual(case.user_id | case.clock_ids.user_id | activity.user_id, self.member)
        self.assertEqual({clock: clock.deadline for clock in case.clock_ids}, deadlines)
        self.assertNotIn(self.rep.partner_id, case.message_partner_ids)
        count = [("id", "=", case.id)]
        self.assertFalse(self.rpc(self.rep, "care.case", "search_count", count))
        self.assertTrue(self.rpc(self.member, "care.case", "search_count", count))

    def test_resolved_ones_go_along_and_closed_ones_stay(self):
        resolved, cancelled = self.make_own(), self.make_own()
        resolved.write({"solution": "<p>New pumps</p>", "cause_id": self.cause.id})
        resolved.action_resolve()
        cancelled._set_state("cancelled")
        self.hand_over()
        self.assertEqual(resolved.user_id, self.member)
        self.assertEqual(cancelled.user_id, self.rep, "who settled it stays in the history")

    def test_cases_of_agents_stay_with_them(self):
        case = self.make_case(user_id=self.agent.id).sudo()
        other = self.make_own(partner=self.bolt)
        self.hand_over()
        self.assertEqual(case.user_id, self.agent)
        self.assertEqual(other.user_id, self.rep, "another customer's")

    def test_new_one_takes_the_place_in_the_task_force(self):
        case = self.make_case(user_id=self.agent.id).sudo()
        case.task_force_ids = self.rep | self.second_agent
        self.hand_over()
        self.assertEqual(case.task_force_ids, self.member | self.second_agent)

    def test_what_is_not_chosen_stays(self):
        case = self.make_own()
        self.hand_over(kinds={"contracts"})
        self.assertEqual(case.user_id | case.clock_ids.user_id, self.rep)

    def test_case_of_a_branch_that_the_new_one_cannot_open_stays(self):
        self.rep.company_ids += self.branch
        case = self.make_own()
        here = self.make_own()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE care_case SET company_id = %s WHERE id = %s", [self.branch.id, case.id]
        )
        self.env.invalidate_all()
        self.hand_over()
        self.assertEqual(case.user_id, self.rep)
        self.assertEqual(here.user_id, self.member)

    def test_replies_owed_to_mails_go_along(self):
        question = "When do you deliver?"
        message = self.acme.message_post(
            body=question,
            message_type="email",
            author_id=self.petra.id,
            subtype_xmlid="mail.mt_comment",
        )
        self.env["care.sla.clock"]._start_reply(message)
        clocks = self.env["care.sla.clock"].search([("message_id", "=", message.id)])
        self.assertEqual(clocks.user_id, self.rep)
        self.hand_over(kinds=set())
        self.assertEqual(clocks.user_id, self.rep)
        self.acme.user_id = self.rep
        self.hand_over()
        self.assertEqual(clocks.user_id, self.member)

    def test_brief_names_complaints_first(self):
        self.make_own(kind="enquiry", subject="Which coating?")
        case = self.make_own(subject="Coating peels", severity="major")
        self.make_own(subject="Settled")._set_state("cancelled")
        handover = self.hand_over()
        [section] = [part for part in handover.line_ids.brief if part["key"] == "cases"]
        self.assertEqual(section["title"], "Open cases")
        self.assertEqual(len(section["lines"]), 2)
        number, words = section["lines"][0]
        self.assertEqual(number, case.name)
        self.assertEqual(
            words, f"03/10/2026 · Coating peels · Complaint · Major · Received · {self.rep.name}"
        )
        self.assertIn("Which coating?", section["lines"][1][1])

    def test_wizard_asks_for_cases(self):
        case = self.make_own()
        wizard = (
            self.env["care.handover.start"]
            .with_user(self.manager)
            .create(
                {
                    "profile_ids": [Command.set(self.file_of(self.acme).ids)],
                    "user_id": self.member.id,
                    "reason": "Region",
                    "has_cases": False,
                }
            )
        )
        wizard.action_hand_over()
        self.assertEqual(case.user_id, self.rep)
