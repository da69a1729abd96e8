"""A plan of many indicators: time per indicator and peak memory of every step, at several sizes.

Time is told twice: by the clock, and of all processors together, which other work on the machine
disturbs far less.

Run with ``uv run python benchmarks/many_indicators.py``; see ``benchmarks/README.md``.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kgisim.workspace import Workspace

YEARS = range(2013, 2025)
"""Twelve points of each series."""
DRIVERS = 5
"""Series that move a third of the others."""
GOALS = 10
"""One in so many indicators is a goal."""
SCALES = ("count", "share", "positive")
UNITS = """percent: {ja: ％, en: "%", scales: [share]}
cases: {ja: 件, en: cases, scales: [count]}
jpy_100m: {ja: 億円, en: JPY 100m, scales: [positive]}
"""
UNIT = {"count": "cases", "share": "percent", "positive": "jpy_100m"}
TARGET = {"count": 30, "share": 60, "positive": 200}
HEADER = "year,year_end,value,relation,low,high,se,source,evidence,definition,published,note\n"


def make(root: Path, size: int) -> Workspace:
    """Write a workspace of so many indicators: counts, shares and amounts, a third of them driven.

    Parameters
    ----------
    root
        Folder that does not exist yet.
    """
    command = [sys.executable, "-m", "kgisim", "init", str(root), "--minimal"]
    subprocess.run(command, check=True, capture_output=True)
    workspace = Workspace(root)
    for file in workspace.data.glob("*.*"):
        file.unlink()
    for file in workspace.scenarios.glob("*.yaml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("exports", "i0005"), "utf-8")
    (workspace.data / "units.yaml").write_text(UNITS, "utf-8")
    for number in range(size):
        name, rng = f"i{number:04}", np.random.default_rng(number)
        (workspace.data / f"{name}.yaml").write_text(_indicator(name, number), "utf-8")
        rows = "".join(_rows(_scale(number), rng))
        (workspace.data / f"{name}.csv").write_text(HEADER + rows, "utf-8")
    return workspace


def _scale(number: int) -> str:
    return "positive" if number < DRIVERS else SCALES[number % 3]


def _indicator(name: str, number: int) -> str:
    scale, is_goal = _scale(number), number >= DRIVERS and number % GOALS == DRIVERS
    role = "driver" if number < DRIVERS else "goal" if is_goal else "kpi"
    lines = [
        f"id: {name}",
        f"role: {role}",
        f"title: {{ja: 指標{number}, en: Indicator {number}}}",
        f"definition: {{ja: 指標{number}の数, en: What indicator {number} counts.}}",
        f"unit: {UNIT[scale]}",
        f"scale: {scale}",
        "period: CY",
        "model: {family: damped_trend}",
        "sources: {office: {title: Yearbook, publisher: Office}}",
    ]
    if number >= DRIVERS and number // 3 % 3 == 0:
        effect = f"driver: i{number % DRIVERS:04}, mean: 0.3, sd: 0.2"
        lines.append(f"drivers: [{{{effect}, rationale: {{ja: 例, en: example}}}}]")
    if is_goal:
        note = "note: {ja: 例示, en: example}"
        lines.append(f'label: "{number}"')
        lines.append(f"targets: [{{id: t, kind: value, value: {TARGET[scale]}, {note}}}]")
    return "\n".join(lines) + "\n"


def _rows(scale: str, rng: np.random.Generator) -> Iterator[str]:
    path = np.cumsum(rng.normal(0.02, 0.05, len(YEARS)))
    for year, moved in zip(YEARS, path, strict=True):
        value = {
            "count": f"{rng.poisson(20 * np.exp(moved))}",
            "share": f"{100 / (1 + np.exp(-moved)):.1f}",
            "positive": f"{100 * np.exp(moved):.1f}",
        }[scale]
        yield f"{year},,{value},eq,,,,office,official,,{year + 1}-06,\n"


OPEN = """
from pathlib import Path
from kgisim.app.pages import load_pages
from kgisim.app.server import warm
from kgisim.app.shared_run import study_of
from kgisim.runs.run import latest_run
from kgisim.workspace import Workspace

shared = study_of(latest_run(Path("runs")), Workspace(Path("plan")))
warm(shared, load_pages(shared.workspace))
"""
"""What the server does until the first page of a run is there in every language."""


def steps(draws: int, jobs: int) -> dict[str, tuple[str, ...]]:
    """Return the arguments of Python for each step, in their order."""
    kgisim, amount = ("-m", "kgisim"), ("--draws", str(draws), "--jobs", str(jobs))
    return {
        "check": (*kgisim, "check"),
        "fit": (*kgisim, "fit", *amount),
        "run": (*kgisim, "run", *amount),
        "report": (*kgisim, "report"),
        "dashboard": ("-c", OPEN),
    }


def measured(arguments: tuple[str, ...], root: Path) -> tuple[float, float, float]:
    """Run one step in a process of its own.

    Returns
    -------
    tuple
        Seconds of the clock, seconds of all processors, and the largest peak memory of one
        process, in GB.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": str(root / "cache"), "KGISIM_WORKSPACE": "plan"}
    begun = time.perf_counter()
    with (root / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=root, stdout=log, stderr=log, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit((root / "log.txt").read_text("utf-8")[-3000:])
    seconds = time.perf_counter() - begun
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def measure(
    root: Path, draws: int, jobs: int, wanted: list[str]
) -> dict[str, tuple[float, float, float]]:
    """Go through the wanted steps, in their order."""
    every = steps(draws, jobs)
    return {step: measured(every[step], root) for step in every if step in wanted}


def main() -> None:
    """Print a table: milliseconds per indicator at each size, their ratios, and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--steps", nargs="+", default=list(steps(0, 0)), choices=list(steps(0, 0)))
    parser.add_argument("--folder", type=Path, help="goes on where an earlier step has ended")
    asked = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as temporary:
        for size in asked.sizes:
            root = (asked.folder or Path(temporary)) / str(size)
            if not root.exists():
                root.mkdir(parents=True)
                make(root / "plan", size)
            found[size] = measure(root, asked.draws, asked.jobs, asked.steps)
    first, last = min(asked.sizes), max(asked.sizes)
    heads = [f"{size}: clock ms each, processor ms each, GB" for size in found]
    print("| step | " + " | ".join(heads) + " | ratio by clock, processor |")
    print("|---|" + "---|" * (len(found) + 1))
    for step in found[first]:
        cells = [
            f"{1000 * clock / size:.0f}, {1000 * processor / size:.0f}, {memory:.2f}"
            for size, (clock, processor, memory) in ((n, one[step]) for n, one in found.items())
        ]
        large, small = found[last][step], found[first][step]
        ratios = [f"{large[place] / last / (small[place] / first):.2f}" for place in (0, 1)]
        print(f"| {step} | {' | '.join(cells)} | {', '.join(ratios)} |")


if __name__ == "__main__":
    main()
