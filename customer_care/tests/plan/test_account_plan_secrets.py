import json
from urllib.parse import quote

from odoo.tests import HttpCase, freeze_time, tagged

from ..common import NOW
from .account_plan_paper_common import REPORT, SECRET, AccountPlanPaperCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanSecrets(AccountPlanPaperCommon):
    """What stands in dossiers is printed for those who may open them, and the log knows."""

    def test_who_may_open_the_dossier_gets_it_printed_and_the_log_knows(self):
        for user, role in ((self.rep, "owner"), (self.manager, "manager")):
            before = self.log()
            text = self.text(user)
            self.assertIn(SECRET, text)
            self.assertIn("CONFIDENTIAL", text)
            row = self.log() - before
            self.assertRecordValues(
                row,
                [
                    {
                        "what": "print",
                        "user_ref": user.id,
                        "role": role,
                        "person_name": "Dora",
                        "purpose": self.plan.display_name,
                    }
                ],
            )

    def test_who_may_not_open_it_gets_the_plan_without_and_a_line_that_says_so(self):
        before = self.log()
        for user in (self.steward, self.leader):
            text = self.text(user)
            self.assertNotIn(SECRET, text)
            self.assertNotIn("CONFIDENTIAL", text)
            self.assertIn("Personal details of key persons are confidential", text)
            self.assertIn("Dora", text)
        self.assertEqual(self.log(), before)

    def test_that_a_dossier_is_kept_is_secret_too(self):
        kept = self.text(self.steward)
        self.dossier.unlink()
        self.assertEqual(self.text(self.steward), kept)

    def test_who_has_nothing_to_hide_is_told(self):
        self.dossier.unlink()
        self.assertIn("No confidential dossier is kept", self.text())

    def test_confidential_parts_can_be_left_out(self):
        before = self.log()
        text = self.text(care_print_plain=True)
        self.assertNotIn(SECRET, text)
        self.assertNotIn("CONFIDENTIAL", text)
        self.assertEqual(self.log(), before)

    def test_a_borrower_gets_what_was_lent(self):
        self.profile.member_ids = self.member
        self.assertNotIn(SECRET, self.text(self.member))
        card = (
            self.env["care.dossier.grant"]
            .with_user(self.member)
            .create({"partner_id": self.dora.id, "date_to": "2026-03-12", "purpose": "Dinner"})
        )
        card.with_user(self.manager).action_grant()
        self.assertIn(SECRET, self.text(self.member))
        self.assertEqual(self.log()[0].role, "borrower")

    def test_dossiers_of_another_company_stay_there(self):
        self.dossier.sudo().company_id = self.other_company
        self.env.flush_all()
        self.assertNotIn(SECRET, self.text())

    def test_the_summary_tells_nothing_confidential(self):
        before = self.log()
        self.assertNotIn(SECRET, self.text(report=f"{REPORT}_summary"))
        self.assertEqual(self.log(), before)


@tagged("post_install", "-at_install")
class TestAccountPlanRoute(AccountPlanPaperCommon, HttpCase):
    """The same through the route that browsers and programs print by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.password = cls.rep.password = cls.steward.password = "a long password"

    def open_print(self, user, kind="html", **context):
        self.authenticate(user.login, "a long password")
        self.env.flush_all()
        context = quote(json.dumps({"lang": "en_US", **context}))
        return self.url_open(f"/report/{kind}/{REPORT}/{self.plan.id}?context={context}")

    def test_the_route_prints_secrets_for_those_who_may_and_writes_it_down(self):
        answer = self.open_print(self.rep)
        self.assertIn(SECRET, answer.text)
        self.assertEqual(self.log().mapped("what"), ["print", "create"])
        self.assertEqual(self.log()[0].user_ref, self.rep.id)

    def test_the_route_keeps_secrets_from_others(self):
        answer = self.open_print(self.steward, lang="zh_CN", care_print_plain=False)
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn(SECRET, answer.text)
        self.assertEqual(self.log().mapped("what"), ["create"])

    def test_the_route_makes_a_bound_paper(self):
        content = self.open_print(self.rep, "pdf", force_report_rendering=True).content
        texts = self.texts_of(content)
        self.assertIn(f"2 / {len(texts)}", texts[1])
        self.assertIn(SECRET, "".join(texts).replace("\n", " "))
