"""What a database does by itself: scheduled actions, and autovacuum in the hours between."""

from odoo import SUPERUSER_ID, api


def scheduled(cr, name):
    """A scheduled action of the addon as a server runs it: what it calls commits, and notes its
    progress."""
    cron = api.Environment(cr, SUPERUSER_ID, {}).ref(f"customer_care.{name}")
    cron, _progress = cron.with_context(cron_id=cron.id)._add_progress()
    return cron


def vacuum(env, *tables):
    """What autovacuum does in the hours before a night, or before people come to work."""
    with env.registry.cursor() as cr:
        cr._cnx.autocommit = True
        for table in tables:
            cr.execute(f"VACUUM ANALYZE {table}")
        cr._cnx.autocommit = False
