"""Time a whole brief set in all formats against that of an earlier revision, on the same run.

Run with ``uv run python benchmarks/brief_set.py runs/<run> --against REVISION``; see
``benchmarks/README.md``.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from revisions import ROOT, checked_out


def seconds(tree: Path, run: Path, language: str) -> tuple[float, float]:
    """Return the wall-clock and processor time of writing a set with the program of a folder."""
    with tempfile.TemporaryDirectory() as out:
        place = ["--runs", str(run.parent), "--out", out]
        asked = ["report", run.name, "--kind", "brief", "--format", "all", "--lang", language]
        used, begun = os.times(), time.perf_counter()
        subprocess.run(
            [sys.executable, "-P", "-m", "kgisim", *asked, *place],
            cwd=out,
            env={**os.environ, "PYTHONPATH": str(tree)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        ended, spent = time.perf_counter(), os.times()
    processor = spent.children_user + spent.children_system
    return ended - begun, processor - used.children_user - used.children_system


def main() -> None:
    """Measure both in turn, and print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run that both revisions can read")
    parser.add_argument("--against", default="01a222e", help="the earlier revision")
    parser.add_argument("--times", type=int, default=3, help="repetitions")
    parser.add_argument("--lang", default="ja")
    asked = parser.parse_args()
    with checked_out(asked.against) as tree:
        places = {asked.against: tree, "this revision": ROOT}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in places}
        for _ in range(asked.times):
            for name, place in places.items():
                found[name].append(seconds(place, asked.run.resolve(), asked.lang))
    print("| revision | seconds (median) | processor (median) |\n|---|---:|---:|")
    middles = {}
    for name, times in found.items():
        middles[name] = [statistics.median(one) for one in zip(*times, strict=True)]
        print(f"| {name} | {middles[name][0]:.1f} | {middles[name][1]:.1f} |")
    earlier, now = middles.values()
    print(f"\nratio: {now[0] / earlier[0]:.2f} (processor {now[1] / earlier[1]:.2f})")


if __name__ == "__main__":
    main()
