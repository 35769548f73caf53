"""What every scheduled action does around its batches, and long queries before they begin."""

import logging

import psycopg2.errors

_logger = logging.getLogger(__name__)

# A conflict with another transaction is nobody's fault: the batch is done again with a new view of
# the data, at most so often in turn before it is left to the next call.
CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
MOST_CONFLICTS = 5


def without_jit(env):
    """Let PostgreSQL not compile the queries of this transaction: the engines' long expressions
    took it longer to compile (1 to 3 seconds) than to answer, for some thousand customers."""
    env.cr.execute("SET LOCAL jit = off")


def read_without_jit(env):
    """The same for a screen whose query is long, once in its transaction."""
    data = env.cr.precommit.data
    if not data.get("care.jit"):
        data["care.jit"] = True
        without_jit(env)


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


def repeat_conflicts(env, work):
    """Do the work; inside the scheduled action, where a conflict takes nothing from a person, do it
    again when it met somebody's.

    :param work: called without arguments, may commit what it has done
    :return: what it returns
    """
    for left in reversed(range(MOST_CONFLICTS)):
        try:
            done = work()
            env.flush_all()
        except CONFLICTS:
            if not env.context.get("cron_id") or not left:
                raise
            env.cr.rollback()
            without_jit(env)
            _logger.info("Somebody changed the same rows: once more.")
        else:
            return done


def work_off(env, take, work, then=None):
    """Work off a heap batch by batch, each a transaction of its own inside the scheduled action.
    Several servers may share it, if what is taken is locked.

    :param take: returns the next rows that nobody else holds, locked; nothing when none are left
    :param work: called with them
    :param then: called with them once they are committed
    """
    while True:
        batch = repeat_conflicts(env, lambda: _done(take(), work))
        if not batch:
            commit_progress(env, remaining=0)  # what is still there is in somebody else's hands
            return
        is_time_left = commit_progress(env, len(batch))
        if then:
            then(batch)
        if not is_time_left:
            return


def _done(batch, work):
    if batch:
        work(batch)
    return batch
