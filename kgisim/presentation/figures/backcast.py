"""Figures of a backcast: the corridor of attaining draws, and the checkpoints."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.backcast_view import BackcastView
from kgisim.presentation.figures.axes import LABEL, Paper, line
from kgisim.presentation.figures.elements import DOWN, Area, Element, Label, Rectangles
from kgisim.presentation.figures.fan_chart import reach, target_label
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import BAND90, GRID, INK, QUIET, TARGET, TARGET_LINE
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.backcast import backcast_text
from kgisim.presentation.sentences.milestones import checkpoints as checkpoint_table
from kgisim.presentation.sentences.milestones import is_blind, milestones_text
from kgisim.presentation.sentences.milestones import limit as warning_limit
from kgisim.targets.backcast import Backcast
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.refusal import Refusal

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
ENDS: tuple[Role, ...] = ("low90", "low50", "median", "high50", "high90")
"""What the quantiles of a backcast and of a checkpoint are to a chart."""
PERCENT = (5, 25, 50, 75, 95)
"""Which quantiles they are."""


def corridor_figure(view: BackcastView, series: str | None = None) -> Figure | None:
    """Draw the attaining futures of the goal, or of what is behind it, against all futures."""
    found = view.backcast
    if isinstance(found, Refusal):
        return None
    localized = (
        view.localized
        if series is None
        else wording(view.localized.view.run, series, view.localized.language)
    )
    years, every, attained = _paths(localized, found)
    target = view.target
    mark = (
        (target.question.yearly, target_label(target, localized.quantity))
        if series is None
        else None
    )
    held = np.concatenate([every.ravel(), attained.ravel(), [mark[0]] if mark else []])
    chart = corridor(
        years,
        every,
        attained,
        written=localized.quantity,
        period=localized.indicator.period,
        ylim=reach(localized.indicator.scale, held * localized.quantity.factor),
        target=mark,
    )
    caption = view.localized.t(
        "figure.corridor",
        title=localized.indicator.title(localized.language),
        target=view.localized.target(target),
        scenario=view.localized.scenario(view.question.scenario),
    )
    alt = " ".join([caption, *(backcast_text(view) if series is None else ())])
    name = f"corridor-{view.localized.indicator.id}" + (f"-{series}" if series else "")
    numbers = _corridor_numbers(localized, years, every, attained)
    return Figure(
        name, chart, caption, alt, _path_table(localized, years, every, attained), numbers
    )


def checkpoint_figure(view: BackcastView) -> Figure | None:
    """Draw the intervals of attaining and failing futures at the checkpoints."""
    found, localized = view.milestones, view.localized
    if isinstance(found, Refusal) or not found:
        return None
    written = quantity_for(localized, found[0].window, found[0].threshold)
    ends = np.array([[*one.attained, *one.failed] for one in found])
    chart = checkpoints(
        found,
        written=written,
        limits=["" if is_blind(one) else warning_limit(view, one) for one in found],
        period=localized.indicator.period,
        ylim=reach(localized.indicator.scale, ends.ravel() * written.factor),
    )
    caption = localized.t("figure.checkpoints", target=localized.target(view.target))
    alt = " ".join([caption, *milestones_text(view)])
    columns = [
        localized.t("drawn.quantile", scenario=localized.t(f"milestone.{which}"), percent=at)
        for which in ("attained", "failed")
        for at in PERCENT
    ]
    frame = pd.DataFrame(ends * written.factor, columns=columns)
    frame.insert(0, localized.t("milestone.when"), [one.year for one in found])
    numbers = Numbers(frame, ("x", *ENDS, *ENDS), written.unit)
    name = f"checkpoints-{localized.indicator.id}"
    return Figure(name, chart, caption, alt, checkpoint_table(view), numbers)


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
    parts: list[Element] = [
        Area(years, low, high, facecolor=BAND90, linewidth=0),
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
    parts: list[Element] = []
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
        across=years,
        extra=[_limit(*both) for both in zip(found, limits, strict=True) if both[1]],
    ).hold(parts)


def _bar(year: int, ends: np.ndarray, side: int, colour: str) -> list[Element]:
    """Draw one interval beside its year: 90 % as a box, 50 % framed inside, the median across."""
    left, right = sorted((year, year + side * WIDTH))
    low90, low50, middle, high50, high90 = ends
    boxes = Rectangles(
        [(left, low90, right, high90)],
        facecolor=colour,
        edgecolor=QUIET,
        linewidth=0.8,
        hatch="////" if side > 0 else "",
    )
    inner = Rectangles(
        [(left + 0.2, low50, right - 0.2, high50)],
        facecolor="white",
        edgecolor=INK,
        linewidth=0.9,
        alpha=0.85,
    )
    return [boxes, inner, line((left, right), (middle, middle), color=INK, linewidth=1.6)]


def _face(colour: str) -> dict[str, Any]:
    return {"facecolor": colour, "edgecolor": QUIET, "linewidth": 0.8}


def _limit(one: Checkpoint, limit: str) -> Label:
    style = {"ha": "center", "size": LABEL, "color": TARGET}
    return Label(limit, (one.year, 1), frame=DOWN, offset=(0, 4), **style)


def _paths(
    localized: LocalizedIndicator, found: Backcast
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return years and the quantiles (5, year) of all and of the attaining futures."""
    ahead = {schema.YEAR: slice(localized.view.last_year, None)}
    path = found.path(localized.indicator.id)
    chosen = path.sel(ahead).transpose("futures", "quantile", schema.YEAR)
    every, attained = (chosen.sel({"futures": one}).to_numpy() for one in ("all", "attained"))
    return chosen[schema.YEAR].to_numpy(), every, attained


def _corridor_numbers(
    localized: LocalizedIndicator, years: np.ndarray, every: np.ndarray, attained: np.ndarray
) -> Numbers:
    factor = localized.quantity.factor
    columns: dict[str, Any] = {localized.t(f"drawn.year_{localized.indicator.period}"): years}
    for futures, values in (("all", every), ("attained", attained)):
        for at, row in zip(PERCENT, values, strict=True):
            columns[
                localized.t("drawn.quantile", scenario=localized.t(f"way.{futures}"), percent=at)
            ] = row * factor
    return Numbers(pd.DataFrame(columns), ("x", *ENDS, *ENDS), localized.quantity.unit)


def _path_table(
    localized: LocalizedIndicator, years: np.ndarray, every: np.ndarray, attained: np.ndarray
) -> pd.DataFrame:
    shown = [place for place, year in enumerate(years) if year in localized.view.milestones]
    return pd.DataFrame(
        [
            {localized.t("way.what"): localized.t(f"way.{futures}")}
            | {
                localized.year(int(years[place])): localized.t(
                    "column.median_span",
                    median=localized.quantity(values[2, place]),
                    span=localized.quantity.span(values[0, place], values[-1, place]),
                )
                for place in shown
            }
            for futures, values in (("all", every), ("attained", attained))
        ]
    )
