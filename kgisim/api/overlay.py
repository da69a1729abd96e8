"""Charts as HoloViews objects, for notebooks and for programs that arrange them anew."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import holoviews as hv
import holoviews.plotting.mpl  # registers the options of the matplotlib backend
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from kgisim import schema
from kgisim.presentation.figures.brush import Brush
from kgisim.presentation.figures.elements import (
    LEGEND,
    Area,
    Chart,
    Curve,
    Element,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)
from kgisim.presentation.figures.fonts import drawing

BACKEND = "matplotlib"


def overlay(chart: Chart) -> hv.Overlay:
    """Return a chart as an overlay with its options for the matplotlib backend."""
    made: Any = hv.Overlay([_element(one) for one in chart])
    return made.opts(
        backend=BACKEND,
        hooks=[lambda plot, _: _finish(plot.handles["axis"], chart)],
        fig_inches=chart.inches,
        show_legend=False,
        **dict(zip(("xlim", "ylim"), chart.limits, strict=True)),
    )


def _finish(axes: Axes, chart: Chart) -> None:
    """Draw what stands around the elements, in place of the frame of matplotlib."""
    axes.set_aspect("auto")
    axes.set_position(chart.area)
    axes.set(xlim=chart.limits[0], ylim=chart.limits[1])
    axes.set_axis_off()
    around = sorted(chart.around, key=_depth)
    for depth, elements in groupby(around, _depth):
        axes.add_artist(Drawn(chart, [*elements], depth))


def _depth(element: Element) -> float:
    return LEGEND if element.depth is None else element.depth


class Drawn(Artist):
    """Elements of a chart that HoloViews does not know, of one depth.

    Parameters
    ----------
    chart
        The chart around them.
    elements
        What is drawn.
    depth
        How high they lie.
    """

    def __init__(self, chart: Chart, elements: Sequence[Element], depth: float):
        super().__init__()
        self._chart, self._elements = chart, elements
        self.set(zorder=depth, clip_on=False)

    def draw(self, renderer: Any) -> None:
        """Draw them as reports do, also where the settings of matplotlib are others."""
        figure = self.get_figure(root=True)
        assert figure is not None
        left, bottom = figure.transFigure.transform((0.0, 0.0))
        with drawing():
            Brush(renderer, self._chart, (left, bottom)).draw(self._elements)

    def get_window_extent(self, renderer: Any = None) -> Any:
        """Return the whole sheet, of which nothing is cut off."""
        figure = self.get_figure(root=True)
        assert figure is not None
        return figure.bbox


def _element(one: Element) -> Any:
    return MAKERS[type(one)](one).opts(backend=BACKEND, **one.style)


MAKERS: Mapping[type, Callable[[Any], Any]] = {
    Curve: lambda one: hv.Curve((one.across, one.up), schema.YEAR, "value"),
    Scatter: lambda one: hv.Scatter((one.across, one.up), schema.YEAR, "value"),
    Area: lambda one: hv.Area((one.across, one.low, one.high), schema.YEAR, ["low", "high"]),
    Segments: lambda one: hv.Segments(one.ends),
    Rectangles: lambda one: hv.Rectangles(one.corners),
    Upright: lambda one: hv.VLine(one.place),
}
"""What makes each kind of element."""
