"""Bokeh figures in the style of the house: made once, afterwards only their data are patched."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from bokeh.models import HoverTool, Legend, NumeralTickFormatter, Range1d, Span
from bokeh.plotting import figure

from kgisim.views.axes import label_width
from kgisim.views.palette import GRID, INK, QUIET, TARGET, Drawn

FONT = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Yu Gothic UI, Meiryo, sans-serif"
"""Fonts of a figure; a canvas takes no other list."""
ADMISSIBLE = "#009E73"
"""Levels that are ambitious and reasonable at once."""
LETTER, SAMPLE = 13, 45
"""Pixels of a full-width letter in a legend, and of a sample with the gaps around it."""
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
    """Give an empty figure: it stretches, shows its unit above the axis, and does not scroll."""
    sheet = figure(
        height=height,
        sizing_mode="stretch_width",
        min_width=260,
        x_range=Range1d(*xlim),
        y_range=Range1d(*ylim),
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
    """Give the dashes of a scenario's line, as Bokeh counts them: in pixels."""
    pattern = one.stroke.dashes
    return "solid" if isinstance(pattern, str) else [round(3 * part) for part in pattern[1]]


def stroke(one: Drawn) -> dict[str, Any]:
    """Give the style of a scenario's line."""
    return {"line_color": one.stroke.colour, "line_dash": dashes(one), "line_width": 2.5}


def target_line(dimension: Literal["width", "height"], place: float) -> Span:
    """Give the line of the target that is asked about."""
    return Span(
        dimension=dimension, location=place, line_color=TARGET, line_width=2, line_dash=[8, 4]
    )


def target_entry(sheet: Any, written: str) -> tuple[str, list[Any]]:
    """Give the target's line a place in the legend; a span has none of its own."""
    sample = sheet.line([np.nan], [np.nan], line_color=TARGET, line_width=2, line_dash=[8, 4])
    return written, [sample]


def band_entry(sheet: Any, written: str) -> tuple[str, list[Any]]:
    """Give the admissible levels a place in the legend."""
    sample = sheet.varea([np.nan], [np.nan], [np.nan], fill_color=ADMISSIBLE, fill_alpha=0.2)
    return written, [sample]


def explain(sheet: Any, entries: list[tuple[str, list[Any]]], width: int) -> None:
    """Put the legend below a figure of so many pixels or more, where it covers nothing."""
    widest = max(label_width(written) for written, _ in entries) * LETTER + SAMPLE
    legend: Any = Legend(
        items=entries,
        orientation="horizontal",
        location="left",
        ncols=max(1, int(width // widest)),
        label_text_font=FONT,
        label_text_font_size="13px",
        label_text_color=INK,
        border_line_color=None,
        padding=2,
        margin=2,
        spacing=14,
    )
    sheet.add_layout(legend, "below")


def hover(sheet: Any, renderer: Any, fields: Mapping[str, str]) -> None:
    """Tell what is under the pointer; values are escaped by Bokeh."""
    sheet.add_tools(HoverTool(renderers=[renderer], tooltips=list(fields.items()), visible=False))
