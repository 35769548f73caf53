from odoo.tests import Form, freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseScreens(CaseCommon):
    """What agents see and fill in."""

    def setUp(self):
        super().setUp()
        self.env = self.env(user=self.agent)

    def test_quick_form_takes_a_call(self):
        self.petra.phone = "+49 30 1234567"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_case_action_quick"
        )
        self.assertEqual(action["target"], "new")
        form = Form(self.env["care.case"], view="customer_care.care_case_view_form_quick")
        form.partner_id = self.acme
        form.contact_id = self.petra
        form.subject = "Coating peels"
        case = form.save()
        self.assertRecordValues(
            case, [{"user_id": self.agent.id, "channel": "phone", "contact_id": self.petra.id}]
        )
        self.assertEqual(case.action_open_form()["res_id"], case.id)

    def test_caller_is_found_by_phone_number(self):
        self.petra.phone = "+49 30 8190277"
        self.env.flush_all()
        Partner = self.env["res.partner"]
        self.assertFalse(Partner.name_search("8190277"))
        found = Partner.with_context(care_find_caller=True).name_search("8190277")
        self.assertEqual([pair[0] for pair in found], [self.petra.id])
        self.assertFalse(Partner.with_context(care_find_caller=True).name_search("8190278"))

    def test_form_shows_the_promise_that_runs_out_first(self):
        case = self.make_case(severity="major")
        self.assertRecordValues(
            case,
            [
                {
                    "next_promise": "Reply",
                    "next_deadline": self.at(days=1),
                    "is_near": False,
                    "is_late": False,
                }
            ],
        )
        with freeze_time(self.at(hours=21)):
            case.invalidate_recordset()
            self.assertTrue(case.is_near)
            self.assertEqual(self.env["care.case"].search([("is_near", "=", True)]), case)
        with freeze_time(self.at(hours=25)):
            case.invalidate_recordset()
            self.assertTrue(case.is_late)
            self.assertIn(case, self.env["care.case"].search([("is_late", "=", True)]))

    def test_customer_page_shows_cases(self):
        self.make_case(severity="major")
        self.env["care.dirty"].sudo()._drain()
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        tile = next(tile for tile in page["tiles"] if tile["key"] == "complaints")
        self.assertEqual([figure["value"] for figure in tile["figures"]], [1, 1, 100.0])
        self.assertTrue(tile["figures"][0]["late"])
        titles = [row["title"] for row in page["promises"]]
        self.assertIn("Reply: C-00001 Coating peels", titles)
        self.assertIn("case", {event["kind"] for event in page["timeline"]})

    def test_customer_page_opens_the_quick_form(self):
        action = self.rpc(self.rep, "care.profile", "action_new_case", self.petra.id)
        self.assertEqual(action["context"]["default_partner_id"], self.acme.id)
        self.assertEqual(action["context"]["default_contact_id"], self.petra.id)

    def test_every_filter_and_grouping_works(self):
        self.resolved()
        view = self.env["care.case"].get_view(
            self.env.ref("customer_care.care_case_view_search").id, "search"
        )
        self.assertIn("filter_near", view["arch"])
        for group in ("category_id", "product_id", "cause_id", "user_id", "date_received:month"):
            rows = self.env["care.case"].formatted_read_group(
                [], [group], ["__count", "resolution_days:avg"]
            )
            self.assertTrue(rows, group)
        self.assertTrue(self.env["care.case"].search([("is_member", "=", True)]))
        self.assertFalse(self.env["care.case"].search([("is_reopened", "=", True)]))
