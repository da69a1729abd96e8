"""Bounds so far apart that one of them has slipped."""

from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, written

APART = 30.0
"""Ratio of the upper to the lower bound beyond which one of them is likelier wrong."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about rows of amounts and counts whose upper bound is that many times the lower one."""
    if case.indicator.scale not in ("positive", "count"):
        return
    for row in case.rows:
        if row.relation == "about" and row.high > APART * max(row.low, 1.0):
            values = {"low": written(row.low), "high": written(row.high)}
            yield case.question(row, "bounds_apart", "high", **values)
