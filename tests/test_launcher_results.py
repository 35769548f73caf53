"""The count at the end of a test run is true, and silence is not success."""

import os
from pathlib import Path

import pytest
from conftest import ROOT

from launcher.odoo import problems
from launcher.results import Tally, read_junit, read_odoo_log
from launcher.testing import MOST_WORKERS, need_browser, split_paths, workers
from launcher.translations import normalized, untranslated

STAMP = "2026-01-02 03:04:05,678 99"


def junit(tmp_path, *cases):
    """Write a pytest report."""
    path = tmp_path / "report.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def case(name, inner=""):
    """Return a test case of a pytest report."""
    return f'<testcase classname="c" name="{name}">{inner}</testcase>'


def test_a_report_is_counted(tmp_path):
    report = junit(
        tmp_path,
        case("good"),
        case("bad", '<failure message="no"/>'),
        case("broken", '<error message="oh"/>'),
        case("left", '<skipped message="no browser"/>'),
    )
    tally = read_junit(report, "addon", 1)
    assert tally.line == "1 passed, 2 failed, 1 skipped"
    assert "addon: c.left was skipped: no browser" in tally.remarks


def test_a_skipped_test_spoils_the_run(tmp_path):
    report = junit(tmp_path, case("good"), case("left", "<skipped/>"))
    assert not read_junit(report, "addon", 0).is_good


def test_no_test_at_all_is_a_failure(tmp_path):
    assert not Tally().is_good
    assert read_junit(junit(tmp_path), "addon", 5).failed == 1


def test_a_missing_report_is_a_failure(tmp_path):
    assert read_junit(tmp_path / "none.xml", "addon", 3).failed == 1


def test_a_bad_exit_code_counts_even_if_all_cases_passed(tmp_path):
    assert read_junit(junit(tmp_path, case("good")), "addon", 2).failed == 1


@pytest.mark.parametrize(
    ("total", "code", "line"),
    [
        ("0 failed, 0 error(s) of 7 tests", 0, "7 passed, 0 failed, 0 skipped"),
        ("1 failed, 2 error(s) of 7 tests", 1, "4 passed, 3 failed, 0 skipped"),
        ("0 failed, 0 error(s) of 0 tests", 0, "0 passed, 1 failed, 0 skipped"),
        ("0 failed, 0 error(s) of 7 tests", 1, "7 passed, 1 failed, 0 skipped"),
        ("", 0, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_odoos_own_runner_is_counted(total, code, line):
    log = f"{STAMP} INFO db odoo.tests.result: {total} when loading database 'db'\n"
    assert read_odoo_log(log, "own", code).line == line


def test_a_skip_in_odoos_own_runner_is_seen():
    log = (
        f"{STAMP} INFO db odoo.addons.customer_care.tests.test_x: skipped TestX.test_y : no\n"
        f"{STAMP} INFO db odoo.tests.result: 0 failed, 0 error(s) of 2 tests when loading\n"
    )
    assert read_odoo_log(log, "own", 0).line == "1 passed, 0 failed, 1 skipped"


def test_problems_of_a_log_keep_their_tracebacks():
    log = (
        f"{STAMP} INFO db odoo.x: fine\n{STAMP} WARNING db odoo.x: look\nTraceback:\n  deep\n"
        f"{STAMP} INFO db odoo.x: an ERROR in a text is no error\n{STAMP} ERROR ? odoo.y: bad\n"
    )
    assert problems(log) == [
        f"{STAMP} WARNING db odoo.x: look\nTraceback:\n  deep",
        f"{STAMP} ERROR ? odoo.y: bad",
    ]


def test_paths_are_told_from_options():
    words = ["-k", "tests", "tests/conftest.py", "-x", "tests/test_lifecycle.py::test_a", "--tb=no"]
    paths, options = split_paths(words, ROOT)
    assert paths == [str(ROOT / "tests/conftest.py"), f"{ROOT / 'tests/test_lifecycle.py'}::test_a"]
    assert options == ["-k", "tests", "-x", "--tb=no"]


def test_browser_tests_are_recognised(tmp_path):
    (tmp_path / "test_a.py").write_text("def test_a(self): pass")
    assert not need_browser([str(tmp_path)])
    (tmp_path / "test_b.py").write_text("def test_b(self): self.start_tour('/odoo', 'tour')")
    assert need_browser([str(tmp_path)])
    assert not need_browser([f"{tmp_path / 'test_a.py'}::test_a"])


def catalogue(path: Path, *entries: tuple[str, str]) -> Path:
    """Write a translation file."""
    header = 'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2026-01-01 00:00+0000\\n"\n'
    path.write_text(header + "".join(f'\nmsgid "{a}"\nmsgstr "{b}"\n' for a, b in entries))
    return path


def test_a_template_is_compared_without_its_dates(tmp_path):
    text = catalogue(tmp_path / "a.pot", ("Case", "")).read_text()
    assert normalized(text) == normalized(text.replace("2026-01-01", "2026-02-02"))
    assert normalized(text) != normalized(text.replace("Case", "Cause"))


def test_missing_and_empty_translations_are_listed(tmp_path):
    template = catalogue(tmp_path / "a.pot", ("Case", ""), ("Cause", ""), ("Grade", ""))
    chinese = catalogue(tmp_path / "zh_CN.po", ("Case", "个案"), ("Cause", ""))
    found = untranslated(template, chinese)
    assert [text.split("'")[1] for text in found] == ["Cause", "Grade"]
    assert untranslated(template, tmp_path / "none.po") == ["none.po is missing"]


def test_workers_share_the_tests_only_where_databases_can_be_copied(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert workers() == 1
    for name in ("createdb", "dropdb"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert workers() == min(len(os.sched_getaffinity(0)), MOST_WORKERS)
