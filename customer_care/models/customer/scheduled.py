"""What every scheduled action does between its batches."""


def commit_progress(env, processed=0, remaining=None):
    """Commit inside the scheduled action only: called by a person or a test, the whole is one
    transaction.

    :return: whether there is time for more
    """
    if not env.context.get("cron_id"):
        return True
    return env["ir.cron"]._commit_progress(processed, remaining=remaining) > 0
