"""Learn the member that is pooled with a family's draws, and how it is pooled.

``python benchmarks/learn_pool.py DATA_DIR --out models/cross_learned.yaml``. The regression
(`kgisim.inference.cross_learned`) is learned from every origin of every openly licensed series.
Weight and concentration are learned from forecasts of whole indicators that neither it nor the
priors of the damped trend had seen, in five folds. Counts are left to their family: the regression
has no distribution of counts, but what it says of trends is learned from them too.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import cross_validate as cv
import numpy as np
import pandas as pd
import reference_class as rc
from learn_priors import sources
from scipy.optimize import minimize
from scipy.special import betainc, digamma, expit, gammaln, stdtr
from writing import write_record

from kgisim.inference.cross_learned import (
    EDGE,
    FEWEST,
    LEAST,
    Member,
    Regression,
    centre_terms,
    member_of,
    spread_terms,
    usual_change,
)

HEADER = """\
# A forecast learned across public series, and its weight beside the damped trend, by scale.
# Made by benchmarks/learn_pool.py from the openly licensed series listed below; do not edit.
# What the numbers mean: kgisim/inference/cross_learned.py; how they were tested:
# benchmarks/RESULTS.md.
"""
KINDS = ("positive", "share", "real")
LONGEST_KNOWN, LONGEST_AHEAD = 20, 15
"""Known values and years ahead that are learned from."""
WORTH = 8.0
"""Independent values that the windows of one series are worth: they overlap."""
START = np.array([0.0] * 7 + [1.0, 0.6, 0.0, 0.0, 0.0] + [np.log(4.0)])
"""Where the regression of all kinds begins, and what little it is drawn to."""
HOLD_ALL = np.full(13, 0.2)
HOLD_KIND = np.array([400.0] + [80.0] * 6 + [4.0] * 5 + [8.0])
"""How strongly the regression of all kinds is held to `START`, and that of a kind to all."""
BIN = 0.5
"""Half the width of the bin whose probability is scored, in root mean squares of a change."""

Rows = tuple[np.ndarray, ...]
"""Terms of centre and spread, standardised changes, weights; one row a value ahead."""


def link(one: rc.Series, values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Map values to the scale of the program, in units that the known ones set."""
    if one.kind == "share":
        part = np.clip(values / 100, EDGE, 1 - EDGE)
        return np.log(part / (1 - part))
    if one.kind == "positive":
        return np.log(np.maximum(values, LEAST * known.mean()))
    if one.kind == "count":
        return rc.transforms("count", known)["link"].forward(values)
    return values / (known.std() or 1.0)


def windows(one: rc.Series, usual: float) -> Rows:
    """Return every forecast that one series can be asked for, with what came."""
    values, found = np.concatenate([one.train, one.test]), []
    for known in range(FEWEST, min(LONGEST_KNOWN, len(values) - 1) + 1):
        path = link(one, values, values[:known])
        later = path[known : known + LONGEST_AHEAD]
        unit = usual_change(np.diff(path[:known]), usual)
        centre = centre_terms(path[:known], unit, len(later))
        spread = spread_terms(known, np.log(unit / usual), len(later))
        found.append((centre, spread, (later - path[known - 1]) / unit))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    return (*columns, np.full(len(columns[2]), 1 / len(columns[2])))


def fitted(rows: Rows, centre: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Maximise the penalised likelihood of the Student-t regression."""
    terms, wide, change, weight = rows
    split = terms.shape[1]

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        log_spread, freedom = wide @ x[split:-1], 2 + np.exp(x[-1])
        spread = np.exp(log_spread)
        missed = (change - terms @ x[:split]) / spread
        tail = 1 + missed**2 / freedom
        half = (freedom + 1) / 2
        constant = gammaln(half) - gammaln(freedom / 2) - 0.5 * np.log(freedom * np.pi)
        log_density = constant - log_spread - half * np.log(tail)
        pull = 2 * half * missed / (freedom * tail)
        bend = 0.5 * (
            digamma(half)
            - digamma(freedom / 2)
            - 1 / freedom
            - np.log(tail)
            + pull * missed / freedom
        )
        slope = np.concatenate(
            [
                terms.T @ (weight * pull / spread),
                wide.T @ (weight * (pull * missed - 1)),
                [weight @ bend * np.exp(x[-1])],
            ]
        )
        apart = x - centre
        value = -WORTH * weight @ log_density + 0.5 * held @ apart**2
        return float(value), -WORTH * slope + held * apart

    return minimize(loss, centre, jac=True, method="L-BFGS-B").x


def regressions(series: Iterable[rc.Series]) -> dict[str, Regression]:
    """Learn the regression of every kind, not yet how it is pooled."""
    known = list(series)
    own = {kind: [one for one in known if one.kind == kind] for kind in rc.KINDS}
    usual, rows = {}, {}
    for kind, part in own.items():
        paths = [link(one, whole := np.concatenate([one.train, one.test]), whole) for one in part]
        usual[kind] = float(np.median([np.sqrt(np.mean(np.diff(path) ** 2)) for path in paths]))
        found = [windows(one, usual[kind]) for one in part]
        rows[kind] = tuple(np.concatenate(column) for column in zip(*found, strict=True))
    together = tuple(np.concatenate(column) for column in zip(*rows.values(), strict=True))
    all_kinds = fitted(together, START, HOLD_ALL)
    found = {}
    for kind in KINDS:
        x = fitted(rows[kind], all_kinds, HOLD_KIND)
        found[kind] = Regression(
            series=len(own[kind]),
            weight=1.0,
            concentration=1.0,
            usual_change=rounded(usual[kind]),
            centre=tuple(map(rounded, x[:7])),
            spread=tuple(map(rounded, x[7:-1])),
            freedom=rounded(2 + np.exp(x[-1])),
        )
    return found


def rounded(value: float) -> float:
    """Keep four digits."""
    return float(f"{value:.4g}")


def member(one: rc.Series, learned: Regression) -> Member:
    """Forecast the later values of a series."""
    return member_of(learned, pd.Series(link(one, one.train, one.train)), len(one.test))


def below_bins(one: rc.Series, quantiles: np.ndarray, learned: Regression) -> np.ndarray:
    """Chance to lie below both ends of a bin round what came: (family and member, end, horizon)."""
    own, came = member(one, learned), link(one, one.test, one.train)
    half = BIN * max(np.sqrt(np.mean(np.diff(link(one, one.train, one.train)) ** 2)), 1e-3)
    ends = came + half * np.array([[-1.0], [1.0]])
    ladder = np.concatenate([[0.0], rc.LEVELS, [1.0]])
    family = []
    for row, sought in zip(link(one, quantiles, one.train), ends.T, strict=True):
        # beyond the outer quantiles the last half per cent lies as far as the last five
        least, most = row[0] - (row[10] - row[0]), row[-1] + (row[-1] - row[-11])
        family.append(np.interp(sought, np.concatenate([[least], row, [most]]), ladder))
    return np.array([np.transpose(family), stdtr(own.freedom, (ends - own.centre) / own.spread)])


def learn(series: list[rc.Series], table: cv.Likelihoods) -> dict[str, Regression]:
    """Learn regressions from openly licensed series, and how to pool them from all."""
    folds = cv.fold_of(series, 5, 0, grouped=True)
    below: dict[str, list[np.ndarray]] = {kind: [] for kind in KINDS}
    for fold in range(5):
        seen = {one.id for one in series if folds[one.id] != fold and one.is_open}
        learned = regressions(one for one in series if one.id in seen)
        for kind in KINDS:
            own = [one for one in table.series if one.kind == kind]
            rows = np.flatnonzero([one.id in seen for one in own])
            drifts = cv.DRIFTS.get(kind, cv.STILL)
            simple, points = cv.best_simple(table, rows, kind, "link", drifts)
            for one in series:
                if one.kind == kind and folds[one.id] == fold:
                    parts = [rc.predict(one, "link", points, simple.weights(points))]
                    below[kind].append(below_bins(one, rc.averaged(parts), learned[kind]))
    whole = regressions(one for one in series if one.is_open)
    return {kind: one.model_copy(update=pool(below[kind])) for kind, one in whole.items()}


def pool(below: list[np.ndarray]) -> dict[str, float]:
    """Find weight and concentration with the best log score, every series counting the same.

    The pool is never made wider than the mixture.
    """

    def loss(x: np.ndarray) -> float:
        weight, shape = expit(x[0]), np.exp(max(x[1], 0.0))
        mixed = [(1 - weight) * family + weight * cross for family, cross in below]
        chances = [np.diff(betainc(shape, shape, one), axis=0) for one in mixed]
        return -sum(np.log(np.maximum(one, 1e-6)).mean() for one in chances)

    found = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    best = {"weight": expit(found[0]), "concentration": np.exp(max(found[1], 0.0))}
    return {name: round(float(value), 2) for name, value in best.items()}


def main() -> None:
    """Learn, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    series = rc.read_series(arguments.data)
    used = [one for one in series if one.is_open]
    found = learn(series, cv.Likelihoods(series))
    scales = {kind: one.model_dump(mode="json") for kind, one in found.items()}
    content = {"version": 1, "scales": scales, "sources": sources(arguments.data, used)}
    write_record(arguments.out, HEADER, content)


if __name__ == "__main__":
    main()
