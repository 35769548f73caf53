"""A set-up that was cut off repairs itself; what was started is stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from launcher import cache as cache_module
from launcher import debian
from launcher.cache import Cache
from launcher.errors import CommandFailed
from launcher.locks import LockFile
from launcher.process import Program, stop
from launcher.stamps import build_folder, is_current, tree_digest


def fill_with(text):
    """Return a builder that writes one file."""
    return lambda folder: (folder / "file").write_text(text)


def test_a_folder_is_built_once_per_key(tmp_path):
    folder = tmp_path / "made"
    assert build_folder(folder, "key", fill_with("one"))
    assert not build_folder(folder, "key", fill_with("two"))
    assert build_folder(folder, "other key", fill_with("three"))
    assert (folder / "file").read_text() == "three"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_failing_step_leaves_the_former_folder(tmp_path):
    folder = tmp_path / "made"
    build_folder(folder, "key", fill_with("one"))

    def fail(fresh):
        (fresh / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build_folder(folder, "other key", fail)
    assert is_current(folder, "key")
    build_folder(folder, "other key", fill_with("two"))
    assert not (folder / "half").exists()


def test_a_killed_step_is_done_again(tmp_path):
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from launcher.stamps import build_folder\n"
        "def fill(folder): (folder / 'half').touch(); print('here', flush=True); time.sleep(60)\n"
        f"build_folder(Path({str(tmp_path / 'made')!r}), 'key', fill)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        process.kill()
    assert not (tmp_path / "made").exists()
    build_folder(tmp_path / "made", "key", fill_with("whole"))
    assert not (tmp_path / "made" / "half").exists()


def test_a_tree_key_follows_content_but_not_left_out_folders(tmp_path):
    for name in ("models/a.py", "tests/test_a.py", "__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    first = tree_digest(tmp_path, ["tests"])
    (tmp_path / "tests/test_a.py").write_text("2")
    (tmp_path / "__pycache__/a.pyc").write_text("2")
    assert tree_digest(tmp_path, ["tests"]) == first
    (tmp_path / "models/a.py").write_text("2")
    assert tree_digest(tmp_path, ["tests"]) != first


def test_a_half_made_database_is_never_used(kit, monkeypatch):
    name = f"care_tmp_{os.getpid()}_sample"
    monkeypatch.setattr(cache_module, "SAMPLE", name)
    made = Cache(kit.workspace, kit.odoo, kit.databases)

    def fail(*words):
        raise CommandFailed("Loading the sample story", "was killed")

    monkeypatch.setattr(kit.odoo, "scripts", fail)
    try:
        with pytest.raises(CommandFailed):
            made.sample()
        assert not kit.databases.exists(name)
        monkeypatch.setattr(kit.odoo, "scripts", lambda *words: None)
        assert made.sample() == name
        assert kit.databases.facts(name) == kit.databases.facts(cache_module.QUICK)
    finally:
        kit.databases.drop(name)
        kit.databases.drop(f"{name}_new")


def test_throwaway_databases_of_killed_runs_are_dropped(kit):
    with subprocess.Popen(["true"]) as ended:
        pass
    name = f"care_tmp_{ended.pid}_left"
    with kit.databases.connect() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    kit.databases.drop_leftovers()
    assert not kit.databases.exists(name)


def test_debians_package_is_mended(tmp_path):
    jquery = tmp_path / "web/static/lib/jquery/jquery.js"
    jquery.parent.mkdir(parents=True)
    jquery.touch()
    dangling = tmp_path / "web/static/font.ttf"
    dangling.symlink_to("/no/such/font.ttf")
    manifest = tmp_path / "mail" / "__manifest__.py"
    manifest.parent.mkdir()
    manifest.write_text("{'assets': {'b': ['mail/static/a.js', ('remove', 'x/y.js'), 'm/*.js']}}")
    debian.repair(tmp_path)
    assert (tmp_path / "mail/static/a.js").is_file()
    assert not dangling.is_symlink()
    assert not (tmp_path / "x").exists()


def test_stopping_a_program_stops_its_children(tmp_path):
    program = Program("parent", ["sh", "-c", "sleep 61.5 & echo $!; wait"], tmp_path / "log")
    process = program.start()
    while not (child := program.log.read_text().strip()):
        time.sleep(0.05)
    stop(process)
    time.sleep(0.1)
    assert process.returncode is not None
    assert not _is_running(int(child))


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def test_a_program_that_hangs_is_given_up(tmp_path):
    with pytest.raises(CommandFailed, match="gave up after 1 s"):
        Program("sleeper", ["sleep", "60"], tmp_path / "log", timeout=1).check()


def test_only_the_last_user_of_a_lock_gets_it_alone(tmp_path):
    one, two = LockFile(tmp_path / "lock"), LockFile(tmp_path / "lock")
    assert one.acquire(shared=True) and two.acquire(shared=True)
    assert not one.acquire()
    one.close()
    assert two.acquire()
    two.close()


def test_a_killed_holder_frees_its_lock(tmp_path):
    code = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from launcher.locks import LockFile\n"
        f"lock = LockFile(Path({str(tmp_path / 'lock')!r})); lock.acquire()\n"
        "print('here', flush=True); time.sleep(60)\n"
    )
    lock = LockFile(tmp_path / "lock")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert not lock.acquire()
        process.send_signal(signal.SIGKILL)
    assert lock.acquire()
    lock.close()
