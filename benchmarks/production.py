"""Cross-validate the program itself: priors learned on some folds, the other series forecast.

``python benchmarks/production.py DATA_DIR --out FOLDER`` writes one forecasts file for each form of
the priors. Series are forecast by the path of ``kgisim benchmark``; the folds and the learning are
those of ``cross_validate.py`` and ``learn_pool.py``; as for what ships, priors and regressions are
learned from openly licensed series alone.
"""

import argparse
from pathlib import Path
from typing import Any

import cross_validate as cv
import learn_pool
import learn_priors as lp
import numpy as np
import pandas as pd
import reference_class as rc

from kgisim.evaluation.reference_forecasts import forecast_folder
from kgisim.inference.cross_learned import Regression
from kgisim.inference.family import load_family
from kgisim.workspace import Workspace

FORMS = ("pooled", "drift", "still")
"""What ships; its family alone; the family without a drift."""
NO_DRIFT = 1e-4
"""Standard deviation of a drift that is to be none."""


def fold_priors(
    table: cv.Likelihoods, folds: dict[str, int], fold: int, drifting: bool
) -> dict[str, Any]:
    """Priors by kind, learned on the openly licensed series of the other folds."""
    family = load_family(Workspace.bundled(), "damped_trend")
    priors = {}
    for kind in rc.KINDS:
        own = [one for one in table.series if one.kind == kind]
        rows = np.flatnonzero([folds[one.id] != fold and one.is_open for one in own])
        tried = cv.DRIFTS.get(kind, cv.STILL) if drifting else cv.STILL
        simple, _ = cv.best_simple(table, rows, kind, "link", tried)
        priors[kind] = lp.priors_of(simple, kind)
        if "drift" in (usual := family.priors(kind)):
            sigma = usual["drift"]["kwargs"]["sigma"] if drifting else NO_DRIFT
            kwargs = {"mu": simple.drift_mean, "sigma": sigma}
            priors[kind]["drift"] = {"dist": "Normal", "kwargs": kwargs}
    return priors


def fold_pool(table: cv.Likelihoods, folds: dict[str, int], fold: int) -> dict[str, Regression]:
    """Learn what is pooled, by kind, from the series of the other folds."""
    return learn_pool.learn([one for one in table.series if folds[one.id] != fold], table)


def main() -> None:
    """Forecast the folder with every form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--forms", nargs="*", default=FORMS, choices=FORMS)
    parser.add_argument("--folds", type=int, nargs="*", default=range(5), help="only these")
    parser.add_argument("--grouped", action="store_true", help="keep an indicator in one fold")
    parser.add_argument("--known", type=int, help="show only so many last values of a series")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    series = rc.read_series(arguments.data)
    table, folds = cv.Likelihoods(series), cv.fold_of(series, 5, 0, arguments.grouped)
    for form in arguments.forms:
        parts = []
        for fold in arguments.folds:
            part = arguments.out / f"{form}-{fold}.parquet"
            verdicts = forecast_folder(
                arguments.data,
                part,
                jobs=arguments.jobs,
                priors=fold_priors(table, folds, fold, form != "still"),
                learned=fold_pool(table, folds, fold) if form == "pooled" else {},
                names=frozenset(name for name, own in folds.items() if own == fold),
                known=arguments.known,
            )
            parts.append(pd.read_parquet(part))
            failed = verdicts.loc[verdicts["reason"] != "", "series_id"].to_list()
            print(form, fold, f"{verdicts['seconds'].mean():.2f} s a series, failed:", *failed)
        pd.concat(parts).to_parquet(arguments.out / f"{form}.parquet", index=False)


if __name__ == "__main__":
    main()
