"""The report of ``./care bench``: all tables as Markdown and JSON, and growth as a chart."""

import json
import math
import os
import platform
from pathlib import Path
from typing import Any

from .bench_choices import BENCHMARKS
from .environment import Tools

_SECONDS = "product (CPU s)"
_BASE = "floor (CPU s)"
_LEAST = 0.05  # seconds: what takes less tells nothing about growth
_MOST_LINES = 6  # in one chart, the slowest ones


def machine(kit: Tools) -> dict[str, str]:
    """What is measured on; nothing that tells whose machine it is."""
    with kit.databases.connect() as cursor:
        cursor.execute("SHOW server_version")
        [server] = cursor.fetchone()
        cursor.execute("SHOW shared_buffers")
        [buffers] = cursor.fetchone()
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(_first('/proc/meminfo', 'MemTotal').split()[0]) // 1024 // 1024} GiB",
        "PostgreSQL": f"{server.split()[0]}, shared_buffers {buffers}",
        "Python": platform.python_version(),
    }


def _first(path: str, name: str) -> str:
    """The value of the first line with that name, or nothing."""
    for line in Path(path).read_text().splitlines():
        key, _colon, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def write_report(folder: Path, described: dict[str, str], runs: list[dict[str, Any]]) -> None:
    """Write ``results.json``, ``README.md`` and, for several sizes, ``growth.svg``.

    What lies there from an earlier call on such a machine stays, but for what was measured again.

    :param described: the machine
    :param runs: ``benchmark``, ``customers``, ``date`` and ``tables`` (each ``title`` and ``rows``)
    """
    folder.mkdir(parents=True, exist_ok=True)
    runs = _with_earlier(folder / "results.json", described, runs)
    grown = growth(runs)
    found = {"machine": described, "runs": runs, "growth": grown}
    (folder / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    text = ["# Results", "", ", ".join(f"{name}: {value}" for name, value in described.items())]
    if grown:
        _draw(folder / "growth.svg", runs, grown)
        text += ["", "## Growth", "", "An exponent of 1 is: twice the customers, twice the time."]
        text += ["", "![Seconds by customers](growth.svg)", "", _table(grown)]
    for run in [run for run in runs if run["tables"]]:
        size = f"{run['customers']:,}".replace(",", " ")
        text += ["", f"## {run['benchmark']}, {size} customers", "", f"Measured on {run['date']}."]
        for table in run["tables"]:
            text += ["", *([f"{table['title']}", ""] if table["title"] else [])]
            text.append(_table(table["rows"]))
    (folder / "README.md").write_text("\n".join(text) + "\n")


def _with_earlier(
    path: Path, described: dict[str, str], runs: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """These runs and the kept ones of other benchmarks and sizes, in the order of the command."""
    found = {(run["benchmark"], run["customers"]): run for run in runs}
    if path.exists():
        earlier = json.loads(path.read_text())
        if earlier["machine"] == described:
            for run in earlier["runs"]:
                found.setdefault((run["benchmark"], run["customers"]), run)
    return sorted(
        found.values(), key=lambda run: (BENCHMARKS.index(run["benchmark"]), run["customers"])
    )


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [names, ["---" if isinstance(rows[0][name], str) else "---:" for name in names]]
    lines += [[str(row.get(name, "")) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# === GROWTH === #


def series(runs: list[dict[str, Any]], column: str) -> dict[str, list[tuple[int, float]]]:
    """Points ``(customers, seconds)`` of each engine that was measured with several sizes."""
    found: dict[str, list[tuple[int, float]]] = {}
    for run in runs:
        for table in run["tables"]:
            for row in table["rows"]:
                seconds = row.get(column)
                if isinstance(seconds, float) and seconds >= _LEAST:
                    name = f"{run['benchmark']}: {next(iter(row.values()))}"
                    found.setdefault(name, []).append((run["customers"], seconds))
    return {
        name: points for name, points in found.items() if len({size for size, _s in points}) > 1
    }


def exponent(points: list[tuple[int, float]]) -> float:
    """The slope of the straight line through the logarithms that fits them best."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    middle = [sum(values) / len(logs) for values in zip(*logs, strict=True)]
    spread = sum((x - middle[0]) ** 2 for x, _y in logs)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in logs) / spread


def growth(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The exponents of product and floor, one row for each engine with several sizes."""
    floors = series(runs, _BASE)
    return [
        {
            "engine": name,
            "product": round(exponent(points), 2),
            "floor": round(exponent(floors[name]), 2) if name in floors else "",
            "from": min(points)[0],
            "to": max(points)[0],
        }
        for name, points in series(runs, _SECONDS).items()
    ]


def _draw(path: Path, runs: list[dict[str, Any]], grown: list[dict[str, Any]]) -> None:
    """Both axes are logarithmic: growth in proportion is a straight line, one size up one."""
    # only there in the virtual environment
    from reportlab.graphics import renderSVG
    from reportlab.graphics.charts.axes import LogXValueAxis, LogYValueAxis
    from reportlab.graphics.charts.legends import Legend
    from reportlab.graphics.charts.lineplots import LinePlot
    from reportlab.graphics.shapes import Drawing, String
    from reportlab.graphics.widgets.markers import makeMarker
    from reportlab.lib import colors

    lines = sorted(series(runs, _SECONDS).items(), key=lambda line: -max(line[1])[1])
    lines = lines[:_MOST_LINES]
    floors = series(runs, _BASE)
    hues = ["#714B67", "#017E84", "#C77700", "#3566A8", "#A33B3B", "#5B7F2B"]
    drawing = Drawing(760, 380)
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = 60, 45, 400, 300
    plot.xValueAxis, plot.yValueAxis = LogXValueAxis(), LogYValueAxis()
    plot.xValueAxis.labelTextFormat = lambda value: f"{value:,.0f}".replace(",", " ")
    plot.yValueAxis.labelTextFormat = lambda value: f"{value:g}"
    plot.yValueAxis.visibleGrid = True
    plot.yValueAxis.gridStrokeColor = colors.HexColor("#DDDDDD")
    plot.data, legend = [], []
    for number, (name, points) in enumerate(lines):
        hue = colors.HexColor(hues[number])
        legend.append((hue, name))
        for column, dashes in ((points, None), (floors.get(name), [3, 3])):
            if column:
                line = plot.lines[len(plot.data)]
                line.strokeColor, line.strokeWidth, line.strokeDashArray = hue, 1.6, dashes
                line.symbol = makeMarker("FilledCircle", size=4)
                plot.data.append(sorted(column))
    names = Legend()
    names.x, names.y, names.alignment, names.columnMaximum = 480, 330, "right", _MOST_LINES
    names.fontSize, names.deltay, names.colorNamePairs = 9, 16, legend
    drawing.add(plot)
    drawing.add(names)
    drawing.add(String(60, 360, "CPU seconds by customers", fontSize=11))
    drawing.add(String(480, 200, "dashed: the barest SQL that gives the same rows", fontSize=9))
    renderSVG.drawToFile(drawing, str(path))
