"""From a HoloViews overlay to a matplotlib figure, element by element.

HoloViews' own renderer would work out ranges, legends, cycles and layouts, all of which a `Paper`
gives already; for charts of a dozen elements that is nine tenths of the time of drawing them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import holoviews as hv
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

Style = Mapping[str, Any]


def paint(overlay: hv.Overlay) -> Figure:
    """Draw an overlay on a figure of its own, later elements over earlier ones.

    Parameters
    ----------
    overlay
        Elements of the kinds in `PAINTERS`, with options for the matplotlib backend; its own are
        ``fig_inches`` and ``hooks``, which are given the axes as HoloViews gives them.
    """
    options = _options(overlay, "plot")
    figure = Figure(figsize=options["fig_inches"])
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for place, element in enumerate(overlay):
        PAINTERS[type(element)](axes, element, _style(element) | {"zorder": place})
    for hook in options["hooks"]:
        hook(_Plot(axes), overlay)
    return figure


class _Plot:
    """As much of a HoloViews plot as a hook asks for."""

    def __init__(self, axes: Axes):
        self.handles = {"axis": axes}


def _options(element: Any, group: str) -> dict[str, Any]:
    return hv.Store.lookup_options("matplotlib", element, group).kwargs


def _style(element: Any) -> dict[str, Any]:
    """Give an element's style without the defaults that only HoloViews can resolve."""
    style = _options(element, "style")
    return {
        name: value
        for name, value in style.items()
        if name != "cmap" and not isinstance(value, hv.Cycle)
    }


def _values(element: Any) -> list[np.ndarray]:
    return [element.dimension_values(one) for one in element.dimensions()]


def _curve(axes: Axes, element: Any, style: Style) -> None:
    axes.plot(*_values(element), **style)


def _scatter(axes: Axes, element: Any, style: Style) -> None:
    across, up = _values(element)
    axes.scatter(across, up, **style)


def _area(axes: Axes, element: Any, style: Style) -> None:
    places, low, high = _values(element)
    axes.fill_between(places, low, high, **style)


def _segments(axes: Axes, element: Any, style: Style) -> None:
    ends = np.column_stack(_values(element)).reshape(-1, 2, 2)
    axes.add_collection(LineCollection([*ends], **style))


def _rectangles(axes: Axes, element: Any, style: Style) -> None:
    for left, bottom, right, top in zip(*_values(element), strict=True):
        axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **style))


def _upright(axes: Axes, element: Any, style: Style) -> None:
    axes.axvline(element.data, **style)


PAINTERS: Mapping[type, Callable[[Axes, Any, Style], None]] = {
    hv.Curve: _curve,
    hv.Scatter: _scatter,
    hv.Area: _area,
    hv.Segments: _segments,
    hv.Rectangles: _rectangles,
    hv.VLine: _upright,
}
"""Who draws each kind of element."""
