"""How far a scenario's world lies from the model's own futures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.ranks import mid_ranks
from kgisim.schema import BASELINE, LEVEL, SCENARIO, SERIES, YEAR

COLUMNS = (
    "scenario",
    "series",
    "kind",
    "statistic",
    "year",
    "value",
    "unit",
    "side",
    "beyond",
    "outside",
    "flagged",
)
"""Columns of the table: one row per assumption and statistic, one for each scenario as a whole."""
RARE = 0.01
"""A world is flagged if no more than this share of the model's futures is as extreme."""
JOINT = "joint"
"""Statistic of the row that judges a scenario as a whole."""


def plausibility(projection: Projection) -> pd.DataFrame:
    """Place every world assumption, and each scenario's world as a whole, among the baseline draws.

    A scenario is flagged if any of its rows is: many ordinary assumptions may hide a rare one in
    the whole, and ordinary ones may go together as they never do.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``series``, ``kind``: what is assumed, and how (a kind of path, or
        ``shock``); blank for the whole. ``statistic``: ``last`` (level in the last year), ``mean``
        (over the years from ``year`` on) or ``joint``. ``value``: median of the scenario's draws,
        in ``unit``. ``side``, ``beyond``: it is ``above`` or ``below`` this share of the
        baseline's draws, and the whole lies ``farther`` out than this share. ``outside``: share of
        the scenario's own draws outside the central 99 % of the baseline's. ``flagged``: no more
        than `RARE` of the draws is as extreme.

    Notes
    -----
    The whole is judged by the Mahalanobis distance of the normal scores (van der Waerden 1952) of
    all statistics of all assumed series, against the distances of the draws themselves: the share
    of draws at least as outlying (Liu and Singh 1993). Ranks make it free of scale and of heavy
    tails. A scenario that assumes nothing has no row; nor has a series without a projection.

    Parameters
    ----------
    projection
        Draws of the baseline, and of the scenarios that are placed.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`.
    """
    rows = [row for name in projection.scenarios for row in _scenario_rows(projection, name)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def assumed_series(scenario: Scenario) -> dict[str, tuple[str, int]]:
    """Return kind and first year of what a scenario assumes of the world, by series."""
    said = {path.driver: (path.kind, path.start) for path in scenario.world}
    for shock in scenario.shocks:
        for hit in shock.hits:
            kind, start = said.get(hit.indicator, ("shock", shock.start))
            said[hit.indicator] = kind, min(start, shock.start)
    return said


def _scenario_rows(projection: Projection, name: str) -> Iterator[dict[str, object]]:
    catalog, horizon = projection.catalog, projection.catalog.axis.last
    own, others = [], []
    for series, (kind, start) in assumed_series(projection.scenarios[name]).items():
        if series not in projection.series:
            continue
        level = projection.draws[LEVEL].sel({SERIES: series, YEAR: slice(start, None)})
        for statistic, values in (("last", level.isel({YEAR: -1})), ("mean", level.mean(YEAR))):
            assumed = values.sel({SCENARIO: name}).to_numpy()
            futures = values.sel({SCENARIO: BASELINE}).to_numpy()
            own.append(np.median(assumed))
            others.append(futures)
            yield {
                "scenario": name,
                "series": series,
                "kind": kind,
                "statistic": statistic,
                "year": horizon if statistic == "last" else start,
                "unit": catalog.indicators[series].unit,
                **_place(assumed, futures),
            }
    if own:
        beyond = _farther_than(np.array(own), np.array(others))
        yield {
            "scenario": name,
            "series": "",
            "kind": "",
            "statistic": JOINT,
            "year": horizon,
            "unit": "",
            "side": "farther",
            "beyond": beyond,
            "flagged": 1.0 - beyond <= RARE,
        }


def _place(assumed: np.ndarray, futures: np.ndarray) -> dict[str, object]:
    value = float(np.median(assumed))
    below = _below(value, futures)
    low, high = np.quantile(futures, [RARE / 2, 1 - RARE / 2])
    beyond = max(below, 1.0 - below)
    return {
        "value": value,
        "side": "below" if below < 0.5 else "above",
        "beyond": beyond,
        "outside": float(np.mean((assumed < low) | (assumed > high))),
        "flagged": 1.0 - beyond <= RARE / 2,
    }


def _below(value: float, futures: np.ndarray) -> float:
    """Share of futures below a value; those equal to it count half."""
    return float(np.mean(futures < value) + np.mean(futures == value) / 2)


def _farther_than(values: np.ndarray, futures: np.ndarray) -> float:
    """Share of futures (statistic, draw) whose distance from the middle is smaller."""
    size = futures.shape[1]
    scores = ndtri((np.apply_along_axis(mid_ranks, 1, futures) - 0.5) / size)
    below = [_below(*pair) for pair in zip(values, futures, strict=True)]
    own = ndtri(np.clip(below, 0.5 / size, 1 - 0.5 / size))
    # a pseudo-inverse: statistics of one series may say the same twice
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(scores)), hermitian=True)
    distances = np.einsum("ad,ab,bd->d", scores, inverse, scores)
    return float(np.mean(distances < own @ inverse @ own))
