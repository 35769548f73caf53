"""The day on which a file changed is a computed column: it comes empty, so that the update does not
count every customer for it, and nobody looks changed who is not."""

from odoo.tools import SQL


def migrate(cr, version):
    """Make the column before the ORM would compute it."""
    cr.execute(SQL("ALTER TABLE care_profile ADD COLUMN IF NOT EXISTS file_date timestamp"))
