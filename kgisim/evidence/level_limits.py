"""Limits by which three levels of a goal are proposed: what the council decides of them."""

from typing import Annotated

from pydantic import Field, model_validator

from kgisim.errors import InvalidValueError
from kgisim.evidence.base import Record

Share = Annotated[float, Field(gt=0, lt=1)]
LIMITS = ("floor", "goal", "stretch", "pace")
"""Names of the limits, in the order in which they are listed."""


class LevelLimits(Record):
    """Chances under the policy package at which levels are proposed (``levels`` of a plan).

    The defaults are examples (例示): at 80, 50 and 20 % missing the level is held to be four times,
    once and a quarter times as bad as having aimed too low (`kgisim.targets.loss`).
    """

    floor: Share = 0.8
    """A level to answer for: as sure as the frame of a project that must not be overrun (P85 in
    Norway's quality assurance, P80 elsewhere)."""
    goal: Share = 0.5
    """A level to aim at: as likely to be met as missed, the line that fiscal watchdogs draw."""
    stretch: Share = 0.2
    """A level to reach for: one future in five."""
    pace: Share = 0.8
    """The goal asks for no faster pace than this percentile of public series of the same scale."""
    miss_cost: Annotated[float, Field(gt=0, le=1000)] = 1.0
    """How many times as bad it is to miss a level by one unit as to aim one unit too low."""
    illustrative: bool = True
    """True until the council has decided the numbers itself."""

    @model_validator(mode="after")
    def _falls(self) -> "LevelLimits":
        if not self.floor >= self.goal >= self.stretch:
            shares = {"floor": self.floor, "goal": self.goal, "stretch": self.stretch}
            raise InvalidValueError("plan.levels", **shares)
        return self
