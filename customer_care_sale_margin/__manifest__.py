{
    "name": "Customer Care - Margins",
    "summary": "Profit of the last twelve months in the customer file, from the margins of orders",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Care for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["customer_care", "sale_margin"],
    "data": ["views/sale_order_views.xml"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
