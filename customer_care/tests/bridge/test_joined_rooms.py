from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from ..customer.contract_common import ContractCommon
from ..customer.dossier_common import DossierCommon
from ..promise.promise_common import PromiseCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestJoinedRooms(ContractCommon, DossierCommon, PromiseCommon):
    """Two customers who have everything become one, by a merge or as contact of the other; a
    customer and a company with promises end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.twin = cls.make_customer("Acme Ltd.", cls.rep)
        cls.petra_too = cls.make_contact("Petra P.", cls.twin)
        cls.make_order(cls.twin, 2_000)
        cls.refresh()
        cls.contracts = cls.make_contract(cls.acme) | cls.make_contract(cls.twin)
        cls.overseas = cls.make_contract(cls.twin, company=cls.other_company)
        cls.of_branch = cls.make_contract(cls.twin, company=cls.branch)
        cls.clocks = cls.make_promise(cls.acme) | cls.make_promise(cls.twin)
        cls.ended = cls.make_promise(cls.twin)
        cls.ended.touchpoint_id._finish(date_done=cls.at(1))
        cls.make_dossier(cls.petra_too, family="A son in Rome", attitude="neutral")
        cls.turnover = cls.file_of(cls.acme).turnover_12m + 2_000
        cls.lock = TODAY + timedelta(days=100)
        cls.file_of(cls.twin).write({"is_strategic": True, "grade_lock_date": cls.lock})
        cls.changes = cls.env["care.grade.change"]
        cls.review = cls.env["care.grade.review"].create({"company_id": cls.company.id})
        for customer in cls.acme, cls.twin:
            cls.changes |= cls.propose(customer)

    @classmethod
    def propose(cls, customer):
        """An open change of the review: one grade down or up."""
        profile = cls.file_of(customer)
        target = cls.grade_b if profile.grade_id != cls.grade_b else cls.grade_a
        change = cls.env["care.grade.change"].with_user(cls.rep)._record(profile, target)
        change.sudo().review_id = cls.review
        return change.with_env(cls.env)

    def assertAllIsAcmes(self):
        profile = self.file_of(self.acme)
        self.assertFalse(self.file_of(self.twin).exists().filtered("active"))
        self.assertEqual((self.contracts | self.of_branch).partner_id, self.acme)
        self.assertEqual((self.contracts | self.of_branch).profile_id, profile)
        self.assertEqual(self.overseas.profile_id, self.file_of(self.acme, self.other_company))
        self.assertEqual((self.clocks | self.ended).profile_id, profile)
        self.assertEqual((self.clocks | self.ended).partner_id, self.acme)
        self.assertRecordValues(
            self.clocks | self.ended, [{"state": "running"}, {"state": "running"}, {"state": "met"}]
        )
        self.assertRecordValues(profile, [{"is_strategic": True, "turnover_12m": self.turnover}])
        self.assertEqual(sorted(self.changes.mapped("state")), ["proposed", "rejected"])
        self.assertEqual(self.changes.partner_id, self.acme)
        self.review.with_user(self.manager).action_approve()
        approved = self.changes.filtered(lambda change: change.state == "applied")
        self.assertEqual(profile.grade_id, approved.new_grade_id)

    # === JOINED === #

    def test_merged_customers_have_everything_of_both(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.twin | self.acme).ids, self.acme, extra_checks=False)
        self.assertFalse(self.twin.exists())
        self.assertAllIsAcmes()

    def test_a_customer_who_becomes_a_contact_brings_everything_along(self):
        self.twin.write({"is_company": False, "parent_id": self.acme.id})
        self.refresh()
        self.assertAllIsAcmes()

    def test_the_lock_comes_with_the_grade_that_is_taken_over(self):
        prospect = self.make_customer("Prospect")
        profile = self.env["care.profile"]._ensure(prospect, self.company)
        grade = self.file_of(self.twin).grade_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.twin | prospect).ids, prospect, extra_checks=False)
        self.assertRecordValues(profile, [{"grade_id": grade.id, "grade_lock_date": self.lock}])

    def test_one_person_has_one_dossier_with_both_families(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.petra_too | self.petra).ids, self.petra, extra_checks=False)
        dossier = self.env["care.dossier"].search([("partner_id", "=", self.petra.id)])
        self.assertEqual(len(dossier), 1)
        self.assertIn("Lyon", dossier.family)
        self.assertIn("Rome", dossier.family)

    # === ENDED === #

    def test_customer_with_a_promise_cannot_be_deleted(self):
        promised = self.make_customer("Promised", self.rep)
        clock = self.make_promise(promised)
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            promised.unlink()
        self.assertTrue(clock.touchpoint_id.exists())

    def test_company_with_a_promise_cannot_be_deleted(self):
        company = self._make_company("Short-lived", self.euro)
        touchpoint = self.make_touchpoint(self.dock, company=company)
        self.env["care.sla.clock"]._start("return_visit", touchpoint, self.now)
        with self.assertRaisesRegex(UserError, "Archive it"):
            company.unlink()

    def test_archived_customer_s_promises_still_end(self):
        self.twin.active = False
        self.refresh()
        self.env["care.sla.clock"]._cron_check_promises(self.at(30))
        self.assertEqual(set(self.clocks.mapped("state")), {"breached"})

    # === GRADES === #

    def test_a_criterion_that_the_points_need_stays(self):
        grade = self.grade_a
        grade.points_required = 2
        needed = grade.criterion_ids[0]
        with self.assertRaisesRegex(ValidationError, "nobody could get it"):
            needed.unlink()

    def test_criteria_are_exchanged_in_one_go(self):
        grade = self.grade_a
        grade.points_required = 2
        old = grade.criterion_ids[0]
        vals = {"metric": "order_count_12m", "operator": ">=", "threshold": 3}
        grade.write({"criterion_ids": [Command.delete(old.id), Command.create(vals)]})
        self.assertFalse(old.exists())
        self.assertEqual(grade.points_possible, 2)

    def test_all_criteria_may_go(self):
        self.grade_a.points_required = 2
        self.grade_a.criterion_ids.unlink()
        self.assertFalse(self.grade_a.criterion_ids)
