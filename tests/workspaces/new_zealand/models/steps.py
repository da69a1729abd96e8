"""A random walk: the quickest family that can be fitted."""

import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath


class Steps(Family):
    """A level that moves by independent steps."""

    title = {"en": "independent steps"}  # noqa: RUF012 - never changed
    parameters = {"step": {"en": "size of a step"}}  # noqa: RUF012 - never changed

    def priors(self, scale):
        """One size of the steps."""
        return {"step": {"dist": "HalfNormal", "kwargs": {"sigma": 0.1}}}

    def path(self, hyper, years):
        """Load on the first level and the steps."""
        first = np.zeros((years, years))
        first[:, 0] = 1.0
        later = np.tril(np.ones((years, years)))
        later[:, 0] = 0.0
        return LinearPath(pt.zeros(years), first + hyper["step"] * later)


FAMILY = Steps
