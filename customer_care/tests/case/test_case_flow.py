from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseFlow(CareCommon):
    def test_new_case_is_numbered_and_runs_a_reply_clock(self):
        case = (
            self.env["care.case"]
            .with_user(self.rep)
            .create({"subject": "Coating peels", "partner_id": self.petra.id})
        )
        self.assertRecordValues(
            case,
            [{"name": "C-00001", "partner_id": self.acme.id, "contact_id": self.petra.id}],
        )
        self.assertEqual(case.sudo().clock_ids.mapped("kind"), ["reply"])
