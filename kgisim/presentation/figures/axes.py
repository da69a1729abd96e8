"""The paper on which charts are drawn: frame, ticks, labels at the margin, legend."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from matplotlib.ticker import MaxNLocator

from kgisim.presentation.figures.elements import (
    ALONG,
    AREA,
    DOWN,
    GROUND,
    Chart,
    Curve,
    Element,
    Label,
    Scatter,
    Segments,
)
from kgisim.presentation.figures.legend import KEY, Key, Legend
from kgisim.presentation.figures.palette import GRID, INK, QUIET
from kgisim.presentation.figures.wrapping import broken, label_width
from kgisim.presentation.i18n.numbers import decimal

LABEL = 9
"""Size of labels, in points on a figure as wide as the text."""

HEAD = 0.44
"""Inches above the plotting area; the same in all charts, so that neighbours line up."""


BESIDE = 10
"""Points between the plotting area and the labels to its right."""

EDGE = 6
"""Points between those and the edge of the paper."""

PAD = 4
"""Points between an axis and what stands at it."""

YEARS = (1900, 2200)
"""Whole numbers between these, at a horizontal axis, are years: they have no commas."""

FRAME = 2.5
"""How high the line at the foot of the plotting area lies."""


@dataclass(frozen=True)
class Paper:
    """Everything about a chart that is not data."""

    width: float
    """Inches of the whole figure."""
    sides: tuple[float, float]
    """Inches left and right of the plotting area."""
    plot: float
    """Height of the plotting area in inches."""
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    language: str
    notes: int = 0
    """Lines that marks write below the plotting area."""
    xlabel: str = ""
    ylabel: str = ""
    whole: tuple[bool, bool] = (True, False)
    """Whether the ticks of x and y are whole numbers."""
    across: Sequence[float] | None = None
    """Where the horizontal axis has ticks; None: at round numbers."""
    below: Sequence[tuple[float, str]] | None = None
    """What stands at the horizontal axis, and where; None: its numbers."""
    names: Sequence[tuple[float, str]] | None = None
    """What stands at the vertical axis, and where; None: round numbers."""
    name_size: float = LABEL
    """Points of the letters there."""
    grid: Literal["x", "y", ""] = "y"
    """Axis whose ticks have lines across the plotting area."""
    keys: Sequence[Key] = ()
    margin: Sequence[tuple[float, str, str]] = ()
    """Labels in the right margin: height, text, colour."""
    extra: Sequence[Element] = ()
    """Further marks, such as the labels of breaks."""

    def hold(self, parts: Iterable[Element]) -> Chart:
        """Lay the parts over each other on this paper."""
        inches, limits = (self.width, self._height), (self.xlim, self.ylim)
        return Chart([*parts], inches, limits, self._box, [*self._around()])

    def _around(self) -> Iterator[Element]:
        yield from self._ticks()
        yield Curve([0, 1], [0, 0], frame=AREA, depth=FRAME, color=INK, linewidth=0.8)
        yield from self._axis_names()
        yield from self._beside_the_plot()
        if self.keys:
            yield Legend(
                self._keys, self._columns, 72 * min(self._box[0] - 0.05, 0.05) * self.width
            )
        yield from self.extra

    def _ticks(self) -> Iterator[Element]:
        """Write numbers and names at the axes, and draw the grid, which never crosses a mark."""
        below, beside = self._at_the_foot, self._at_the_side
        look: dict[str, Any] = {"color": INK, "depth": GROUND}
        at = {"frame": DOWN, "offset": (0, -PAD), "ha": "center", "va": "top", "size": LABEL}
        for place, label in below:
            yield Label(label, (place, 0), **at, **look)
        at = {"frame": ALONG, "offset": (-PAD, 0), "ha": "right", "va": "center_baseline"}
        for place, label in beside:
            yield Label(label, (0, place), size=self.name_size, **at, **look)
        style = {"depth": GROUND, "color": GRID, "linewidth": 0.7}
        if self.grid == "x":
            yield Segments([(place, 0, place, 1) for place, _ in below], frame=DOWN, **style)
        elif self.grid == "y":
            yield Segments([(0, place, 1, place) for place, _ in beside], frame=ALONG, **style)

    def _numbers(self, axis: int, ticks: Sequence[float] | None = None) -> list[tuple[float, str]]:
        """Return ticks, at round numbers unless they are given, with what is written at each."""
        limits = (self.xlim, self.ylim)[axis]
        if ticks is None:
            ticks = round_ticks(limits, whole=self.whole[axis])
        if axis == 0 and self.whole[0] and limits[0] > YEARS[0] and limits[1] < YEARS[1]:
            return [(tick, str(int(tick))) for tick in ticks]
        step = min(np.diff(ticks), default=1.0)
        decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
        return [(tick, decimal(tick, decimals, self.language)) for tick in ticks]

    def _axis_names(self) -> Iterator[Element]:
        """Write the names of the axes at their ends, the vertical one lying."""
        for name, place, offset in (
            (self.ylabel, (0, 1), (-26, 14)),
            (self.xlabel, (1, 0), (self._beyond, -12)),
        ):
            if name:
                yield Label(name, place, frame=AREA, offset=offset, size=LABEL, color=INK)

    def _beside_the_plot(self) -> Iterator[Element]:
        lowest = self.ylim[0] + self._line / 2  # the name of the horizontal axis stands below
        highest = self.ylim[1] + self._line  # and that of the vertical one, above
        heights = apart([height for height, *_ in self.margin], self._line, lowest, highest)
        for (_, label, colour), place in zip(self.margin, heights, strict=True):
            style = {"offset": (BESIDE, 0), "va": "center", "size": LABEL, "color": colour}
            yield Label(label, (1, place), frame=ALONG, **style)

    @cached_property
    def _at_the_foot(self) -> Sequence[tuple[float, str]]:
        """What stands at the horizontal axis."""
        return self._numbers(0, self.across) if self.below is None else self.below

    @cached_property
    def _at_the_side(self) -> Sequence[tuple[float, str]]:
        """What stands at the vertical axis."""
        return self._numbers(1) if self.names is None else self.names

    @cached_property
    def _keys(self) -> list[Key]:
        """Entries of the legend; a label that is wider than the paper has several lines."""
        ems = (self.width * 72 - 62) / KEY  # beside the samples
        return [replace(key, label="\n".join(broken(key.label, ems))) for key in self.keys]

    @property
    def _left(self) -> float:
        """Inches left of the plotting area: what stands there is never cut."""
        lines = [line for _, label in self._at_the_side for line in label.split("\n")]
        longest = max(map(label_width, lines), default=0.0)
        return max(self.sides[0], (PAD + longest * self.name_size + EDGE) / 72)

    @property
    def _beyond(self) -> float:
        """Points from the plotting area to the name of its horizontal axis, past the last tick."""
        if not self._at_the_foot:
            return BESIDE
        place, label = self._at_the_foot[-1]
        scale = 72 * (self.width - self._left - self.sides[1]) / (self.xlim[1] - self.xlim[0])
        past = label_width(label) * LABEL / 2 - (self.xlim[1] - place) * scale
        return max(BESIDE, past + PAD)

    @property
    def _columns(self) -> int:
        """Columns of the legend: as many as the longest label leaves room for."""
        longest = max(label_width(key.label) for key in self.keys)
        return max(1, int(self.width * 72 // (longest * KEY + 40)))

    @property
    def _foot(self) -> float:
        """Inches below the plotting area: ticks, notes, legend."""
        lines = sum(key.label.count("\n") + 1 for key in self._keys)
        rows = -(-lines // self._columns) if self.keys else 0
        return 0.34 + (rows + self.notes) * 1.5 * LABEL / 72

    @property
    def _height(self) -> float:
        return HEAD + self.plot + self._foot

    @property
    def _box(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the plotting area, as shares of the figure."""
        left, right, height = self._left, self.sides[1], self._height
        wide = self.width - left - max(right, self._beside)
        return left / self.width, self._foot / height, wide / self.width, self.plot / height

    @property
    def _beside(self) -> float:
        """Inches that the labels right of the plotting area take."""
        labels = [(float(BESIDE), label) for _, label, _ in self.margin]
        if self.xlabel:
            labels.append((self._beyond, self.xlabel))
        ends = (start + label_width(label) * LABEL + EDGE for start, label in labels)
        return max(ends, default=0.0) / 72

    @property
    def _points(self) -> float:
        """Points on paper for one unit of y."""
        return self.plot * 72 / (self.ylim[1] - self.ylim[0])

    @property
    def _line(self) -> float:
        """Height of one line of text, in units of y."""
        return 1.35 * LABEL / self._points


def round_ticks(limits: tuple[float, float], *, whole: bool) -> list[float]:
    """Return round numbers for an axis.

    Parameters
    ----------
    limits
        Its ends.
    whole
        Whether they are whole numbers.

    Examples
    --------
    >>> round_ticks((0.0, 0.45), whole=False)[:3]
    [0.0, 0.1, 0.2]
    """
    low, high = limits
    locator = MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=whole)
    return [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]


def apart(
    heights: Sequence[float], gap: float, lowest: float = -np.inf, highest: float = np.inf
) -> list[float]:
    """Move labels as little as can be until no two overlap, leaving their order as it is.

    Parameters
    ----------
    lowest
        Height below which none may be moved.
    highest
        Height above which none may be moved, where they have room between the two.

    Examples
    --------
    >>> apart([1.0, 1.5, 5.0], 1.0)
    [0.75, 1.75, 5.0]
    >>> apart([1.0, 1.5, 5.0], 1.0, lowest=1.0)
    [1.0, 2.0, 5.0]
    >>> apart([1.0, 4.5, 5.0], 1.0, highest=5.0)
    [1.0, 4.0, 5.0]
    """
    if not len(heights):
        return []
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(heights))
    # Least squares under "each at least a gap above the last" is isotonic regression.
    placed = np.empty(len(heights))
    wanted = rising(np.asarray(heights)[order] - steps)
    placed[order] = np.maximum(np.minimum(wanted, highest - steps[-1]), lowest) + steps
    return placed.tolist()


def rising(values: np.ndarray) -> np.ndarray:
    """Return the nearest values, by least squares, of which none is below the one before.

    Parameters
    ----------
    values
        (value,)

    Returns
    -------
    ndarray
        (value,) in the same unit.

    Examples
    --------
    >>> rising(np.array([1.0, 3.0, 2.0, 4.0])).tolist()
    [1.0, 2.5, 2.5, 4.0]
    """
    pools: list[tuple[float, int]] = []  # sum and number of neighbours that share their mean
    for value in values.tolist():
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before, many = pools.pop()
            total, count = total + before, count + many
        pools.append((total, count))
    return np.repeat([total / count for total, count in pools], [count for _, count in pools])


def quiet_label(x: float, label: str) -> Label:
    """Write a small label at the top of a vertical helper line."""
    return Label(label, (x, 1), frame=DOWN, offset=(3, 2), size=LABEL - 1, color=QUIET)


def line(xs: Any, ys: Any, **style: Any) -> Curve:
    """Draw a line through points."""
    return Curve(xs, ys, **({"linewidth": 2} | style))


def scatter(xs: Any, ys: Any, *, filled: bool, colour: str, **style: Any) -> Scatter:
    """Draw filled or hollow marks at points."""
    return Scatter(xs, ys, facecolors=colour if filled else "white", edgecolors=colour, **style)
