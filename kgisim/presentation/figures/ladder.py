"""The ladder: every candidate target on a rung of its own, with its chance by scenario."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kgisim.presentation.figures.axes import LABEL, Paper, line, scatter
from kgisim.presentation.figures.elements import Element
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import GRID, Drawn
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator

RUNG = 0.36
"""Inches between two rungs."""
MARKERS = "osD^vP"
"""Markers of the scenarios, so that they stay apart without colour."""


def rung_label(localized: LocalizedIndicator, target: LabelledTarget) -> str:
    """Name a rung: the target and the years in which it is judged."""
    return localized.t(
        "chart.rung", target=localized.target(target), when=localized.when(target.question.window)
    )


def ladder(
    heights: Mapping[str, Sequence[float]],
    rungs: Sequence[str],
    lines: Sequence[Drawn],
    language: str,
) -> Any:
    """Draw chances in per cent, the easiest target on the lowest rung.

    Parameters
    ----------
    heights
        Chances of all rungs, by scenario title.
    rungs
        What stands beside each rung.
    lines
        How the scenarios are drawn, in the same order.
    """
    places = np.arange(len(rungs), dtype=float)
    parts: list[Element] = [
        line((0, 100), (place, place), color=GRID, linewidth=0.8) for place in places
    ]
    keys = []
    for number, (values, one) in enumerate(zip(heights.values(), lines, strict=True)):
        marker, colour = MARKERS[number % len(MARKERS)], one.stroke.colour
        parts.append(scatter(values, places, filled=True, colour=colour, marker=marker, s=34))
        sample = {"linestyle": "none", "marker": marker, "color": colour, "markersize": 6}
        keys.append(Key(one.title, sample))
    wide = max(label_width(rung) for rung in rungs) * LABEL / 72
    return Paper(
        width=6.4,
        sides=(wide + 0.25, 0.45),
        plot=RUNG * (len(rungs) + 0.4),
        xlim=(-2, 102),
        ylim=(-0.7, len(rungs) - 0.3),
        language=language,
        xlabel="",
        ylabel=text("chart.chance_rung", language),
        whole=(True, True),
        keys=keys,
        names=[*zip(places.tolist(), rungs, strict=True)],
        grid="x",
    ).hold(parts)
