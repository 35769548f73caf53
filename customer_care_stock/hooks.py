"""What happens once when the glue comes and when it goes."""


def post_init_hook(env):
    """Let the calendar follow the deliveries that are there, soon."""
    env.ref("customer_care.cron_calendar_generate")._trigger()


def uninstall_hook(env):
    """The calendar goes by promised days again, soon."""
    env.ref("customer_care.cron_calendar_generate")._trigger()
