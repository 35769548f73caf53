"""People who edit customers, for ``crowd.py`` and the tests: threads of an Odoo shell of their own.

Each edit is what a click on *Save* does on a server: a transaction in REPEATABLE READ, repeated by
``odoo.service.model.retrying`` where it met another one. ``CARE_CROWD`` holds the choices as JSON:

* ``login``: who they are logged in as
* ``company``: id of the company whose customers with a case they edit
* ``users``, ``pause``: how many, and how many seconds each rests after an edit
* ``kinds``: what they edit in turn, the names of methods below
* ``folder``: ``ready`` is made there when they begin, ``stop`` ends them, ``edits`` tells the rest:
  the edits as ``[moment, kind, seconds, seconds in statements, times repeated, was saved]``, and
  how many of the last saved values are not in the database
"""

import itertools
import json
import os
import pathlib
import random
import threading
import time

from odoo import api
from odoo.service.model import retrying

CHOICES = json.loads(os.environ["CARE_CROWD"])
FOLDER = pathlib.Path(CHOICES["folder"])


class Edit:
    """One save, with what it cost its user."""

    def __init__(self, user, kind, write):
        self.user, self.kind, self.write = user, kind, write
        self.starts, self.rest, self.ended = [], 0.0, 0.0

    def attempt(self):
        """What is repeated; the pauses before are Odoo's own."""
        if self.starts:
            self.rest += time.monotonic() - self.ended
        self.starts.append(time.monotonic())
        try:
            self.write(self.env)
            self.env.cr.flush()
        finally:
            self.ended = time.monotonic()

    def save(self):
        """Save, and tell how that went."""
        thread = threading.current_thread()
        thread.query_count = thread.query_time = 0
        moment, start, is_saved = time.time(), time.monotonic(), True
        with self.user.registry.cursor() as cr:
            self.env = api.Environment(cr, self.user.uid, self.user.context)
            try:
                retrying(self.attempt, self.env)
            except Exception as failure:
                print(f"{self.kind}: {failure!r}", flush=True)
                is_saved = False
        seconds = time.monotonic() - start - self.rest
        repeated = len(self.starts) - 1
        return [moment, self.kind, seconds, thread.query_time, repeated, is_saved]


class User(threading.Thread):
    """Somebody with customers of her own, whom nobody else edits."""

    def __init__(self, registry, number, uid, customers, sellers):
        super().__init__()
        self.registry = registry
        self.random = random.Random(number)
        self.number, self.uid, self.sellers = number, uid, sellers
        self.customers = [row for row in customers if row[0] % CHOICES["users"] == number]
        self.context = {"allowed_company_ids": [CHOICES["company"]], "lang": "en_US"}
        self.edits, self.last = [], {}

    def run(self):
        kinds = itertools.cycle(CHOICES["kinds"])
        for count in itertools.count():
            if (FOLDER / "stop").exists():
                return
            kind = next(kinds)
            model, record_id, name, value = getattr(self, kind)(count)
            vals = {name: value}
            edit = Edit(
                self, kind, lambda env, m=model, r=record_id, v=vals: env[m].browse(r).write(v)
            )
            row = edit.save()
            self.edits.append(row)
            if row[-1]:
                self.last[model, record_id, name] = value
            time.sleep(CHOICES["pause"] * self.random.uniform(0.5, 1.5))

    # === WHAT THEY EDIT === #

    def contact(self, count):
        return "res.partner", self.random.choice(self.customers)[0], "phone", f"+49 30 {count}"

    def file(self, count):
        return (
            *("care.profile", self.random.choice(self.customers)[1], "purchasing_power"),
            self.random.choice(("high", "middle", "low")),
        )

    def case(self, count):
        return "care.case", self.random.choice(self.customers)[2], "subject", f"About {count}"

    def owner(self, count):
        customer = self.random.choice(self.customers)[0]
        return "res.partner", customer, "user_id", self.random.choice(self.sellers)


def lost(env, users):
    """How many of the last saved values are not there."""
    env.cr.rollback()
    env.invalidate_all()
    count = 0
    for user in users:
        for (model, record_id, name), value in user.last.items():
            record = env[model].browse(record_id)
            there = record[name].id if record._fields[name].relational else record[name]
            count += there != value
    return count


def run(env):
    """All of them, in an Odoo shell, until they are told to stop."""
    env.cr.execute(
        """
        SELECT p.partner_id, p.id, MIN(c.id) FROM care_profile p
          JOIN care_case c ON c.partner_id = p.partner_id AND c.company_id = p.company_id
         WHERE p.company_id = %s AND p.active GROUP BY 1, 2 ORDER BY 1
        """,
        [CHOICES["company"]],
    )
    customers = env.cr.fetchall()
    env.cr.execute("SELECT id FROM res_users WHERE login = %s", [CHOICES["login"]])
    [uid] = env.cr.fetchone()
    env.cr.execute("SELECT id FROM res_users WHERE login LIKE 'bench_seller%' ORDER BY id")
    sellers = [row[0] for row in env.cr.fetchall()]
    env.cr.commit()
    users = [
        User(env.registry, number, uid, customers, sellers) for number in range(CHOICES["users"])
    ]
    (FOLDER / "ready").touch()
    for user in users:
        user.start()
    for user in users:
        user.join()
    told = {"edits": [row for user in users for row in user.edits], "lost": lost(env, users)}
    (FOLDER / "edits.part").write_text(json.dumps(told))
    (FOLDER / "edits.part").rename(FOLDER / "edits")
