import base64

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .portal_common import PortalCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestCasePageWrite(PortalCommon):
    """What the customer does on her page, and what others can't do there."""

    # === WRITING === #

    def test_customer_writes_by_the_link_in_her_own_name(self):
        answer = self.post("write", message="It is worse now", author_id=self.rep.partner_id.id)
        self.assertEqual((answer.status_code, self.path_of(answer)), (303, self.case.access_url))
        self.assertRecordValues(
            self.messages_of(self.case)[0],
            [{"author_id": self.petra.id, "body": "<p>It is worse now</p>"}],
        )
        self.assertIn("It is worse now", self.page().text)

    def test_unknown_person_writes_under_her_address(self):
        case = self.make_case(
            partner_id=False, contact_id=False, email_from="Nina <nina@n.example>"
        )
        self.post("write", case, message="Any news?")
        self.assertRecordValues(
            self.messages_of(case)[0],
            [{"author_id": False, "email_from": "Nina <nina@n.example>"}],
        )
        self.assertIn("Any news?", self.page(case).text)

    def test_session_of_another_customer_writes_as_visitor(self):
        self.authenticate(self.boris_user.login, self.boris_user.login)
        self.post("write", message="I have Petra's link")
        message = self.messages_of(self.case)[0]
        self.assertFalse(message.author_id)
        self.assertIn("Boris (visitor)", message.email_from)

    def test_session_of_another_customer_does_not_answer_for_her(self):
        self.resolve(self.case)
        self.authenticate(self.boris_user.login, self.boris_user.login)
        self.assertEqual(self.post("answer", solved="1").status_code, 404)
        self.assertEqual(self.case.state, "resolved")

    def test_nothing_is_taken_without_token_or_with_another(self):
        before = len(self.case.message_ids)
        for token in (None, "x", self.make_case().access_token):
            for action in ("write", "answer"):
                answer = self.post(action, token=token, message="In", solved="1")
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(len(self.case.message_ids), before)

    def test_second_customer_changes_nothing_without_the_link(self):
        self.resolve(self.case)
        self.authenticate(self.boris_user.login, self.boris_user.login)
        for action in ("write", "answer"):
            self.assertEqual(
                self.post(action, token=None, solved="1", message="In").status_code, 404
            )
        self.assertEqual(self.case.state, "resolved")

    @mute_logger("odoo.http")
    def test_get_changes_nothing(self):
        """Programs that check mails follow every link."""
        self.resolve(self.case)
        self.page(solved="1", score="5")
        for action in ("write", "answer"):
            answer = self.url_open(
                f"/my/care/case/{self.case.id}/{action}",
                params={"access_token": self.case.access_token, "solved": "1", "message": "In"},
            )
            self.assertIn(answer.status_code, (404, 405))
        self.assertRecordValues(self.case, [{"state": "resolved", "customer_answer": False}])

    @mute_logger("odoo.http")
    def test_form_of_another_site_changes_nothing(self):
        self.resolve(self.case)
        for csrf in (False, "wrong"):
            answer = self.post("answer", csrf=csrf, solved="1")
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.case.state, "resolved")

    def test_script_in_text_and_file_name_stays_text(self):
        self.post(
            "write",
            message="<script>alert(1)</script>",
            files=[("files", ("<img src=x onerror=alert(1)>.png", PIXEL, "image/png"))],
        )
        text = self.page().text
        self.assertNotIn("<script>alert(1)", text)
        self.assertNotIn("<img src=x", text)
        self.assertIn("&lt;script&gt;", text)

    def test_empty_message_is_told(self):
        self.assertIn("Please write something", self.post("write", message="  ").text)

    def test_writing_too_often_is_stopped_and_the_text_kept(self):
        with freeze_time("2026-03-10 09:00:00"):
            for _time in range(30):
                self.env["care.form.throttle"]._count_in({("case", self.case.id): 30})
            answer = self.post("write", message="Once more")
        self.assertIn("You wrote very often", answer.text)
        self.assertIn("Once more", answer.text)

    # === FILES === #

    def test_files_arrive_and_are_handed_out_by_the_link_alone(self):
        self.post("write", files=[("files", ("../../peel.png", PIXEL, "image/png"))])
        file = self.messages_of(self.case)[0].attachment_ids
        self.assertEqual((file.name, file.raw), ("peel.png", PIXEL))
        url = f"/my/care/case/{self.case.id}/file/{file.id}"
        self.env.flush_all()
        mine = self.url_open(url, params={"access_token": self.case.access_token})
        self.assertEqual((mine.status_code, mine.content), (200, PIXEL))
        self.assertIn("attachment", mine.headers["Content-Disposition"])
        other = self.make_case()
        for token in (None, "x", other.access_token):
            self.assertEqual(self.url_open(url, params={"access_token": token}).status_code, 404)
        elsewhere = f"/my/care/case/{other.id}/file/{file.id}"
        answer = self.url_open(elsewhere, params={"access_token": other.access_token})
        self.assertEqual(answer.status_code, 404)

    def test_files_of_notes_are_not_handed_out(self):
        note = self.say(
            self.case,
            body="Margin",
            attachments=[("margin.txt", b"5 %")],
            subtype_xmlid="mail.mt_note",
        )
        url = f"/my/care/case/{self.case.id}/file/{note.attachment_ids.id}"
        self.env.flush_all()
        answer = self.url_open(url, params={"access_token": self.case.access_token})
        self.assertEqual(answer.status_code, 404)

    def test_files_that_could_run_are_refused_with_the_text_kept(self):
        for name, content in (
            ("page.html", b"<html><script>1</script></html>"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("picture.png", b"<!DOCTYPE html><html><body onload='1'></body></html>"),
            ("run.exe", b"MZ"),
            ("noname", b"x"),
        ):
            answer = self.post("write", message="See", files=[("files", (name, content, "x/y"))])
            self.assertIn("take “", answer.text, name)
            self.assertIn("See", answer.text)
        self.assertFalse(self.messages_of(self.case))

    def test_too_large_and_too_many_files_are_refused(self):
        large = b"%PDF-1.4 " + b"x" * (10 * 1024 * 1024)
        answer = self.post("write", files=[("files", ("big.pdf", large, "application/pdf"))])
        self.assertIn("is too large", answer.text)
        many = [("files", (f"{n}.png", PIXEL, "image/png")) for n in range(11)]
        self.assertIn("at most 10 files", self.post("write", files=many).text)
        self.assertFalse(self.messages_of(self.case))

    # === SOLVED OR NOT === #

    def test_customer_says_that_it_is_solved_and_rates(self):
        self.case.user_id = self.rep
        self.resolve(self.case)
        self.post("answer", solved="1", score="4", comment="Friendly")
        self.assertRecordValues(
            self.case,
            [
                {
                    "state": "closed",
                    "customer_answer": "solved",
                    "customer_comment": "Friendly",
                    "handling_score": 4,
                }
            ],
        )
        self.assertRecordValues(
            self.case.rating_ids,
            [
                {
                    "rating": 4.0,
                    "consumed": True,
                    "partner_id": self.petra.id,
                    "rated_partner_id": self.rep.partner_id.id,
                    "feedback": "Friendly",
                }
            ],
        )

    def test_customer_says_that_it_is_not_solved(self):
        self.resolve(self.case)
        self.post("answer", solved="0", comment="It peels again")
        self.assertRecordValues(
            self.case,
            [{"state": "received", "reopen_count": 1, "handling_score": False}],
        )
        self.assertIn("It peels again", self.page().text)

    def test_not_solved_asks_what(self):
        self.resolve(self.case)
        self.assertIn("Please tell us what", self.post("answer", solved="0").text)
        self.assertEqual(self.case.state, "resolved")

    def test_a_second_answer_changes_nothing(self):
        self.resolve(self.case)
        self.post("answer", solved="1", score="5")
        self.post("answer", solved="0", comment="No", score="1")
        self.assertRecordValues(self.case, [{"state": "closed", "handling_score": 5}])
        self.assertEqual(len(self.case.rating_ids), 1)

    def test_hostile_scores_count_as_none(self):
        for score in ("9", "-1", "5.5", "five", "1e1", ""):
            case = self.make_case()
            self.resolve(case)
            self.post("answer", case, solved="1", score=score)
            self.assertRecordValues(case, [{"state": "closed", "handling_score": False}])

    # === AFTER CLOSING === #

    def test_writing_soon_after_closing_opens_it_again(self):
        self.close(self.case)
        self.assertIn("Write again", self.page().text)
        self.post("write", message="It came back")
        self.assertRecordValues(self.case, [{"state": "received", "reopen_count": 1}])

    def test_writing_long_after_closing_makes_a_new_case(self):
        self.close(self.case)
        self.case.sudo().date_closed = "2020-01-01 00:00:00"
        answer = self.post("write", message="It came back")
        new = self.env["care.case"].search([("previous_id", "=", self.case.id)])
        self.assertRecordValues(
            new, [{"contact_id": self.petra.id, "channel": "web", "state": "received"}]
        )
        self.assertIn("It came back", new.description)
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.path_of(answer), new.access_url)

    def test_what_was_rejected_comes_as_a_new_case(self):
        self.case._set_state("rejected", reject_reason="Not ours")
        self.post("write", message="It is yours")
        self.assertEqual(self.case.state, "rejected")
        new = self.env["care.case"].search([("previous_id", "=", self.case.id)])
        self.assertEqual(len(new), 1)
