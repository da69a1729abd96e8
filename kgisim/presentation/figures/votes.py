"""Votes as dots on the axis of the levels, with median and quartiles."""

from collections.abc import Callable, Iterator
from html import escape

from kgisim.audit.ballots import Ballot, lettered, spread
from kgisim.audit.entries import Vote
from kgisim.presentation.figures.axes import apart
from kgisim.presentation.figures.palette import INK, QUIET, STROKES
from kgisim.presentation.level_writing import quantity_for
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.ballots import spread_text
from kgisim.targets.forecast import ceiling, floor

WIDE, SIDE = 400.0, 26.0
"""Width of the drawing, and of its margins, in its own units."""
RADIUS = 6.0
"""Radius of a dot."""
BOX = 14.0
"""Height of the box between the quartiles."""
HEAD, FOOT = 40.0, 24.0
"""What lies above and below the dots: letters of the levels, and the ends of the axis."""
LETTER = 13
"""Size of letters."""
APART = 15.0
"""Distance at which two letters do not touch."""

Across = Callable[[float], float]
"""From a level to its place across the drawing."""


def votes_drawing(localized: LocalizedIndicator, ballot: Ballot, votes: tuple[Vote, ...]) -> str:
    """Draw the votes as SVG; its text says the same to who cannot see it."""
    values = sorted(one.value for one in votes)
    low, high = _ends([*values, *(one.value for one in ballot.choices)])
    least, most = floor(localized.indicator), ceiling(localized.indicator, ballot.window)
    low, high = max(low, least), min(high, most)

    def across(value: float) -> float:
        return SIDE + (WIDE - 2 * SIDE) * (value - low) / (high - low)

    dots = stacked([across(one) for one in values])
    most = max((place for _, place in dots), default=0) + 1
    ground = HEAD + max(most, 3) * 2 * RADIUS + 4
    axis = ground + BOX + 8
    parts = [
        *_levels(ballot, across, axis),
        *(_dot(x, ground - RADIUS - 2 - 2 * RADIUS * place) for x, place in dots),
        *_box(values, across, ground + 4),
        *_axis(localized, ballot, (low, high), axis),
    ]
    said = escape(spread_text(localized, ballot, votes), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:.0f} {axis + FOOT:.0f}" '
        f'role="img" aria-label="{said}" font-size="{LETTER}" '
        f'font-family="inherit">{"".join(parts)}</svg>'
    )


def _ends(values: list[float]) -> tuple[float, float]:
    """Return the ends of the axis: a little beyond all values."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    return low - room, high + room


def stacked(places: list[float]) -> list[tuple[float, int]]:
    """Stack dots that would touch.

    Parameters
    ----------
    places
        Places across the drawing, ascending.

    Returns
    -------
    list
        Each place with the number of dots below it.

    Examples
    --------
    >>> stacked([0.0, 0.0, 8.0, 100.0])
    [(0.0, 0), (0.0, 1), (8.0, 2), (100.0, 0)]
    """
    made: list[tuple[float, int]] = []
    for place in places:
        taken = {height for other, height in made if place - other < 2 * RADIUS}
        made.append((place, next(n for n in range(len(made) + 1) if n not in taken)))
    return made


def _dot(x: float, y: float) -> str:
    colour = STROKES[0].colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS - 0.6}" fill="{colour}"/>'


def _levels(ballot: Ballot, across: Across, axis: float) -> Iterator[str]:
    """Draw a line with a letter for each choice, from the left to the right."""
    named = sorted((across(one.value), letter) for letter, one in lettered(ballot))
    edge = LETTER / 2
    labels = apart([x for x, _ in named], APART, lowest=edge, highest=WIDE - edge)
    for (x, letter), label in zip(named, labels, strict=True):
        yield (
            f'<polyline points="{label:.1f},18 {x:.1f},30 {x:.1f},{axis:.1f}" fill="none" '
            f'stroke="{QUIET}" stroke-width="0.8" stroke-dasharray="4 3"/>'
            f'<text x="{label:.1f}" y="14" text-anchor="middle" font-weight="700" '
            f'fill="{INK}">{letter}</text>'
        )


def _axis(
    localized: LocalizedIndicator, ballot: Ballot, ends: tuple[float, float], axis: float
) -> Iterator[str]:
    """Draw the axis with its ends."""
    yield (
        f'<line x1="{SIDE:.0f}" x2="{WIDE - SIDE:.0f}" y1="{axis:.1f}" y2="{axis:.1f}" '
        f'stroke="{INK}"/>'
    )
    written = quantity_for(localized, ballot.window, 0.5)
    for place, anchor, value in ((SIDE, "start", ends[0]), (WIDE - SIDE, "end", ends[1])):
        yield (
            f'<text x="{place:.0f}" y="{axis + 18:.1f}" text-anchor="{anchor}" '
            f'fill="{QUIET}">{escape(written(value))}</text>'
        )


def _box(values: list[float], across: Across, top: float) -> Iterator[str]:
    """Draw the box between the quartiles, and the median in it."""
    found = spread(values)
    if found is None:
        return
    left, middle, right = (across(one) for one in (found.low, found.middle, found.high))
    yield (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 2):.1f}" '
        f'height="{BOX:.0f}" fill="#cfe3f1" stroke="{STROKES[0].colour}"/>'
        f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{top - 2:.1f}" y2="{top + BOX + 2:.1f}" '
        f'stroke="{INK}" stroke-width="3"/>'
    )
