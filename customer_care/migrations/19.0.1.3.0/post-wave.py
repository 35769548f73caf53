def migrate(cr, version):
    """Anonymous answers of campaigns that still run are counted when these end, all together; no
    answer keeps the moment at which it was counted."""
    cr.execute(
        """
        DELETE FROM care_answer a USING care_campaign c
         WHERE c.id = a.campaign_id AND c.is_anonymous AND c.state = 'running'
        """
    )
    for column in ("create_uid", "create_date", "write_uid", "write_date"):
        cr.execute(f"ALTER TABLE care_answer DROP COLUMN IF EXISTS {column}")
