"""Time the main job as a user meets it: each command in a process of its own, median of several.

Run with ``uv run python benchmarks/run_timing.py``; see ``benchmarks/README.md``.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

KGISIM = (sys.executable, "-m", "kgisim")


class Bench:
    """A folder of runs and a folder of caches that belong to the benchmark alone."""

    def __init__(self, root: Path):
        self.root = root
        caches = root / "caches"
        self.environment = {
            **os.environ,
            "XDG_CACHE_HOME": str(caches),
            "NUMBA_CACHE_DIR": str(caches / "numba"),
            "PYTENSOR_FLAGS": f"base_compiledir={caches / 'pytensor'}",
        }

    def forget(self, *names: str) -> None:
        """Delete caches, or the runs made so far."""
        for name in names:
            shutil.rmtree(self.root / name, ignore_errors=True)

    def seconds(self, *arguments: str) -> float:
        """Run one kgisim command to its end and return the wall-clock time."""
        begun = time.perf_counter()
        subprocess.run(
            [*KGISIM, *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return time.perf_counter() - begun


def median(measure: Callable[[], float], times: int) -> float:
    """Repeat a measurement and return its median."""
    return statistics.median(measure() for _ in range(times))


def measurements(bench: Bench, times: int) -> dict[str, float]:
    """Measure every way of meeting the main job, each from the state it names."""

    def cold() -> float:
        bench.forget("caches", "runs")
        return bench.seconds("run")

    def warm() -> float:
        bench.forget("runs")
        return bench.seconds("run")

    def fits() -> float:
        bench.forget("caches")
        return bench.seconds("fit")

    return {
        "`kgisim fit`, every indicator (no caches)": median(fits, times),
        "`kgisim run`, first ever (no caches)": median(cold, times),
        "`kgisim run`, fits in the cache": median(warm, times),
        "`kgisim run`, nothing changed": median(lambda: bench.seconds("run"), times),
        "`kgisim report`": median(lambda: bench.seconds("report"), times),
        "`kgisim report --kind brief --format all`": median(
            lambda: bench.seconds("report", "--kind", "brief", "--format", "all"), times
        ),
        "`kgisim check`": median(lambda: bench.seconds("check"), times),
        "`kgisim --help`": median(lambda: bench.seconds("--help"), times),
    }


def table(found: dict[str, float]) -> str:
    """Write the measurements as a Markdown table, with their ratio to the first."""
    reference = next(iter(found.values()))
    rows = [f"| {name} | {time:.2f} | {time / reference:.3f} |" for name, time in found.items()]
    return "\n".join(["| what | seconds (median) | ratio to first |", "|---|---:|---:|", *rows])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="repetitions of each measurement")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        found = measurements(Bench(Path(folder)), times)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, median of {times}\n")
    print(table(found))


if __name__ == "__main__":
    main()
