"""Selections and names that more than one model uses."""

CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("mail", "Email"),
    ("message", "Message"),
    ("card", "Card"),
    ("gift", "Gift"),
]

CARE_KINDS = [
    ("emotional", "Emotional"),
    ("information", "Information"),
    ("service", "Service"),
    ("value", "Value"),
]

# Indexes that we put on tables of others, by name; uninstalling drops them. Those of orders and
# invoices hold all that turnover is counted from: counting reads neither of these wide tables.
FOREIGN_INDEXES = {
    "care_sale_order_trade_idx": """
        sale_order (partner_id, company_id, date_order) INCLUDE (amount_untaxed, currency_rate)
        WHERE state = 'sale'
    """,
    "care_account_move_trade_idx": """
        account_move (partner_id, company_id, invoice_date)
        INCLUDE (amount_untaxed_signed, move_type)
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
    """,
    # what is still open is little: this one stays small
    "care_account_move_due_idx": """
        account_move (partner_id, company_id, invoice_date_due) INCLUDE (amount_residual_signed)
        WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
          AND payment_state IN ('not_paid', 'partial')
    """,
    # whose mail it is; core, too, looks for senders by their address and has no index of it
    "care_res_partner_email_idx": """
        res_partner (email_normalized) WHERE email_normalized IS NOT NULL
    """,
}

GROUP_USER = "customer_care.group_care_user"
GROUP_TEAM = "customer_care.group_care_team"
GROUP_MANAGER = "customer_care.group_care_manager"
GROUP_CONFIDENTIAL = "customer_care.group_care_confidential"
GROUP_STEWARD = "customer_care.group_care_steward"

# What is promised. A room that promises something else adds it to policies and clocks.
PROMISE_KINDS = [
    ("reply", "Reply"),
    ("solution", "Solution"),
    ("progress", "Progress notice"),
    ("return_visit", "Return visit"),
]

SEVERITIES = [("minor", "Minor"), ("normal", "Normal"), ("major", "Major")]

# What of a customer a company may have held until a care manager approves it, with the words for
# it; the switches on res.company are ``care_hold_<name>``.
HELD_FIELD_LABELS = [
    ("name", "Name"),
    ("vat", "Tax ID"),
    ("user_id", "Account Manager"),
    ("property_payment_term_id", "Payment Terms"),
]
HELD_FIELDS = frozenset(name for name, _label in HELD_FIELD_LABELS)
