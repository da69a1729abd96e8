"""Charts as HoloViews objects, for notebooks and for programs that arrange them anew."""

from collections.abc import Callable, Mapping
from typing import Any

import holoviews as hv
import holoviews.plotting.mpl  # registers the options of the matplotlib backend

from kgisim import schema
from kgisim.presentation.figures.elements import (
    Area,
    Chart,
    Curve,
    Element,
    Rectangles,
    Scatter,
    Segments,
    Upright,
)

BACKEND = "matplotlib"


def overlay(chart: Chart) -> hv.Overlay:
    """Return a chart as an overlay with its options for the matplotlib backend."""
    made: Any = hv.Overlay([_element(one) for one in chart])
    limits = {} if chart.limits is None else dict(zip(("xlim", "ylim"), chart.limits, strict=True))
    return made.opts(
        backend=BACKEND,
        hooks=[lambda plot, _: chart.finish(plot.handles["axis"])],
        fig_inches=chart.inches,
        show_legend=False,
        **limits,
    )


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
