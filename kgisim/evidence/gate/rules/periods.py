"""Fiscal against calendar years in an identity or a driver."""

from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """Ask about every input or driver whose year is not the indicator's."""
    indicator = case.indicator
    named = {effect.driver: "driver" for effect in indicator.drivers}
    if indicator.identity is not None:
        named |= dict.fromkeys(indicator.identity.inputs, "input")
    for other in named:
        found = case.indicators.get(other)
        if found is not None and found.period != indicator.period:
            yield case.link(other, "periods", found=found.period, expected=indicator.period)
