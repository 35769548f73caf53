"""The scheduled actions do their work once, whatever happens to them: called twice, by two servers
at once, or killed in their middle and called again, they leave the same rows."""

import json
import time
from contextlib import suppress

import pytest
from stage import assert_same, stage_on

ACTIONS = (
    *("refresh", "drain", "generate", "remind", "check"),
    *("escalate", "digest", "contracts", "review", "grants", "reading"),
)
# After which part of its statements each is killed: the drain more often, because only it forgets
# what it has done.
KILLS = (
    ("refresh", 0.5),
    ("drain", 0.2),
    ("drain", 0.25),
    ("drain", 0.15),
    ("generate", 0.5),
    ("remind", 0.5),
    ("check", 0.5),
    ("escalate", 0.5),
    ("digest", 0.5),
    ("contracts", 0.5),
)


def stir_before_drain(steps):
    """What the drain has to do changes just before it."""
    return [part for step in steps for part in (["stir", step] if step == "drain" else [step])]


@pytest.fixture(scope="module")
def undisturbed(kit, prepared, tmp_path_factory):
    """What one undisturbed run leaves, and how many statements each action takes."""
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    with stage_on(kit, prepared, "crashfree", folder) as stage:
        stage.run(stir_before_drain(ACTIONS))
        return stage.rows(), (folder / "statements").read_text()


@pytest.fixture
def stage(kit, prepared, undisturbed, tmp_path):
    """A copy on which to disturb the actions."""
    with stage_on(kit, prepared, "crashed", tmp_path / "run") as made:
        (made.folder / "statements").write_text(undisturbed[1])
        yield made


def test_an_undisturbed_run_has_work_for_every_action(undisturbed):
    rows, statements = undisturbed
    for kind in ("files", "grades", "touchpoints", "reminders"):
        assert len([row for row in rows[kind] if "Crash" in row]) >= 50, kind
    broken = [row for row in rows["promises"] if "Promised" in row and "'breached'" in row]
    assert len(broken) == 55
    assert len(rows["told"]) >= 55
    assert len(rows["mails"]) == 40
    assert len(rows["late"]) >= 40
    assert len([row for row in rows["contracts"] if "Ending" in row]) == 40
    assert not rows["queue"]
    numbers = json.loads(statements)
    assert all(numbers[action] > 10 for action, _share in KILLS), statements
    assert set(numbers) == set(ACTIONS)


def test_twice(stage, undisturbed):
    plan = [step for action in stir_before_drain(ACTIONS) for step in (action, action)]
    plan.remove("stir")
    stage.run(plan)
    assert_same(stage.rows(), undisturbed[0])


def test_from_two_processes_at_once(stage, undisturbed):
    """Each action begins when both processes are there."""
    plan = [part for action in ACTIONS for part in (f"meet:{action}", action)]
    one = [part for step in plan for part in (["stir", step] if step == "meet:drain" else [step])]
    stage.finish(stage.start(one, me=1), stage.start(plan, me=2))
    assert_same(stage.rows(), undisturbed[0])


def test_killed_in_the_middle_and_run_again(stage, undisturbed):
    """Each action in turn; what was killed is run again by the process that kills the next."""
    before = None
    for action, share in KILLS:
        plan = [before] if before not in (None, action) else []
        plan += ["stir", action] if action == "drain" != before else [action]
        stage.run(plan, action, share)
        wait_for_rollback(stage)
        before = action
    stage.run([before])
    assert_same(stage.rows(), undisturbed[0])


def wait_for_rollback(stage):
    """The server notices soon that its client is gone."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = %s"
    with suppress(TimeoutError), stage.kit.databases.connect() as cursor:
        for _turn in range(100):
            cursor.execute(query, (stage.database, "client backend"))
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
