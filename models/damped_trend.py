"""The damped local trend: the default family."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath, PriorSpec

_SPREAD = {"share": 1.0, "positive": 0.7, "count": 1.0, "real": 1.0}
"""How much more a path of this scale moves than a logit share, in link units."""

START_SD = 2.0
"""Standard deviation of the level in the first year, in link units around the data's centre."""


class DampedTrend(Family):
    """A level that follows a fading slope.

    On the link scale, for the years i = 0, 1, … from the first observation::

        level[i] = level[i-1] + slope[i] + level_sd · shock[i]
        slope[i] = drift + damping · (slope[i-1] - drift) + slope_sd · turn[i]

    ``shock`` and ``turn`` are standard normal; since their scales are uncertain, a year's change
    has heavier tails than a normal one. Known jumps are declared as breaks. The slope fades
    towards a long-run drift, which is small: what grew for ten years need not grow for the next
    fifteen. Forecast intervals therefore widen about linearly with the horizon instead of with its
    1.5th power (Gardner and McKenzie 1985, 2011). The priors are weakly informative.
    """

    title: ClassVar[Mapping[str, str]] = {
        "ja": "減衰局所トレンド",
        "en": "damped local trend",
    }

    def priors(self, scale: str) -> PriorSpec:
        """Half-normal scales in link units a year, damping near 0.9."""
        spread = _SPREAD[scale]
        return {
            "level_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.12 * spread}},
            "slope_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.03 * spread}},
            "damping": {"dist": "Beta", "kwargs": {"alpha": 18.0, "beta": 2.0}},
            "slope_start": {"dist": "HalfNormal", "kwargs": {"sigma": 0.10 * spread}},
            "drift_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.02 * spread}},
        }

    def path(self, hyper: Mapping[str, Any], years: int) -> LinearPath:
        """Load on first level, drift, first slope, level shocks and slope turns, in that order."""
        step = np.arange(years)
        damping = hyper["damping"]

        # faded[n] = damping**0 + … + damping**(n-1): what one unit of slope adds in n years
        fading: Any = pt.log(damping)
        faded: Any = pt.expm1(step * fading) / (damping - 1.0)
        since = step[:, None] - step[None, 1:]
        columns = [
            pt.full((years, 1), START_SD),
            hyper["drift_sd"] * step[:, None],
            hyper["slope_start"] * faded[:, None],
            hyper["level_sd"] * (since >= 0),
            hyper["slope_sd"] * faded[np.maximum(since[:, 1:] + 1, 0)],
        ]
        return LinearPath(pt.zeros(years), pt.concatenate(columns, axis=1))


FAMILY = DampedTrend
