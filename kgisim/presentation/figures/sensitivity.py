"""Drawings of what an answer hangs on: swings of a chance, and sources of the spread by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import holoviews as hv
import numpy as np

from kgisim import schema
from kgisim.presentation.figures.axes import LABEL, Key, Paper, line
from kgisim.presentation.figures.palette import BAND50, GRID, INK, QUIET
from kgisim.presentation.i18n.catalog import text

BAR = 0.42
"""Inches between two bars."""
LONGEST = {"ja": 17, "en": 30}
"""Letters of a label on one line."""


@dataclass(frozen=True)
class Swing:
    """One bar: chances in per cent at the lower and the upper end of an assumption."""

    label: str
    low: float
    high: float
    is_policy: bool


def swings(bars: Sequence[Swing], centre: float, language: str) -> Any:
    """Draw how far a chance swings with each assumption, the largest swing on top.

    Parameters
    ----------
    centre
        Chance with nothing held, in per cent.
    """
    places = np.arange(len(bars))[::-1].astype(float)
    labels = ["\n".join(wrap(bar.label, LONGEST[language])) for bar in bars]
    parts: list[Any] = []
    for bar, place in zip(bars, places, strict=True):
        left, right = sorted((bar.low, bar.high))
        parts.append(
            hv.Rectangles([(left, place - 0.26, right, place + 0.26)]).opts(
                facecolor=BAND50 if bar.is_policy else GRID,
                edgecolor=INK,
                linewidth=0.8,
                hatch="" if bar.is_policy else "////",
                backend="matplotlib",
            )
        )
    parts.append(hv.VLine(centre).opts(backend="matplotlib", color=INK, linewidth=1))
    reach = [end for bar in bars for end in (bar.low, bar.high)]
    pad = 0.16 * max(max(reach) - min(reach), 10.0)
    solid = {"facecolor": BAND50, "edgecolor": INK, "linewidth": 0.8}
    return Paper(
        width=6.4,
        sides=(2.45, 0.3),
        plot=BAR * (len(bars) + 0.6),
        xlim=(max(0.0, min(reach) - pad), min(100.0, max(reach) + pad)),
        ylim=(-0.8, len(bars) - 0.2),
        language=language,
        ylabel=text("chart.swing", language),
        keys=[
            Key(text("chart.policy", language), solid, patch=True),
            Key(text("chart.world", language), solid | _HATCHED, patch=True),
            Key(text("chart.package_chance", language), {"color": INK, "linewidth": 1}),
        ],
        extra=[_name(labels, places), _ends(bars, places, language)],
    ).hold(parts)


def shares(
    years: np.ndarray,
    parts: Mapping[str, np.ndarray],
    fills: Sequence[str],
    *,
    period: str,
    language: str,
) -> Any:
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
    drawn, margin = [], []
    for fill, (label, share) in zip(fills, parts.items(), strict=True):
        top = bottom + share
        drawn.append(
            hv.Area((years, bottom, top), schema.YEAR, ["low", "high"]).opts(
                facecolor=fill,
                edgecolor="white",
                linewidth=0.8,
                backend="matplotlib",
            )
        )
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


def _name(labels: Sequence[str], places: np.ndarray) -> Any:
    def mark(axes: Any) -> None:
        axes.set_yticks(places, labels)
        axes.tick_params(axis="y", labelsize=LABEL)
        axes.grid(visible=False, axis="y")

    return mark


def _ends(bars: Sequence[Swing], places: np.ndarray, language: str) -> Any:
    """Write at each end of a bar which end of the assumption it is."""

    def mark(axes: Any) -> None:
        for bar, place in zip(bars, places, strict=True):
            for end, at in ((bar.low, "low"), (bar.high, "high")):
                is_left = end < (bar.low + bar.high) / 2 or (bar.low == bar.high and at == "low")
                axes.annotate(
                    text(f"chart.end_{at}", language),
                    (end, place),
                    xytext=(-4 if is_left else 4, 0),
                    textcoords="offset points",
                    ha="right" if is_left else "left",
                    va="center",
                    fontsize=LABEL - 1,
                    color=QUIET,
                )

    return mark
