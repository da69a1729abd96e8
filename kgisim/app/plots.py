"""Bokeh figures in the style of the house: made once, afterwards only their data are patched."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from bokeh.models import HoverTool, NumeralTickFormatter, Range1d, Span
from bokeh.plotting import figure

from kgisim.app.html import HTML
from kgisim.presentation.figures.palette import GRID, INK, QUIET, TARGET, Drawn

FONT = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Yu Gothic UI, Meiryo, sans-serif"
"""Fonts of a figure; a canvas takes no other list."""
ADMISSIBLE = "#009E73"
"""Levels that are ambitious and reasonable at once."""
TARGET_STYLE: dict[str, Any] = {"line_color": TARGET, "line_dash": [8, 4]}
"""How the target that is asked about is drawn."""
TICKS = 6
"""Labels on an axis, about."""


def paper(
    *,
    height: int,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str,
    ylabel: str,
    whole_years: bool = True,
) -> Any:
    """Return an empty figure: it stretches, shows its unit above the axis, and does not scroll."""
    sheet: Any = figure(
        height=height,
        sizing_mode="stretch_width",
        min_width=260,
        x_range=Range1d(start=xlim[0], end=xlim[1]),
        y_range=Range1d(start=ylim[0], end=ylim[1]),
        toolbar_location=None,
        tools="",
        title=ylabel,
        x_axis_label=xlabel,
        background_fill_color="white",
        border_fill_color="white",
        outline_line_color=None,
    )
    sheet.title.update(
        text_font=FONT, text_font_style="normal", text_color=QUIET, text_font_size="13px"
    )
    sheet.grid.grid_line_color = GRID
    for axis in sheet.axis:
        axis.update(
            axis_label_text_font=FONT,
            axis_label_text_font_style="normal",
            axis_label_text_font_size="13px",
            axis_label_text_color=QUIET,
            major_label_text_font=FONT,
            major_label_text_font_size="13px",
            major_label_text_color=INK,
            axis_line_color=QUIET,
            minor_tick_line_color=None,
        )
        axis.ticker.desired_num_ticks = TICKS
    sheet.xaxis.formatter = NumeralTickFormatter(format="0" if whole_years else "0,0.[00]")
    sheet.yaxis.formatter = NumeralTickFormatter(format="0,0.[00]")
    return sheet


def dashes(one: Drawn) -> Any:
    """Return the dashes of a scenario's line, as Bokeh counts them: in pixels."""
    pattern = one.stroke.dashes
    return "solid" if isinstance(pattern, str) else [round(3 * part) for part in pattern[1]]


def stroke(one: Drawn) -> dict[str, Any]:
    """Return the style of a scenario's line."""
    return {"line_color": one.stroke.colour, "line_dash": dashes(one), "line_width": 2.5}


def target_line(dimension: Literal["width", "height"], place: float) -> Span:
    """Return the line of the target that is asked about."""
    return Span(dimension=dimension, location=place, line_width=2, **TARGET_STYLE)


def line_key(written: str, style: Mapping[str, Any]) -> HTML:
    """Explain a line, outside the canvas: as text it wraps, is read aloud, and is not redrawn."""
    pattern = style.get("line_dash", "solid")
    gaps = "" if isinstance(pattern, str) else " ".join(str(part) for part in pattern)
    return HTML(
        '<li><svg width="34" height="10" aria-hidden="true"><line x1="0" x2="34" y1="5" y2="5" '
        'stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/></svg> {}</li>'
    ).format(style["line_color"], gaps, written)


def area_key(written: str, colour: str, opacity: float = 1.0) -> HTML:
    """Explain an area."""
    return HTML(
        '<li><svg width="34" height="12" aria-hidden="true"><rect width="34" height="12" '
        'fill="{}" fill-opacity="{}"/></svg> {}</li>'
    ).format(colour, opacity, written)


def mark_key(written: str) -> HTML:
    """Explain the marks of the record."""
    return HTML(
        '<li><svg width="34" height="12" aria-hidden="true"><circle cx="10" cy="6" r="4" '
        'fill="{0}"/><circle cx="25" cy="6" r="4" fill="white" stroke="{0}"/></svg> {1}</li>'
    ).format(INK, written)


def target_key(written: str) -> HTML:
    """Explain the line of the target."""
    return line_key(written, TARGET_STYLE)


def legend(keys: Iterable[HTML]) -> HTML:
    """Place the explanations under a figure."""
    return HTML('<ul class="legend">{}</ul>').format(HTML("").join(keys))


def hover(sheet: Any, renderer: Any, fields: Mapping[str, str]) -> None:
    """Report what is under the pointer; values are escaped by Bokeh."""
    sheet.add_tools(HoverTool(renderers=[renderer], tooltips=list(fields.items()), visible=False))
