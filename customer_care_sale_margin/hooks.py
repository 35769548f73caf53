"""What happens once when the glue comes and when it goes."""

from odoo.tools import SQL


def post_init_hook(env):
    """Let the scheduled action count the margins of the orders that are there, soon."""
    env.ref("customer_care.cron_profile_refresh")._trigger()


def uninstall_hook(env):
    """The column stays, as it is Customer Care's; nobody counts it any more, so it is empty."""
    env.cr.execute(SQL("UPDATE care_profile SET profit_12m = NULL WHERE profit_12m IS NOT NULL"))
    env["care.profile"].invalidate_model(["profit_12m"])
