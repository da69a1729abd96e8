"""Figures of what an answer depends on: swings of a chance, and sources of variance by year."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.figures.axes import LABEL, Paper, line, round_ticks
from kgisim.presentation.figures.elements import (
    Area,
    Chart,
    Element,
    Label,
    Rectangles,
    Upright,
)
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import BAND50, GRID, INK, QUIET
from kgisim.presentation.figures.wrapping import even_lines
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.variance import ordered, spread_table, spread_text
from kgisim.presentation.tables.sensitivity import SOURCES, assumption_name, tornado

BAR = 0.42
"""Inches between two bars."""
NAME = 17.0
"""Width of a line beside a bar, in ems."""
ROOM = 0.21
"""Room beside the furthest bars, as a share of what they span: the words at their ends stand there,
though no chance does."""
SHADES = ("#D9D9D9", "#009E73", "#0072B2", "#56B4E9", "#E69F00", "#CC79A7")
"""Fill of each source of the spread; the label at its end tells it apart in grey print."""


@dataclass(frozen=True)
class Swing:
    """One bar: chances in per cent at the lower and the upper end of an assumption."""

    label: str
    low: float
    high: float
    is_policy: bool


def swing_figure(localized: LocalizedIndicator) -> Figure | None:
    """Draw how far the chance swings with each assumption."""
    run, language = localized.view.run, localized.language
    table = run.explained("tornado", localized.indicator.id)
    if table.empty:
        return None
    bars = [
        Swing(
            assumption_name(run, row.kind, row.name, "", language),
            100 * row.chance_low,
            100 * row.chance_high,
            row.kind == "measure",
        )
        for row in observation_rows.records(table)
    ]
    chart = swings(bars, 100 * _complete(localized), language)
    example = localized.view.example
    caption = localized.t("figure.swings", target=localized.target(example) if example else "")
    shown = tornado(localized)
    alt = " ".join([caption, *(" ".join(row) for row in shown.itertuples(index=False))])
    frame = pd.DataFrame(
        {
            localized.t("column.assumption"): [bar.label for bar in bars],
            localized.t("chart.end_low"): [bar.low for bar in bars],
            localized.t("chart.end_high"): [bar.high for bar in bars],
        }
    )
    numbers = Numbers(frame, ("x", "chance", "chance"), "%")
    return Figure(f"swings-{localized.indicator.id}", chart, caption, alt, shown, numbers)


def share_figure(localized: LocalizedIndicator) -> Figure | None:
    """Draw the sources of the spread over the years."""
    split = ordered(localized)
    if split.empty:
        return None
    wide = split.pivot_table(index="year", columns="source", values="share", sort=False) * 100
    wide = wide.sort_index()
    titles = {one: localized.t(f"explained.sources.{one}") for one in wide.columns}
    chart = shares(
        wide.index.to_numpy(),
        {titles[one]: wide[one].to_numpy() for one in wide.columns},
        [SHADES[SOURCES.index(one)] for one in wide.columns],
        period=localized.indicator.period,
        language=localized.language,
    )
    caption = localized.t("figure.shares", title=localized.indicator.title(localized.language))
    alt = " ".join([caption, spread_text(localized) or ""])
    frame = wide.rename(columns=titles).reset_index(
        names=localized.t(f"drawn.year_{localized.indicator.period}")
    )
    roles: tuple[Role, ...] = ("x", *["chance" for _ in titles])
    numbers = Numbers(frame, roles, "%")
    return Figure(
        f"shares-{localized.indicator.id}", chart, caption, alt, spread_table(localized), numbers
    )


def swings(bars: Sequence[Swing], centre: float, language: str) -> Chart:
    """Draw how far a chance swings with each assumption, the largest swing on top.

    Parameters
    ----------
    centre
        Chance with nothing held, in per cent.
    """
    places = np.arange(len(bars))[::-1].astype(float)
    labels = ["\n".join(even_lines(bar.label, NAME)) for bar in bars]
    parts: list[Element] = []
    for bar, place in zip(bars, places, strict=True):
        left, right = sorted((bar.low, bar.high))
        parts.append(
            Rectangles(
                [(left, place - 0.26, right, place + 0.26)],
                facecolor=BAND50 if bar.is_policy else GRID,
                edgecolor=INK,
                linewidth=0.8,
                hatch="" if bar.is_policy else "////",
            )
        )
    parts.append(Upright(centre, color=INK, linewidth=1))
    reach = [end for bar in bars for end in (bar.low, bar.high)]
    pad = ROOM * max(max(reach) - min(reach), 10.0)
    xlim = (min(reach) - pad, max(reach) + pad)
    return Paper(
        width=6.4,
        sides=(2.45, 0.3),
        plot=BAR * (len(bars) + 0.6),
        xlim=xlim,
        ylim=(-0.8, len(bars) - 0.2),
        language=language,
        ylabel=text("chart.swing", language),
        across=[tick for tick in round_ticks(xlim, whole=True) if 0 <= tick <= 100],
        keys=[*_keys({bar.is_policy for bar in bars}, language)],
        names=[*zip(places.tolist(), labels, strict=True)],
        grid="",
        extra=[*_ends(bars, places, language)],
    ).hold(parts)


def shares(
    years: np.ndarray,
    parts: Mapping[str, np.ndarray],
    fills: Sequence[str],
    *,
    period: str,
    language: str,
) -> Chart:
    """Draw which share of every year's variance each source has, stacked to 100 %.

    Parameters
    ----------
    years
        (year,) years of the columns.
    parts
        (year,) shares in per cent by the source's name, the lowest layer first.
    fills
        Colour of each layer.
    """
    bottom = np.zeros(len(years))
    drawn: list[Element] = []
    margin = []
    for fill, (label, share) in zip(fills, parts.items(), strict=True):
        top = bottom + share
        drawn.append(Area(years, bottom, top, facecolor=fill, edgecolor="white", linewidth=0.8))
        drawn.append(line(years, top, color=INK, linewidth=0.5))
        margin.append((float((bottom[-1] + top[-1]) / 2), label, INK))
        bottom = top
    return Paper(
        width=6.4,
        sides=(0.5, 2.2),
        plot=2.1,
        xlim=(float(years[0]), float(years[-1])),
        ylim=(0, 100),
        language=language,
        xlabel="",
        ylabel=text("chart.share", language, period=text(f"chart.axis_{period}", language)),
        whole=(True, True),
        margin=margin,
    ).hold(drawn)


_HATCHED = {"facecolor": GRID, "hatch": "////"}


def _keys(kinds: Collection[bool], language: str) -> Iterator[Key]:
    """Explain the kinds of bars that there are, and the line."""
    solid = {"facecolor": BAND50, "edgecolor": INK, "linewidth": 0.8}
    for is_policy, key, style in ((True, "policy", solid), (False, "world", solid | _HATCHED)):
        if is_policy in kinds:
            yield Key(text(f"chart.{key}", language), style, patch=True)
    yield Key(text("chart.package_chance", language), {"color": INK, "linewidth": 1})


def _ends(bars: Sequence[Swing], places: np.ndarray, language: str) -> Iterator[Label]:
    """Write at each end of a bar which end of the assumption it is."""
    for bar, place in zip(bars, places, strict=True):
        for end, at in ((bar.low, "low"), (bar.high, "high")):
            is_left = end < (bar.low + bar.high) / 2 or (bar.low == bar.high and at == "low")
            yield Label(
                text(f"chart.end_{at}", language),
                (end, place),
                offset=(-4 if is_left else 4, 0),
                ha="right" if is_left else "left",
                va="center",
                size=LABEL - 1,
                color=QUIET,
            )


def _complete(localized: LocalizedIndicator) -> float:
    """Chance of the example level under the package, with nothing held."""
    asked = localized.view.run.explained("questions", localized.indicator.id)
    complete = float(asked["chance_complete"].iloc[0])
    example = localized.view.example
    if np.isnan(complete) and example is not None:
        return example.chance(schema.BASELINE)
    return complete
