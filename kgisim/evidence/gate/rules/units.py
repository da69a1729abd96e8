"""Whole series in another unit than their siblings."""

from collections.abc import Iterator
from statistics import median

from kgisim.evidence.gate.finding import Case, Finding, Rows, stated, written

APART = 1000.0
"""Ratio to the middle of the panel beyond which a unit slip is likelier than a size."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about a series a thousand times as large, or as small, as the others of its panel."""
    indicator = case.indicator
    if indicator.panel is None or not case.rows:
        return
    siblings = [
        _size(case.all_rows[name])
        for name, one in case.indicators.items()
        if one.panel == indicator.panel and one.unit == indicator.unit and name in case.all_rows
        if name != indicator.id and case.all_rows[name]
    ]
    if len(siblings) < 2:
        return
    own, other = _size(case.rows), median(siblings)
    if own > 0 and other > 0 and not 1 / APART < own / other < APART:
        yield case.question(case.rows[0], "unit", found=written(own), other=written(other))


def _size(rows: Rows) -> float:
    return median(stated(row) for row in rows)
