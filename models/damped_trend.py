"""The damped local trend: the default family."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytensor.tensor as pt

from kgisim.files import read_yaml
from kgisim.inference.family import Family, LinearPath, PriorSpec

LEARNED = "reference_priors.yaml"
"""File beside this one with the priors learned from public series, and their sources."""

START_SD = 2.0
"""Standard deviation of the level in the first year, in link units around the data's centre."""

DRIFT_MEAN_SD = 0.005
"""Standard deviation of the learned mean of the long-run drift; drifts of series differ by more."""

LEVEL, DRIFT, SLOPE, SHOCK, TURN = range(5)
"""Kinds of innovation: first level, long-run drift, first slope, a year's shock, a year's turn."""

SIZES = ("drift_sd", "slope_start", "level_sd", "slope_sd")
"""Hyperparameters that are the standard deviations of all kinds but the first."""


@lru_cache(maxsize=1)
def _learned() -> Any:
    content: Any = read_yaml(Path(__file__).with_name(LEARNED), f"models/{LEARNED}")
    return content["scales"]


class DampedTrend(Family):
    """A level that follows a fading slope.

    On the link scale, for the years i = 0, 1, … from the first observation::

        level[i] = level[i-1] + slope[i] + level_sd · shock[i]
        slope[i] = drift + damping · (slope[i-1] - drift) + slope_sd · turn[i]

    ``shock`` and ``turn`` are standard normal; since their scales are uncertain, a year's change
    has heavier tails than a normal one. Known jumps are declared as breaks. The slope fades
    towards a long-run drift, which is small: what grew for ten years need not grow for the next
    fifteen. Amounts drift upwards on average, so the mean of their long-run drift was learned as
    well; it raises the chances of a baseline. Forecast intervals therefore widen about linearly
    with the horizon instead of with its 1.5th power (Gardner and McKenzie 1985, 2011).

    Ten to twenty points cannot tell how large shocks and turns are or how fast a slope fades, so
    the priors were learned from the record of some 250 public annual series, by scale
    (`reference_priors.yaml` lists them with their licences; `benchmarks/RESULTS.md` says how the
    forecasts they give did on series that they had not seen).
    """

    title: ClassVar[Mapping[str, str]] = {
        "ja": "減衰局所トレンド",
        "en": "damped local trend",
    }

    def priors(self, scale: str) -> PriorSpec:
        """Give the reference class's priors, the yearly noise among them."""
        learned = _learned()[scale]
        if not learned["drift_mean"]:
            return learned["priors"]
        drift = {"dist": "Normal", "kwargs": {"mu": learned["drift_mean"], "sigma": DRIFT_MEAN_SD}}
        return {**learned["priors"], "drift": drift}

    def path(self, hyper: Mapping[str, Any], years: int) -> LinearPath:
        """Load on first level, drift, first slope, then each year's shock and turn."""
        kind, year = _columns(years)
        step = np.arange(years)
        since = step[:, None] - year

        # one table of all that a column can hold: first faded[n] = damping**0 + … + damping**(n-1),
        # what one unit of slope adds in n years, then the years 0, 1, … over which a drift adds up
        fading: Any = pt.log(hyper["damping"])
        slopes = np.concatenate([np.arange(years + 1), np.zeros(years)])
        drifts = np.concatenate([np.zeros(years + 1), step])
        held: Any = pt.expm1(slopes * fading) / (hyper["damping"] - 1.0) + drifts
        own = np.maximum(since + 1, 0)  # for slopes and turns
        place = np.select(
            [kind == DRIFT, np.isin(kind, (LEVEL, SHOCK))],
            [years + 1 + step[:, None], np.minimum(own, 1)],
            own,
        )
        sizes = (START_SD, *(hyper[name] for name in SIZES))
        size: Any = sum(size * (kind == one) for one, size in enumerate(sizes))
        return LinearPath(hyper.get("drift", 0.0) * pt.as_tensor(step), held[place] * size)


def _columns(years: int) -> tuple[np.ndarray, np.ndarray]:
    """Kind of each innovation, and the year from which it acts."""
    later = np.repeat(np.arange(1, years), 2)
    acting = np.tile([SHOCK, TURN], years - 1)
    usable = (acting == SHOCK) | (later > 1)  # the first slope is a column of its own
    kind = np.concatenate([[LEVEL, DRIFT, SLOPE], acting[usable]])
    return kind, np.concatenate([[0, 0, 1], later[usable]])


FAMILY = DampedTrend
