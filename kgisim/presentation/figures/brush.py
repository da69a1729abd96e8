"""Elements drawn with a renderer of matplotlib: numbers become places, styles become strokes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

from kgisim.presentation.figures.elements import (
    Area,
    Chart,
    Curve,
    Element,
    Frame,
    Label,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)
from kgisim.presentation.figures.fonts import letters
from kgisim.presentation.figures.legend import Legend
from kgisim.presentation.figures.outlines import laid

LINE = 1.5
"""Points that a line is wide, unless it says something else."""
EDGE = 1.0
"""Points that the edge of a mark or a box is wide."""
STILL = IdentityTransform()
"""What leaves places where they are."""


class Brush:
    """What draws the elements of a chart.

    Parameters
    ----------
    renderer
        Of matplotlib, of any format.
    chart
        The chart.
    origin
        Where its lower left is, in dots.
    """

    def __init__(self, renderer: Any, chart: Chart, origin: tuple[float, float] = (0.0, 0.0)):
        self._renderer = renderer
        self._dot = renderer.points_to_pixels(1.0)
        sheet = 72 * np.array(chart.inches)
        start, size = np.array(chart.area).reshape(2, 2) * sheet
        low, high = np.array(chart.limits, float).T
        scale = size / (high - low)
        units = {"data": (scale, start - low * scale), "area": (size, start), "sheet": (1, 0)}
        self._maps = {
            unit: np.broadcast_arrays(by * self._dot, more * self._dot + np.array(origin))
            for unit, (by, more) in units.items()
        }
        (across, up), (right, top) = self.points(("area", "area"), (0, 1), (0, 1))
        self._area = Bbox([[across, up], [right, top]])

    def draw(self, elements: Iterable[Element]) -> None:
        """Draw elements, each over those before it."""
        for element in elements:
            if isinstance(element, Legend):
                self.draw(element.parts())
            else:
                PAINTERS[type(element)](self, element)

    def points(self, frame: Frame, across: Any, up: Any) -> np.ndarray:
        """Return where places are, in dots.

        Returns
        -------
        ndarray
            (point, 2) from the left and from the bottom.
        """
        (wide, left), (high, bottom) = (
            [one[axis] for one in self._maps[unit]] for axis, unit in enumerate(frame)
        )
        made = np.empty((len(across), 2))
        made[:, 0] = np.asarray(across, float) * wide + left
        made[:, 1] = np.asarray(up, float) * high + bottom
        return made

    @contextmanager
    def _pen(
        self, element: Element, colour: Any, width: float, *, cap: str = "butt"
    ) -> Iterator[Any]:
        """Set what matplotlib calls a graphics context."""
        style, pen = element.style, self._renderer.new_gc()
        if "data" in element.frame and type(element) is not Label:
            pen.set_clip_rectangle(self._area)
        pen.set_foreground(to_rgba(colour), isRGBA=True)
        pen.set_linewidth(width)
        dashes = style.get("linestyle", "solid")
        if dashes != "solid":
            pen.set_dashes(dashes[0], [width * one for one in dashes[1]])
            cap = "butt"
        pen.set_capstyle(cap)
        if "alpha" in style:
            pen.set_alpha(style["alpha"])
        yield pen
        pen.restore()

    def stroke(self, element: Element, path: Path, *, cap: str = "butt") -> None:
        """Draw a line."""
        style = element.style
        with self._pen(element, style["color"], style.get("linewidth", LINE), cap=cap) as pen:
            self._renderer.draw_path(pen, path, STILL)

    def fill(self, element: Element, path: Path) -> None:
        """Fill what lies within a closed line, and draw it where it has a colour."""
        style = element.style
        width = style.get("linewidth", EDGE) if "edgecolor" in style else 0.0
        edge = style.get("edgecolor", "none")
        with self._pen(element, edge, width) as pen:
            pen.set_joinstyle("miter")
            if style.get("hatch"):
                pen.set_hatch(style["hatch"])
                pen.set_hatch_color(to_rgba(edge, style.get("alpha")))
            self._renderer.draw_path(pen, path, STILL, to_rgba(style["facecolor"]))

    def mark(self, element: Scatter) -> None:
        """Draw a mark at each point."""
        style = element.style
        outline, is_filled = _mark(style.get("marker", "o"))
        face = to_rgba(style["facecolors"]) if is_filled else None
        wide = Affine2D().scale(np.sqrt(style["s"]) * self._dot)
        points = Path(self.points(element.frame, element.across, element.up))
        width = style.get("linewidth", EDGE)
        with self._pen(element, style["edgecolors"], width) as pen:
            self._renderer.draw_markers(pen, outline, wide, points, STILL, face)

    def write(self, label: Label) -> None:
        """Write words, line by line."""
        across, up = label.place
        ((left, bottom),) = self.points(label.frame, [across], [up])
        font, flips = letters(label.style["size"]), self._renderer.flipy()
        _, height = self._renderer.get_canvas_width_height()
        with self._pen(label, label.style["color"], 0.0) as pen:
            for line, right, higher in laid(label).lines:
                x, y = left + right * self._dot, bottom + higher * self._dot
                if line:
                    self._renderer.draw_text(pen, x, height - y if flips else y, line, font, 0)


@cache
def _mark(name: str) -> tuple[Path, bool]:
    """Return the outline of a mark, one dot wide, and whether it has an inside."""
    style = MarkerStyle(name)
    return style.get_path().transformed(style.get_transform()), style.is_filled()


def _polygons(corners: np.ndarray) -> Path:
    """Close polygons of (polygon, corner, 2) dots."""
    many, count, _ = corners.shape
    codes = np.full((many, count + 1), Path.LINETO, Path.code_type)
    codes[:, 0], codes[:, -1] = Path.MOVETO, Path.CLOSEPOLY
    closed = np.concatenate([corners, corners[:, :1]], axis=1)
    return Path(closed.reshape(-1, 2), codes.ravel())


def _curve(brush: Brush, element: Curve) -> None:
    points = brush.points(element.frame, element.across, element.up)
    brush.stroke(element, Path(points), cap="projecting")


def _scatter(brush: Brush, element: Scatter) -> None:
    brush.mark(element)


def _area(brush: Brush, element: Area) -> None:
    across = np.concatenate([element.across, element.across[::-1]])
    up = np.concatenate([element.low, element.high[::-1]])
    brush.fill(element, _polygons(brush.points(element.frame, across, up)[None]))


def _segments(brush: Brush, element: Segments) -> None:
    ends = element.ends.reshape(-1, 2)
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], Path.code_type), len(element.ends))
    brush.stroke(element, Path(brush.points(element.frame, *ends.T), codes))


def _rectangles(brush: Brush, element: Rectangles) -> None:
    corners = element.corners[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    points = brush.points(element.frame, *corners.reshape(-1, 2).T)
    brush.fill(element, _polygons(points.reshape(-1, 4, 2)))


def _upright(brush: Brush, element: Upright) -> None:
    points = brush.points(element.frame, [element.place] * 2, (0, 1))
    brush.stroke(element, Path(points), cap="projecting")


def _label(brush: Brush, element: Label) -> None:
    brush.write(element)


PAINTERS: Mapping[type, Callable[..., None]] = {
    Curve: _curve,
    Scatter: _scatter,
    Area: _area,
    Segments: _segments,
    Rectangles: _rectangles,
    Upright: _upright,
    Label: _label,
}
"""What draws each kind of element."""
