"""``./care bench``: the engines measured beside bare SQL, on a copy that is thrown away."""

from pathlib import Path

from .environment import prepare, tools
from .errors import CareError
from .progress import say
from .shell import run_script
from .workspace import Workspace

# The scripts in the folder; what else lies there helps them.
BENCHMARKS = ("nightly", "path", "review", "clocks", "wave", "crowd")
FOLDER = "benchmarks"
FEWEST, MOST = 100, 5_000_000


def chosen(workspace: Workspace, customers: int, only: str | None) -> list[Path]:
    """Return the scripts to run; refuse what cannot be run before anything long begins."""
    if not FEWEST <= customers <= MOST:
        raise CareError(f"--customers {customers}: choose a number from {FEWEST} to {MOST}.")
    paths = [workspace.root / FOLDER / f"{name}.py" for name in BENCHMARKS]
    there = {path.stem: path for path in paths if path.is_file()}
    if only is None:
        return list(there.values())
    if only not in there:
        raise CareError(
            f"--only {only}: there is no such benchmark. There are: {', '.join(there)}."
        )
    return [there[only]]


def bench_command(
    workspace: Workspace, scripts: list[Path], customers: int, arguments: list[str]
) -> int:
    """Run the benchmarks; return 1 when rows differ or an engine is too slow."""
    prepare(workspace, arguments)
    choices = {"CARE_BENCH_CUSTOMERS": str(customers)}
    choices["CARE_BENCHMARKS"] = str(workspace.root / FOLDER)
    failed = []
    with tools(workspace) as kit:
        for script in scripts:
            say(f"\n=== {script.stem}")
            with kit.databases.throwaway(kit.cache.sample(), "bench") as database:
                if run_script(kit, database, script, choices):
                    failed.append(script.stem)
    verdict = f"failed: {', '.join(failed)}" if failed else "all within their gates"
    print(f"bench: {verdict}", flush=True)
    return 1 if failed else 0
