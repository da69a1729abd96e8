"""Shares, and rates of change in per cent, written as fractions of one."""

import math
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, written

LARGEST = {"share": 1.0, "real": 0.3}
"""Largest value of a series, in per cent, up to which it may be one of fractions."""
FEWEST = 4
"""Rates of change by which that is judged at least; one share is enough."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about the first row of a series in per cent all of whose values are that small."""
    scale, unit = case.indicator.scale, case.indicator.unit
    if scale not in LARGEST or not case.rows:
        return
    if scale == "real" and (len(case.rows) < FEWEST or not unit.startswith("percent")):
        return
    ends = (abs(one) for row in case.rows for one in (row.value, row.low, row.high))
    largest = max(one for one in ends if not math.isnan(one))
    if 0 < largest <= LARGEST[scale]:
        yield case.question(case.rows[0], "all_fractions", found=written(largest))
