"""What charts are made of: elements with their numbers and their looks, and the chart around them.

A chart knows no library; `render` draws it with matplotlib, `kgisim.api.plot` hands it on as
HoloViews objects.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

Style = Mapping[str, Any]


class Curve:
    """A line through points.

    Parameters
    ----------
    across, up
        (point,) places.
    **style
        How it looks, in the words of matplotlib; of every element.
    """

    def __init__(self, across: Any, up: Any, **style: Any):
        self.across, self.up, self.style = np.asarray(across), np.asarray(up), style


class Scatter:
    """Marks at points.

    Parameters
    ----------
    across, up
        (point,) places.
    """

    def __init__(self, across: Any, up: Any, **style: Any):
        self.across, self.up, self.style = np.asarray(across), np.asarray(up), style


class Area:
    """What lies between two heights.

    Parameters
    ----------
    across, low, high
        (point,) places and ends.
    """

    def __init__(self, across: Any, low: Any, high: Any, **style: Any):
        self.across, self.style = np.asarray(across), style
        self.low, self.high = np.asarray(low), np.asarray(high)


class Segments:
    """Straight lines between two points each.

    Parameters
    ----------
    ends
        (segment, 4) across and up of the first end, across and up of the second.
    """

    def __init__(self, ends: Any, **style: Any):
        self.ends, self.style = np.asarray(ends, float), style


class Rectangles:
    """Boxes.

    Parameters
    ----------
    corners
        (box, 4) left, bottom, right, top.
    """

    def __init__(self, corners: Any, **style: Any):
        self.corners, self.style = np.asarray(corners, float), style


class Upright:
    """A vertical line from bottom to top.

    Parameters
    ----------
    place
        Where it crosses the horizontal axis.
    """

    def __init__(self, place: float, **style: Any):
        self.place, self.style = place, style


Element = Curve | Scatter | Area | Segments | Rectangles | Upright


@dataclass(frozen=True, eq=False)
class Chart:
    """Elements on a sheet of their own, later ones over earlier ones.

    Parameters
    ----------
    elements
        What is drawn.
    inches
        Width and height of the sheet.
    finish
        Writes frame, labels and legend on the axes when everything is drawn.
    limits
        Ends of the horizontal and of the vertical axis; none: the chart has no axes.
    """

    elements: Sequence[Element]
    inches: tuple[float, float]
    finish: Callable[[Axes], None]
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None

    def __iter__(self) -> Iterator[Element]:
        """Iterate over the elements, the lowest first."""
        return iter(self.elements)
