"""Drawings of the way to a target: the corridor of attaining futures, and the checkpoints."""

from collections.abc import Sequence
from typing import Any

import holoviews as hv
import numpy as np

from kgisim import schema
from kgisim.presentation.figures.axes import LABEL, Key, Paper, line
from kgisim.presentation.figures.palette import BAND90, GRID, INK, QUIET, TARGET, TARGET_LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity
from kgisim.targets.milestones import Checkpoint

ATTAINED = "#D55E00"
"""Futures that attain the target."""
EDGE: dict[str, Any] = {"color": ATTAINED, "linewidth": 1.3, "linestyle": (0, (1.2, 1.6))}
"""Ends of their interval."""
MIDDLE: dict[str, Any] = {"color": ATTAINED, "linewidth": 2.2}
"""Their median."""
ALL: dict[str, Any] = {"color": INK, "linewidth": 1.2, "linestyle": (0, (5, 2))}
"""Median of all futures."""
WIDTH = 0.9
"""Years that half a checkpoint's bar takes."""
STEP = 4
"""Years between checkpoints."""


def corridor(
    years: np.ndarray,
    every: np.ndarray,
    attained: np.ndarray,
    *,
    written: Quantity,
    period: str,
    ylim: tuple[float, float],
    target: tuple[float, str] | None = None,
) -> Any:
    """Draw the attaining futures over all futures.

    Parameters
    ----------
    years
        (year,) years of the columns.
    every, attained
        (5, year) quantiles in all and in the attaining futures, in catalogue units.
    written
        How the values are written.
    period
        Whether years are fiscal or calendar.
    target
        Height and label of the target, where it is one of the same quantity.
    """
    language, factor = written.language, written.factor
    low, _, middle, _, high = every * factor
    parts: list[Any] = [
        hv.Area((years, low, high), schema.YEAR, ["low", "high"]).opts(
            facecolor=BAND90, linewidth=0, backend="matplotlib"
        ),
        line(years, middle, **ALL),
        *(line(years, end, **EDGE) for end in (attained[0] * factor, attained[-1] * factor)),
        line(years, attained[2] * factor, **MIDDLE),
    ]
    end = float(years[-1]) + 0.4
    if target is not None:
        parts.append(line((years[0], end), (target[0] * factor, target[0] * factor), **TARGET_LINE))
    return Paper(
        width=6.4,
        sides=(0.5, 1.1 if target else 0.4),
        plot=2.1,
        xlim=(float(years[0]), end),
        ylim=ylim,
        language=language,
        xlabel=text(f"chart.axis_{period}", language),
        ylabel=text("chart.unit", language, unit=written.unit),
        keys=[
            Key(text("chart.all90", language), {"facecolor": BAND90}, patch=True),
            Key(text("chart.all50", language), ALL),
            Key(text("chart.attained90", language), EDGE),
            Key(text("chart.attained50", language), MIDDLE),
        ],
        margin=[(target[0] * factor, target[1], TARGET)] if target else [],
    ).hold(parts)


def checkpoints(
    found: Sequence[Checkpoint],
    *,
    written: Quantity,
    limits: Sequence[str],
    period: str,
    ylim: tuple[float, float],
) -> Any:
    """Draw the intervals of attaining and failing futures at each checkpoint, with its limit.

    Parameters
    ----------
    limits
        What stands above each checkpoint; empty where there is no warning limit.
    """
    parts: list[Any] = []
    for one in found:
        for ends, side, wide in ((one.attained, -1, BAND90), (one.failed, 1, GRID)):
            parts += _bar(one.year, np.array(ends) * written.factor, side, wide)
    for one, limit in zip(found, limits, strict=True):
        if limit:
            height = one.threshold * written.factor
            parts.append(
                line((one.year - 1.2, one.year + 1.2), (height, height), color=TARGET, linewidth=2)
            )
    years = [one.year for one in found]
    language = written.language
    return Paper(
        width=6.4,
        sides=(0.5, 0.7),
        plot=2.1,
        xlim=(years[0] - STEP / 2, years[-1] + STEP / 2),
        ylim=ylim,
        language=language,
        xlabel=text(f"chart.axis_{period}", language),
        ylabel=text("chart.unit", language, unit=written.unit),
        keys=[
            Key(text("chart.attaining", language), _face(BAND90), patch=True),
            Key(text("chart.failing", language), _face(GRID) | {"hatch": "////"}, patch=True),
            Key(text("chart.warning", language), {"color": TARGET, "linewidth": 2}),
        ],
        extra=[_ticks(years), _limits(found, limits)],
    ).hold(parts)


def _bar(year: int, ends: np.ndarray, side: int, colour: str) -> list[Any]:
    """Draw one interval beside its year: 90 % as a box, 50 % framed inside, the median across."""
    left, right = sorted((year, year + side * WIDTH))
    low90, low50, middle, high50, high90 = ends
    boxes = hv.Rectangles([(left, low90, right, high90)]).opts(
        facecolor=colour,
        edgecolor=QUIET,
        linewidth=0.8,
        hatch="////" if side > 0 else "",
        backend="matplotlib",
    )
    inner = hv.Rectangles([(left + 0.2, low50, right - 0.2, high50)]).opts(
        facecolor="white", edgecolor=INK, linewidth=0.9, alpha=0.85, backend="matplotlib"
    )
    return [boxes, inner, line((left, right), (middle, middle), color=INK, linewidth=1.6)]


def _face(colour: str) -> dict[str, Any]:
    return {"facecolor": colour, "edgecolor": QUIET, "linewidth": 0.8}


def _ticks(years: Sequence[int]) -> Any:
    def mark(axes: Any) -> None:
        axes.set_xticks(list(years))

    return mark


def _limits(found: Sequence[Checkpoint], limits: Sequence[str]) -> Any:
    def mark(axes: Any) -> None:
        for one, limit in zip(found, limits, strict=True):
            axes.annotate(
                limit,
                (one.year, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                fontsize=LABEL,
                color=TARGET,
            )

    return mark
