"""Two sources that give different values for one year, beyond what their offsets allow."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from kgisim.evidence.gate.finding import Case, Finding, written
from kgisim.evidence.gate.prediction import to_link

SAME = 0.1
"""Difference on the link scale (about ten per cent) up to which two sources agree."""
WIDTH = 4.0
"""Standard deviations of an offset that two sources may lie apart beside that."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about the last of a year's rows where they differ by more than their noise.

    Rows that count k of n are left out: two samples differ.
    """
    offsets = case.indicator.offsets
    allowed = SAME if offsets is None else SAME + WIDTH * offsets.sd
    by_year: dict[int, list[Any]] = {}
    for row in case.yearly:
        if row.relation == "eq" and math.isnan(row.of):
            by_year.setdefault(row.year, []).append(row)
    for same in by_year.values():
        if len(same) < 2:
            continue
        link = to_link(case.indicator.scale, np.array([row.value for row in same]))
        spread = float(np.ptp(link))
        limit = allowed if case.indicator.scale != "real" else allowed * float(np.abs(link).max())
        if case.indicator.scale == "count":
            limit = max(limit, 2 * float(np.exp(-link.mean() / 2)))
        if spread > limit:
            first, *_, last = same
            values = {"found": written(last.value), "other": written(first.value)}
            yield case.question(last, "disagreement", **values, source=first.source)
