"""What charts are made of: elements with their numbers and their looks, and the chart around them.

A chart knows no library; `render` draws it with matplotlib's renderers, `kgisim.api.plot` hands it
on as HoloViews objects.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Style = Mapping[str, Any]

Unit = Literal["data", "area", "sheet"]
"""What a place is measured in: numbers of an axis, shares of the plotting area, or points from the
lower left of the sheet."""
Frame = tuple[Unit, Unit]
"""Units across and up."""

DATA: Frame = ("data", "data")
AREA: Frame = ("area", "area")
SHEET: Frame = ("sheet", "sheet")
DOWN: Frame = ("data", "area")
"""From the top to the bottom of the plotting area, at a number."""
ALONG: Frame = ("area", "data")
"""From the left to the right of the plotting area, at a number."""

GROUND, SHADE, RULE, WORDS, LEGEND = -1.0, 0.0, 2.0, 3.0, np.inf
"""How high lies what belongs to no series: grid, shades, rules, words, legend."""


class Element:
    """What is drawn at one go.

    Parameters
    ----------
    frame
        What its places are measured in.
    depth
        How high it lies: over the element of a chart with that number, under the next one; None:
        at its own place among them.
    **style
        How it looks, in the words of matplotlib.
    """

    def __init__(self, *, frame: Frame = DATA, depth: float | None = None, **style: Any):
        self.frame, self.depth, self.style = frame, depth, style


class Curve(Element):
    """A line through points.

    Parameters
    ----------
    across, up
        (point,) places.
    """

    def __init__(self, across: Any, up: Any, **how: Any):
        super().__init__(**how)
        self.across, self.up = np.asarray(across), np.asarray(up)


class Scatter(Element):
    """Marks at points.

    Parameters
    ----------
    across, up
        (point,) places.
    """

    def __init__(self, across: Any, up: Any, **how: Any):
        super().__init__(**how)
        self.across, self.up = np.asarray(across), np.asarray(up)


class Area(Element):
    """What lies between two heights.

    Parameters
    ----------
    across, low, high
        (point,) places and ends.
    """

    def __init__(self, across: Any, low: Any, high: Any, **how: Any):
        super().__init__(**how)
        self.across, self.low, self.high = np.asarray(across), np.asarray(low), np.asarray(high)


class Segments(Element):
    """Straight lines between two points each.

    Parameters
    ----------
    ends
        (segment, 4) across and up of the first end, across and up of the second.
    """

    def __init__(self, ends: Any, **how: Any):
        super().__init__(**how)
        self.ends = np.asarray(ends, float).reshape(-1, 4)


class Rectangles(Element):
    """Boxes.

    Parameters
    ----------
    corners
        (box, 4) left, bottom, right, top.
    """

    def __init__(self, corners: Any, **how: Any):
        super().__init__(**how)
        self.corners = np.asarray(corners, float)


class Upright(Element):
    """A vertical line from bottom to top.

    Parameters
    ----------
    place
        Where it crosses the horizontal axis.
    """

    def __init__(self, place: float, **how: Any):
        super().__init__(frame=DOWN, **how)
        self.place = place


class Label(Element):
    """Words, of one or more lines.

    Parameters
    ----------
    text
        What is written.
    place
        Across and up.
    offset
        How far from there, in points to the right and up.
    ha, va
        Which of its sides or lines stands there, in the words of matplotlib.
    leading
        Distance of two lines against the height of the letters; None: that of the font.
    **style
        ``size`` in points and ``color``; frame and depth as of every element.
    """

    def __init__(
        self,
        text: str,
        place: tuple[float, float],
        *,
        offset: tuple[float, float] = (0.0, 0.0),
        ha: Literal["left", "center", "right"] = "left",
        va: Literal["baseline", "top", "center", "center_baseline"] = "baseline",
        leading: float | None = None,
        depth: float | None = WORDS,
        **how: Any,
    ):
        super().__init__(depth=depth, **how)
        self.text, self.place, self.offset = text, place, offset
        self.ha, self.va, self.leading = ha, va, leading


@dataclass(frozen=True, eq=False)
class Chart:
    """Elements on a sheet of their own, later ones over earlier ones.

    Parameters
    ----------
    elements
        What is drawn.
    inches
        Width and height of the sheet.
    limits
        Ends of the horizontal and of the vertical axis.
    area
        Left, bottom, width and height of the plotting area, as shares of the sheet.
    around
        What belongs to no series: grid, frame, labels, legend.
    """

    elements: Sequence[Element]
    inches: tuple[float, float]
    limits: tuple[tuple[float, float], tuple[float, float]]
    area: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    around: Sequence[Element] = ()

    def __iter__(self) -> Iterator[Element]:
        """Iterate over the elements, the lowest first."""
        return iter(self.elements)

    def layers(self) -> list[Element]:
        """Return everything in the order in which it is drawn."""
        placed = [*enumerate(self.elements), *((0, one) for one in self.around)]
        return [
            one
            for _, one in sorted(
                placed, key=lambda at: at[0] if at[1].depth is None else at[1].depth
            )
        ]
