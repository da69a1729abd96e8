"""Whole series in another unit than the others that state the same one."""

from collections.abc import Iterator
from statistics import median

from kgisim.evidence.gate.finding import Case, Finding, stated, written

APART_IN_PANEL, APART = 15.0, 300.0
"""Ratio to the largest or smallest other series beyond which a slip is likelier than a size."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about a series far larger than the largest, or smaller than the smallest, in its unit."""
    indicator = case.indicator
    alike = case.sizes.get((indicator.unit, indicator.panel), [])
    own = median(map(stated, case.rows)) if case.rows else 0.0
    if indicator.scale not in ("positive", "count") or own <= 0 or len(alike) < 3:
        return
    # the two at either end, of which one may be itself
    least, most = (
        next(size for size, name in ends if name != indicator.id)
        for ends in (alike[:2], alike[:-3:-1])
    )
    apart = APART if indicator.panel is None else APART_IN_PANEL
    if not least / apart < own < most * apart:
        other = most if own > most else least
        yield case.question(case.rows[0], "unit", found=written(own), other=written(other))
