"""The cast of the tests.

Harbour Trading (with its branch Harbour South) has four customers::

    Acme    looked after by the rep; Petra, its buyer, has a portal login
    Bolt    looked after by the colleague
    Crane   looked after by the colleague, served by the member
    Dock    looked after by nobody

rep, colleague and member are in the sales team North, which the team leader leads; nobody is in
South. Ridge Supplies is another company with a rep of its own. Its currency is another one, too.
"""

from datetime import datetime, time

from odoo import Command, fields
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, freeze_time, new_test_user

NOW = "2026-03-10 09:00:00"
TODAY = fields.Date.to_date(NOW)
MAIL_OFF = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


@freeze_time(NOW)
class CareCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **MAIL_OFF})
        cls._set_up_companies()
        cls._set_up_users()
        cls._set_up_customers()
        cls.grade_a = cls.env.ref("customer_care.care_grade_a")
        cls.grade_b = cls.env.ref("customer_care.care_grade_b")
        cls.grade_c = cls.env.ref("customer_care.care_grade_c")
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "type": "service", "taxes_id": False}
        )

    # === THE CAST === #

    @classmethod
    def _set_up_companies(cls):
        cls.euro = cls.env.ref("base.EUR")
        cls.yuan = cls.env.ref("base.CNY")
        (cls.euro | cls.yuan).active = True
        cls.company = cls._make_company("Harbour Trading", cls.euro)
        cls.branch = cls._make_company("Harbour South", cls.euro, parent_id=cls.company.id)
        cls.other_company = cls._make_company("Ridge Supplies", cls.yuan)
        cls.env.user.write(
            {
                "company_ids": [
                    Command.link(company.id)
                    for company in (cls.company, cls.branch, cls.other_company)
                ],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    @classmethod
    def _make_company(cls, name, currency, **vals):
        company = cls.env["res.company"].create({"name": name, "currency_id": currency.id, **vals})
        company.partner_id.tz = "UTC"
        return company

    @classmethod
    def _make_user(cls, name, *groups, company=None, **vals):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"test_care_{name.lower().replace(' ', '_')}",
            name=name,
            groups=",".join(groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="UTC",
            context=MAIL_OFF,
            **vals,
        )

    @classmethod
    def _set_up_users(cls):
        seller = "sales_team.group_sale_salesman"
        user = "customer_care.group_care_user"
        cls.rep = cls._make_user("Rep", user, seller)
        cls.colleague = cls._make_user("Colleague", user, seller)
        cls.member = cls._make_user("Member", user, seller)
        cls.team_leader = cls._make_user("Team Leader", "customer_care.group_care_team", seller)
        cls.manager = cls._make_user("Manager", "customer_care.group_care_manager", seller)
        cls.steward = cls._make_user("Steward", "customer_care.group_care_steward")
        cls.leader = cls._make_user("Leader", "customer_care.group_care_leader")
        cls.seller = cls._make_user("Seller", "sales_team.group_sale_manager")  # no care right
        cls.employee = cls._make_user("Employee", "base.group_user")
        cls.branch_rep = cls._make_user("Branch Rep", user, seller, company=cls.branch)
        cls.other_rep = cls._make_user("Other Rep", user, seller, company=cls.other_company)
        cls.team_north = cls.env["crm.team"].create(
            {
                "name": "North",
                "company_id": cls.company.id,
                "user_id": cls.team_leader.id,
                "member_ids": [Command.set((cls.rep | cls.colleague | cls.member).ids)],
            }
        )
        cls.team_south = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id, "user_id": False}
        )

    @classmethod
    def _set_up_customers(cls):
        cls.acme = cls.make_customer("Acme", cls.rep)
        cls.bolt = cls.make_customer("Bolt", cls.colleague)
        cls.crane = cls.make_customer("Crane", cls.colleague)
        cls.dock = cls.make_customer("Dock")
        cls.customers = cls.acme | cls.bolt | cls.crane | cls.dock
        cls.petra = cls.make_contact("Petra", cls.acme)
        cls.portal_user = cls._make_user("Portal", "base.group_portal", partner_id=cls.petra.id)

    # === HELPERS === #

    @classmethod
    def set_up_trade(cls):
        """Each customer bought from Harbour and has its first grade; Crane has the member in its
        service team. Acme and Elm buy from Ridge."""
        cls.elm = cls.make_customer("Elm", cls.other_rep)
        for customer, amount in (
            (cls.acme, 600_000),
            (cls.bolt, 200_000),
            (cls.crane, 300_000),
            (cls.dock, 10),
        ):
            cls.make_order(customer, amount, user=customer.user_id)
        for customer in cls.acme | cls.elm:
            cls.make_order(customer, 5_000, company=cls.other_company)
        cls.refresh()
        cls.file_of(cls.crane).member_ids = cls.member

    @classmethod
    def make_customer(cls, name, user=None, **vals):
        """A company to sell to. It is a customer once something makes it one."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user.id if user else False, **vals}
        )

    @classmethod
    def make_contact(cls, name, customer, **vals):
        return cls.env["res.partner"].create({"name": name, "parent_id": customer.id, **vals})

    @classmethod
    def make_order(cls, partner, amount=1000, day=TODAY, company=None, currency=None, user=None):
        """A confirmed order of ``amount``, untaxed, dated noon of ``day``."""
        company = company or cls.company
        order = (
            cls.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "user_id": user.id if user else False,
                    "pricelist_id": currency and cls._make_pricelist(currency, company).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "product_uom_qty": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        order.date_order = datetime.combine(fields.Date.to_date(day), time(12))
        return order

    @classmethod
    def _make_pricelist(cls, currency, company):
        return cls.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id, "company_id": company.id}
        )

    @classmethod
    def refresh(cls, partners=None, company=None, today=TODAY):
        """Bring the files of our two companies in step, those of the rest of the database not."""
        for root in company or cls.company | cls.other_company:
            cls.env["care.profile"]._refresh(partners, root, today=today)

    @classmethod
    def plan(cls, partners=None, today=TODAY):
        """Plan the touchpoints of our two companies."""
        for root in cls.company | cls.other_company:
            cls.env["care.touchpoint"]._generate(partners=partners, company=root, today=today)

    @classmethod
    def file_of(cls, partner, company=None):
        """The customer's file in a company, retired and archived ones too."""
        return (
            cls.env["care.profile"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or cls.company).id),
                ]
            )
        )

    @classmethod
    def make_touchpoint(cls, partner, company=None, **vals):
        company = company or cls.company
        return cls.env["care.touchpoint"].create(
            {"partner_id": partner.id, "company_id": company.id, "channel": "call", **vals}
        )

    @classmethod
    def reminders_of(cls, touchpoints):
        """The open activities that remind of the touchpoints, whoever has them."""
        return cls.env["mail.activity"].search(
            [("res_model", "=", "care.touchpoint"), ("res_id", "in", touchpoints.ids)]
        )

    def rpc(self, user, model, method, *args, company=None, **kwargs):
        """Call a method as a client of ``user`` does: checked, and with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=user, context={"allowed_company_ids": (company or user.company_id).ids})
        return call_kw(env[model], method, list(args), kwargs)
