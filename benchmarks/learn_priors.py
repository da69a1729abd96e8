"""Learn the priors that ship with the damped trend from openly licensed public series.

``python benchmarks/learn_priors.py DATA_DIR --out models/reference_priors.yaml``. Every value of
every series in the folder is used, so a benchmark on the same series says nothing about the
result: that is what ``cross_validate.py`` is for.
"""

import argparse
from pathlib import Path
from typing import Any

import cross_validate as cv
import numpy as np
import pandas as pd
import reference_class as rc
from scipy.special import expit
from writing import write_record

HEADER = """\
# Reference-class priors of the damped trend, by scale.
# Made by benchmarks/learn_priors.py from the openly licensed series listed below; do not edit.
# Standard deviations are of the Gaussian path a year: in link units, of counts on their bent scale
# (noise: of the log), of 'real' in standard deviations of the series;
# drift_mean is the mean of the long-run drift. How they were tested: benchmarks/RESULTS.md.
"""
CLASS_DRIFT_SD = 0.01
"""Standard deviation of the mean drift of a class that has few series."""


def prior_of(name: str, shape: float, rate: float, unit: float) -> dict[str, Any]:
    """Write one hyperparameter's prior as an indicator's override is written.

    It ends where the points ended on which it was learned: beyond them nothing was seen, and the
    tail of a gamma would let a series explode.
    """
    kwargs = {"alpha": rounded(shape), "beta": rounded(rate / unit)}
    least, most = rc.BOX[rc.COLUMNS.index(name)]
    if name == "damping":
        return {
            "dist": "Beta",
            "kwargs": kwargs,
            "within": [rounded(expit(x)) for x in (least, most)],
        }
    return {"dist": "Gamma", "kwargs": kwargs, "within": [0.0, rounded(np.exp(most) * unit)]}


def rounded(value: float) -> float:
    """Keep four digits."""
    return float(f"{value:.4g}")


def learned(series: list[rc.Series]) -> dict[str, dict[str, Any]]:
    """Priors of every scale from all series given."""
    table, found = cv.Likelihoods(series), {}
    for kind in rc.KINDS:
        rows = np.arange(sum(one.kind == kind for one in series))
        drifts = cv.DRIFTS.get(kind, cv.STILL)
        simple, _ = cv.best_simple(table, rows, kind, "link", drifts)
        content = {"series": len(rows), "drift_mean": simple.drift_mean}
        found[kind] = content | {"priors": priors_of(simple, kind)}
    return found


def priors_of(simple: rc.Simple, kind: str) -> dict[str, Any]:
    """Write all hyperparameters' priors in the units of the family.

    The path of counts is bent and their noise is not: it is overdispersion, on the log scale.
    """
    names = np.array(rc.COLUMNS)
    unit = np.where(names == "damping", 1.0, rc.SPREADS ** (kind == "real"))
    unit = unit * np.where((kind == "count") & (names == "noise"), rc.USUAL_SLOPE, 1.0)
    parts = zip(rc.COLUMNS, simple.shape, simple.rate, unit, strict=True)
    return {name: prior_of(name, *numbers) for name, *numbers in parts}


def learned_class(series: list[rc.Series], drifts: tuple[float, ...]) -> dict[str, Any]:
    """Priors of a class of amounts, as overrides; from series made of those of single places."""
    rows = np.arange(len(series))
    simple, _ = cv.best_simple(cv.Likelihoods(series), rows, "positive", "link", drifts)
    drift = {"dist": "Normal", "kwargs": {"mu": simple.drift_mean, "sigma": CLASS_DRIFT_SD}}
    return priors_of(simple, "positive") | {"drift": drift}


def sources(folder: Path, used: list[rc.Series]) -> list[dict[str, Any]]:
    """List where the series are from: source, quantity, licence, and whose they are."""
    meta = pd.read_csv(folder / "meta.csv").set_index("series_id")
    meta = meta.loc[[one.id for one in used]].sort_values(["source", "indicator", "entity"])
    return [
        {"source": source, "indicator": indicator, "licence": licence, "series": list(part.entity)}
        for (source, indicator, licence), part in meta.groupby(["source", "indicator", "licence"])
    ]


def main() -> None:
    """Learn, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    used = [one for one in rc.read_series(arguments.data) if one.is_open]
    content = {"version": 1, "scales": learned(used), "sources": sources(arguments.data, used)}
    write_record(arguments.out, HEADER, content)


if __name__ == "__main__":
    main()
