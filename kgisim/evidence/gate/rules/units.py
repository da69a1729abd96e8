"""Whole series in another unit than the others that state the same one."""

from collections.abc import Iterator
from statistics import median

from kgisim.evidence.gate.finding import Case, Finding, Rows, stated, written

APART_IN_PANEL, APART = 15.0, 300.0
"""Ratio to the largest or smallest other series beyond which a slip is likelier than a size."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about a series far larger than the largest, or smaller than the smallest, in its unit."""
    own, panel = _size(case.rows), case.indicator.panel
    sizes = [
        _size(case.all_rows.get(name, ()))
        for name, indicator in case.indicators.items()
        if indicator.unit == case.indicator.unit and name != case.indicator.id
        if panel is None or indicator.panel == panel
    ]
    others = [size for size in sizes if size > 0]
    apart = APART if panel is None else APART_IN_PANEL
    if case.indicator.scale not in ("positive", "count") or own <= 0 or len(others) < 2:
        return
    other = max(others) if own > max(others) else min(others)
    if not min(others) / apart < own < max(others) * apart:
        yield case.question(case.rows[0], "unit", found=written(own), other=written(other))


def _size(rows: Rows) -> float:
    return median(stated(row) for row in rows) if rows else 0.0
