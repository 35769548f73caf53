"""One more Odoo server, for ``crowd.py``: it lives through one night, job by job, and tells what
that took.

``CARE_NIGHT`` is a file: for each job its name, the moments of its beginning and end, and the peaks
of the memory of this process and of its database backends (bytes) are written there.
"""

import json
import os
import pathlib
import threading
import time
from contextlib import contextmanager

JOBS = ("cron_profile_refresh", "cron_calendar_generate", "cron_touchpoint_remind")
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"


def private(pid):
    """Bytes of a process that no other shares: without its code, and PostgreSQL's buffers."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0  # it is gone, or on another machine
    found = [line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")]
    return int(found[0]) * 1024 if found else 0


class Watch(threading.Thread):
    """Looks at the memory until it is told to stop."""

    def __init__(self, registry):
        super().__init__()
        self.registry, self.is_over = registry, threading.Event()
        self.odoo = self.backend = 0

    def run(self):
        mine = f"odoo-{os.getpid()}"
        with self.registry.cursor() as cr:
            while not self.is_over.wait(0.05):
                cr.execute(BACKENDS, [mine])
                pids = [pid for [pid] in cr.fetchall()]
                cr.commit()
                self.odoo = max(self.odoo, private("self"))
                self.backend = max([self.backend, *map(private, pids)])


@contextmanager
def watched(registry):
    """Watch the memory during the block."""
    watch = Watch(registry)
    watch.start()
    try:
        yield watch
    finally:
        watch.is_over.set()
        watch.join()


def run(env):
    """The whole night, in an Odoo shell."""
    told = []
    env.cr.commit()
    for name in JOBS:
        start = time.time()
        with watched(env.registry) as watch:
            failure = env.ref(f"customer_care.{name}").method_direct_trigger()
            env.cr.commit()
        told.append([name, start, time.time(), watch.odoo, watch.backend])
        if failure is not True:
            raise SystemExit(f"{name}: {failure}")
    pathlib.Path(os.environ["CARE_NIGHT"]).write_text(json.dumps(told))
