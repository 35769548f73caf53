from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseLife(CaseCommon):
    """What becomes of cases when contacts are merged, moved, archived and deleted."""

    def merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)
        self.env.invalidate_all()

    def test_merged_customers_keep_their_cases(self):
        case = self.make_case(partner=self.bolt)
        self.merge(self.bolt, self.acme)
        self.assertRecordValues(
            case.sudo(),
            [{"partner_id": self.acme.id, "profile_id": self.file_of(self.acme).id}],
        )
        self.assertEqual(case.sudo().clock_ids.partner_id, self.acme)
        self.assertEqual(self.file_of(self.acme).open_complaint_count, 1)

    def test_customer_who_becomes_a_contact_stays_the_person_spoken_to(self):
        case = self.make_case(partner=self.bolt)
        self.bolt.parent_id = self.acme
        self.bolt.is_company = False
        self.refresh()
        self.env.invalidate_all()
        self.assertRecordValues(
            case.sudo(), [{"partner_id": self.acme.id, "contact_id": self.bolt.id}]
        )

    def test_customer_with_cases_is_not_deleted(self):
        stranger = self.make_customer("Stranger")
        self.make_case(partner=stranger)
        with self.assertRaisesRegex(UserError, "Archive the contact instead"):
            stranger.unlink()

    def test_company_with_cases_is_not_deleted(self):
        self.env["care.case"].sudo().create({"subject": "X", "company_id": self.branch.id})
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.branch.unlink()

    def test_archived_customer_keeps_the_case_going(self):
        case = self.make_case(partner=self.bolt)
        self.bolt.active = False
        case.action_acknowledge()
        self.assertEqual(case.state, "acknowledged")

    def test_contact_who_left_is_no_contact_of_the_case(self):
        case = self.make_case()
        self.petra.unlink() if not self.petra.user_ids else self.portal_user.sudo().unlink()
        self.petra.exists().unlink()
        self.assertFalse(case.contact_id)
        self.assertEqual(case.partner_id, self.acme)

    def test_day_of_the_visit_is_a_working_day_before_the_promise_is_over(self):
        visit = self.resolved().sudo().touchpoint_ids
        self.assertGreaterEqual(visit.date_planned, TODAY)
        self.assertIn(visit.date_planned, self.company._care_working_days())
        self.assertEqual(str(visit.date_planned), "2026-03-12")

    def test_planning_leaves_the_visit_alone(self):
        visit = self.resolved().sudo().touchpoint_ids
        self.plan()
        self.assertEqual(visit.exists().state, "planned")
