"""What every scheduled action does around its batches."""


def without_jit(env):
    """Let PostgreSQL not compile the queries of this transaction: the engines' long expressions
    took it longer to compile (1 to 3 seconds) than to answer, for some thousand customers."""
    env.cr.execute("SET LOCAL jit = off")


def commit_progress(env, processed=0, remaining=None):
    """Commit inside the scheduled action only: called by a person or a test, the whole is one
    transaction.

    :return: whether there is time for more
    """
    if not env.context.get("cron_id"):
        return True
    left = env["ir.cron"]._commit_progress(processed, remaining=remaining)
    without_jit(env)
    return left > 0
