# ruff: noqa: F821
"""Runs in an Odoo shell: build the scripts and styles of the web client and of web pages once."""

STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend")
STYLES += ("web.report_assets_common", "web.report_assets_pdf")
SCRIPTS = ("web.assets_web", "web.assets_frontend_minimal", "web.assets_frontend_lazy")
SCRIPTS += ("web.report_assets_common", "bus.websocket_worker_assets")

for name in STYLES:
    env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()
for name in SCRIPTS:
    env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
env.cr.commit()
