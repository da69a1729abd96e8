"""Drawing of a change that is made of parts: from where it began to where it ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kgisim.presentation.figures.axes import LABEL, Paper, round_ticks
from kgisim.presentation.figures.elements import Chart, Element, Label, Rectangles, Segments
from kgisim.presentation.figures.palette import BAND50, GRID, INK, QUIET
from kgisim.presentation.figures.sensitivity import BAR, NAME
from kgisim.presentation.figures.wrapping import even_lines

FALL = "#f0c8a8"
"""Fill of a step downwards; it also has the darker edge and its sign."""

ROOM = 1.55
"""Width of the axis, as a multiple of the furthest end: the words stand beside the bars."""
LEAST = 2.0
"""Furthest end of the axis at least, in per cent."""


@dataclass(frozen=True)
class Step:
    """One bar: from where to where, and what is written beside it."""

    label: str
    start: float
    end: float
    told: str
    is_whole: bool = False
    """Whether it stands on the axis: the first and the last bar."""


def waterfall(steps: Sequence[Step], ylabel: str, language: str) -> Chart:
    """Draw steps one below the other, the first on top."""
    places = np.arange(len(steps))[::-1].astype(float)
    furthest = max(max(step.start, step.end) for step in steps)
    xlim = (0.0, ROOM * max(furthest, LEAST))  # bars are read by their length
    parts = [
        *(_bar(step, place) for step, place in zip(steps, places, strict=True)),
        *(_link(step, place) for step, place in zip(steps[:-1], places[:-1], strict=True)),
    ]
    return Paper(
        width=6.4,
        sides=(2.45, 0.3),
        plot=BAR * (len(steps) + 0.6),
        xlim=xlim,
        ylim=(-0.8, len(steps) - 0.2),
        language=language,
        ylabel=ylabel,
        across=[tick for tick in round_ticks(xlim, whole=True) if tick <= 100],
        names=_names(steps, places),
        grid="",
        extra=[_told(*both) for both in zip(steps, places, strict=True)],
    ).hold(parts)


def _bar(step: Step, place: float) -> Element:
    start = 0.0 if step.is_whole else step.start
    left, right = sorted((start, step.end))
    moved = BAND50 if step.end >= step.start else FALL
    face = GRID if step.is_whole else moved
    box = (left, place - 0.26, right, place + 0.26)
    return Rectangles([box], facecolor=face, edgecolor=INK, linewidth=0.8)


def _link(step: Step, place: float) -> Element:
    ends = [(step.end, place - 0.26, step.end, place - 0.74)]
    return Segments(ends, color=QUIET, linewidth=0.8)


def _names(steps: Sequence[Step], places: np.ndarray) -> list[tuple[float, str]]:
    labels = ["\n".join(even_lines(step.label, NAME)) for step in steps]
    return [*zip(places.tolist(), labels, strict=True)]


def _told(step: Step, place: float) -> Label:
    style = {"va": "center", "size": LABEL, "color": INK}
    return Label(step.told, (max(step.start, step.end), place), offset=(5, 0), **style)
