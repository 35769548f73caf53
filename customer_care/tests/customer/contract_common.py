from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from ..common import TODAY, CareCommon


class ContractCommon(CareCommon):
    """Contracts on pumps: by default the rep's, for Acme, from New Year on for two years."""

    @classmethod
    def make_contract(cls, customer=None, state="running", company=None, **vals):
        company = company or cls.company
        contract = cls.env["care.contract"].create(
            {
                "name": "2026-1",
                "partner_id": (customer or cls.acme).id,
                "company_id": company.id,
                "product_id": cls.product.id,
                "currency_id": company.currency_id.id,
                "date_start": "2026-01-01",
                "date_end": "2027-12-31",
                **vals,
            }
        )
        for step in {"draft": (), "running": ("running",)}.get(state, ("running", state)):
            contract._set_state(step)
        return contract

    @classmethod
    def make_ended(cls, customer=None, months=1, state="ended", **vals):
        """A contract whose last day was so many months ago."""
        end = TODAY - relativedelta(months=months)
        return cls.make_contract(
            customer, state, date_start=end - relativedelta(years=1), date_end=end, **vals
        )

    @classmethod
    def order_pumps(
        cls,
        customer,
        quantity,
        price,
        day=TODAY,
        company=None,
        currency=None,
        uom=None,
        product=None,
    ):
        """A confirmed order of so many pumps, or of another product, dated noon of ``day``."""
        company = company or cls.company
        Order = cls.env["sale.order"].with_context(allowed_company_ids=company.ids)
        order = Order.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "pricelist_id": currency and cls._make_pricelist(currency, company).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_id": (uom or cls.product.uom_id).id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = datetime.combine(fields.Date.to_date(day), time(12))
        return order
