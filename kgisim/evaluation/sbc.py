"""Whether a family's posteriors find again what was drawn from its prior.

``models/<family>_calibration.yaml`` keeps what ``benchmarks/calibration.py`` found by
simulation-based calibration (Talts et al. 2018, arXiv:1804.06788). A family may do without the
file; then nothing is said of it.
"""

from typing import Annotated, Literal

from pydantic import Field

from kgisim.evaluation.family_record import FamilyRecord, read_family_record
from kgisim.evidence.base import Record, Words
from kgisim.workspace import Workspace

FILE = "{family}_calibration.yaml"
"""File in ``models/`` with the result."""

Chance = Annotated[float, Field(ge=0, le=1)]
Number = Annotated[int, Field(ge=1)]


class SbcRanks(Record):
    """Ranks of simulated truths among posterior draws, for one kind of series."""

    kind: Literal["positive", "share", "flow", "stock", "real"]
    """Scale of the series; counts by whether they are events of a year or a stock at its end."""
    quantities: Number
    """Number of quantities whose truth was ranked: levels and hyperparameters."""
    smallest: Chance
    """Smallest chance, over the quantities, of ranks as uneven if all is right (chi-square)."""
    quantity: Words
    """Quantity of which that is the chance."""
    limit: Chance
    """What the smallest chance must exceed: one in a thousand over all tests (Bonferroni)."""

    @property
    def passed(self) -> bool:
        """Whether the ranks are as even as chance makes them."""
        return self.smallest > self.limit


class SbcResult(FamilyRecord):
    """What simulation said of one family's posteriors."""

    date: Words
    """Day of the test, YYYY-MM-DD."""
    command: Words
    """Command that makes the result again."""
    replications: Number
    """Number of simulated series of each kind."""
    ranked: Annotated[tuple[SbcRanks, ...], Field(min_length=1)]
    """The result, by kind of series."""


def read_calibration(workspace: Workspace, family: str) -> SbcResult | None:
    """Read what is known of a family's posteriors; None if it has no such file.

    Raises
    ------
    ContentError
        If the file is wrong, with every problem in it.
    """
    return read_family_record(SbcResult, workspace, family, FILE)
