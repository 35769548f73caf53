from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestPartnerCopy(CareCommon):
    """The copy of a contact is nobody's customer yet."""

    def test_copy_takes_no_care_data_along(self):
        self.make_order(self.acme, 600_000)
        self.refresh()
        self.make_touchpoint(self.acme)._finish()
        copy = self.acme.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "care_profile_ids": [],
                    "care_profile_id": False,
                    "care_grade_id": False,
                    "care_last_contact_date": False,
                    "care_next_contact_date": False,
                }
            ],
        )
        self.refresh()
        self.assertFalse(self.file_of(copy))

    def test_copy_by_the_rep_proposes_no_grade(self):
        self.make_order(self.acme, 600_000)
        self.refresh()
        [copy_id] = self.rpc(self.rep, "res.partner", "copy", self.acme.ids)
        self.assertFalse(self.env["care.grade.change"].search([("partner_id", "=", copy_id)]))
