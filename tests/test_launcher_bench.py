"""``./care bench`` compares rows before it believes a time, and fails when the product is slow."""

import importlib.util
import os
import subprocess
import sys

import pytest
from conftest import ROOT

from launcher import bench
from launcher.workspace import Workspace

spec = importlib.util.spec_from_file_location("measure", ROOT / "benchmarks" / "measure.py")
measure = importlib.util.module_from_spec(spec)
sys.modules["measure"] = measure  # dataclasses look themselves up there
spec.loader.exec_module(measure)


def line(product, floor, is_gated=True):
    """A measured engine."""
    return measure.Line("night", is_gated, [product, 99, product], [floor, floor, 0])


def test_an_engine_within_its_gate_is_good():
    assert line(1.49, 1.0).ratio == 1.49
    measure.judge([line(1.49, 1.0)])


@pytest.mark.parametrize("lines", [[line(1.6, 1.0)], [line(0.1, 1.0), line(4.0, 2.0)]])
def test_an_engine_above_its_gate_ends_the_program(lines):
    with pytest.raises(SystemExit, match=r"1\.5 times the floor: night"):
        measure.judge(lines)


def test_what_happens_once_or_takes_no_time_is_not_judged():
    measure.judge([line(9.0, 1.0, is_gated=False), line(0.5, 0.01)])
    assert "too short to judge" in measure.table([line(0.5, 0.01)])


class Rows:
    """A cursor over two queries, as sets of rows."""

    def __init__(self, **queries):
        self.queries = queries

    def execute(self, query):
        """Answer EXCEPT and COUNT."""
        names = [name for name in self.queries if f"({name})" in query]
        names.sort(key=query.index)
        rows = set(self.queries[names[0]])
        self.count = len(rows - set(self.queries[names[1]]) if len(names) > 1 else rows)

    def fetchone(self):
        """Return the count."""
        return (self.count,)


def test_rows_are_compared_both_ways():
    assert measure.verify(Rows(a=[1, 2], b=[1, 2]), "files", "a", "b") == 2
    for rows in (Rows(a=[1], b=[1, 2]), Rows(a=[1, 2], b=[1])):
        with pytest.raises(SystemExit, match="files: "):
            measure.verify(rows, "files", "a", "b")


def test_a_benchmark_that_is_not_there_is_left_out(tmp_path):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "review.py").touch()
    found = bench.chosen(Workspace(tmp_path), 1000, None)
    assert [path.name for path in found] == ["review.py"]


def test_the_nightly_engines_of_few_customers(kit):
    """The whole command: generate, run, compare, print, exit."""
    before = kit.databases.names(r"care\_tmp\_%\_bench")
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "care"), "bench", "--customers", "300", "--only", "nightly"],
        env={**os.environ, "CARE_BENCH_ROUNDS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert outcome.stdout.count("rows equal: 285 files") == 3
    assert "| night: refresh |" in outcome.stdout
    assert outcome.stdout.rstrip().endswith("bench: all within their gates")
    assert kit.databases.names(r"care\_tmp\_%\_bench") == before


@pytest.mark.parametrize(
    ("name", "line"),
    [("screens", "| contact, form |"), ("intake", "| mail, 300 customers | case |")],
)
def test_screens_and_intake_of_few_customers(kit, name, line):
    """The whole command; its databases go, also the one without the addon."""
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "care"), "bench", "--customers", "300", "--only", name],
        env={**os.environ, "CARE_BENCH_TIMES": "1"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    told = outcome.stdout + outcome.stderr
    if name == "screens":  # queries are judged; the CPU time of one mail would be chance
        assert outcome.returncode == 0, told
    assert outcome.stdout.count(line) == 2, told  # while it runs, and in the table at the end
    assert not kit.databases.names(r"care\_tmp\_%\_plain")
