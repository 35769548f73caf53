from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestAccessTouchpoint(CareCommon):
    """Who sees, plans, logs and changes which contact with a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.touchpoints = cls.env["care.touchpoint"]
        for customer in cls.customers | cls.elm:
            company = cls.other_company if customer == cls.elm else cls.company
            cls.touchpoints |= cls.make_touchpoint(
                customer, company, user_id=customer.user_id.id or cls.manager.id
            )

    def touchpoint_of(self, partner):
        return self.touchpoints.filtered(lambda touchpoint: touchpoint.partner_id == partner)

    # === READING === #

    def test_each_role_sees_the_contacts_of_its_customers(self):
        sees = {
            self.rep: self.acme | self.dock,
            self.colleague: self.bolt | self.crane | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.manager: self.customers,
            self.steward: self.customers,
            self.leader: self.customers,
            self.branch_rep: self.dock,
            self.other_rep: self.elm,
        }
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                rows = self.rpc(
                    user,
                    "care.touchpoint",
                    "search_read",
                    [("id", "in", self.touchpoints.ids)],
                    ["partner_id"],
                )
                self.assertEqual({row["partner_id"][0] for row in rows}, set(customers.ids))

    def test_own_touchpoint_stays_readable_when_the_customer_goes_to_a_colleague(self):
        self.acme.user_id = self.colleague
        own = self.touchpoint_of(self.acme)
        [row] = self.rpc(self.rep, "care.touchpoint", "read", own.ids, ["purpose"])
        self.assertEqual(row["purpose"], "Call")

    def test_outsiders_read_no_conversation_either(self):
        """The messages on a touchpoint are as closed as the touchpoint."""
        touchpoint = self.touchpoint_of(self.acme)
        text = "They will double the order"
        touchpoint.message_post(body=text)
        domain = [("model", "=", "care.touchpoint"), ("res_id", "=", touchpoint.id)]
        for user in self.employee, self.seller, self.portal_user, self.member, self.other_rep:
            with self.subTest(user=user.name):
                self.assertFalse(self.rpc(user, "mail.message", "search_count", domain))
                with self.assertRaises(AccessError):
                    self.rpc(user, "care.touchpoint", "message_post", touchpoint.ids, body=text)
        self.assertTrue(self.rpc(self.rep, "mail.message", "search_count", domain))

    # === PLANNING AND LOGGING === #

    def test_customer_of_a_colleague_is_not_planned_for(self):
        with self.assertRaisesRegex(UserError, "looked after by a colleague"):
            self.rpc(self.rep, "care.touchpoint", "create", {"partner_id": self.bolt.id})

    def test_another_company_is_not_planned_for(self):
        vals = {"partner_id": self.acme.id, "company_id": self.other_company.id}
        with self.assertRaises(UserError):
            self.rpc(self.rep, "care.touchpoint", "create", vals)

    def test_file_and_customer_always_belong_together(self):
        """Whatever file the client names."""
        touchpoint_id = self.rpc(
            self.rep,
            "care.touchpoint",
            "create",
            {"partner_id": self.acme.id, "profile_id": self.file_of(self.bolt).id},
        )
        self.assertRecordValues(
            self.env["care.touchpoint"].browse(touchpoint_id),
            [{"partner_id": self.acme.id, "profile_id": self.file_of(self.acme).id}],
        )

    def test_readers_of_all_log_for_their_own_customers_alone(self):
        for user in self.steward, self.leader, self.member:
            touchpoint = self.touchpoint_of(self.bolt)
            for method, *args in (
                ("action_done",),
                ("write", {"topics": "x"}),
                ("unlink",),
            ):
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    self.rpc(user, "care.touchpoint", method, touchpoint.ids, *args)

    def test_cancelling_is_for_those_who_may_write(self):
        vals = {
            "touchpoint_ids": [Command.set(self.touchpoint_of(self.bolt).ids)],
            "reason": "No time",
        }
        for user in self.rep, self.leader:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                wizard_id = self.rpc(user, "care.touchpoint.cancel", "create", vals)
                self.rpc(user, "care.touchpoint.cancel", "action_cancel", [wizard_id])
        self.assertEqual(self.touchpoint_of(self.bolt).state, "planned")

    def test_served_member_logs_a_contact(self):
        touchpoint = self.touchpoint_of(self.crane)
        self.rpc(self.member, "care.touchpoint", "action_done", touchpoint.ids)
        self.assertEqual(touchpoint.state, "done")
        self.assertEqual(self.file_of(self.crane).last_contact_date, TODAY)

    def test_rep_of_a_branch_logs_for_the_company_s_customer(self):
        self.bolt.user_id = self.branch_rep
        touchpoint_id = self.rpc(
            self.branch_rep, "care.touchpoint", "create", {"partner_id": self.bolt.id}
        )
        self.rpc(self.branch_rep, "care.touchpoint", "action_done", [touchpoint_id])
        self.assertRecordValues(
            self.env["care.touchpoint"].browse(touchpoint_id),
            [
                {
                    "company_id": self.branch.id,
                    "profile_id": self.file_of(self.bolt).id,
                    "state": "done",
                }
            ],
        )
        self.assertEqual(self.file_of(self.bolt).last_contact_date, TODAY)

    def test_own_touchpoint_is_logged_with_its_next_step_though_the_customer_was_handed_over(self):
        own = self.touchpoint_of(self.acme)
        own.write({"next_step": "Send samples", "next_step_date": "2026-03-20"})
        self.acme.user_id = self.colleague
        self.rpc(self.rep, "care.touchpoint", "action_done", own.ids)
        step = self.env["care.touchpoint"].search([("name", "=", "Send samples")])
        self.assertRecordValues(
            step, [{"partner_id": self.acme.id, "user_id": self.rep.id, "state": "planned"}]
        )

    def test_next_step_drops_a_person_who_left_the_customer(self):
        touchpoint = self.make_touchpoint(
            self.petra, user_id=self.rep.id, next_step="Ask again", next_step_date="2026-03-20"
        )
        self.petra.parent_id = self.bolt
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        self.assertEqual(touchpoint.contact_id, self.petra)
        step = self.env["care.touchpoint"].search([("name", "=", "Ask again")])
        self.assertRecordValues(step, [{"partner_id": self.acme.id, "contact_id": False}])

    # === WHAT NOBODY WRITES === #

    def test_nobody_writes_what_follows_from_doing_and_planning(self):
        touchpoint = self.touchpoint_of(self.acme)
        for user in self.rep, self.manager:
            for vals in (
                {"state": "done"},
                {"state": "cancelled"},
                {"date_done": "2026-01-01 10:00:00"},
                {"cancel_reason": "x"},
                {"profile_id": self.file_of(self.dock).id},
                {"partner_id": self.dock.id},
                {"company_id": self.branch.id},
                {"origin": "cadence"},
                {"occurrence_date": "2026-01-01"},
                {"cadence_id": self.grade_a.cadence_ids[0].id},
                {"is_edited": False},
                {"date_reminded": "2026-01-01"},
                {"topics": "x", "state": "done"},
            ):
                with self.subTest(user=user.name, vals=vals), self.assertRaises(AccessError):
                    self.rpc(user, "care.touchpoint", "write", touchpoint.ids, vals)

    def test_communication_record_is_neither_reopened_nor_deleted(self):
        touchpoint = self.touchpoint_of(self.acme)
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        for user in self.rep, self.manager:
            for state in "planned", "cancelled":
                with self.subTest(user=user.name, state=state), self.assertRaises(AccessError):
                    self.rpc(user, "care.touchpoint", "write", touchpoint.ids, {"state": state})
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.rpc(user, "care.touchpoint", "unlink", touchpoint.ids)
        self.assertTrue(touchpoint.exists())

    def test_what_was_planned_is_settled_afterwards(self):
        """The last contact of the customer hangs on it."""
        touchpoint = self.touchpoint_of(self.acme)
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        for vals in (
            {"counts_as_contact": False},
            {"channel": "gift"},
            {"user_id": self.member.id},
            {"date_planned": "2020-01-01"},
            {"next_step": "Too late", "next_step_date": "2026-04-01"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.touchpoint", "write", touchpoint.ids, vals)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).last_contact_date, TODAY)

    def test_touchpoint_is_not_born_done(self):
        for vals, context in (
            ({"state": "done", "date_done": "2026-01-01 10:00:00"}, {}),
            ({}, {"default_state": "done"}),
        ):
            with self.subTest(vals=vals, context=context), self.assertRaises(AccessError):
                self.rpc(
                    self.rep,
                    "care.touchpoint",
                    "create",
                    {"partner_id": self.acme.id, **vals},
                    context={"allowed_company_ids": self.company.ids, **context},
                )

    def test_what_was_said_may_be_completed_afterwards(self):
        touchpoint = self.touchpoint_of(self.acme)
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        vals = {"topics": "The new line", "feedback": "Pleased"}
        self.rpc(self.rep, "care.touchpoint", "write", touchpoint.ids, vals)
        self.assertRecordValues(touchpoint, [vals])

    def test_form_plans_and_logs(self):
        """The closed columns are on the form too: saving it must not send them."""
        form = Form(self.env["care.touchpoint"].with_user(self.rep))
        form.partner_id = self.petra
        touchpoint = form.save()
        with Form(touchpoint) as form:
            form.date_planned = "2026-03-12"
            form.topics = "The new line"
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        self.assertRecordValues(
            touchpoint, [{"state": "done", "contact_id": self.petra.id, "is_edited": True}]
        )

    def test_copy_is_a_plan_of_ones_own(self):
        """The rhythm plans its touchpoints itself: a copy has no part in it."""
        self.plan()
        planned = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.bolt.id), ("origin", "=", "cadence")], limit=1
        )
        [copy_id] = self.rpc(self.colleague, "care.touchpoint", "copy", planned.ids)
        copy = self.env["care.touchpoint"].browse(copy_id)
        self.assertRecordValues(
            copy, [{"origin": "manual", "cadence_id": False, "state": "planned"}]
        )
        self.plan()
        self.assertTrue(copy.exists())
