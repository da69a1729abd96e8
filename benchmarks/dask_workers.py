"""Fits of a plan of many indicators by one and by two workers of a Dask cluster.

Run with ``uv run --extra dask python benchmarks/dask_workers.py``; see ``benchmarks/README.md``.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from dask.distributed import LocalCluster
from many_indicators import make

from kgisim.evidence.catalog import load_catalog
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import fit_all
from kgisim.runs.workers import workers_for
from kgisim.workspace import Workspace


def fitted(workspace: Workspace, cache: Path, workers: int, draws: int) -> tuple[float, dict]:
    """Fit everything by so many workers, each a process with one thread.

    Returns
    -------
    tuple
        Seconds from the first job to the last, and the fits.
    """
    catalog = load_catalog(workspace)
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": ":0"}
    with (
        LocalCluster(**options) as cluster,
        workers_for(workspace, cache, jobs=None, cluster=cluster) as team,
    ):
        first = tuple(catalog.indicators)[:workers]
        fit_all(catalog, workspace, names=first, draws=draws, cache=cache / "warm", workers=team)
        begun = time.perf_counter()
        fits = fit_all(catalog, workspace, draws=draws, cache=cache, workers=team)
        return time.perf_counter() - begun, fits


def same(one: dict[str, Fit], other: dict[str, Fit]) -> bool:
    """Return whether two sets of fits have the same bits."""
    return all(np.array_equal(one[name].trend, other[name].trend, equal_nan=True) for name in one)


def main() -> None:
    """Print seconds by workers, the efficiency of two, and whether the bits are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--draws", type=int, default=4000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = make(root / "plan", asked.size)
        found = {
            number: fitted(workspace, root / f"cache{number}", number, asked.draws)
            for number in (1, 2)
        }
        (alone, one), (together, two) = found[1], found[2]
        is_same = same(one, two)  # paths are read from the stored fits
    print("| workers | seconds | efficiency | same bits |\n|---|---|---|---|")
    print(f"| 1 | {alone:.1f} | 1.00 | |")
    print(f"| 2 | {together:.1f} | {alone / together / 2:.2f} | {is_same} |")


if __name__ == "__main__":
    main()
