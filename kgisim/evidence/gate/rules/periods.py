"""Fiscal against calendar years in an identity or a driver."""

from collections.abc import Iterator
from typing import Any

from kgisim.evidence.gate.finding import Case, Finding
from kgisim.messages import Word


def check(case: Case) -> Iterator[Finding]:
    """Ask about every input or driver whose year is not the indicator's."""
    indicator = case.indicator
    inputs = indicator.identity.inputs if indicator.identity else ()
    for other in (*(effect.driver for effect in indicator.drivers), *inputs):
        found = case.indicators.get(other)
        if found is not None and found.period != indicator.period:
            values: dict[str, Any] = {
                "found": Word(found.period),
                "expected": Word(indicator.period),
            }
            yield case.link(other, "periods", series=other, **values)
