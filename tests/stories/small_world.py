"""A world built from the plain numbers of a story: one goal, one driver, a package of measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.past_record import PastRecord
from tests.builders import goal, indicator
from tests.targets.gaussian import dataset

DRAWS = 4000
FIRST, LAST, HORIZON = 2005, 2025, 2040
YEARS = np.arange(FIRST, HORIZON + 1)
AHEAD = np.maximum(YEARS - LAST, 0)

SCALES = {
    "割合": {"scale": "share"},
    "金額": {"scale": "positive"},
    "件数": {"scale": "count"},
    "社数": {"scale": "count", "counting": "stock", "ceiling": 30},
}
"""Kinds of indicators, in a story's words."""
RELATIVE = ("金額", "件数")
"""Kinds whose changes a story gives in per cent a year; the others' in their own unit."""


@dataclass(frozen=True)
class World:
    """What a story is about.

    Parameters
    ----------
    goal
        Prospects of the goal.
    yen
        Prospects of the yen, the driver of which stories speak.
    """

    goal: IndicatorForecast
    yen: IndicatorForecast


def small_world(given: Mapping[str, Any]) -> World:
    """Build the prospects that a story presupposes.

    The goal walks on from its present level; the yen walks beside it, with the correlation that
    the story states.
    """
    kind = given["指標の種類"]
    better = {"高い": "higher", "低い": "lower"}[given.get("良い方向", "高い")]
    one = goal("y", better=better, **SCALES[kind])
    random = np.random.default_rng(20401)
    steps, own = random.normal(size=(2, DRAWS, len(YEARS))) * (AHEAD > 0)
    yen = np.cumsum(_mixed(steps, own, given.get("為替との相関", 0.0)), axis=1)
    level = np.stack([_path(given, np.cumsum(steps, axis=1), lift) for lift in (False, True)])
    outcome = _counted(level, kind, given.get("公表値のずれ", 0.0), random)
    both = [np.stack([part, np.stack([100 + 10 * yen] * 2)], axis=-1) for part in (level, outcome)]
    projection = dataset(*both, ["y", "yen"], ["baseline", "policy_package"])
    driver = indicator("yen", "real", role="driver")
    yen = IndicatorForecast(driver, projection, PastRecord(LAST, 100.0, 0.0, np.inf, FIRST, 20))
    return World(IndicatorForecast(one, projection, _record(given, projection)), yen)


def _mixed(steps: np.ndarray, own: np.ndarray, correlation: float) -> np.ndarray:
    return correlation * steps + (1 - correlation**2) ** 0.5 * own


def _path(given: Mapping[str, Any], noise: np.ndarray, lift: bool) -> np.ndarray:
    change, spread = given.get("毎年の変化", 0.0), given["毎年のばらつき"]
    effect = given.get("施策の効果", 0.0) * AHEAD / AHEAD[-1] * lift
    if given["指標の種類"] in RELATIVE:
        growth = np.log1p(change / 100) * (YEARS - LAST) + spread / 100 * noise
        return given["現在の水準"] * np.exp(growth) * (1 + effect / 100)
    path = given["現在の水準"] + change * (YEARS - LAST) + spread * noise + effect
    return path.clip(0.01, {"割合": 99.99, "社数": 30.0}[given["指標の種類"]])


def _counted(
    level: np.ndarray, kind: str, spread: float, random: np.random.Generator
) -> np.ndarray:
    if kind == "件数":
        base = random.poisson(level[0])  # the package adds events to those that happen anyway
        more = random.poisson(np.maximum(level[1] - level[0], 0.0))
        return np.stack([base, base + more]).astype(float)
    noisy = level + spread * random.normal(size=level.shape[1:])
    return np.round(noisy) if kind == "社数" else noisy


def _record(given: Mapping[str, Any], projection: xr.Dataset) -> PastRecord:
    level = projection["level"].sel(series="y", scenario="baseline")
    last = float(level.sel(year=LAST).median())
    rows, ess = given.get("根拠の件数", 20), given.get("有効標本数", 2000.0)
    return PastRecord(LAST, last, given.get("毎年の変化", 0.0), ess, FIRST, rows)
