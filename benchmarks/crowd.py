"""People edit customers while the night runs: ``./care bench --only crowd``.

Runs in an Odoo shell, on a copy that is thrown away. Users (``crowd_user.py``) and the nightly
refresh, planning and reminders, through their scheduled actions (``crowd_night.py``), are processes
of their own, as on several servers. What the users wait, how often Odoo has to repeat an edit and
whether one is lost is told for the nights and for the time between them. A company of a quarter of
the customers lives through the same nights first: the memory that a night takes is compared.
"""

import json
import os
import pathlib
import tempfile
import time

import generator
import servers

from odoo import Command

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
USERS = int(os.environ.get("CARE_BENCH_USERS", "6"))
NIGHTS = int(os.environ.get("CARE_BENCH_ROUNDS", "3"))
PAUSE = 0.1  # seconds that a user rests after an edit
QUIET = 15  # seconds between two nights
CASES = 600
KINDS = ("contact", "file", "case", "contact", "file", "owner")
MOST_REPEATED = 0.01
MEGABYTE = 1024 * 1024


class Crowd:
    """One company, its nights, and the people who work meanwhile."""

    def __init__(self, env, customers, first_day):
        self.env, self.customers, self.day = env, customers, first_day
        start = time.time()
        self.trading = generator.TradingCompany(env, customers)
        self.trading.fill()
        self.company = self.trading.company
        env.cr.execute("DELETE FROM care_dirty")
        env.cr.execute("ANALYZE")
        env.cr.commit()
        print(f"{customers} customers: {time.time() - start:.0f} s", flush=True)

    def expect(self, holds, what):
        if not holds:
            raise SystemExit(f"{what}: it does not hold")

    def night(self, folder):
        """One night after a day's business.

        :return: for each job its name, beginning, end, and the peaks of memory
        """
        self.day += 1
        self.trading.live_a_day(self.day)
        self.env.cr.commit()
        told = pathlib.Path(folder) / f"night{self.day}"
        code = servers.started("crowd_night.py", CARE_NIGHT=str(told)).wait()
        self.expect(code == 0, "the scheduled actions of the night end well")
        return json.loads(told.read_text())

    def memory(self):
        """The first night and an ordinary one: ``{(night, job): (Odoo, backend)}`` in bytes."""
        found = {}
        with tempfile.TemporaryDirectory() as folder:
            for name in ("first", "ordinary"):
                for job, _start, _end, odoo_peak, backend in self.night(folder):
                    found[name, job] = odoo_peak, backend
        return found

    def step_aside(self):
        """Leave the names to another generated company."""
        self.company.name = "Bench Small"
        for seller in self.trading.sellers:
            seller.login = f"small_{seller.login}"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET name = 'Small ' || name"
            " WHERE name LIKE 'Generated %' OR name LIKE 'Person %'"
        )
        self.env.invalidate_all()
        self.env.cr.commit()

    # === PEOPLE === #

    def prepare_people(self):
        """Who edits, and cases to be edited."""
        groups = ("customer_care.group_care_manager", "sales_team.group_sale_salesman_all_leads")
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Bench Writer",
                "login": "bench_writer",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.link(self.env.ref(name).id) for name in groups],
            }
        )
        files = self.env["care.profile"].search([("company_id", "=", self.company.id)])
        step = max(1, len(files) // CASES)
        self.env["care.case"].with_company(self.company).create(
            [
                {
                    "kind": "enquiry",
                    "subject": "Opening hours",
                    "partner_id": file.partner_id.id,
                    "company_id": self.company.id,
                    "channel": "phone",
                }
                for file in files[::step][:CASES]
            ]
        )
        self.env.cr.commit()

    def people(self, folder):
        """They begin; how that ends is in the folder."""
        choices = {
            "login": "bench_writer",
            "company": self.company.id,
            "users": USERS,
            "pause": PAUSE,
            "kinds": KINDS,
            "folder": folder,
        }
        process = servers.started("crowd_user.py", CARE_CROWD=json.dumps(choices))
        while not (pathlib.Path(folder) / "ready").exists():
            self.expect(process.poll() is None, "people come to work")
            time.sleep(0.1)
        return process

    def work(self):
        """People work through quiet hours and nights.

        :return: the edits of quiet hours, those of nights, and how many were lost
        """
        self.prepare_people()
        jobs, quiet = [], []
        with tempfile.TemporaryDirectory() as folder:
            process = self.people(folder)
            for _number in range(NIGHTS):
                start = time.time()
                time.sleep(QUIET)
                quiet.append((start, time.time()))
                jobs += self.night(folder)
            (pathlib.Path(folder) / "stop").touch()
            self.expect(process.wait() == 0, "people end their work")
            told = json.loads((pathlib.Path(folder) / "edits").read_text())
        nights = [(start, end) for _job, start, end, *_peaks in jobs]
        return *(self.during(told["edits"], spans) for spans in (quiet, nights)), told["lost"]

    def during(self, edits, spans):
        """The edits that fall into these spans of time, in part at least."""
        return [
            edit
            for edit in edits
            if any(start <= edit[0] + edit[2] and edit[0] <= end for start, end in spans)
        ]


def quantile(seconds, share):
    """Milliseconds that this share of the edits did not exceed."""
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def told(name, edits):
    """A line of the table."""
    seconds = [edit[2] for edit in edits]
    statements = [edit[3] for edit in edits]
    repeated = sum(1 for edit in edits if edit[4])
    waits = " | ".join(f"{quantile(seconds, share):.0f}" for share in (0.5, 0.99, 1))
    inside = " | ".join(f"{quantile(statements, share):.0f}" for share in (0.99, 1))
    return f"| {name} | {len(edits)} | {repeated} | {waits} | {inside} |"


def run(env):
    """Memory at two sizes, then people at the larger one."""
    small = Crowd(env, CUSTOMERS // 4, 0)
    few = small.memory()
    small.step_aside()
    crowd = Crowd(small.env, CUSTOMERS, 100)
    many = crowd.memory()
    print("\n| private memory (MB) | Odoo | | backend | |")
    print(
        f"| --- | ---: | ---: | ---: | ---: |\n| customers | {small.customers} |"
        f" {small.customers + CUSTOMERS} | {small.customers} | {small.customers + CUSTOMERS} |"
    )
    for key, peaks in few.items():
        pairs = zip(peaks, many[key], strict=True)
        cells = " | ".join(f"{a / MEGABYTE:.0f} | {b / MEGABYTE:.0f}" for a, b in pairs)
        print(f"| {' night: '.join(key)} | {cells} |", flush=True)
    quiet, nights, lost = crowd.work()
    print(
        "\n| | edits | repeated | p50 ms | p99 | longest | in statements: p99 | longest |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    print(told("between nights", quiet))
    print(told("in nights", nights), flush=True)
    failed = [edit for edit in quiet + nights if not edit[-1]]
    repeated = [edit for edit in nights if edit[4]]
    print(f"  lost edits: {lost}, failed: {len(failed)}", flush=True)
    crowd.expect(not lost and not failed, "no edit is lost, none fails")
    crowd.expect(
        len(repeated) <= MOST_REPEATED * len(nights), "at most one edit in a hundred is repeated"
    )
