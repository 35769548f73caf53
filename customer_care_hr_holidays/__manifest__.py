{
    "name": "Customer Care - Time Off",
    "summary": "Approved time off makes the substitute act for an account manager",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Care for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["customer_care", "hr_holidays"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
