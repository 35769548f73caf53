from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseMerge(CaseCommon):
    """Cases that are one, and cases that are two."""

    def setUp(self):
        super().setUp()
        self.older = self.make_case(date_received=self.at(hours=-5))
        self.newer = self.make_case(subject="Still peels")
        self.message = self.newer.message_post(
            body=Markup("It still peels"), message_type="comment"
        )
        self.file = self.env["ir.attachment"].create(
            {"name": "photo.png", "res_model": "care.case", "res_id": self.newer.id, "raw": b"x"}
        )
        self.newer.message_subscribe(partner_ids=self.petra.ids)

    def test_the_one_that_stays_gets_everything(self):
        remedy = self.env["care.remedy"].create({"case_id": self.newer.id, "name": "Sorry"})
        self.newer._merge_into(self.older)
        self.assertRecordValues(
            self.newer, [{"state": "cancelled", "merged_into_id": self.older.id}]
        )
        self.assertEqual(self.message.res_id, self.older.id)
        self.assertEqual(self.file.res_id, self.older.id)
        self.assertEqual(remedy.case_id, self.older)
        self.assertIn(self.petra, self.older.message_partner_ids)
        self.assertEqual(self.open_clocks(self.newer), {})

    def test_the_oldest_promise_stays(self):
        self.older._merge_into(self.newer)
        reply = self.newer.sudo()._open_clocks()
        self.assertRecordValues(reply, [{"kind": "reply", "date_start": self.at(hours=-5)}])
        self.assertEqual(self.newer.date_received, self.at(hours=-5))

    def test_merge_is_undone(self):
        self.newer._merge_into(self.older)
        self.newer.action_unmerge()
        self.assertRecordValues(self.newer, [{"state": "received", "merged_into_id": False}])
        self.assertEqual(self.message.res_id, self.newer.id)
        self.assertEqual(self.file.res_id, self.newer.id)
        self.assertEqual(self.open_clocks(self.newer), {"reply": "running"})
        self.assertEqual(self.open_clocks(self.older), {"reply": "running"})
        with self.assertRaisesRegex(UserError, "was not merged"):
            self.newer.action_unmerge()

    def test_sender_is_known_by_the_merge(self):
        unknown = self.env["care.case"].sudo().create({"subject": "X"}).with_user(self.agent)
        self.older._merge_into(unknown)
        self.assertEqual(unknown.partner_id, self.acme)

    def test_what_can_not_be_merged(self):
        with self.assertRaisesRegex(UserError, "different customers"):
            self.make_case(partner=self.bolt)._merge_into(self.older)
        with self.assertRaisesRegex(UserError, "at least two"):
            self.older._merge_into(self.older)
        self.older._cancel("Entered twice")
        with self.assertRaisesRegex(UserError, "does not follow"):
            self.newer._merge_into(self.older)

    def test_agent_merges_from_the_list(self):
        action = (self.older | self.newer).action_merge()
        wizard = self.env["care.case.merge"].with_user(self.agent)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertEqual(wizard.target_id, self.older)
        self.assertEqual(wizard.action_merge()["res_id"], self.older.id)
        self.assertEqual(self.newer.merged_into_id, self.older)

    def test_part_is_split(self):
        self.older.action_acknowledge()
        part = self.env["care.case"].browse(self.older.action_split()["res_id"])
        self.assertRecordValues(
            part,
            [
                {
                    "parent_id": self.older.id,
                    "state": "acknowledged",
                    "partner_id": self.acme.id,
                    "subject": "Coating peels (part)",
                    "date_received": self.older.date_received,
                }
            ],
        )
        self.assertEqual(self.open_clocks(part), {"progress": "running"})
