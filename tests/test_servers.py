"""Several real Odoo servers on one database: they share the scheduled actions, each is done once,
what they leave is what one server leaves, and people who edit customers meanwhile notice nothing.
"""

import json
import re
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager, nullcontext

import pytest
from conftest import ROOT
from stage import ROWS, SECONDS, assert_same, stage_on

from launcher.bench import starting
from launcher.process import stop, tail

sys.path.insert(0, str(ROOT / "customer_care" / "tests" / "voice"))
from smtp_sink import SmtpSink

# The scheduled actions, by what they call.
NIGHTLY = (
    "model._cron_refresh_profiles()",
    "model._cron_generate_touchpoints()",
    "model._cron_remind_contracts()",
)
HOURLY = (
    "model._cron_remind_touchpoints()",
    "model._cron_drain_dirty()",
    "model._cron_check_promises()",
    "model._cron_run_campaigns()",
    "model._cron_send_invitations()",
    "model.process_email_queue(batch_size=1000)",
)
PEOPLE = 150  # who are asked
# A line of Odoo's log: a scheduled action begins or ends, a mail leaves.
JOB = re.compile(r"^(\S+ \S+) .* Job '(.+)' \((\d+)\) (starting|fully done|partially done|failed)")
SENT = re.compile(r"mail\.mail\) with ID \d+ .* successfully sent")
MORE_ROWS = {
    "invitations": "SELECT email, state, reminder_count, retry_count FROM care_invitation",
    "sheets": """SELECT email, COUNT(*) FROM survey_user_input
        WHERE email LIKE 'asked%' GROUP BY 1""",
}
DUE = """SELECT COUNT(*) FROM ir_cron c WHERE c.active AND (
    c.nextcall <= now() AT TIME ZONE 'UTC'
    OR EXISTS (SELECT FROM ir_cron_trigger t WHERE t.cron_id = c.id))"""
NIGHT_DUE = f"{DUE} AND c.interval_number = 2"
CALLS = "UPDATE ir_cron c SET {} FROM ir_act_server s WHERE s.id = c.ir_actions_server_id AND {}"


class Servers:
    """Odoo servers that do nothing but scheduled actions, and what they did."""

    def __init__(self, stage, count):
        self.stage, self.count = stage, count
        self.logs = [stage.folder / f"server{number}" for number in range(count)]

    @contextmanager
    def running(self):
        """They run during the block; at its beginning all of them listen."""
        words = ("-d", self.stage.database, "--no-http", "--max-cron-threads=2")
        words += ("--limit-time-real-cron=0", "--limit-time-real=0")
        programs = [self.stage.kit.odoo.program("server", *words, log=log) for log in self.logs]
        started = [program.start() for program in programs]
        names = ", ".join(f"'odoo-{process.pid}'" for process in started)
        try:
            self.wait(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = 'postgres'"
                f" AND application_name IN ({names})",
                2 * self.count,
            )
            yield
            self.told = [log.read_text() for log in self.logs]
        finally:
            for process in started:
                stop(process)

    def wait(self, query, number, meanwhile=lambda: None):
        """Wait until the query counts that many."""
        until = time.monotonic() + SECONDS
        with self.stage.kit.databases.connect(self.stage.database) as cursor:
            while True:
                meanwhile()
                cursor.execute(query)
                if cursor.fetchone()[0] == number:
                    return
                assert time.monotonic() < until, "".join(map(tail, self.logs))
                time.sleep(0.5)

    def let(self, *calls):
        """Let these scheduled actions be due now, all at once, and wait for those of the night."""
        with self.stage.kit.databases.connect(self.stage.database) as cursor:
            cursor.execute(
                CALLS.format(
                    "nextcall = now() AT TIME ZONE 'UTC' - interval '1 minute'", "s.code = ANY(%s)"
                ),
                [list(calls)],
            )
        self.wait(NIGHT_DUE, 0, self.ring)

    def ring(self):
        """Wake the servers; what an action has put off comes at once."""
        with self.stage.kit.databases.connect(self.stage.database) as cursor:
            cursor.execute(
                "UPDATE ir_cron_trigger SET call_at = now() AT TIME ZONE 'UTC'"
                " WHERE call_at > now() AT TIME ZONE 'UTC'"
            )
        with self.stage.kit.databases.connect() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.stage.database])

    def jobs(self):
        """What ran: ``{action: [(moment, server, event)]}``, in the order of the moments."""
        found = defaultdict(list)
        for number, log in enumerate(self.told):
            for line in log.splitlines():
                if match := JOB.match(line):
                    moment, name, cron_id, event = match.groups()
                    found[name, cron_id].append((moment, number, event))
        return {job: sorted(events) for job, events in found.items()}

    def job(self, words):
        """What became of the action with these words in its name."""
        [events] = [events for (name, _id), events in self.jobs().items() if words in name]
        return events

    def sent(self):
        """How many mails each server sent."""
        return [len(SENT.findall(log)) for log in self.told]


def set_up(stage, port):
    """Only our scheduled actions are active, and mails go to the sink."""
    with stage.kit.databases.connect(stage.database) as cursor:
        cursor.execute("UPDATE ir_cron SET nextcall = nextcall + interval '1 day', active = FALSE")
        wanted = "active = TRUE, interval_number = 1, interval_type = 'days'"
        cursor.execute(CALLS.format(wanted, "s.code = ANY(%s)"), [[*NIGHTLY, *HOURLY]])
        cursor.execute(CALLS.format("interval_number = 2", "s.code = ANY(%s)"), [list(NIGHTLY)])
        cursor.execute("DELETE FROM ir_cron_trigger; UPDATE ir_mail_server SET active = FALSE")
        cursor.execute(
            "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption,"
            " smtp_authentication, active, sequence)"
            " VALUES ('Sink', '127.0.0.1', %s, 'none', 'login', TRUE, 1)",
            [port],
        )


@contextmanager
def people_at_work(stage, told):
    """Four people edit customers during the block; what they met is added to ``told``."""
    choices = {
        "login": "writer",
        "company": 1,
        "users": 4,
        "pause": 0.1,
        "kinds": ["contact", "file", "case"],
        "folder": str(stage.folder),
    }
    words = ("shell", "-d", stage.database, "--no-http", "--log-level=warn")
    log = stage.folder / "people"
    script = stage.folder / "people.py"
    script.write_text(starting(ROOT / "benchmarks" / "crowd_user.py"))
    with script.open("rb") as source:
        program = stage.kit.odoo.program("people", *words, log=log, stdin=source)
        program.env = {**program.env, "CARE_CROWD": json.dumps(choices)}
        process = program.start()
    try:
        until = time.monotonic() + SECONDS
        while not (stage.folder / "ready").exists():
            assert process.poll() is None and time.monotonic() < until, tail(log)
            time.sleep(0.1)
        yield
        (stage.folder / "stop").touch()
        assert process.wait(SECONDS) == 0, tail(log)
        told.update(json.loads((stage.folder / "edits").read_text()))
    finally:
        stop(process)


def night(stage, count, people=None):
    """A night and the hour after it, on so many servers.

    :return: the servers, the rows, and how often each address got which mail
    """
    servers = Servers(stage, count)
    with SmtpSink() as sink:
        set_up(stage, sink.port)
        with servers.running():
            with people or nullcontext():
                servers.let(*NIGHTLY, *HOURLY)
            servers.wait(DUE, 0, servers.ring)
            servers.let(*HOURLY)
            servers.wait(DUE, 0, servers.ring)
        return servers, stage.rows(ROWS | MORE_ROWS), dict(sink.taken)


@pytest.fixture(scope="module")
def asked(kit, prepared, tmp_path_factory):
    """The same with a survey that begins, and facts that changed."""
    folder = tmp_path_factory.mktemp("servers")
    with stage_on(kit, prepared, "servers", folder / "asked") as stage:
        stage.run(["wave", "stir"])
        yield stage.database


@pytest.fixture(scope="module")
def one(kit, asked, tmp_path_factory):
    """What one server leaves."""
    folder = tmp_path_factory.mktemp("one")
    with stage_on(kit, asked, "oneserver", folder / "run") as stage:
        return night(stage, 1)


@pytest.fixture(scope="module")
def three(kit, asked, tmp_path_factory):
    """What three servers leave while people work, and what those people met."""
    folder, told = tmp_path_factory.mktemp("three"), {}
    with stage_on(kit, asked, "threeservers", folder / "run") as stage:
        return (*night(stage, 3, people_at_work(stage, told)), told)


def test_three_servers_leave_what_one_leaves(one, three):
    for kind in ("files", "touchpoints", "reminders", "promises", "told", "contracts"):
        assert len(one[1][kind]) >= 40, kind
    assert len(one[1]["sheets"]) == PEOPLE
    assert not one[1]["queue"]
    assert_same(three[1], one[1])


def test_no_scheduled_action_runs_twice_at_once_and_none_fails(three):
    servers, *_rest = three
    jobs = servers.jobs()
    assert len(jobs) == len(NIGHTLY + HOURLY) + 1, sorted(jobs)  # one has a copy
    for name, events in jobs.items():
        assert [event for _moment, _server, event in events[::2]] == ["starting"] * (
            len(events) // 2
        ), (name, events)
        assert {event for _moment, _server, event in events[1::2]} <= {
            "fully done",
            "partially done",
        }, (name, events)
    assert len({server for events in jobs.values() for _moment, server, _event in events}) == 3
    assert not any("Traceback" in log for log in servers.told)


def test_a_night_is_lived_through_once_and_plans_follow_figures(three):
    refresh, planning = three[0].job("count figures"), three[0].job("plan touchpoints")
    assert [event for _moment, _server, event in refresh] == ["starting", "fully done"]
    assert planning[-2][0] > refresh[-1][0]
    assert len(three[0].job("contracts that end")) == 2


def test_everybody_is_written_to_once_and_more_than_one_server_writes(one, three):
    for _servers, _rows, taken, *_told in (one, three):
        asked = {address: ids for address, ids in taken.items() if address.startswith("asked")}
        assert len(asked) == PEOPLE
        assert {ids.total() for ids in asked.values()} == {1}
    assert len([number for number in three[0].sent() if number >= 30]) >= 2, three[0].sent()


def test_people_who_edit_customers_meanwhile_notice_nothing(three):
    told = three[3]
    assert len(told["edits"]) >= 50
    assert told["lost"] == 0
    assert all(is_saved for *_costs, is_saved in told["edits"])
    # a first night of few customers writes every row that these people edit: the worst there is
    repeated = Counter(kind for _m, kind, _s, _q, times, _saved in told["edits"] if times)
    assert repeated.total() <= len(told["edits"]) / 10, repeated
