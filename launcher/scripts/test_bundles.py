# ruff: noqa: F821
"""Runs in an Odoo shell: build what tours and JavaScript unit tests load, once for all of them.

Without this every browser test builds it again, in a transaction that is rolled back.
"""

for name in ("web.assets_tests", "web.assets_unit_tests_setup", "web.assets_unit_tests"):
    env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()
    env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
env.cr.commit()
