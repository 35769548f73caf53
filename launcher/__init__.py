"""The launcher behind ``./care``: brings Odoo 19, serves the addon, tests it, opens its shell."""
