"""Rows far from where the other rows of their series would put them, and what may explain it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kgisim.evidence.gate.finding import Case, Finding, Rows, stated, written
from kgisim.evidence.gate.prediction import (
    Points,
    Prediction,
    by_year,
    from_link,
    is_alternating,
    leave_one_out,
    sampling_sd,
    steps,
    to_link,
)

FAR = 7.0
"""Standard deviations at which a row is asked about, whatever may explain it."""
EXPLAINED = 3.0
"""Standard deviations that are enough where a slip of a power of ten explains the row."""
STEP = 4.0
"""Standard deviations of a lasting step that nobody declared."""
FEWEST = 4
"""Years among which a step is looked for at least."""
POWERS = tuple(power for power in range(-9, 10) if power)
ODD = 5
"""One row in this many is asked about at most; more of them say that the series is rough."""
WIDTH = 2.576
"""Standard deviations of a 99 per cent interval."""


@dataclass(frozen=True)
class _Odd:
    """A row that is out of line, and why it may be."""

    place: int
    predicted: Prediction
    slip: int | None
    weight: float


def check(case: Case) -> Iterator[Finding]:
    """Ask about rows that are out of line, then about steps that the remaining ones take."""
    rows = case.yearly
    if len(rows) < 2:
        return
    points = points_of(case, rows)
    declared = case.indicator.exceptional_years
    kept = [place for place, row in enumerate(rows) if row.year not in declared]
    for odd in _odd_rows(case, points, kept):
        yield _asked(case, points, rows[odd.place], odd)
    yield from _levels(case, points, rows, kept)


def _levels(case: Case, points: Points, rows: Rows, kept: Sequence[int]) -> Iterator[Finding]:
    """Ask about lasting steps and values by turns: of all rows, and of the rows of each source."""
    asked: set[int] = set()
    for one, own in _series(case, points, rows, kept):
        yearly, first = by_year(one, own)
        apart = steps(yearly, range(len(first))) if len(first) >= FEWEST else {}
        for place, size in apart.items():
            row = rows[first[place]]
            if size > STEP and row.Index not in asked:
                asked.add(row.Index)
                yield case.question(row, "step", found=written(stated(row)), size=f"{size:.1f}")
        if is_alternating(yearly) and not asked:
            other, row = (rows[place] for place in first[:2])
            asked.add(row.Index)
            values = {"found": written(stated(row)), "other": written(stated(other))}
            yield case.question(row, "alternating", **values)


def _series(
    case: Case, points: Points, rows: Rows, kept: Sequence[int]
) -> Iterator[tuple[Points, list[int]]]:
    """Yield all rows, and of a series with offsets those of each source, which share theirs."""
    yield points, [*kept]
    offsets = case.indicator.offsets
    if offsets is None:
        return
    without = replace(points, own_sd=np.sqrt(np.maximum(points.own_sd**2 - offsets.sd**2, 0.0)))
    for source in dict.fromkeys(rows[place].source for place in kept):
        yield without, [place for place in kept if rows[place].source == source]


def points_of(case: Case, rows: Rows) -> Points:
    """Lay an indicator's yearly rows on its link scale."""
    scale = case.indicator.scale
    value = np.array([stated(row) for row in rows])
    of, effect = np.array([[row.of, row.design_effect] for row in rows], dtype=float).T
    sampling = np.nan_to_num(sampling_sd(value * of / 100, of, effect))
    value = np.where(np.isnan(of), value, 100 * (value * of / 100 + 0.5) / (of + 1))
    low, high = np.array([[row.low, row.high] for row in rows], dtype=float).T
    half = (to_link(scale, high) - to_link(scale, low)) / 2
    offset = case.indicator.offsets.sd if case.indicator.offsets else 0.0
    breaks = [step.year for step in case.indicator.breaks]
    error = np.nan_to_num(np.array([row.se for row in rows], dtype=float)) * _slope(scale, value)
    return Points(
        scale=scale,
        years=np.array([row.year for row in rows]),
        link=to_link(scale, value),
        own_sd=np.sqrt(np.nan_to_num(half) ** 2 + offset**2 + error**2 + sampling**2),
        regime=np.array([sum(row.year >= step for step in breaks) for row in rows]),
        break_sd=max((step.sd for step in case.indicator.breaks), default=0.5),
    )


def _slope(scale: str, value: np.ndarray) -> np.ndarray:
    if scale == "real":
        return np.ones_like(value)
    size = np.maximum(np.abs(value), 0.5)
    return 1 / size if scale != "share" else 1 / (size * np.maximum(1 - size / 100, 0.005))


def _odd_rows(case: Case, points: Points, kept: list[int]) -> Iterator[_Odd]:
    """Take the oddest row away until none is odd, so that its neighbours are not blamed."""
    values = [from_link(points.scale, link) for link in points.link]
    most = max(3, len(kept) // ODD)
    for _ in range(most):
        if len(kept) < 2:
            return
        found = [
            _judged(points, values[place], place, one)
            for place, one in leave_one_out(points, kept).items()
        ]
        odd = max(found, key=lambda one: (one.weight, one.place), default=None)
        if odd is None or odd.weight < FAR:
            return
        kept.remove(odd.place)
        yield odd


def _judged(points: Points, value: float, place: int, predicted: Prediction) -> _Odd:
    slip = _slip(points, value, predicted)
    weight = abs(predicted.z) * (FAR / EXPLAINED if slip else 1.0)
    return _Odd(place, predicted, slip, weight)


def _slip(points: Points, value: float, predicted: Prediction) -> int | None:
    """Return the power of ten by which a value is too large, if one puts it back in line."""
    if points.scale == "real" or value <= 0:
        return None
    best: tuple[float, int] | None = None
    for power in POWERS:
        meant = value / 10.0**power
        if (points.scale == "share" and meant > 100) or (points.scale == "count" and meant < 0.5):
            continue
        left = abs(float(to_link(points.scale, meant)) - predicted.middle)
        best = min(best or (left, power), (left, power))
    if best is None:
        return None
    explains = best[0] < 0.3 * abs(predicted.residual) and best[0] < 1.5 * predicted.sd
    return best[1] if explains else None


def _asked(case: Case, points: Points, row: Any, odd: _Odd) -> Finding:
    one = odd.predicted
    low, high = (
        from_link(points.scale, one.middle + sign * WIDTH * one.sd) for sign in (-1.0, 1.0)
    )
    values = {
        "found": written(stated(row)),
        "low": written(low),
        "high": written(high),
        "size": f"{abs(one.z):.1f}",
    }
    code, more = _explained(case, points, row, odd)
    return case.question(row, code, **values, **more)


def _explained(case: Case, points: Points, row: Any, odd: _Odd) -> tuple[str, dict[str, Any]]:
    others = [place for place in range(len(points.years)) if place != odd.place]
    middle = from_link(points.scale, odd.predicted.middle)
    if _is_growth(points, others, stated(row), middle):
        return "growth_for_level", {}
    if _is_level(case, points, others, stated(row)):
        return "level_for_growth", {}
    if points.scale == "share" and odd.slip in (-2, 2):
        return "fraction", {}
    if odd.slip:
        return "power_of_ten", {"factor": _factor(odd.slip)}
    return "out_of_line", {}


def _is_growth(points: Points, others: Sequence[int], value: float, middle: float) -> bool:
    """Whether an amount is small, and of the size of its neighbours' growth in per cent."""
    if points.scale not in ("positive", "count") or abs(value) > 50 or middle < 20 * abs(value):
        return False
    growth = _growth(points, others)
    return bool(growth) and min(growth) - 5 <= value <= max(growth) + 5


def _is_level(case: Case, points: Points, others: Sequence[int], value: float) -> bool:
    """Whether a rate of change is far larger than any other."""
    if points.scale != "real" or not case.indicator.unit.startswith("percent"):
        return False
    return abs(value) > 20 * max(abs(float(points.link[one])) for one in others)


def _growth(points: Points, rows: Sequence[int]) -> list[float]:
    """Yearly growth between the other rows, in per cent."""
    order = sorted(rows, key=lambda one: points.years[one])
    years, link = points.years[order], points.link[order]
    gaps = np.diff(years)
    changes = np.diff(link)[gaps > 0] / gaps[gaps > 0]
    return [float(100 * np.expm1(change)) for change in changes]


def _factor(power: int) -> str:
    return f"{10**power}" if power > 0 else f"1/{10**-power}"
