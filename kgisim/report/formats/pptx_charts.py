"""Charts of PowerPoint that can be edited there: fan, curves of chances, rungs of a ladder."""

from copy import deepcopy
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from kgisim.presentation.figures.figure import Numbers, Role
from kgisim.presentation.figures.palette import BAND50, BAND90, GRID, INK, STROKES, TARGET
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.i18n.catalog import text

NATIVE = ("fan", "chances", "ladder")
"""Figures that become native charts; others are pictures."""
CUT = 0.6
"""Share of the highest value above which all values lie where an axis does not begin at zero."""
LINES: tuple[Role, ...] = ("past", "median", "observed", "target")
"""Columns of a fan that become lines or dots over its bands."""
LEGEND_POINTS, LEGEND_LEADING, LEGEND_KEY = 9, 1.45, 5.0
"""Points of the legend of a fan, height of its lines against them, and ems of what it explains."""
UNDER_AXIS = 0.1
"""Height of the labels of an axis, as a share of the chart's."""
DASHES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.LONG_DASH_DOT)
"""Dashes of the scenarios, in the order of their colours."""


def chart_of(shapes: Any, name: str, numbers: Numbers, box: tuple, language: str) -> Any:
    """Add the native chart of a figure to a slide and return its shape.

    Parameters
    ----------
    name
        Name of the figure, which begins with its kind.
    box
        Left, top, width and height.
    """
    draw = {"fan": _fan, "chances": _curves, "ladder": _rungs}[name.partition("-")[0]]
    frame = draw(shapes, numbers, box, language)
    _plain(frame.chart)
    if draw is _fan:
        _explain_fan(frame.chart, box)
    return frame


def _fan(shapes: Any, numbers: Numbers, box: tuple, language: str) -> Any:
    """Stack the intervals on an unseen base, and lay the lines over them."""
    years = numbers.of("x").iloc[:, 0]
    data = CategoryChartData(number_format="General")
    data.categories = [int(year) for year in years]  # numbers are skipped, texts broken
    areas = stacked(numbers, language)
    lines = numbers.of(*LINES)
    for frame in (areas, lines):
        for title, values in frame.items():
            data.add_series(
                str(title), [None if pd.isna(value) else float(value) for value in values]
            )
    made = shapes.add_chart(XL_CHART_TYPE.AREA_STACKED, *box, data)
    chart = made.chart
    _lines_over_areas(chart, len(areas.columns))
    _colour_areas(chart)
    roles = [role for role in numbers.roles if role in LINES]
    _dress_lines(chart.plots[1], roles)
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = numbers.unit
    _shorten(chart.value_axis, numbers)
    # the order of elements is fixed by the format
    last = chart.category_axis._element.find(qn("c:noMultiLvlLbl"))
    last.addprevious(_element("c:tickLblSkip", 5))
    return made


def _shorten(axis: Any, numbers: Numbers) -> None:
    """Leave out the part of the axis below all values where it is most of it, as on paper."""
    drawn = numbers.of("low90", "high90", *LINES).to_numpy(float)
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    if 0 < CUT * high <= low:
        step = 10.0 ** np.floor(np.log10(high - low or high))
        axis.minimum_scale = float(np.floor(low / step) * step)
        axis.maximum_scale = float(np.ceil(high / step) * step)


def stacked(numbers: Numbers, language: str) -> pd.DataFrame:
    """Return the fan as layers: a base, and the widths of the bands above it.

    Blank years would be drawn as zero, so that years before the fan get bands without width.

    Returns
    -------
    DataFrame
        Columns: base, then the widths of the bands from the lowest up, in the unit of the fan;
        rows as in `numbers`.
    """
    ends = numbers.of("low90", "low50", "high50", "high90").to_numpy(float, copy=True)
    first = int(np.argmax(np.isfinite(ends).all(axis=1)))
    ends[:first] = ends[first, 0]
    layers = np.column_stack([ends[:, 0], np.diff(ends, axis=1)])
    titles = [text(f"drawn.layer_{name}", language) for name in ("base", "low", "middle", "high")]
    return pd.DataFrame(layers, columns=titles)


def _lines_over_areas(chart: Any, areas: int) -> None:
    """Move the series of lines into a line chart in the same plot area: there is no such type."""
    area = chart._chartSpace.find(f".//{qn('c:areaChart')}")
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        "</c:lineChart>"
    )
    for series in area.findall(qn("c:ser"))[areas:]:
        area.remove(series)
        series.append(_element("c:smooth", 0))
        lines.append(series)
    lines.append(_element("c:marker", 1))
    for axis in area.findall(qn("c:axId")):
        lines.append(deepcopy(axis))
    area.addnext(lines)


def _colour_areas(chart: Any) -> None:
    base, *bands = chart.plots[0].series
    base.format.fill.background()
    for series, colour in zip(bands, (BAND90, BAND50, BAND90), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)


def _dress_lines(plot: Any, roles: list[str]) -> None:
    scenario = 0
    for series, role in zip(plot.series, roles, strict=True):
        if role == "median":
            _line(series, STROKES[scenario % len(STROKES)].colour, DASHES[scenario % len(DASHES)])
            scenario += 1
        elif role == "past":
            _line(series, INK, MSO_LINE.SOLID)
        elif role == "target":
            _line(series, TARGET, MSO_LINE.DASH, 1.0)
        else:
            series.format.line.fill.background()
        _marker(series, shown=role == "observed")


def _line(series: Any, colour: str, dash: Any, points: float = 2.25) -> None:
    series.format.line.color.rgb = _rgb(colour)
    series.format.line.width = Pt(points)
    series.format.line.dash_style = dash


def _marker(series: Any, *, shown: bool) -> None:
    old = series._element.find(qn("c:marker"))
    if old is not None:
        series._element.remove(old)
    ink = INK.lstrip("#")
    look = (
        f'<c:size val="5"/><c:spPr><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill></c:spPr>'
        if shown
        else ""
    )
    symbol = "circle" if shown else "none"
    marker = parse_xml(f'<c:marker {nsdecls("c", "a")}><c:symbol val="{symbol}"/>{look}</c:marker>')
    before = series._element.find(qn("c:spPr"))
    if before is None:
        before = series._element.find(qn("c:tx"))
    before.addnext(marker)


def _curves(shapes: Any, numbers: Numbers, box: tuple, language: str) -> Any:
    places = numbers.of("x").iloc[:, 0]
    data = XyChartData(number_format="General")
    for title, values in numbers.of("chance").items():
        series = data.add_series(str(title))
        for place, value in zip(places, values, strict=True):
            series.add_data_point(float(place), float(value))
    made = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box, data)
    for number, series in enumerate(made.chart.plots[0].series):
        _line(series, STROKES[number % len(STROKES)].colour, DASHES[number % len(DASHES)])
    _percent(made.chart.value_axis)
    made.chart.category_axis.has_title = True
    made.chart.category_axis.axis_title.text_frame.text = str(numbers.frame.columns[0])
    return made


def _rungs(shapes: Any, numbers: Numbers, box: tuple, language: str) -> Any:
    data = CategoryChartData(number_format="0")
    data.categories = list(numbers.of("x").iloc[:, 0])
    for title, values in numbers.of("rung").items():
        data.add_series(str(title), [float(value) for value in values])
    made = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
    for number, series in enumerate(made.chart.plots[0].series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(STROKES[number % len(STROKES)].colour)
    made.chart.plots[0].gap_width = 60
    made.chart.plots[0].has_data_labels = True
    made.chart.plots[0].data_labels.number_format = "0"
    made.chart.plots[0].data_labels.number_format_is_linked = False
    made.chart.plots[0].data_labels.font.size = Pt(9)
    _percent(made.chart.value_axis)
    _upright(made.chart.category_axis)
    return made


def _upright(axis: Any) -> None:
    """Break the labels into lines; left to themselves they are turned, and take the room."""
    axis.tick_labels.font.size = Pt(9)
    axis._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")


def _percent(axis: Any) -> None:
    axis.minimum_scale, axis.maximum_scale = 0, 100
    axis.has_title = True
    axis.axis_title.text_frame.text = "%"


def _blanks_are_gaps(chart: Any) -> None:
    inner = chart._chartSpace.find(qn("c:chart"))
    blanks = inner.find(qn("c:dispBlanksAs"))
    if blanks is None:
        blanks = _element("c:dispBlanksAs", 0)
        inner.find(qn("c:plotVisOnly")).addnext(blanks)
    blanks.set("val", "gap")


def _explain_fan(chart: Any, box: tuple) -> None:
    """Leave the unseen base out of the legend, and name each band once."""
    for place in (1, 0):
        entry = parse_xml(
            f'<c:legendEntry {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/>'
            "</c:legendEntry>"
        )
        chart.legend._element.find(qn("c:legendPos")).addnext(entry)
    # left to themselves, some programs set one entry a line, and the fan gets half the height
    chart.legend.font.size = Pt(LEGEND_POINTS)
    names = [series.name for plot in chart.plots for series in plot.series][2:]
    wide, high = (Emu(one).pt for one in box[2:])
    ems = LEGEND_KEY + max(map(label_width, names))
    columns = max(1, int(wide / LEGEND_POINTS / ems))
    high = ceil(len(names) / columns) * LEGEND_LEADING * LEGEND_POINTS / high
    plot = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    fan = (0.09, 0.03, 0.89, 0.97 - UNDER_AXIS - high)
    _place(plot.find(qn("c:layout")), fan, '<c:layoutTarget val="inner"/>')
    _place(chart.legend._element.find(qn("c:layout")), (0.02, 1.0 - high, 0.96, high))


def _place(layout: Any, shares: tuple[float, float, float, float], target: str = "") -> None:
    """Fix where a part of a chart lies: left, top, width and height as shares of the whole."""
    modes = "".join(f'<c:{side}Mode val="edge"/>' for side in "xy")
    sizes = "".join(f'<c:{side} val="{one}"/>' for side, one in zip("xywh", shares, strict=True))
    layout.append(
        parse_xml(f"<c:manualLayout {nsdecls('c')}>{target}{modes}{sizes}</c:manualLayout>")
    )


def _plain(chart: Any) -> None:
    _blanks_are_gaps(chart)
    chart.font.size = Pt(11)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = _rgb(GRID)
    axis.format.line.fill.background()
    for one in (chart.value_axis, chart.category_axis):
        if one.has_title:
            run = one.axis_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold = Pt(11), False


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _element(name: str, value: int) -> Any:
    return parse_xml(f'<{name} {nsdecls("c")} val="{value}"/>')
