"""What ``./care bench`` can be asked for."""

import argparse
from pathlib import Path

from .errors import CareError
from .workspace import Workspace

# The scripts in the folder; what else lies there helps them.
BENCHMARKS = (
    *("nightly", "steps", "review", "clocks", "alternatives", "path"),
    *("screens", "intake", "wave", "crowd"),
)
FOLDER = "benchmarks"
RESULTS = "benchmarks/results"
FEWEST, MOST = 100, 5_000_000


def sizes(text: str) -> list[int]:
    """Read numbers of customers, separated by commas.

    :raises argparse.ArgumentTypeError: when one of them is none, or cannot be measured
    """
    found = []
    for word in text.split(","):
        if not word.strip().isdigit() or not FEWEST <= int(word) <= MOST:
            raise argparse.ArgumentTypeError(
                f"{word.strip()!r}: choose numbers from {FEWEST} to {MOST}, separated by commas"
            )
        found.append(int(word))
    return sorted(set(found))


def chosen(workspace: Workspace, only: str | None) -> list[Path]:
    """Return the scripts to run; refuse what cannot be run before anything long begins."""
    paths = [workspace.root / FOLDER / f"{name}.py" for name in BENCHMARKS]
    there = {path.stem: path for path in paths if path.is_file()}
    if only is None:
        return list(there.values())
    names = [name.strip() for name in only.split(",")]
    if unknown := [name for name in names if name not in there]:
        raise CareError(
            f"--only {unknown[0]}: there is no such benchmark. There are: {', '.join(there)}."
        )
    return [there[name] for name in names]
