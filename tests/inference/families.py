"""Families small enough for closed forms."""

import numpy as np
import pytensor.tensor as pt

from kgisim.inference.family import Family, LinearPath
from tests.builders import TEXT


def half_normal(sigma):
    return {"dist": "HalfNormal", "kwargs": {"sigma": sigma}}


def walk_loadings(step, years):
    """Loadings of a random walk from a first level of standard deviation one."""
    later = np.tril(np.ones((years, years)))
    later[:, 0] = 0.0
    first = np.zeros((years, years))
    first[:, 0] = 1.0
    return first + step * later


class RandomWalk(Family):
    """A first level of unit spread and yearly steps of one size that is to be inferred."""

    title = TEXT

    def priors(self, scale):
        return {"step": half_normal(0.2)}

    def path(self, hyper, years):
        return LinearPath(pt.zeros(years), walk_loadings(hyper["step"], years))


class Line(Family):
    """A straight line of known spread: nothing to be inferred but the noise."""

    title = TEXT

    def priors(self, scale):
        return {}

    def path(self, hyper, years):
        step = np.arange(years)
        loadings = np.stack([np.full(years, 0.5), 0.1 * step], axis=1)
        return LinearPath(pt.as_tensor(0.05 * step), pt.as_tensor(loadings))


class Gusty(Family):
    """Steps whose sizes differ from year to year: one scale hyperparameter for each."""

    title = TEXT

    def priors(self, scale):
        return {
            "size": half_normal(0.2),
            "gust": {"dist": "HalfNormal", "kwargs": {"sigma": 1.0, "shape": 41}},
        }

    def path(self, hyper, years):
        steps = np.tril(np.ones((years, years)))
        return LinearPath(pt.zeros(years), steps * (hyper["size"] * hyper["gust"][:years]))
