"""Time and weigh the work of a whole run beside an earlier revision, each in turn.

Run with ``uv run python benchmarks/side_by_side.py --against REVISION``; see
``benchmarks/README.md``.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, rmtree
from threading import Event, Thread

import psutil
from revisions import ROOT, checked_out

LOOK_S = 0.1
"""Seconds between two looks at the memory in use; they cost a tenth of a core."""
CONTENT = ("data", "models", "scenarios", "dashboards", "elicitations")
CHANGE = (
    *("scenarios/policy_package.yaml", "{p10: 0.0, p50: 2.0, p90: 5.0}"),
    "{p10: 0.0, p50: 2.0, p90: 5.1}",
)
"""File of the plan, an effect as it stands there, and the effect that is assumed instead."""


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds and processor seconds."""

    wall: float
    processor: float


@dataclass
class Side:
    """A revision with its own copy of its plan, and its own folders of runs and stored fits.

    Where one looks at its memory, nothing is timed: to look takes a core that a revision of
    several processes would use, and one of a single process would not.
    """

    name: str
    tree: Path
    root: Path
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    peaks: dict[str, list[float]] = field(default_factory=dict)
    looks: bool = False
    sizes: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the plan, so that it can be changed."""
        for folder in CONTENT:
            copytree(self.tree / folder, self.plan / folder)
        (self.plan / "workspace.yaml").write_bytes((self.tree / "workspace.yaml").read_bytes())

    @property
    def plan(self) -> Path:
        """Folder of the plan."""
        return self.root / "plan"

    def forget(self, *names: str) -> None:
        """Delete folders made so far."""
        for name in names:
            rmtree(self.root / name, ignore_errors=True)

    def assume(self, old: str, new: str) -> None:
        """Change one assumption of the plan."""
        file = self.plan / CHANGE[0]
        text = file.read_text("utf-8")
        assert old in text, f"{file} has no {old}: name another assumption in CHANGE"
        file.write_text(text.replace(old, new, 1), "utf-8")

    def measure(self, what: str, *arguments: str) -> None:
        """Run a command of this revision to its end, and note what it took."""
        command = [sys.executable, "-P", "-m", "kgisim", *arguments]
        caches = {"XDG_CACHE_HOME": str(self.root / "caches"), "PYTHONPATH": str(self.tree)}
        used, begun = os.times(), time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env={**os.environ, **caches},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        if self.looks:
            with Peak(process.pid) as peak:
                code = process.wait()
            self.peaks.setdefault(what, []).append(peak.memory)
        else:
            code = process.wait()
            ended, spent = time.perf_counter(), os.times()
            processor = spent.children_user + spent.children_system
            processor -= used.children_user + used.children_system
            self.costs.setdefault(what, []).append(Cost(ended - begun, processor))
        assert code == 0, f"{self.name}: {' '.join(arguments)} ended with {code}"

    def weigh(self, what: str, folder: str) -> None:
        """Note the size of the one folder in a folder."""
        (only,) = (self.root / folder).iterdir()
        size = sum(file.stat().st_size for file in only.rglob("*") if file.is_file())
        self.sizes.setdefault(what, []).append(size)


class Peak:
    """The largest memory in use by a process and all it started, looked at again and again.

    Pages that processes share are counted once (proportional set size).
    """

    def __init__(self, process: int):
        self.memory = 0.0
        self._process, self._done = psutil.Process(process), Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> "Peak":
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(LOOK_S):
            total = 0.0
            with suppress(psutil.Error):
                for one in [self._process, *self._process.children(recursive=True)]:
                    with suppress(psutil.Error):
                        total += one.memory_full_info().pss
            self.memory = max(self.memory, total)


def measured(side: Side) -> None:
    """Do all the work once, from nothing to papers."""
    plan, place = ("--workspace", str(side.plan)), ("--runs", str(side.root / "runs"))
    side.forget("caches", "runs", "papers")
    side.measure("`check`", "check", *plan)
    side.measure("`fit`, nothing stored", "fit", *plan)
    side.forget("caches")
    side.measure("`run --report`, nothing stored", "run", "--report", *plan, *place)
    side.weigh("folder of a run", "runs")
    side.measure("`run`, nothing changed", "run", *plan, *place)
    papers = ("report", *place, "--out", str(side.root / "papers"))
    side.measure("everything as HTML", *papers, "--format", "html")
    side.measure("brief as DOCX", *papers, "--kind", "brief", "--format", "docx")
    side.measure("everything as PPTX", *papers, "--format", "pptx")
    side.forget("runs")
    side.assume(CHANGE[1], CHANGE[2])
    side.measure("`run --report`, one assumption changed", "run", "--report", *plan, *place)
    side.assume(CHANGE[2], CHANGE[1])


def table(earlier: Side, now: Side) -> str:
    """Write medians, their ratios and the range of the ratios as a Markdown table."""
    lines = [
        f"| work | seconds, {earlier.name} | seconds, now | ratio (range) | processor | memory |",
        "|---|---:|---:|---|---:|---:|",
    ]
    for what, before in earlier.costs.items():
        after = now.costs[what]
        wall, processor = (
            middle(after, key) / middle(before, key)
            for key in (lambda one: one.wall, lambda one: one.processor)
        )
        peaks = [side.peaks[what] for side in (now, earlier) if what in side.peaks]
        looked = [statistics.median(one) for one in peaks]
        memory = f"{looked[0] / looked[1]:.2f}" if looked else ""
        ratios = [new.wall / old.wall for old, new in zip(before, after, strict=True)]
        seconds = " | ".join(
            f"{middle(side, lambda one: one.wall):.1f}" for side in (before, after)
        )
        ends = f"{wall:.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
        lines.append(f"| {what} | {seconds} | {ends} | {processor:.2f} | {memory} |")
    for what, before in earlier.sizes.items():
        sizes = [statistics.median(side) / 1e6 for side in (before, now.sizes[what])]
        lines.append(
            f"| {what} | {sizes[0]:.0f} MB | {sizes[1]:.0f} MB | {sizes[1] / sizes[0]:.2f} | | |"
        )
    return "\n".join(lines)


def middle(costs: list[Cost], key: Callable[[Cost], float]) -> float:
    """Return the median of one kind of cost."""
    return statistics.median(map(key, costs))


def main() -> None:
    """Measure both in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", default="01a222e", help="the earlier revision")
    parser.add_argument("--times", type=int, default=5, help="repetitions that are timed")
    parser.add_argument("--looks", type=int, default=1, help="repetitions for memory, before them")
    asked = parser.parse_args()
    with checked_out(asked.against) as tree, tempfile.TemporaryDirectory() as folder:
        sides = [
            Side(asked.against, tree, Path(folder) / "earlier"),
            Side("now", ROOT, Path(folder) / "now"),
        ]
        for repetition in range(asked.looks + asked.times):
            for side in sides:
                side.looks = repetition < asked.looks
                measured(side)
            if repetition >= asked.looks:  # an hour's work is not lost if it is stopped
                print(f"{repetition - asked.looks + 1}\n{table(*sides)}\n", file=sys.stderr)
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{os.cpu_count()} cores, load {load}")
        print(f"medians of {asked.times}, memory of {asked.looks}\n")
        print(table(*sides))


if __name__ == "__main__":
    main()
