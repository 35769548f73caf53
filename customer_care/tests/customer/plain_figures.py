"""The figures counted the slow and obvious way: from their definitions, one record after another,
with no statement that the engine uses."""

import itertools
import statistics
from collections import defaultdict
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

INVOICES = ("out_invoice", "out_receipt")

# name: what may differ by rounding (None: nothing)
FIGURES = {
    "turnover_12m": 0.005,
    "turnover_prev_12m": 0.005,
    "turnover_trend_percent": 0.051,
    "order_count_12m": None,
    "order_trend_percent": 0.051,
    "usual_interval_days": None,
    "first_order_date": None,
    "last_order_date": None,
    "cooperation_years": None,
    "turnover_percentile": None,
    "overdue_amount": 0.005,
}


def branches_of(company):
    """A root company with all below it, closed ones too."""
    everything = company.env["res.company"].with_context(active_test=False).search([])
    return everything.filtered(lambda one: company in one.parent_ids)


def local_day(moment, company):
    """The company's calendar day of a UTC moment."""
    zone = ZoneInfo(company._care_timezone())
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()


def plain_documents(company, source):
    """Every trade document of a root company and its branches: ``(customer, day, amount in company
    currency, is an order)``."""
    if source == "orders":
        for order in company.env["sale.order"].search([]):
            if order.state == "sale" and order.company_id in branches_of(company):
                day = local_day(order.date_order, company)
                amount = order.currency_id._convert(
                    order.amount_untaxed,
                    company.currency_id,
                    order.company_id,
                    order.date_order.date(),
                )
                yield order.partner_id.commercial_partner_id, day, amount, True
    else:
        for move in posted_documents(company):
            sign = -1 if move.move_type == "out_refund" else 1
            amount = move.currency_id._convert(
                sum(move.invoice_line_ids.mapped("price_subtotal")),
                company.currency_id,
                move.company_id,
                move.invoice_date,
            )
            yield move.partner_id.commercial_partner_id, move.invoice_date, sign * amount, sign > 0


def posted_documents(company):
    """Posted invoices, receipts and credit notes to customers."""
    for move in company.env["account.move"].search([]):
        if (
            move.state == "posted"
            and move.move_type in (*INVOICES, "out_refund")
            and move.company_id in branches_of(company)
        ):
            yield move


def plain_overdue(company, today):
    """What each customer who ever got an invoice owes of those past due (paid ones aside, even
    where the bank has not told yet), from the lines to be received and what was matched with them.
    """
    overdue = {}
    for move in posted_documents(company):
        if move.move_type not in INVOICES:
            continue
        customer = move.partner_id.commercial_partner_id
        overdue.setdefault(customer, 0)
        if move.invoice_date_due >= today or move.payment_state not in ("not_paid", "partial"):
            continue
        for line in move.line_ids:
            if line.account_id.account_type == "asset_receivable":
                overdue[customer] += line.balance
                overdue[customer] -= sum(line.matched_credit_ids.mapped("amount"))
                overdue[customer] += sum(line.matched_debit_ids.mapped("amount"))
    return overdue


def full_years(first, today):
    """How many anniversaries of ``first`` there were."""
    years = 0
    while first + relativedelta(years=years + 1) <= today:
        years += 1
    return years


def usual_interval(days, today):
    """The median number of days between two of these days within 365 days."""
    recent = sorted({day for day in days if (today - day).days < 365})
    if len(recent) < 3:
        return False
    return statistics.median(
        (later - earlier).days for earlier, later in itertools.pairwise(recent)
    )


def trend(last, before):
    return (last - before) * 100 / before if before > 0 else False


def plain_trade(documents, today):
    """The trade figures of one customer from all its documents until today."""
    year_ago = today - relativedelta(months=12)
    two_years_ago = today - relativedelta(months=24)
    recent = [document for document in documents if document[0] > year_ago]
    earlier = [document for document in documents if two_years_ago < document[0] <= year_ago]
    days = [day for day, _amount, is_order in documents if is_order]
    last, before = (sum(amount for _day, amount, _ in part) for part in (recent, earlier))
    orders, orders_before = (sum(is_order for *_, is_order in part) for part in (recent, earlier))
    return {
        "turnover_12m": last,
        "turnover_prev_12m": before if days and min(days) <= year_ago else False,
        "turnover_trend_percent": trend(last, before),
        "order_count_12m": orders,
        "order_trend_percent": trend(orders, orders_before),
        "usual_interval_days": usual_interval(days, today),
        "first_order_date": min(days, default=False),
        "last_order_date": max(days, default=False),
        "cooperation_years": full_years(min(days), today) if days else False,
    }


def plain_figures(company, source, today):
    """The figures of every customer who ever bought or got an invoice, but for the company."""
    documents = defaultdict(list)
    for customer, day, amount, is_order in plain_documents(company, source):
        if day <= today:
            documents[customer].append((day, amount, is_order))
    figures = {customer: plain_trade(rows, today) for customer, rows in documents.items()}
    ranked = [
        figure["turnover_12m"]
        for customer, figure in figures.items()
        if customer.active and figure["turnover_12m"] > 0
    ]
    for customer, figure in figures.items():
        turnover = figure["turnover_12m"]
        not_higher = sum(other <= turnover for other in ranked)
        figure["turnover_percentile"] = (
            -(-100 * not_higher // len(ranked)) if customer.active and turnover > 0 else False
        )
    for customer, amount in plain_overdue(company, today).items():
        figures.setdefault(customer, {})["overdue_amount"] = amount
    for branch in branches_of(company):
        figures.pop(branch.partner_id, None)
    return figures


class FiguresMixin:
    def assert_figures_are_plain(self, company, source, today, hint=""):
        """The engine's figures of all customers equal the plain recomputation."""
        expected = plain_figures(company, source, today)
        profiles = self.env["care.profile"].with_context(active_test=False)
        profiles = profiles.search([("company_id", "=", company.id)])
        self.assertFalse(set(expected) - set(profiles.partner_id), f"customers without file {hint}")
        for profile in profiles:
            plain = expected.get(profile.partner_id, {})
            for name, delta in FIGURES.items():
                label = f"{profile.partner_id.display_name}: {name} from {source} {hint}"
                value, wanted = profile[name], plain.get(name, False)
                label = f"{label}: {value}, not {wanted}"
                if wanted is False or value is False:
                    self.assertEqual(value is False, wanted is False, label)
                elif delta:
                    self.assertAlmostEqual(value, wanted, delta=delta, msg=label)
                else:
                    self.assertEqual(value, wanted, label)
