"""A quantile dot plot: twenty equally likely futures, to be counted instead of computed."""

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from kgisim.presentation.figures.axes import LABEL, Paper, line, scatter
from kgisim.presentation.figures.elements import DOWN, Label
from kgisim.presentation.figures.palette import INK, TARGET_LINE, Drawn
from kgisim.presentation.figures.wrapping import broken
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity

DOTS = 20
"""Each dot stands for one chance in so many."""

WIDE, SIDES = 2.9, (0.5, 0.1)
"""Inches of the drawing, and left and right of its plotting area."""

DOT, OUTLINE = 62**0.5, 1.2
"""Points that a dot is wide where there is room, and its outline."""

NAME = 9.0
"""Width of a line below a column, in ems."""

BINS = 18
"""Heights at which dots may lie."""


def quantile_dots(values: np.ndarray) -> np.ndarray:
    """Compute twenty values that stand for a distribution: the middle of each twentieth.

    Parameters
    ----------
    values
        (draw,) draws.

    Returns
    -------
    ndarray
        (dot,) in the unit of the draws, ascending.
    """
    return np.quantile(values, (np.arange(DOTS) + 0.5) / DOTS, method="inverted_cdf")


def dots(
    judged: Mapping[str, np.ndarray],
    *,
    written: Quantity,
    lines: Mapping[str, Drawn],
    ylim: tuple[float, float],
    target: float | None,
    lower: bool = False,
) -> Any:
    """Draw twenty futures per scenario, on a vertical axis like that of the fan beside it.

    Parameters
    ----------
    judged
        Draws of the judged quantity by scenario, as yearly averages in catalogue units.
    written
        How its values are written.
    lines
        How the scenarios are drawn.
    ylim
        Limits of the fan's vertical axis.
    target
        Level, in catalogue units, that tells filled from hollow dots.
    lower
        Whether falling to the level is progress.
    """
    level = None if target is None else target * written.factor
    columns = {
        name: stacked(
            quantile_dots(values) * written.factor,
            (ylim[1] - ylim[0]) / BINS,
            level,
            lower=lower,
            ends=ylim,
        )
        for name, values in judged.items()
    }
    wide = max(9, *(int(table["place"].to_numpy().max()) + 3 for table in columns.values()))
    ends = (-1.0, float(wide * len(columns)) - 1.0)
    size = min(DOT, 72 * (WIDE - sum(SIDES)) / (wide * len(columns)) - OUTLINE)
    parts, labels = [], []
    for place, (name, table) in enumerate(columns.items()):
        parts += _column(table, place * wide, lines[name].stroke.colour, size)
        labels.append(_label(lines[name].title, table, level, written.language))
    if level is not None:
        parts.append(line(ends, (level, level), **TARGET_LINE))
    return Paper(
        width=WIDE,
        sides=SIDES,
        plot=2.35,
        notes=max(len(label) for label in labels),
        xlim=ends,
        ylim=ylim,
        language=written.language,
        ylabel=text("chart.unit", written.language, unit=written.unit),
        across=(),
        extra=[_note(place * wide, label) for place, label in enumerate(labels)],
    ).hold(parts)


def stacked(
    values: np.ndarray,
    width: float,
    level: float | None,
    *,
    lower: bool = False,
    ends: tuple[float, float] = (-math.inf, math.inf),
) -> pd.DataFrame:
    """Stack dots in bins whose edges touch the target, so that no dot sits on its wrong side.

    Parameters
    ----------
    values
        One value per dot.
    width
        Height of a bin.
    level
        The target, if there is one.
    lower
        Whether falling to the target is progress.
    ends
        Ends of the axis; dots above it are marked and stacked in its last bin, and a bin that
        reaches below it joins the next one, so that no dot is cut.

    Returns
    -------
    DataFrame
        One row per dot. Columns ``value`` (middle of its bin), ``bin``, ``beyond`` (whether it
        lies above the axis), ``place`` (in its stack, from 0) and ``reached`` (whether the
        target is attained).

    Examples
    --------
    >>> stacked(np.array([1.0, 1.9, 2.0]), 1.0, 2.0)["value"].tolist()
    [1.5, 1.5, 2.5]
    """
    origin = 0.0 if level is None else level
    steps = (values - origin) / width
    bins = np.ceil(steps) - 1 if lower else np.floor(steps)
    # no further than the last bin on its side of the target
    lowest = _lowest(ends[0], origin, width)
    bins = np.where(bins < 0, np.maximum(bins, lowest if level is None else min(-1, lowest)), bins)
    shown = np.minimum(bins, np.floor((ends[1] - origin) / width + 1e-9) - 1)
    table = pd.DataFrame({"value": origin + (shown + 0.5) * width, "bin": shown})
    table["beyond"] = origin + (bins + 0.5) * width > ends[1]
    table["place"] = table.groupby("bin").cumcount()
    table["reached"] = level is None or (bins < 0 if lower else bins >= 0)
    return table


def _lowest(bottom: float, origin: float, width: float) -> float:
    """Return the lowest bin that lies whole on the axis; an edge on its end counts as on it."""
    return np.ceil((bottom - origin) / width - 1e-9)


def _column(table: pd.DataFrame, shift: int, colour: str, size: float) -> list[Any]:
    return [
        scatter(
            part["place"] + shift,
            part["value"],
            filled=reached,
            colour=colour,
            marker="^" if beyond else "o",
            linewidth=OUTLINE,
            s=size**2,
        )
        for reached, beyond in product((False, True), (False, True))
        if len(part := table.loc[(table["reached"] == reached) & (table["beyond"] == beyond)])
    ]


def _label(title: str, table: pd.DataFrame, level: float | None, language: str) -> list[str]:
    lines = broken(title, NAME)
    if level is not None:
        count = int(np.count_nonzero(table["reached"]))
        lines.append(text("chart.dots_reached", language, count=count, all=DOTS))
    return lines


def _note(x: float, lines: list[str]) -> Label:
    style = {"va": "top", "leading": 1.35, "size": LABEL, "color": INK}
    return Label("\n".join(lines), (x - 0.6, 0), frame=DOWN, offset=(0, -8), **style)
