from datetime import date

from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestPartnerHierarchy(CareCommon):
    """A customer is bought or taken over, a person sets up for herself: the files follow with the
    next refresh."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = cls.make_customer("Paul Pier", cls.rep, is_company=False)
        cls.make_order(cls.private, 2_000, "2026-01-10")
        cls.make_order(cls.private, 400, company=cls.other_company)
        cls.make_order(cls.acme, 1_000)
        cls.refresh()
        cls.file = cls.file_of(cls.private)

    def become_contact(self, company):
        self.private.parent_id = company
        self.assertEqual(self.private.commercial_partner_id, company)
        self.refresh()

    # === A CUSTOMER BECOMES SOMEBODY'S CONTACT === #

    def test_file_is_joined_with_that_of_the_company(self):
        kept = self.file_of(self.acme)
        self.become_contact(self.acme)
        self.assertFalse(self.file.exists())
        self.assertRecordValues(
            kept,
            [{"turnover_12m": 3_000, "order_count_12m": 2, "first_order_date": date(2026, 1, 10)}],
        )

    def test_file_moves_where_the_company_has_none(self):
        """Acme never bought from Ridge."""
        theirs = self.file_of(self.private, self.other_company)
        self.become_contact(self.acme)
        self.assertRecordValues(theirs, [{"partner_id": self.acme.id, "turnover_12m": 400}])
        self.assertEqual(theirs.grade_change_ids.partner_id, self.acme)

    def test_file_moves_to_a_company_that_never_bought(self):
        self.file_of(self.private).member_ids = self.member
        self.become_contact(self.dock)
        self.assertRecordValues(
            self.file,
            [
                {
                    "partner_id": self.dock.id,
                    "user_id": False,
                    "member_ids": self.member.ids,
                    "turnover_12m": 2_000,
                }
            ],
        )

    def test_what_was_said_stays_with_the_person(self):
        done = self.make_touchpoint(self.private)
        done._finish()
        planned = self.make_touchpoint(self.private, name="Invite", user_id=self.rep.id)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminder = self.reminders_of(planned)
        self.become_contact(self.acme)
        self.assertRecordValues(
            done | planned,
            [
                {
                    "state": state,
                    "partner_id": self.acme.id,
                    "contact_id": self.private.id,
                    "profile_id": self.file_of(self.acme).id,
                }
                for state in ("done", "planned")
            ],
        )
        self.assertEqual(self.reminders_of(planned), reminder)

    def test_what_was_said_moves_with_the_file_too(self):
        done = self.make_touchpoint(self.private)
        done._finish()
        self.become_contact(self.dock)
        self.assertRecordValues(
            done,
            [
                {
                    "partner_id": self.dock.id,
                    "contact_id": self.private.id,
                    "profile_id": self.file.id,
                }
            ],
        )

    def test_plans_of_the_rhythm_start_anew_for_the_company(self):
        self.file.sudo().grade_id = self.grade_b
        self.plan()
        old = self.env["care.touchpoint"].search([("profile_id", "=", self.file.id)])
        self.assertTrue(old)
        self.become_contact(self.acme)
        self.assertFalse(old.exists())
        self.plan()
        plans = self.env["care.touchpoint"].search([("partner_id", "=", self.acme.id)])
        self.assertTrue(plans)
        interval = plans.filtered(lambda plan: not plan.is_quota)
        self.assertEqual(len(interval), len(interval.cadence_id))

    def test_open_proposals_of_both_leave_one(self):
        Change = self.env["care.grade.change"].with_user(self.rep)
        (self.file | self.file_of(self.acme)).grade_id = self.grade_c
        first = Change._record(self.file, self.grade_a)
        second = Change._record(self.file_of(self.acme), self.grade_b)
        self.become_contact(self.acme)
        self.assertEqual((first | second).mapped("state"), ["rejected", "proposed"])

    def test_refresh_of_the_new_company_alone_is_enough(self):
        self.private.parent_id = self.acme
        self.refresh(self.private)
        self.assertFalse(self.file.exists())
        self.assertEqual(self.file_of(self.acme).turnover_12m, 3_000)

    def test_second_refresh_changes_nothing_more(self):
        self.become_contact(self.acme)
        rows = self.file_of(self.acme).read()
        self.refresh()
        self.assertEqual(self.file_of(self.acme).read(), rows)

    def test_chain_of_take_overs_in_one_day(self):
        """Paul joins Acme, Acme becomes an office of Bolt."""
        self.private.parent_id = self.acme
        self.acme.write({"is_company": False, "parent_id": self.bolt.id})
        self.refresh()
        self.assertFalse(self.file.exists())
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 3_000)
        self.assertFalse(self.file_of(self.acme))

    # === A CONTACT BECOMES A CUSTOMER === #

    def test_person_who_sets_up_for_herself_takes_her_orders_along(self):
        self.make_order(self.petra, 700)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).turnover_12m, 1_700)
        self.petra.parent_id = False
        self.refresh()
        self.assertEqual(self.file_of(self.acme).turnover_12m, 1_000)
        self.assertRecordValues(self.file_of(self.petra), [{"turnover_12m": 700, "active": True}])

    def test_what_she_said_for_her_old_company_stays_there(self):
        touchpoint = self.make_touchpoint(self.petra)
        touchpoint._finish()
        self.petra.parent_id = False
        self.refresh()
        self.assertRecordValues(
            touchpoint, [{"partner_id": self.acme.id, "contact_id": self.petra.id}]
        )
        touchpoint.topics = "Completed afterwards"

    def test_person_who_changes_companies_takes_her_orders_along(self):
        self.make_order(self.petra, 700)
        self.make_order(self.bolt, 10)
        self.refresh()
        self.petra.parent_id = self.bolt
        self.refresh()
        self.assertEqual(self.file_of(self.acme).turnover_12m, 1_000)
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 710)
