# ruff: noqa: F821
"""Runs in an Odoo shell: keep attachments in the database, and build the web client's bundles once.

With attachments in the database a copy made by PostgreSQL is complete: there is no filestore.
"""

BUNDLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.report_assets_common",
    "web.report_assets_pdf",
    "bus.websocket_worker_assets",
)

env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
for name in BUNDLES:
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.css()
    bundle.js()
env.cr.commit()
