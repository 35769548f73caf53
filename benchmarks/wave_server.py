"""One more Odoo server, for ``wave.py``: a process of its own that does one scheduled job again and
again until nothing is left of it, whoever else does it, or whoever ends it."""

import logging
import os
import time

import jobs
import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError

JOB, CAMPAIGN = os.environ["CARE_WAVE_JOB"], int(os.environ["CARE_WAVE_CAMPAIGN"])
for name in ("odoo.addons.mail.models.mail_mail", "odoo.sql_db", "odoo.addons.base.models.ir_cron"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


def invite(cr):
    """As the scheduled action does, but not behind its lock: two servers really do it at once."""
    jobs.scheduled(cr, "cron_campaign_run").env["care.campaign"]._cron_run_campaigns()
    cr.execute(
        "SELECT COUNT(*) FROM care_invitation WHERE campaign_id = %s AND state = 'waiting'",
        [CAMPAIGN],
    )
    return cr.fetchone()[0]


def send(cr):
    """Odoo's mail queue, by its own scheduled action."""
    queue = api.Environment(cr, SUPERUSER_ID, {})
    try:
        queue.ref("mail.ir_cron_mail_scheduler_action").method_direct_trigger()
    except UserError:
        time.sleep(0.2)  # the other server is at it
    cr.rollback()
    cr.execute("SELECT COUNT(*) FROM mail_mail WHERE state = 'outgoing'")
    return cr.fetchone()[0]


def run(env):
    """The job, in an Odoo shell, until nothing is left of it."""
    env.cr.rollback()
    left = 1
    while left:
        with env.registry.cursor() as cr:
            try:
                left = {"invite": invite, "send": send}[JOB](cr)
            except psycopg2.OperationalError:
                cr.rollback()  # both wanted the same rows: again
