"""Occasions that a company has are planned for the day they always were: the column comes before
its default, which moves days off to a working day."""

from odoo.tools import SQL


def migrate(cr, version):
    """Keep the days of the occasions that are there."""
    cr.execute(SQL("ALTER TABLE care_occasion ADD COLUMN IF NOT EXISTS workday_shift varchar"))
    cr.execute(SQL("UPDATE care_occasion SET workday_shift = 'none' WHERE workday_shift IS NULL"))
