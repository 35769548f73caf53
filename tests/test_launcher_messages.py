"""Whatever goes wrong, the launcher says in one message what to do."""

import errno
import os
import socket
import sys

import pytest
from conftest import ROOT, assert_one_message

from launcher import cli, odoo, postgres, system
from launcher.errors import CareError, CommandFailed, explain
from launcher.process import Program
from launcher.workspace import Workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A checkout whose own folder is an empty one."""
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    return Workspace(ROOT)


@pytest.fixture
def ordinary_user(monkeypatch):
    """Not allowed to install system packages."""
    monkeypatch.setattr(system, "is_root", lambda: False)


def test_a_mistyped_command_gets_the_nearest_one(care):
    assert_one_message(care("tset"), "no command 'tset'", "Did you mean ./care test?")


def test_a_strange_command_gets_the_list(care):
    assert_one_message(care("xyzzy"), "There are: run, test, bench, shell, lint, pot")


def test_an_unknown_option_is_refused(care):
    assert_one_message(care("shell", "--frsh"), "does not know --frsh", "--help")


def test_an_occupied_port_names_its_holder_and_another_port(care):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        outcome = care("run", "--port", str(port))
    assert_one_message(outcome, f"Port {port} is in use", f"process {os.getpid()}", "--port ")


def test_an_impossible_port_is_refused(care):
    assert_one_message(care("run", "--port", "70000"), "from 1 to 65535")


def test_an_unknown_benchmark_gets_the_list(care):
    assert_one_message(care("bench", "--only", "nigthly"), "--only nigthly", "There are: nightly")


@pytest.mark.parametrize("number", ["0", "-5", "99999999"])
def test_an_impossible_number_of_customers_is_refused(care, number):
    assert_one_message(care("bench", "--customers", number), "from 100 to 5000000")


def test_a_folder_without_odoo_is_refused(care, tmp_path):
    assert_one_message(care("--odoo", str(tmp_path), "shell"), "there is no Odoo in this folder")


def test_another_version_of_odoo_is_refused(care, fake_odoo):
    (fake_odoo / "odoo" / "release.py").write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    assert_one_message(care("--odoo", str(fake_odoo), "shell"), "this is not Odoo 19")


@pytest.mark.parametrize("url", ["nonsense", "mysql://a:b@host", "postgresql://a:b@host/database"])
def test_a_broken_server_address_shows_a_right_one(care, url):
    assert_one_message(care("--db", url, "shell"), "postgresql://user:password@host:5432")


def test_a_server_address_may_hold_escaped_characters():
    server = postgres.parse_server("postgresql://me:p%40ss@db.example:5433")
    assert (server.user, server.password, server.port) == ("me", "p@ss", 5433)


def test_no_network_for_the_odoo_package(care):
    release = system.debian_release()
    care.stub(
        "apt-get",
        f"""case "$*" in
        *--print-uris*) echo "'http://mirror.invalid/debian/dists/{release}/InRelease' x 0" ;;
        *) echo "Err: Temporary failure resolving 'mirror.invalid'"; exit 100 ;;
        esac""",
    )
    assert_one_message(care("shell"), "Fetching Odoo 19: no network", "run the same command again")


def test_no_network_for_the_python_libraries(care, fake_odoo):
    care.env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    care.env["PIP_CONFIG_FILE"] = os.devnull
    outcome = care("--odoo", str(fake_odoo), "shell")
    assert_one_message(outcome, "Odoo's Python libraries: no network", "run the same command")
    assert not (care.home / "venv").exists()


def test_elsewhere_than_on_debian_the_way_out_is_told(care):
    care.stub("cat", "echo ID=plan9")
    assert_one_message(care("shell"), "on Debian only", "./care --odoo /path/to/odoo")


def test_a_full_disk_is_noticed_before_the_setup(workspace, monkeypatch):
    monkeypatch.setattr(system, "free_bytes", lambda folder: system.GIGABYTE)
    with pytest.raises(CareError, match=r"1\.0 GB are free, 3\.0 GB are needed"):
        system.require_space(workspace, system.FIRST_SETUP_BYTES)


def test_a_disk_that_fills_up_in_a_program(tmp_path):
    words = ["sh", "-c", "echo 'tar: x: Cannot write: No space left on device'; exit 2"]
    with pytest.raises(CareError, match="The disk is full"):
        Program("Unpacking", words, tmp_path / "log").check()


def test_a_disk_that_fills_up_in_the_launcher(monkeypatch, capsys):
    def no_space(arguments):
        raise OSError(errno.ENOSPC, "No space left on device", "/some/file")

    monkeypatch.setattr(cli, "dispatch", no_space)
    monkeypatch.setattr(cli.signal, "signal", lambda number, handler: None)
    assert cli.main([]) == 1
    assert "The disk is full (/some/file)" in capsys.readouterr().err


def test_a_missing_package_tells_an_ordinary_user_the_command(workspace, ordinary_user):
    package = system.SystemPackage("wanted", "showing this", ("no-such-program",))
    with pytest.raises(CareError) as told:
        system.require_packages(workspace, [package])
    assert "wanted (showing this)" in str(told.value)
    assert "sudo sh -c 'apt-get update && apt-get install -y" in str(told.value)


def test_a_package_that_is_optional_is_only_noted(workspace, ordinary_user, capsys):
    package = system.SystemPackage("wanted", "showing this", ("no-such-program",))
    assert system.require_packages(workspace, [package], optional=True) == [package]
    assert "Note: missing on this machine: wanted" in capsys.readouterr().err


def test_a_python_without_venv_tells_the_package(workspace, ordinary_user, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(CareError, match="python3-venv"):
        system.require_venv_module(workspace)


def test_a_python_too_old_is_told_by_the_script_itself(monkeypatch, capsys):
    script = {"__name__": "care", "__file__": str(ROOT / "care")}
    exec(compile((ROOT / "care").read_text(), "care", "exec"), script)
    monkeypatch.setenv("CARE_PYTHON_SEARCHED", "1")
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert script["main"]() == 1
    assert "need Python 3.10 to 3.13, this is 3.9" in capsys.readouterr().err


def test_other_failures_of_a_download_keep_their_own_words():
    failure = CommandFailed("pip install", "ended with code 1", "ERROR: something else")
    assert explain(failure, "Installing") is failure


def test_a_checkout_may_keep_its_addons_beside_odoo(fake_odoo):
    for folder in ("addons/web", "odoo/addons/base"):
        (fake_odoo / folder).mkdir(parents=True)
    tree = odoo.OdooTree.find(Workspace(ROOT, odoo_choice=str(fake_odoo)))
    assert tree.addons == (fake_odoo / "odoo/addons", fake_odoo / "addons")
