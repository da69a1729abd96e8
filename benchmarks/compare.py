"""Compare two forecasts series by series: the mean difference of LogS, with its standard error.

``python benchmarks/compare.py BENCHMARK FIRST SECOND``, with ``BENCHMARK`` the folder that holds
``evaluate.py`` and ``data``, and two files of forecasts. Series that only one of them has are left
out. A series counts as one: its four levels are attained or missed together.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

LEAST = 0.0025
"""Chance below which, and above one less which, none is scored."""


def losses(evaluate: Any, path: Path, data: Path) -> pd.DataFrame:
    """Sum the log losses of each series' levels; columns ``kind``, ``loss`` and ``levels``."""
    scored = evaluate.evaluate(path, data=data).set_index("series_id")
    found = []
    for events in scored["ev"]:
        chance, came = np.array(events, dtype=float).reshape(-1, 2).T
        chance = np.clip(chance, LEAST, 1 - LEAST)
        loss = -np.log(np.where(came > 0, chance, 1 - chance))
        found.append((loss.sum(), len(loss)))
    table = pd.DataFrame(found, columns=["loss", "levels"], index=scored.index)
    return table.assign(kind=scored["kind"])


def main() -> None:
    """Print the difference of the second from the first, over all series and by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.benchmark))
    import evaluate  # pyright: ignore[reportMissingImports]

    data = arguments.benchmark / "data"
    one, other = (losses(evaluate, path, data) for path in (arguments.first, arguments.second))
    shared = one.index.intersection(other.index)
    one, other = one.loc[shared], other.loc[shared]
    for kind in ("all", *sorted(one["kind"].unique())):
        own = one["kind"].eq(kind) | (kind == "all")
        gap = (other["loss"] - one["loss"])[own] / one["levels"][own].mean()
        error = gap.std() / np.sqrt(own.sum())
        print(f"{kind:9} {own.sum():4} series  {gap.mean():+.4f} ± {error:.4f}")


if __name__ == "__main__":
    main()
