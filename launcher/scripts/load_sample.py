# ruff: noqa: F821
"""Runs in an Odoo shell: load the addon's sample story."""

settings = env["res.config.settings"].create({})
if hasattr(settings, "action_care_load_sample"):
    settings.action_care_load_sample()
env.cr.commit()
