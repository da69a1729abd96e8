"""Measure how public amounts drift beyond the mean of others of their kind.

    python benchmarks/driven_drift.py DATA_DIR

Each openly licensed amount is taken against the geometric mean of the other places with the same
quantity, as a maker's sales are taken against its market. With an elasticity of one the yearly
growth of the ratio is what drifts beyond the driver. Printed are its mean over series, the standard
error of that mean, and its spread, beside the growth of the amounts themselves.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import reference_class as rc

FEWEST = 12
"""Years in common with the others that a series needs."""


def pairs(folder: Path) -> Iterator[tuple[float, float]]:
    """Yield the mean yearly growth of each amount, and that of its ratio to the others."""
    usable = {one.id for one in rc.read_series(folder) if one.kind == "positive" and one.is_open}
    values = pd.read_csv(folder / "series.csv.gz")
    values = values[values["series_id"].isin(usable) & (values["value"] > 0)]
    logs = np.log(values.pivot(index="year", columns="series_id", values="value"))
    meta = pd.read_csv(folder / "meta.csv").set_index("series_id").loc[logs.columns]
    for _, part in meta.groupby("indicator"):
        for name in part.index:
            others = logs[[other for other in part.index if other != name]]
            known = pd.DataFrame({"own": logs[name], "rest": others.mean(axis=1, skipna=False)})
            growth = known.dropna().diff().dropna()
            if others.shape[1] and len(growth) >= FEWEST - 1:
                yield growth["own"].mean(), (growth["own"] - growth["rest"]).mean()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    found = pd.DataFrame(pairs(parser.parse_args().data), columns=["amount", "ratio"])
    for name, column in found.items():
        error = column.std() / np.sqrt(len(column))
        print(
            f"{name}: mean {column.mean():+.4f} a year, standard error {error:.4f}, "
            f"standard deviation {column.std():.4f}, {len(column)} series"
        )


if __name__ == "__main__":
    main()
