"""Cross-validate reference-class priors: learn on some folds of series, forecast the others.

``python benchmarks/cross_validate.py DATA_DIR --out FOLDER`` writes one forecasts file for each
form of the prior; see ``benchmarks/RESULTS.md``. Values after the first ``n_train`` of a series
are used to learn only where that series is not forecast.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import reference_class as rc

SIZE = 4096
"""Points of a form."""
DRIFTS = {"positive": (0.0, 0.01, 0.02, 0.03, 0.04)}
"""Means of the drift that are tried by kind; sizes in money or people grow, others need not."""
STILL = (0.0,)
"""No drift on average."""

Learned = tuple[rc.Points, np.ndarray]
Learner = Callable[[np.ndarray, str, str], Learned]
"""Rows of the series to learn from, kind, scale -> points and weights."""


def fold_of(series: list[rc.Series], folds: int, seed: int, grouped: bool) -> dict[str, int]:
    """Deal the series of each kind to the folds at random, or whole indicators of it."""
    generator = np.random.default_rng(seed)
    chosen = {}
    for kind in rc.KINDS:
        own = [one for one in series if one.kind == kind]
        groups = [one.indicator if grouped else one.id for one in own]
        names = list(dict.fromkeys(groups))
        dealt = enumerate(generator.permutation(len(names)))
        place = {names[position]: order % folds for order, position in dealt}
        chosen |= {one.id: place[group] for one, group in zip(own, groups, strict=True)}
    return chosen


class Likelihoods:
    """Log-likelihoods of all series, computed once for each scale and set of points."""

    def __init__(self, series: list[rc.Series]):
        self.series = series
        self._known: dict[tuple[str, str, str], tuple[np.ndarray, rc.Points]] = {}

    def of(
        self, name: str, points: Callable[[], rc.Points], kind: str, scale: str
    ) -> tuple[np.ndarray, rc.Points]:
        """Return (S, K) likelihoods of the series of a kind, and the points."""
        key = (name, kind, scale)
        if key not in self._known:
            made = points()
            chosen = [one for one in self.series if one.kind == kind]
            self._known[key] = (rc.whole_likelihoods(chosen, scale, made), made)
        return self._known[key]


def free_learner(table: Likelihoods, steps: int) -> Learner:
    """Free weights over everything tried."""

    def learn(rows: np.ndarray, kind: str, scale: str) -> Learned:
        loglik, points = table.of("free", partial(rc.free_points, SIZE), kind, scale)
        return points, rc.learn_freely(loglik[rows], steps)

    return learn


def family_learner(table: Likelihoods, steps: int) -> Learner:
    """Free weights over the hyperparameters of the family."""

    def learn(rows: np.ndarray, kind: str, scale: str) -> Learned:
        loglik, points = table.of("family 0", partial(rc.family_points, SIZE), kind, scale)
        return points, rc.learn_freely(loglik[rows], steps)

    return learn


def best_simple(
    table: Likelihoods, rows: np.ndarray, kind: str, scale: str, drifts: tuple[float, ...]
) -> tuple[rc.Simple, rc.Points]:
    """Independent priors with the mean of the drift that explains the series best."""
    tried = []
    for drift in drifts:
        make = partial(rc.family_points, SIZE, drift)
        loglik, points = table.of(f"family {drift:g}", make, kind, scale)
        tried.append((rc.learn_simply(loglik[rows], points, 15), points))
    return max(tried, key=lambda pair: pair[0].evidence)


def simple_learner(table: Likelihoods, drifts: dict[str, tuple[float, ...]]) -> Learner:
    """Independent priors, with the mean of the drift learned where `drifts` has several."""

    def learn(rows: np.ndarray, kind: str, scale: str) -> Learned:
        simple, points = best_simple(table, rows, kind, scale, drifts.get(kind, STILL))
        return points, simple.weights(points)

    return learn


def cross_validate(
    series: list[rc.Series],
    folds: dict[str, int],
    learn: Learner,
    scales: tuple[str, ...],
    openly: bool = False,
    known: int | None = None,
) -> dict[str, np.ndarray]:
    """Forecast every series with a prior that was learned on the other folds.

    Only the last `known` of its own values are shown to the model, all if none is given.
    """
    found = {}
    for kind in rc.KINDS:
        own = [one for one in series if one.kind == kind]
        member = np.array([folds[one.id] for one in own])
        usable = np.array([one.is_open or not openly for one in own])
        for fold in range(max(folds.values()) + 1):
            rows = np.flatnonzero((member != fold) & usable)
            held = [one for one in own if folds[one.id] == fold]
            there = [s for s in scales if s in rc.transforms(kind, np.ones(1))]
            learned = {scale: learn(rows, kind, scale) for scale in there}
            for one in held:
                shown = replace(one, train=one.train[-(known or 0) :])
                parts = [rc.predict(shown, scale, *prior) for scale, prior in learned.items()]
                found[one.id] = rc.averaged(parts)
    return found


def write(path: Path, forecasts: dict[str, np.ndarray]) -> None:
    """Write the long table that the benchmark's scoring reads."""
    names = [f"q{level:.3f}" for level in rc.LEVELS]
    tables = [
        pd.DataFrame(values, columns=names).assign(
            series_id=name, horizon=np.arange(1, len(values) + 1)
        )
        for name, values in forecasts.items()
    ]
    pd.concat(tables, ignore_index=True).to_parquet(path, index=False)


def main() -> None:
    """Forecast the folder with every form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--grouped", action="store_true", help="keep an indicator in one fold")
    parser.add_argument("--known", type=int, help="show only so many last values of a series")
    parser.add_argument("--forms", nargs="*", help="only these")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    series = rc.read_series(arguments.data)
    table = Likelihoods(series)
    folds = fold_of(series, arguments.folds, arguments.seed, arguments.grouped)
    link, both = ("link",), ("link", "root")
    forms = {
        "free_averaged": (free_learner(table, 5), both, False),
        "free_link": (free_learner(table, 5), link, False),
        "family_free": (family_learner(table, 5), link, False),
        "family_simple": (simple_learner(table, {}), link, False),
        "family_simple_drift": (simple_learner(table, DRIFTS), link, False),
        "family_simple_drift_open": (simple_learner(table, DRIFTS), link, True),
    }
    for name, (learn, scales, openly) in forms.items():
        if not arguments.forms or name in arguments.forms:
            found = cross_validate(series, folds, learn, scales, openly, arguments.known)
            write(arguments.out / f"{name}.parquet", found)


if __name__ == "__main__":
    main()
