"""The least that a family must be."""

from kgisim.errors import FitError
from kgisim.inference.family import Family


class Plain(Family):
    title = {"ja": "既定", "en": "plain"}  # noqa: RUF012 - never changed

    def priors(self, scale):
        return {"level_sd": {"dist": "HalfNormal", "kwargs": {"sigma": 0.1}}}

    def path(self, hyper, years):
        raise FitError("this family has no path; it is never fitted")


FAMILY = Plain
