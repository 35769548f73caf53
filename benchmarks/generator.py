"""A trading company with many customers, made by SQL in seconds, the same for the same numbers.

Rows go straight into Odoo's tables (contacts, sales orders), as years of business would have left
them: orders in the order of their dates, spread unevenly over the customers.
"""

# Odd multipliers spread consecutive numbers over a range without a random generator.
_SPREAD = 2654435761


def make_trade(env, company, customers, orders_per_customer=10):
    """Insert customers, each with an owner, and their confirmed orders of the last three years.

    :param env: an Odoo environment on a database that may be spoiled
    :param company: the company that sells
    :param int customers: how many
    :return: how many orders were made
    """
    cr = env.cr
    env.flush_all()
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, is_company, active, type, company_id, user_id,
                                 commercial_partner_id, autopost_bills, create_date, write_date)
        SELECT 'Generated ' || n, 'Generated ' || n, TRUE, TRUE, 'contact', NULL,
               (%(users)s::int[])[1 + n %% %(user_count)s], NULL, 'ask', now(), now()
          FROM generate_series(1, %(customers)s) n
        """,
        {
            "users": env["res.users"].search([("share", "=", False)]).ids,
            "user_count": env["res.users"].search_count([("share", "=", False)]),
            "customers": customers,
        },
    )
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Generated %'")
    cr.execute("SELECT MIN(id) FROM res_partner WHERE name LIKE 'Generated %'")
    [first] = cr.fetchone()
    pricelist = env["product.pricelist"].search([], limit=1)
    orders = customers * orders_per_customer
    cr.execute(
        """
        INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                company_id, currency_id, currency_rate, pricelist_id, state,
                                date_order, amount_untaxed, amount_tax, amount_total, user_id,
                                create_date, write_date)
        SELECT 'G' || n, p, p, p, %(company)s, %(currency)s, 1, %(pricelist)s,
               CASE WHEN n %% 20 = 0 THEN 'draft' ELSE 'sale' END,
               now() - interval '1095 days' * (1 - n::float / %(orders)s),
               100 + (n * 7919) %% 20000, 0, 100 + (n * 7919) %% 20000, %(user)s, now(), now()
          FROM (SELECT n, %(first)s + (n::bigint * %(spread)s) %% %(customers)s AS p
                  FROM generate_series(1, %(orders)s) n) s
        """,
        {
            "company": company.id,
            "currency": company.currency_id.id,
            "pricelist": pricelist.id or None,
            "orders": orders,
            "customers": customers,
            "first": first,
            "spread": _SPREAD,
            "user": env.user.id,
        },
    )
    cr.execute("ANALYZE res_partner; ANALYZE sale_order")
    env.invalidate_all()
    return orders


def sell_more(env, company, share=50):
    """A day's business: one customer of ``share`` confirms another order today."""
    env.cr.execute(
        """
        INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id,
                                company_id, currency_id, currency_rate, state, date_order,
                                amount_untaxed, amount_tax, amount_total, create_date, write_date)
        SELECT 'D' || id, id, id, id, %s, %s, 1, 'sale', now(), 5000, 0, 5000, now(), now()
          FROM res_partner WHERE name LIKE 'Generated %%' AND id %% %s = 0
        """,
        (company.id, company.currency_id.id, share),
    )
