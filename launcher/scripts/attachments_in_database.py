# ruff: noqa: F821
"""Runs in an Odoo shell: keep attachments in the database.

A copy made by PostgreSQL is complete then, as there is no filestore.
"""

env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
