# ruff: noqa: F821
"""Runs in an Odoo shell: load the addon's sample story and build the bundles it extends."""

settings = env["res.config.settings"].create({})
if hasattr(settings, "action_care_load_sample"):
    settings.action_care_load_sample()
for name in ("web.assets_web", "web.assets_frontend"):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.css()
    bundle.js()
env.cr.commit()
