{
    "name": "Customer Care - Deliveries",
    "summary": "Return visits some days after the delivery, not after the day that was promised",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Care for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["customer_care", "sale_stock"],
    "data": ["views/res_config_settings_views.xml"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
