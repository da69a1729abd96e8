"""Learn how fast public series move: the reference of proposed levels, by scale.

``python benchmarks/learn_paces.py DATA_DIR --out data/tables/public_paces.csv``. Only openly
licensed series are used, those of which the shipped priors are learned as well
(``models/reference_priors.yaml`` lists them). A pace is the change of a series on its own scale
(the logit of a share, the log of an amount, the log of a count and a half, its standard deviations
of real numbers) a year, between means of three years that lie `SPANS` years apart: the noise of a
single year is no pace. Every series has the same weight, however long it is.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import reference_class as rc

from kgisim.targets.public_paces import COLUMNS

SPANS = (5, 10, 15)
"""Years between the two ends of a pace."""
PROBABILITIES = np.round([0.01, 0.025, *np.arange(0.05, 0.96, 0.05), 0.975, 0.99], 3)
"""Shares of the class at which its paces are kept."""
SMOOTH = 3
"""Years that an end is averaged over."""


def on_scale(one: rc.Series) -> np.ndarray:
    """Return means of three years of a series, on the scale on which its paces are taken."""
    values = np.concatenate([one.train, one.test])
    smooth = np.convolve(values, np.full(SMOOTH, 1 / SMOOTH), "valid")
    with np.errstate(divide="ignore", invalid="ignore"):
        if one.kind == "real":
            return smooth / values.std()
        if one.kind == "share":
            return np.log(smooth / 100) - np.log1p(-smooth / 100)
        return np.log(smooth + 0.5 * (one.kind == "count"))


def paces(one: rc.Series, span: int) -> np.ndarray:
    """Return the paces of a series over every span of years that it has."""
    scaled = on_scale(one)
    with np.errstate(invalid="ignore"):
        found = (scaled[span:] - scaled[:-span]) / span
    return found[np.isfinite(found)]


def quantiles(found: list[np.ndarray]) -> np.ndarray:
    """Return the paces at `PROBABILITIES`; every series weighs the same."""
    values = np.concatenate(found)
    weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in found])
    order = np.argsort(values)
    middle = (np.cumsum(weights[order]) - 0.5 * weights[order]) / len(found)
    return np.interp(PROBABILITIES, middle, values[order])


def learned(series: list[rc.Series]) -> pd.DataFrame:
    """Return the table: one row per scale, span and share of the class."""
    rows = []
    for kind in rc.KINDS:
        for span in SPANS:
            found = [paces(one, span) for one in series if one.kind == kind]
            kept = [one for one in found if len(one)]
            for probability, pace in zip(PROBABILITIES, quantiles(kept), strict=True):
                rows.append((kind, span, len(kept), probability, round(float(pace), 5)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    series = [one for one in rc.read_series(arguments.data) if one.is_open]
    learned(series).to_csv(arguments.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
