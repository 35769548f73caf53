from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCommon):
    """A customer on her phone, in a real browser."""

    browser_size = "390x844"
    touch_enabled = True

    def follow(self, login=None):
        self.resolve(self.case)
        token = "" if login else f"?access_token={self.case.access_token}"
        self.start_tour(self.case.access_url + token, "care_portal_customer_tour", login=login)
        self.assertRecordValues(
            self.case,
            [
                {
                    "state": "closed",
                    "customer_answer": "solved",
                    "customer_comment": "Friendly people",
                    "handling_score": 5,
                }
            ],
        )

    def test_customer_answers_by_the_link_on_her_phone(self):
        self.follow()

    def test_customer_answers_by_her_login(self):
        self.follow(self.portal_user.login)

    def test_customer_answers_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.petra.lang = "zh_CN"
        self.follow()
