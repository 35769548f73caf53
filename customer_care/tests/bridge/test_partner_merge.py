from datetime import date, datetime

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestPartnerMerge(CareCommon):
    """Two contacts that are one customer: nothing is lost, and the figures are those of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merger = cls._make_user("Merger", "base.group_user", "base.group_partner_manager")
        cls.twin = cls.make_customer("Acme Ltd.", cls.rep, email="info@acme.example")
        cls.acme.email = cls.twin.email
        cls.make_order(cls.acme, 1_000, "2026-02-01")
        cls.make_order(cls.acme, 500, "2024-06-01")
        cls.make_order(cls.twin, 20_000, "2025-12-01")
        cls.make_order(cls.twin, 7_000, company=cls.other_company)
        cls.make_order(cls.acme, 3_000, company=cls.other_company)
        cls.make_order(cls.bolt, 9_000)
        cls.refresh()

    def merge(self, source, target, user=None):
        """As the wizard does it. Salespersons without any care right may merge contacts."""
        user = user or self.merger
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user).create({})
        wizard._merge((source | target).ids, target.with_user(user))
        self.assertFalse(source.exists())

    def assertFiguresAreCounted(self, partner):
        """A refresh finds nothing to change."""
        names = ["turnover_12m", "turnover_prev_12m", "order_count_12m", "turnover_percentile"]
        files = self.file_of(partner) | self.file_of(partner, self.other_company)
        before = files.read(names)
        self.refresh()
        self.assertEqual(files.read(names), before)

    # === FILES AND FIGURES === #

    def test_figures_right_after_the_merge_are_those_of_both(self):
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            self.file_of(self.acme),
            [
                {
                    "turnover_12m": 21_000,
                    "order_count_12m": 2,
                    "first_order_date": date(2024, 6, 1),
                    "last_order_date": date(2026, 2, 1),
                }
            ],
        )
        self.assertRecordValues(
            self.file_of(self.acme, self.other_company),
            [{"turnover_12m": 10_000, "order_count_12m": 2}],
        )
        self.assertFiguresAreCounted(self.acme)

    def test_one_file_per_company_remains(self):
        kept = self.file_of(self.acme) | self.file_of(self.acme, self.other_company)
        gone = self.file_of(self.twin) | self.file_of(self.twin, self.other_company)
        self.merge(self.twin, self.acme)
        self.assertEqual(kept.exists(), kept)
        self.assertFalse(gone.exists())

    def test_file_of_the_source_alone_moves(self):
        """Dock is no customer of anybody."""
        profile = self.file_of(self.twin)
        self.assertFalse(self.file_of(self.dock))
        self.dock.email = self.twin.email
        self.merge(self.twin, self.dock)
        self.assertRecordValues(
            profile, [{"partner_id": self.dock.id, "turnover_12m": 20_000, "active": True}]
        )
        self.assertEqual(profile.grade_change_ids.partner_id, self.dock)
        self.assertFiguresAreCounted(self.dock)

    def test_each_company_s_file_is_found_where_only_the_source_has_it(self):
        third = self.make_customer("Acme Overseas", email=self.acme.email)
        self.make_order(third, 100)
        self.refresh()
        ridge_file = self.file_of(self.twin, self.other_company)
        self.merge(self.twin, third)
        self.assertEqual(self.file_of(third).turnover_12m, 20_100)
        self.assertRecordValues(ridge_file, [{"partner_id": third.id, "turnover_12m": 7_000}])

    def test_three_at_once(self):
        third = self.make_customer("Acme Overseas", email=self.acme.email)
        self.make_order(third, 100)
        self.refresh()
        self.merge(self.twin | third, self.acme)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 21_100)
        self.assertEqual(self.file_of(self.acme, self.other_company).turnover_12m, 10_000)

    def test_three_at_once_into_one_without_a_file(self):
        self.dock.email = self.twin.email
        self.merge(self.twin | self.acme, self.dock)
        self.assertEqual(self.file_of(self.dock).turnover_12m, 21_000)
        self.assertEqual(len(self.file_of(self.dock)), 1)

    def test_contacts_without_files_merge_as_ever(self):
        one = self.make_contact("Paul", self.acme, email="paul@acme.example")
        other = self.make_contact("Paul A.", self.acme, email="paul@acme.example")
        self.merge(one, other)
        self.assertFalse(self.file_of(other))

    def test_marked_by_hand_stays_marked(self):
        prospect = self.make_customer("Prospect", email=self.acme.email)
        self.env["care.profile"]._ensure(prospect, self.company)
        self.merge(prospect, self.acme)
        self.assertTrue(self.file_of(self.acme).is_manual)

    def test_owner_of_the_target_owns_the_file(self):
        self.acme.user_id = self.colleague
        self.merge(self.twin, self.acme)
        self.assertRecordValues(self.file_of(self.acme), [{"user_id": self.colleague.id}])

    def test_service_teams_are_joined(self):
        self.file_of(self.acme).member_ids = self.member
        self.file_of(self.twin).member_ids = self.member | self.colleague
        self.merge(self.twin, self.acme)
        self.assertEqual(self.file_of(self.acme).member_ids, self.member | self.colleague)

    def test_retired_file_of_one_does_not_retire_the_other(self):
        self.env["sale.order"].search([("partner_id", "=", self.acme.id)])._action_cancel()
        self.refresh()
        self.assertFalse(self.file_of(self.acme).active)
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            self.file_of(self.acme),
            [{"active": True, "date_retired": False, "turnover_12m": 20_000}],
        )

    def test_archived_source_and_its_file_are_joined(self):
        self.twin.active = False
        self.merge(self.twin, self.acme)
        self.assertRecordValues(self.file_of(self.acme), [{"active": True, "turnover_12m": 21_000}])

    def test_customer_merged_into_a_contact_of_another_hands_over_to_her_company(self):
        """Petra bought for herself first; she is a person at Bolt."""
        private = self.make_customer("Petra P.", is_company=False, email=self.acme.email)
        self.make_order(private, 300)
        self.refresh()
        touchpoint = self.make_touchpoint(private)
        touchpoint._finish()
        person = self.make_contact("Petra at Bolt", self.bolt, email=self.acme.email)
        self.merge(private, person)
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 9_300)
        self.assertFalse(self.file_of(person))
        self.assertRecordValues(
            touchpoint, [{"partner_id": self.bolt.id, "contact_id": person.id, "state": "done"}]
        )

    def test_company_merged_into_a_contact_makes_a_company_of_her(self):
        """So core has it: then she is the customer."""
        person = self.make_contact("Acme office", self.bolt, email=self.acme.email)
        self.merge(self.acme, person)
        self.refresh()
        self.assertTrue(person.is_company)
        self.assertEqual(self.file_of(person).turnover_12m, 1_000)
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 9_000)

    # === GRADES === #

    def test_grade_of_the_target_holds_and_histories_are_joined(self):
        self.env["care.grade.change"].with_user(self.manager)._record(
            self.file_of(self.twin), self.grade_a
        )
        grade = self.file_of(self.acme).grade_id
        history = (
            self.file_of(self.acme).grade_change_ids | self.file_of(self.twin).grade_change_ids
        )
        self.merge(self.twin, self.acme)
        self.assertEqual(self.file_of(self.acme).grade_id, grade)
        self.assertEqual(self.file_of(self.acme).grade_change_ids, history)
        self.assertEqual(history.partner_id, self.acme)

    def test_ungraded_target_takes_the_grade_over(self):
        prospect = self.make_customer("Prospect", email=self.acme.email)
        profile = self.env["care.profile"]._ensure(prospect, self.company)
        grade = self.file_of(self.acme).grade_id
        self.merge(self.acme, prospect)
        self.assertRecordValues(profile, [{"grade_id": grade.id, "grade_since": TODAY}])

    def test_one_open_proposal_remains_the_newest(self):
        Change = self.env["care.grade.change"].with_user(self.rep)
        older = Change._record(self.file_of(self.acme), self.grade_a)
        newer = Change._record(self.file_of(self.twin), self.grade_c)
        if not newer:
            newer = Change._record(self.file_of(self.twin), self.grade_b)
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            older | newer,
            [
                {"state": "rejected", "partner_id": self.acme.id},
                {"state": "proposed", "partner_id": self.acme.id},
            ],
        )
        self.rpc(self.manager, "care.grade.change", "action_approve", newer.ids)
        self.assertEqual(self.file_of(self.acme).grade_id, newer.new_grade_id)

    # === TOUCHPOINTS === #

    def test_records_and_plans_of_both_with_the_same_rhythm(self):
        (self.file_of(self.acme) | self.file_of(self.twin)).grade_id = self.grade_b
        self.refresh()
        self.plan()
        planned = self.env["care.touchpoint"].search([("state", "=", "planned")])
        planned = planned.filtered(lambda t: t.partner_id in self.acme | self.twin)
        self.assertTrue(planned.filtered("cadence_id"))
        done = self.env["care.touchpoint"]
        for partner, day in ((self.acme, "2026-01-10"), (self.twin, "2026-03-01")):
            for touchpoint in planned.filtered(lambda t, p=partner: t.partner_id == p):
                if not touchpoint.exists():
                    continue  # planned anew after the contact before
                touchpoint._finish(date_done=f"{day} 10:00:00")
                done |= touchpoint
        self.plan()
        self.env["care.touchpoint"]._cron_remind_touchpoints(datetime(2026, 4, 20))
        reminders = self.reminders_of(
            self.env["care.touchpoint"].search([("partner_id", "=", self.twin.id)])
        )
        self.assertTrue(reminders)
        self.merge(self.twin, self.acme)
        self.assertEqual(done.exists(), done)
        self.assertEqual(done.partner_id, self.acme)
        self.assertEqual(done.profile_id.partner_id, self.acme)
        self.assertEqual(self.file_of(self.acme).last_contact_date, date(2026, 3, 1))
        self.assertFalse(reminders.exists().filtered("active"), "the engine's plans end")
        self.plan()
        open_lines = self.env["care.touchpoint"].search(
            [
                ("profile_id", "=", self.file_of(self.acme).id),
                ("state", "=", "planned"),
                ("origin", "=", "cadence"),
            ]
        )
        self.assertEqual(len(open_lines), len(open_lines.cadence_id), "one open row per line")
        self.assertTrue(open_lines)

    def test_plans_by_hand_move_with_their_reminder(self):
        touchpoint = self.make_touchpoint(self.twin, user_id=self.rep.id, name="Invite")
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminder = self.reminders_of(touchpoint)
        self.assertTrue(reminder)
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            touchpoint,
            [
                {
                    "partner_id": self.acme.id,
                    "profile_id": self.file_of(self.acme).id,
                    "contact_id": False,
                    "state": "planned",
                }
            ],
        )
        self.assertEqual(self.reminders_of(touchpoint), reminder)

    def test_contact_persons_stay_the_persons_spoken_to(self):
        paul = self.make_contact("Paul", self.twin)
        touchpoint = self.make_touchpoint(paul)
        touchpoint._finish()
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            touchpoint, [{"partner_id": self.acme.id, "contact_id": paul.id, "state": "done"}]
        )
        self.assertEqual(paul.commercial_partner_id, self.acme)

    def test_merged_contact_persons_are_one_in_the_records(self):
        one = self.make_contact("Paul", self.acme, email="paul@acme.example")
        other = self.make_contact("Paul A.", self.acme, email="paul@acme.example")
        touchpoint = self.make_touchpoint(one)
        touchpoint._finish()
        self.merge(one, other)
        self.assertEqual(touchpoint.contact_id, other)

    # === WHO MERGES === #

    def test_core_s_wizard_does_it_for_the_administrator(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.acme | self.twin).ids)],
                "dst_partner_id": self.acme.id,
                "state": "selection",
                "group_by_email": True,
            }
        )
        wizard.action_merge()
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.file_of(self.acme).turnover_12m, 21_000)

    def test_rep_who_sees_only_one_of_the_files_joins_both(self):
        self.twin.user_id = self.colleague
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        self.merge(self.twin, self.acme, user=self.rep)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 21_000)
