"""``./care bench``: the engines measured beside bare SQL, on copies that are thrown away."""

import datetime
import json
from pathlib import Path

from .bench_report import machine, write_report
from .environment import Tools, prepare, tools
from .progress import say
from .shell import run_script
from .workspace import Workspace


def bench_command(
    workspace: Workspace,
    scripts: list[Path],
    customers: list[int],
    results: Path,
    arguments: list[str],
) -> int:
    """Run the benchmarks for each number of customers, and write the report of all.

    :param results: the folder of the report
    :return: 1 when rows differ or an engine is too slow
    """
    prepare(workspace, arguments)
    runs, failed = [], []
    with tools(workspace) as kit:
        described = machine(kit)
        for number, (script, size) in enumerate(
            [(script, size) for script in scripts for size in customers], 1
        ):
            of = len(scripts) * len(customers)
            say(f"\n=== {script.stem}, {size} customers ({number} of {of})")
            run, is_good = _run(kit, script, size)
            runs.append(run)
            if not is_good:
                failed.append(f"{script.stem} with {size} customers")
            # after each: hours of measuring are not lost with the last minute's failure
            write_report(results, described, runs)
    say(f"\nreport: {results / 'README.md'}")
    verdict = f"failed: {', '.join(failed)}" if failed else "all within their gates"
    print(f"bench: {verdict}", flush=True)
    return 1 if failed else 0


def starting(script: Path) -> str:
    """Return what an Odoo shell is given to call ``run(env)`` of a benchmark or of a helper of one,
    which finds its neighbours and this launcher."""
    root = Path(__file__).parent.parent
    return (
        "import importlib, sys\n"
        f"sys.path[:0] = [{str(script.parent)!r}, {str(root)!r}]\n"
        f"importlib.import_module({script.stem!r}).run(env)\n"
    )


def _run(kit: Tools, script: Path, size: int) -> tuple[dict, bool]:
    """One script on a copy of its own: what it kept, and whether it was content."""
    kept = kit.workspace.home / f"bench-{script.stem}-{size}.jsonl"
    kept.unlink(missing_ok=True)
    choices = {
        "CARE_BENCH_CUSTOMERS": str(size),
        "CARE_BENCH_KEEP": str(kept),
    }
    with kit.databases.throwaway(kit.cache.sample(), "bench") as database:
        code = run_script(kit, database, starting(script), choices)
    tables = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    run = {"benchmark": script.stem, "customers": size, "tables": tables}
    return {**run, "date": datetime.date.today().isoformat()}, code == 0
