"""Colours and lines that stay apart for colour-blind readers and in grey print (Okabe and Ito)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INK = "#222222"
"""Text, axes and observations."""
QUIET = "#767676"
"""Grid labels and helper lines: the lightest grey that still has contrast 4.5 on white."""
GRID = "#e3e3e3"
"""Grid lines."""
BAND90 = "#d9e6f2"
"""Interval of 90 %."""
BAND50 = "#a9c8e3"
"""Interval of 50 %."""
TARGET = "#8a3b00"
"""Targets."""
TARGET_LINE = {"color": TARGET, "linewidth": 0.9, "linestyle": (0, (4, 3))}
"""Style of a target line."""


@dataclass(frozen=True)
class Stroke:
    """How one scenario is drawn; colour and dashes both tell it apart."""

    colour: str
    dashes: str | tuple[int, tuple[float, ...]]

    @property
    def line(self) -> dict[str, Any]:
        """Style of a line, for matplotlib."""
        return {"color": self.colour, "linestyle": self.dashes, "linewidth": 2}


STROKES = (
    Stroke("#0072B2", "solid"),
    Stroke("#D55E00", (0, (5, 2))),
    Stroke("#009E73", (0, (1.2, 1.6))),
    Stroke("#A2548A", (0, (7, 2, 1.5, 2))),
    Stroke("#222222", (0, (3, 3))),
    Stroke("#946F00", (0, (3, 1.5, 1, 1.5, 1, 1.5))),
)
"""One stroke for each scenario, in their order; the baseline is solid."""


@dataclass(frozen=True)
class Drawn:
    """A scenario as it appears in every chart of a run."""

    title: str
    stroke: Stroke


def drawn(titles: Mapping[str, str]) -> dict[str, Drawn]:
    """Assign each scenario a stroke; after the last stroke they start again.

    Examples
    --------
    >>> drawn({"baseline": "現状延長"})["baseline"].stroke.dashes
    'solid'
    """
    return {
        name: Drawn(title, STROKES[place % len(STROKES)])
        for place, (name, title) in enumerate(titles.items())
    }
