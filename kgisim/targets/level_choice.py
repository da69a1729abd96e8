"""Three levels from draws: floor, goal and stretch, and what bound each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from kgisim.evidence.level_limits import LevelLimits
from kgisim.schema import DRAW
from kgisim.targets.attainment import value_for
from kgisim.targets.printable import Side
from kgisim.targets.window import Better

Name = Literal["floor", "goal", "stretch"]
Bound = Literal["chance", "baseline", "today", "pace", "floor", "goal"]
Rounding = Callable[[float, Side], float]
"""Rounds a level to a side."""


@dataclass(frozen=True)
class ChosenLevel:
    """One level, and what it was taken from.

    Parameters
    ----------
    name
        ``floor``, ``goal`` or ``stretch``.
    value
        The level as printed.
    by_chance
        Hardest level with the limit's chance under the package, not rounded.
    bound
        What the level was taken from: ``chance``; ``pace`` of public series; median of the
        ``baseline``; ``today``; or the ``floor`` or ``goal`` that it must not be easier than.
    """

    name: Name
    value: float
    by_chance: float
    bound: Bound


def choose_levels(
    before: np.ndarray,
    after: np.ndarray,
    *,
    better: Better,
    limits: LevelLimits,
    today: float,
    by_pace: float | None = None,
    rounding: Rounding = lambda value, _: value,
) -> tuple[ChosenLevel, ChosenLevel, ChosenLevel]:
    """Choose floor, goal and stretch (docs/method.md, Levels to choose from).

    Parameters
    ----------
    before, after
        (draw,) what is judged, under the baseline and under the package.
    better
        Which direction is progress.
    limits
        Chances under the package.
    today
        The last known level, carried to the target's years.
    by_pace
        Level to which the limit's percentile of public paces leads; None: the pace binds nothing.
    rounding
        How levels are rounded.

    Returns
    -------
    tuple of ChosenLevel
        Floor, goal and stretch, each no easier than the one before.
    """
    sign = -1.0 if better == "lower" else 1.0

    def hardness(one: tuple[float, Bound]) -> float:
        return sign * one[0]

    def easy(value: float, bound: Bound) -> tuple[float, Bound]:
        return rounding(value, "easier"), bound

    def hard(value: float, bound: Bound) -> tuple[float, Bound]:
        return rounding(value, "harder"), bound

    chances = {"floor": limits.floor, "goal": limits.goal, "stretch": limits.stretch}
    sure = {name: level_of(after, chance, better) for name, chance in chances.items()}
    least = [easy(sure["floor"], "chance"), hard(level_of(before, 0.5, better), "baseline")]
    floor = max(*least, hard(today, "today"), key=hardness)
    aims = [easy(sure["goal"], "chance")] + ([] if by_pace is None else [easy(by_pace, "pace")])
    goal = max(min(aims, key=hardness), (floor[0], "floor"), key=hardness)
    stretch = max(easy(sure["stretch"], "chance"), (goal[0], "goal"), key=hardness)
    return (
        ChosenLevel("floor", floor[0], sure["floor"], floor[1]),
        ChosenLevel("goal", goal[0], sure["goal"], goal[1]),
        ChosenLevel("stretch", stretch[0], sure["stretch"], stretch[1]),
    )


def level_of(values: np.ndarray, probability: float, better: Better) -> float:
    """Return the hardest level that draws (draw,) attain with at least a probability."""
    return float(value_for(xr.DataArray(values, dims=(DRAW,)), probability, better))
