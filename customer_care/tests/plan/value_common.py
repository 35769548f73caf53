from datetime import datetime, time

from odoo import Command, fields
from odoo.tests import freeze_time

from ..common import CareCommon

NOW_Q = "2026-04-03 08:00:00"
TODAY_Q = fields.Date.to_date(NOW_Q)
QUARTER = fields.Date.to_date("2026-01-01")


@freeze_time(NOW_Q)
class ValueCommon(CareCommon):
    """Spring: the first quarter of 2026 is over. Acme is a customer of grade A; it, Bolt, Crane,
    Dock and Elm make machines. Harbour sells pumps, valves and service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.machines = cls.env["res.partner.industry"].create({"name": "Machines"})
        cls.elm = cls.make_customer("Elm", cls.colleague)
        cls.fir = cls.make_customer("Fir", cls.colleague)
        cls.everybody = cls.customers | cls.elm | cls.fir
        (cls.everybody - cls.fir).industry_id = cls.machines
        cls.goods = {}
        for name in ("Pumps", "Valves", "Service"):
            category = cls.env["product.category"].create({"name": name})
            cls.goods[name] = cls.env["product.product"].create(
                {
                    "name": f"{name} one",
                    "type": "service",
                    "categ_id": category.id,
                    "taxes_id": False,
                }
            )

    @classmethod
    def sell(cls, partner, day, currency=None, company=None, discount=0, **amounts):
        """A confirmed order with one line for each of the goods."""
        company = company or cls.company
        order = (
            cls.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "pricelist_id": currency and cls._make_pricelist(currency, company).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.goods[name].id,
                                "product_uom_qty": 2,
                                "price_unit": amount / 2,
                                "discount": discount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for name, amount in amounts.items()
                    ],
                }
            )
        )
        order.action_confirm()
        order.date_order = datetime.combine(fields.Date.to_date(day), time(12))
        return order

    @classmethod
    def grade(cls, partner, grade, company=None):
        """The customer has this grade, however it came to it."""
        profile = cls.file_of(partner, company)
        profile.sudo().write({"grade_id": grade.id, "grade_since": TODAY_Q})
        return profile

    @classmethod
    def category(cls, name):
        return cls.goods[name].categ_id

    @classmethod
    def make_report(cls, partner=None, user=None, **vals):
        profile = cls.file_of(partner or cls.acme)
        Report = cls.env["care.value.report"].with_user(user or cls.rep)
        return Report.create({"profile_id": profile.id, "date_start": QUARTER, **vals})

    @classmethod
    def open_reports(cls, today=TODAY_Q, partners=None):
        for root in cls.company | cls.other_company:
            cls.env["care.value.report"]._generate(root, today, partners)

    @classmethod
    def reports_of(cls, partner, company=None):
        profile = cls.file_of(partner, company)
        return cls.env["care.value.report"].search([("profile_id", "=", profile.id)])
