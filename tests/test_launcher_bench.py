"""``./care bench`` compares rows before it believes a time, and fails when the product is slow."""

import argparse
import importlib.util
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

from launcher import bench_choices, bench_report
from launcher.errors import CareError
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
    assert "too short to judge" in measure.table([line(0.5, 0.01).row])


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
    found = bench_choices.chosen(Workspace(tmp_path), None)
    assert [path.name for path in found] == ["review.py"]
    with pytest.raises(CareError, match=r"no such benchmark\. There are: review"):
        bench_choices.chosen(Workspace(tmp_path), "review,walk")


def test_sizes_are_sorted_and_each_is_possible():
    assert bench_choices.sizes("200000, 20000,20000") == [20_000, 200_000]
    for text in ("20000,", "99", "many", "-5", "9000000"):
        with pytest.raises(argparse.ArgumentTypeError, match="from 100 to 5000000"):
            bench_choices.sizes(text)


def run_of(size, seconds, floor):
    """What one benchmark of one size kept."""
    rows = [{"engine": "night", "product (CPU s)": seconds, "floor (CPU s)": floor}]
    tables = [{"title": None, "rows": rows}]
    return {"benchmark": "nightly", "customers": size, "tables": tables, "date": "2026-05-01"}


def test_growth_is_the_slope_of_the_logarithms():
    """Twice as long for twice as many is 1, four times as long is 2."""
    runs = [run_of(1000, 1.0, 0.5), run_of(2000, 2.0, 2.0), run_of(4000, 4.0, 8.0)]
    [row] = bench_report.growth(runs)
    assert (row["product"], row["floor"]) == (1.0, 2.0)
    assert (row["from"], row["to"]) == (1000, 4000)
    assert bench_report.growth(runs[:1]) == []


def test_the_report_has_tables_data_and_a_chart(tmp_path):
    runs = [run_of(1000, 1.0, 0.5), run_of(10000, 11.0, 5.0)]
    bench_report.write_report(tmp_path, {"processor": "Abacus"}, runs)
    told = (tmp_path / "README.md").read_text()
    assert "processor: Abacus" in told
    assert "## nightly, 10 000 customers" in told
    assert "| night | 11.0 | 5.0 |" in told
    assert "| nightly: night | 1.04 | 1.0 | 1000 | 10000 |" in told
    assert json.loads((tmp_path / "results.json").read_text())["runs"] == runs
    assert "<svg" in (tmp_path / "growth.svg").read_text()


def test_earlier_results_stay_until_they_are_measured_again(tmp_path):
    """On the same machine; figures of another one would be compared with these."""

    def kept():
        found = json.loads((tmp_path / "results.json").read_text())["runs"]
        return [(run["customers"], run["tables"][0]["rows"][0]["floor (CPU s)"]) for run in found]

    for runs, left in (
        ([run_of(10000, 11.0, 5.0)], [(10000, 5.0)]),
        ([run_of(1000, 1.0, 0.5)], [(1000, 0.5), (10000, 5.0)]),
        ([run_of(10000, 11.0, 6.0)], [(1000, 0.5), (10000, 6.0)]),
    ):
        bench_report.write_report(tmp_path, {"processor": "Abacus"}, runs)
        assert kept() == left
    bench_report.write_report(tmp_path, {"processor": "Slide rule"}, [run_of(1000, 1.0, 0.7)])
    assert kept() == [(1000, 0.7)]


def measured(results, names, **choices):
    """What the command says of these benchmarks with few customers."""
    words = ("bench", "--customers", "300", "--only", names, "--results", str(results))
    return subprocess.run(
        [sys.executable, str(ROOT / "care"), *words],
        env={**os.environ, **choices},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_the_nightly_engines_of_few_customers(kit, tmp_path):
    """The whole command: generate, run, compare, print, keep, exit."""
    before = kit.databases.names(r"care\_tmp\_%\_bench")
    outcome = measured(tmp_path, "nightly", CARE_BENCH_ROUNDS="1")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert outcome.stdout.count("rows equal: 285 files") == 5
    assert "| night: refresh |" in outcome.stdout
    assert outcome.stdout.rstrip().endswith("bench: all within their gates")
    [kept] = json.loads((tmp_path / "results.json").read_text())["runs"]
    engines = {row["engine"]: row for row in kept["tables"][0]["rows"]}
    assert engines["quiet night: refresh"]["dead rows"] == 0
    assert engines["night: refresh"]["dead rows"] > 0
    assert kit.databases.names(r"care\_tmp\_%\_bench") == before


@pytest.mark.parametrize(
    ("name", "row"), [("screens", "contact, form"), ("intake", "mail among all: case")]
)
def test_screens_and_intake_of_few_customers(kit, tmp_path, name, row):
    """The whole command; its databases go, also the one without the addon."""
    before = kit.databases.names(r"care\_tmp\_%\_plain")
    outcome = measured(tmp_path, name, CARE_BENCH_TIMES="1")
    if name == "screens":  # queries are judged; the CPU time of a single mail is chance
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    [kept] = json.loads((tmp_path / "results.json").read_text())["runs"]
    names = [next(iter(line.values())) for line in kept["tables"][0]["rows"]]
    assert row in names, outcome.stderr
    assert kit.databases.names(r"care\_tmp\_%\_plain") == before


def test_the_other_benchmarks_of_few_customers(kit, tmp_path):
    """Each checks what it measures. With few customers the planner of queries knows least: a join
    that looks through all figures for each customer shows as minutes."""
    names = ["steps", "review", "clocks", "alternatives", "path"]
    outcome = measured(tmp_path, ",".join(names), CARE_BENCH_ROUNDS="1")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    kept = json.loads((tmp_path / "results.json").read_text())["runs"]
    assert [run["benchmark"] for run in kept] == names
