"""Steps around a constant growth: a short family, as an example."""

import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath


class DriftingWalk(Family):
    """A level that moves by independent steps around a constant growth.

    level[i] = level[i-1] + drift + step · shock[i],  drift ~ Normal(0.01, 0.01)
    """

    title = {"en": "steps around a constant growth"}  # noqa: RUF012 - never changed
    parameters = {"step": {"en": "size of a year's step"}}  # noqa: RUF012 - never changed

    def priors(self, scale):
        """How large a step is."""
        return {"step": {"dist": "HalfNormal", "kwargs": {"sigma": 0.03}}}

    def path(self, hyper, years):
        """Load on the first level, the drift, and each year's step."""
        since = np.arange(years)[:, None]
        growth = 0.01 * since
        steps = hyper["step"] * (since >= np.arange(1, years))
        loadings = pt.concatenate([np.ones((years, 1)), growth, steps], axis=1)
        return LinearPath(pt.as_tensor(growth[:, 0]), loadings)


FAMILY = DriftingWalk
