"""Totals that are smaller than their parts, and sums of some of them."""

import math
from collections.abc import Iterator
from typing import Any

from kgisim.evidence.gate.finding import Case, Finding, Rows, written

ROUNDING = 0.01
"""Share by which a total may differ from its parts because both were rounded."""


def check(case: Case) -> Iterator[Finding]:
    """Compare spans with the years inside, years with their bounds, and parts with their whole.

    Rows that count k of n are samples: their share binds no other number.
    """
    for row in case.rows:
        if not math.isnan(row.of):
            continue
        inside = _inside(case, row)
        if row.relation == "sum" and inside:
            yield from _total(case, row, inside)
        elif row.relation == "mean" and _covers(row, inside):
            yield from _mean(case, row, inside)
        elif row.relation in ("ge", "le"):
            yield from _bound(case, row)
        yield from _whole(case, row)


def _total(case: Case, row: Any, inside: Rows) -> Iterator[Finding]:
    if case.indicator.scale not in ("count", "positive"):
        return
    least: dict[int, float] = {}
    for one in inside:
        least[one.year] = max(least.get(one.year, 0.0), _least(one))
    parts = sum(least.values())
    values = {"found": written(row.value), "parts": written(parts)}
    if parts > row.value * (1 + ROUNDING) + 0.5:
        yield case.refusal(row, "total_below_parts", **values)
    elif _covers(row, inside) and parts < row.value * (1 - ROUNDING) - 0.5:
        yield case.question(row, "parts_below_total", **values)


def _least(row: Any) -> float:
    """Return what a row says is there at least."""
    return {"about": row.low, "le": 0.0}.get(row.relation, row.value)


def _mean(case: Case, row: Any, inside: Rows) -> Iterator[Finding]:
    exact = [one.value for one in inside if one.relation == "eq"]
    slack = ROUNDING * max(abs(min(exact)), abs(max(exact)))
    if not min(exact) - slack <= row.value <= max(exact) + slack:
        ends = {"low": written(min(exact)), "high": written(max(exact))}
        yield case.refusal(row, "mean_outside", found=written(row.value), **ends)


def _inside(case: Case, row: Any) -> Rows:
    """Return the yearly rows of a span under the same definition."""
    return tuple(
        one
        for one in case.rows
        if row.year <= one.year == one.year_end <= row.year_end
        and row.year < row.year_end
        and one.relation in ("eq", "about", "ge", "le")
        and one.definition == row.definition
        and math.isnan(one.of)
    )


def _covers(row: Any, inside: Rows) -> bool:
    years = {one.year for one in inside if one.relation == "eq"}
    return years == set(range(row.year, row.year_end + 1))


def _bound(case: Case, row: Any) -> Iterator[Finding]:
    """Compare a floor or ceiling with what other rows state for the same years."""
    for other in case.rows:
        is_exact = other.relation in ("eq", "sum", "mean")
        is_exact = is_exact and math.isnan(other.of)
        if not is_exact or (other.year, other.year_end) != (row.year, row.year_end):
            continue
        if (other.value < row.value) if row.relation == "ge" else (other.value > row.value):
            made = case.refusal if other.source == row.source else case.question
            values = {"found": written(other.value), "bound": written(row.value)}
            yield made(other, "beyond_bound", **values, by=row.source)


def _whole(case: Case, row: Any) -> Iterator[Finding]:
    """Compare a part with the whole that `part_of` names."""
    if row.relation not in ("eq", "ge", "sum") or case.indicator.part_of is None:
        return
    for one in case.all_rows.get(case.indicator.part_of, ()):
        same = (one.year, one.year_end) == (row.year, row.year_end) and math.isnan(one.of)
        most = one.high if one.relation == "about" else one.value
        if same and one.relation in ("eq", "le", "about", "sum") and row.value > most * (1 + 1e-9):
            values = {"found": written(row.value), "whole": written(most)}
            yield case.refusal(row, "part_above_whole", **values, series=case.indicator.part_of)
