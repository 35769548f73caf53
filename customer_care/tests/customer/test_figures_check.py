from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestFiguresCheck(CareCommon):
    """The full check finds every figure that a count of everything would give otherwise, and
    changes none. That facts in any order leave none is proved in ``test_dirty_random``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()

    def check(self, company=None, today=TODAY):
        return self.env["care.profile"]._check(company or self.company, today)

    def rows(self):
        """Every stored row, with what tells of a write."""
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin, ctid, * FROM care_profile ORDER BY id")
        return self.env.cr.fetchall()

    def spoil(self, customer, **values):
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE care_profile SET {name} = %s WHERE id = %s",
                (value, self.file_of(customer).id),
            )
        self.env.invalidate_all()

    def test_nothing_differs(self):
        self.env["care.dirty"]._drain(today=TODAY)
        before = self.rows()
        self.assertEqual(self.check(), [])
        self.assertEqual(self.check(self.other_company), [])
        self.assertEqual(self.rows(), before)

    def test_what_differs_is_found_and_left(self):
        self.env["care.dirty"]._drain(today=TODAY)
        self.spoil(self.acme, turnover_12m=1, last_order_date=None)
        self.spoil(self.bolt, cooperation_years=7)
        before = self.rows()
        found = {
            (row["partner_id"], row["column"]): (row["stored"], row["counted"])
            for row in self.check()
        }
        self.assertEqual(found[self.acme.id, "turnover_12m"], ("1", "600000.00"))
        self.assertEqual(found[self.acme.id, "last_order_date"], (None, str(TODAY)))
        self.assertEqual(found[self.bolt.id, "cooperation_years"], ("7", "0"))
        self.assertEqual({partner for partner, _column in found}, {self.acme.id, self.bolt.id})
        self.assertEqual(self.rows(), before)

    def test_a_missing_file_is_one_difference(self):
        self.env["care.dirty"]._drain(today=TODAY)
        self.file_of(self.dock).unlink()
        [difference] = self.check()
        self.assertEqual(difference["column"], "partner_id")
        self.assertEqual((difference["partner_id"], difference["stored"]), (self.dock.id, None))
        self.assertFalse(self.file_of(self.dock))

    def test_the_queue_is_no_difference(self):
        self.make_order(self.dock, 50)
        self.assertEqual(self.check(), [])
        self.assertEqual(self.file_of(self.dock).turnover_12m, 60)

    def test_a_rank_waits_for_the_night(self):
        self.env["care.dirty"]._drain(today=TODAY)
        self.spoil(self.acme, turnover_percentile=3)
        self.assertEqual(self.check(), [])

    def test_another_day_has_other_windows(self):
        self.env["care.dirty"]._drain(today=TODAY)
        columns = {row["column"] for row in self.check(today=TODAY + timedelta(days=400))}
        self.assertLessEqual({"turnover_12m", "order_count_12m", "cooperation_years"}, columns)

    def test_a_manager_reads_what_differs_and_has_it_counted(self):
        self.refresh(today=None)
        self.env["care.dirty"]._drain()
        self.spoil(self.acme, turnover_12m=1)
        action = self.rpc(self.manager, "care.profile", "action_check")
        lines = self.env["care.profile.difference"].search(action["domain"])
        self.assertIn(
            ("Acme", "Turnover 12 Months", "1.00\xa0€", "600,000.00\xa0€"),
            [(line.partner_id.name, line.name, line.stored, line.counted) for line in lines],
        )
        self.rpc(self.manager, "care.profile.difference", "action_count", lines.ids)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 600_000)
        action = self.rpc(self.manager, "care.profile", "action_check")
        self.assertEqual(action["params"]["type"], "success")

    def test_nobody_else_checks(self):
        for user in (self.rep, self.team_leader, self.steward, self.leader):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.profile", "action_check")
