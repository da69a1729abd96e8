"""The frontier: ambition against credibility, every level on one curve."""

from collections.abc import Iterator

import pandas as pd

from kgisim import schema
from kgisim.presentation.figures.axes import LABEL, Paper, line, scatter
from kgisim.presentation.figures.elements import SHADE, Chart, Element, Label, Rectangles
from kgisim.presentation.figures.figure import Figure, Numbers
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import INK, QUIET, STROKES
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_name, level_text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.tables.levels import frontier_table
from kgisim.targets.levels import Levels

MARKERS = {"floor": "s", "goal": "o", "stretch": "^"}
"""Markers of the levels, so that they stay apart without colour."""
CURVE = STROKES[0].line
DIAGONAL = {"color": QUIET, "linewidth": 0.9, "linestyle": (0, (1, 2))}
BOX = {"facecolor": "#ececec", "edgecolor": QUIET, "hatch": "//", "linewidth": 0.8}
"""The box is hatched: its grey alone would be lost in print."""


def frontier_figure(localized: LocalizedIndicator, found: Levels) -> Figure:
    """Draw the chance of every level under the package against that under the baseline."""
    caption = localized.t(
        "levels.figure",
        title=localized.indicator.title(localized.language),
        when=localized.when(found.window),
        **_scenarios(localized, found),
    )
    table = frontier_table(localized, found)
    alt = " ".join([caption, *(label for _, _, label in _points(localized, found))])
    heads = (localized.t("levels.axis_x"), localized.t("levels.curve"))
    chances = (100 * found.frontier[f"chance_{one}"] for one in ("baseline", "package"))
    frame = pd.DataFrame(dict(zip(heads, chances, strict=True)))
    name = f"frontier-{localized.indicator.id}"
    return Figure(
        name, _drawn(localized, found), caption, alt, table, Numbers(frame, ("x", "chance"), "%")
    )


def _scenarios(localized: LocalizedIndicator, found: Levels) -> dict[str, str]:
    return {
        "scenario": localized.scenario(schema.BASELINE),
        "package": localized.scenario(found.package),
    }


def _points(localized: LocalizedIndicator, found: Levels) -> list[tuple[float, float, str]]:
    """Place each level on the paper, in per cent, with what stands beside it."""
    return [
        (
            100 * one.chance_baseline.value,
            100 * one.chance_package.value,
            localized.t(
                "levels.point",
                name=level_name(localized, one),
                value=level_text(localized, found.window, one.value),
            ),
        )
        for one in found.proposed
    ]


def _drawn(localized: LocalizedIndicator, found: Levels) -> Chart:
    curve, language = found.frontier, localized.language
    x, y = 100 * found.rule.x, 100 * found.rule.y
    parts: list[Element] = [
        line((0, 100), (0, 100), **DIAGONAL),
        line(100 * curve["chance_baseline"], 100 * curve["chance_package"], **CURVE),
    ]
    points = _points(localized, found)
    for level, (left, up, _) in zip(found.proposed, points, strict=True):
        marker = MARKERS[level.name]
        parts.append(scatter([left], [up], filled=True, colour=INK, marker=marker, s=42))
    limits = {"x": numbers.percent(found.rule.x, language)}
    limits |= {"y": numbers.percent(found.rule.y, language)}
    keys = [
        Key(localized.t("levels.curve"), CURVE),
        Key(localized.t("levels.diagonal"), DIAGONAL),
        Key(localized.t("levels.box", **limits), BOX, patch=True),
    ]
    return Paper(
        width=6.4,
        sides=(0.5, 0.45),
        plot=3.0,
        xlim=(0, 102),
        ylim=(0, 102),
        language=language,
        xlabel=localized.t("levels.axis_x"),
        ylabel=localized.t("levels.axis_y", **_scenarios(localized, found)),
        whole=(True, True),
        keys=keys,
        extra=[Rectangles([(0, y, x, 102)], depth=SHADE, alpha=0.7, **BOX), *_labels(points)],
    ).hold(parts)


def _labels(points: list[tuple[float, float, str]]) -> Iterator[Label]:
    """Write the labels right of their points; levels that are the same share one place."""
    places: dict[tuple[float, float], list[str]] = {}
    for left, up, label in points:
        places.setdefault((left, up), []).append(label)
    for place, labels in places.items():
        style = {"offset": (7, -3), "size": LABEL, "color": INK, "va": "top", "leading": 1.35}
        yield Label("\n".join(labels), place, **style)
