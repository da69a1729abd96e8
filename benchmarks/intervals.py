"""Count how often the program's cross-validated intervals held the truth.

``python benchmarks/intervals.py DATA_DIR FORECASTS --out models/damped_trend_coverage.yaml``, with
the forecasts that ``production.py`` wrote for the form that ships. Each series gives one rate, the
share of its later values within the interval; rates are averaged over the series.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import reference_class as rc
from writing import write_record

HEADER = """\
# How often intervals of the damped trend's forecasts held the truth, by scale and horizon (years).
# Made by benchmarks/intervals.py; do not edit. 'rate' is the mean over the series of each one's
# share of hits: the values of one series are not independent of each other.
"""
FORECASTS = (
    "five-fold cross-validation by the path of an indicator without drivers and scenarios, "
    "4,000 draws; priors and pool learned on the series of the other folds"
)
COMMANDS = [
    "python benchmarks/production.py DATA_DIR --out FOLDER --forms pooled",
    "python benchmarks/intervals.py DATA_DIR FOLDER/pooled.parquet --out FILE",
]
BANDS = ((1, 5), (6, 10), (11, 15))
LEVELS = (50, 80, 90, 95)
TOLERANCE = 1e-9
"""By how much a value may miss an end that it equals but for rounding."""


def hits(series: list[rc.Series], forecasts: pd.DataFrame) -> pd.DataFrame:
    """State for every later value of every series which intervals held it."""
    truth = pd.DataFrame(
        [
            {"series_id": one.id, "scale": one.kind, "horizon": horizon, "value": value}
            for one in series
            for horizon, value in enumerate(one.test, 1)
        ]
    )
    table = truth.merge(forecasts, on=["series_id", "horizon"], how="left", validate="1:1")
    if table.isna().any(axis=None):
        raise SystemExit("some series or horizons have no forecast; forecast the whole folder")
    for level in LEVELS:
        low, high = (f"q{0.5 + side * level / 200:.3f}" for side in (-1, 1))
        ends = table[low] - TOLERANCE, table[high] + TOLERANCE
        table[level] = table["value"].between(*ends)
    return table


def counted(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Count hits by scale, band of horizons and level."""
    found = []
    for scale in rc.KINDS:
        for first, last in BANDS:
            part = table.loc[(table["scale"] == scale) & table["horizon"].between(first, last)]
            for level in LEVELS:
                rates = part.groupby("series_id")[level].mean()
                found.append(
                    {
                        "scale": scale,
                        "first": first,
                        "last": last,
                        "level": level,
                        "series": len(rates),
                        "points": len(part),
                        "hits": int(part[level].sum()),
                        "rate": round(float(rates.mean()), 4),
                    }
                )
    return found


def main() -> None:
    """Count, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("forecasts", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    series = rc.read_series(arguments.data)
    content = {
        "version": 1,
        "family": "damped_trend",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "forecasts": FORECASTS,
        "commands": COMMANDS,
        "series": len(series),
        "held": counted(hits(series, pd.read_parquet(arguments.forecasts))),
    }
    write_record(arguments.out, HEADER, content)


if __name__ == "__main__":
    main()
