"""A family that expects growth unless a prior says otherwise."""

from kgisim.errors import FitError
from kgisim.inference.family import Family


class Rising(Family):
    title = {"ja": "上昇", "en": "rising"}  # noqa: RUF012 - never changed

    def priors(self, scale):
        return {"drift": {"dist": "Normal", "kwargs": {"mu": 0.03, "sigma": 0.01}}}

    def expects_growth(self, priors):
        return "drift" in priors and priors["drift"]["kwargs"]["mu"] > 0

    def path(self, hyper, years):
        raise FitError("this family has no path; it is never fitted")


FAMILY = Rising
