"""A case that is not resolved has no days to its solution: they stood as 0 and pulled averages
down."""


def migrate(cr, version):
    """Take away what never was counted."""
    cr.execute("UPDATE care_case SET resolution_days = NULL WHERE date_resolved IS NULL")
