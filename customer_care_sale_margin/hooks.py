"""What happens once when the glue comes and when it goes."""

from odoo.tools import SQL


def post_init_hook(env):
    """Let the scheduled action count the margins of the orders that are there, soon."""
    env.ref("customer_care.cron_profile_refresh")._trigger()


def uninstall_hook(env):
    """The columns stay, as they are Customer Care's; nobody counts them any more, so they are
    empty."""
    for model, column in (
        ("care.profile", "profit_12m"),
        ("care.account.plan", "past_margin_percent"),
        ("care.account.plan.revenue", "past_margin_percent"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s IS NOT NULL",
                table=SQL.identifier(env[model]._table),
                column=SQL.identifier(column),
            )
        )
        env[model].invalidate_model([column])
