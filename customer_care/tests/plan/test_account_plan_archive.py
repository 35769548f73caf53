import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..common import NOW
from .account_plan_paper_common import SECRET, AccountPlanPaperCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanArchive(AccountPlanPaperCommon):
    """What was approved is kept as a paper, whatever becomes of the plan."""

    def archive(self):
        """As the scheduled action does right after the approval."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_account_plan_archive").method_direct_trigger()
        self.env.invalidate_all()

    def paper_texts(self, plan=None):
        return self.texts_of(base64.b64decode((plan or self.plan).sudo().paper))

    def test_approving_asks_for_the_paper_and_waits_for_nothing(self):
        cron = self.env.ref("customer_care.cron_account_plan_archive")
        with patch.object(
            IrActionsReport, "_run_wkhtmltopdf", side_effect=AssertionError("printed")
        ):
            self.submit_and_approve()
        self.assertTrue(self.plan.is_paper_due)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_the_paper_is_kept_without_secrets_in_the_account_managers_language(self):
        self.rep.lang = "zh_CN"
        self.plan.purpose = "成为第一供应商"
        self.submit_and_approve()
        self.archive()
        self.assertFalse(self.plan.is_paper_due)
        text = "".join(self.paper_texts()).replace("\n", "")
        self.assertIn("成为第一供应商", text)
        self.assertIn("收益计划", text)
        self.assertNotIn(SECRET, text)
        self.assertNotIn("草稿", text)
        self.assertFalse(self.log().filtered(lambda row: row.what == "print"))

    def test_the_archive_is_read_by_those_who_read_the_plan(self):
        self.submit_and_approve()
        self.archive()
        self.assertTrue(self.plan.with_user(self.steward).paper)
        with self.assertRaises(AccessError):
            self.plan.with_user(self.colleague).read(["paper"])

    def test_nobody_changes_the_archive(self):
        self.submit_and_approve()
        self.archive()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "care.account.plan"), ("res_field", "=", "paper")]
        )
        for user in (self.rep, self.manager):
            for attempt in (
                lambda user=user: self.plan.with_user(user).write({"paper": False}),
                lambda user=user: self.plan.with_user(user).write({"is_paper_due": True}),
                lambda user=user: attachment.with_user(user).write({"raw": b"other"}),
                lambda user=user: attachment.with_user(user).unlink(),
            ):
                with self.assertRaises(UserError):
                    attempt()

    def test_a_printer_that_does_not_work_keeps_nobody_from_approving(self):
        self.submit_and_approve()
        with (
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", return_value="install"),
            mute_logger("odoo.addons.customer_care.models.plan.care_account_plan_archive"),
        ):
            self.archive()
        self.assertEqual(self.plan.state, "approved")
        self.assertFalse(self.plan.is_paper_due, "it leaves the queue")
        self.assertFalse(self.plan.paper)
        self.assertIn("could not be archived", self.plan.message_ids[0].body)

    def test_one_bad_paper_keeps_no_other_from_being_printed(self):
        self.submit_and_approve()
        other = self.make_plan(self.file_of(self.crane), self.manager)
        other.with_user(self.manager).action_submit()
        other.with_user(self.manager).action_approve()
        plans = type(self.plan)
        summary = plans._paper

        def paper(plan, dossiers=None):
            if plan.id == self.plan.id:
                raise ValueError("broken")
            return summary(plan, dossiers)

        with (
            patch.object(plans, "_paper", paper),
            mute_logger("odoo.addons.customer_care.models.plan.care_account_plan_archive"),
        ):
            self.archive()
        self.assertFalse(self.plan.paper)
        self.assertIn("Crane", "".join(self.paper_texts(other)))
