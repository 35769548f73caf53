from odoo.tests import TransactionCase, tagged

from ..common import MAIL_OFF
from .path_common import WholePath


@tagged("post_install", "-at_install")
class TestWholePath(WholePath, TransactionCase):
    """An order becomes a visit, and the visit the next one, with data that others made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.ref("base.main_company")
        cls.env = cls.env(
            context={**cls.env.context, **MAIL_OFF, "allowed_company_ids": company.ids}
        )
        cls.manager = cls.env.ref("customer_care.user_care_manager")
        cls.rep = cls.env.ref("customer_care.user_care_rep")
        cls.chinese_rep = cls.env.ref("customer_care.user_care_zh")

    def test_odoos_demo_data(self):
        customer = self.env.ref("base.res_partner_18")
        self.assertEqual(customer.user_id, self.rep)
        self.walk(customer, self.rep, self.manager)

    def test_the_sample_story(self):
        customer = self.env.ref("customer_care.sample_partner_huasheng")
        self.assertEqual(customer.user_id, self.chinese_rep)
        self.walk(customer, self.chinese_rep, self.manager)
