from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRemedy(CaseCommon):
    """What makes up for a complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.care_compensation_limit = 500

    def make_remedy(self, kind, case=None, **vals):
        return (
            self.env["care.remedy"]
            .with_user(self.agent)
            .create(
                {
                    "case_id": (case or self.make_case()).id,
                    "kind": kind,
                    "name": "Voucher",
                    "currency_id": self.euro.id,
                    **vals,
                }
            )
        )

    def test_small_compensation_needs_nobody(self):
        remedy = self.make_remedy("compensation", amount=500)
        remedy.action_done()
        self.assertEqual(remedy.state, "done")

    def test_large_compensation_waits_for_a_manager(self):
        remedy = self.make_remedy("compensation", amount=501)
        self.assertEqual(remedy.state, "waiting")
        with self.assertRaisesRegex(UserError, "can't become"):
            remedy.action_done()
        with self.assertRaises(AccessError):
            remedy.action_approve()
        remedy.with_user(self.manager).action_approve()
        self.assertRecordValues(remedy, [{"state": "planned", "decided_by_id": self.manager.id}])
        remedy.action_done()
        self.assertEqual(remedy.state, "done")

    def test_managers_are_told_of_what_waits(self):
        remedy = self.make_remedy("compensation", amount=501)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)], limit=1
        )
        self.assertIn(remedy.case_id.name, message.subject)

    def test_raised_amount_waits_again(self):
        remedy = self.make_remedy("compensation", amount=600)
        remedy.with_user(self.manager).action_approve()
        remedy.amount = 6000
        self.assertRecordValues(remedy, [{"state": "waiting", "decided_by_id": False}])
        remedy.amount = 10
        self.assertEqual(remedy.state, "planned")

    def test_foreign_currency_is_converted(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.yuan.id,
                "rate": 8,
                "name": "2026-01-01",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(
            self.make_remedy("compensation", amount=4000, currency_id=self.yuan.id).state, "planned"
        )
        self.assertEqual(
            self.make_remedy("compensation", amount=4008, currency_id=self.yuan.id).state, "waiting"
        )

    def test_manager_refuses_with_a_reason(self):
        remedy = self.make_remedy("compensation", amount=900).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            remedy._refuse("")
        wizard = self.env["care.case.decide"].with_user(self.manager)
        wizard.create(
            {"remedy_ids": remedy.ids, "step": "refuse", "reason": "Too much"}
        ).action_decide()
        self.assertRecordValues(remedy, [{"state": "refused", "refuse_reason": "Too much"}])
        with self.assertRaises(AccessError):
            remedy.with_user(self.agent).amount = 1

    def test_nobody_writes_the_state(self):
        remedy = self.make_remedy("compensation", amount=900)
        with self.assertRaises(AccessError):
            remedy.state = "planned"
        with self.assertRaises(AccessError):
            remedy.decided_by_id = self.manager
        self.assertEqual(
            self.make_remedy("compensation", amount=900, state="done").state, "waiting"
        )

    def test_complaint_is_resolved_when_its_remedies_are_done(self):
        case = self.make_case(solution="<p>X</p>", cause_id=self.cause.id)
        remedy = self.make_remedy("verbal", case)
        with self.assertRaisesRegex(UserError, "remedies are not done yet"):
            case.action_resolve()
        remedy.action_withdraw()
        case.action_resolve()
        self.assertEqual(case.state, "resolved")

    def test_converted_case_needs_no_remedies(self):
        case = self.make_case()
        remedy = self.make_remedy("compensation", case, amount=900)
        case.action_convert("enquiry")
        self.assertEqual(remedy.state, "withdrawn")

    def test_improvement_makes_a_measure(self):
        case = self.make_case(cause_id=self.cause.id)
        remedy = self.make_remedy("measure", case, name="Cure longer")
        self.assertRecordValues(
            remedy.measure_id,
            [
                {
                    "name": "Cure longer",
                    "case_id": case.id,
                    "cause_id": self.cause.id,
                    "user_id": self.agent.id,
                }
            ],
        )

    def test_letter_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.petra.lang = "zh_CN"
        remedy = self.make_remedy("letter", name="Apology")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("customer_care.report_apology_letter", remedy.ids)[0]
            .decode()
        )
        self.assertIn(self.company.name, html)
        self.assertIn(self.petra.name, html)
        self.assertIn(remedy.case_id.name, html)
        self.assertNotIn("Yours sincerely", html)
        self.assertNotIn("thank you for telling us", html)

    def test_printed_letter_stays_as_it_was_sent(self):
        remedy = self.make_remedy("letter", name="Apology")
        remedy.action_done()
        with self.assertRaises(AccessError):
            remedy.letter = "<p>Other</p>"
        action = remedy.action_print_letter()
        self.assertEqual(action["report_name"], "customer_care.report_apology_letter")
