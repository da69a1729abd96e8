"""Identities whose published inputs give what cannot be."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from kgisim.evidence.gate.finding import Case, Finding, written
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import out_of_range

SMALLEST = 1e-3
"""Share, in per cent, below which a unit is more likely wrong than the share so small."""


def check(case: Case) -> Iterator[Finding]:
    """Work the identity out in every year whose inputs are known, and look at the result."""
    indicator = case.indicator
    if indicator.identity is None:
        return
    for year in sorted({year for values in case.exact.values() for year in values}):
        found = _value(indicator, case.indicators, case.exact, year)
        if found is None:
            continue
        values: dict[str, Any] = {"year": str(year), "found": written(found)}
        expected = out_of_range(found, indicator)
        if expected:
            yield case.link(str(year), "identity_range", refused=True, **values)
            return
        if indicator.scale == "share" and found < SMALLEST:
            yield case.link(str(year), "identity_tiny", **values)
            return


def _value(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    known: Mapping[str, Mapping[int, float]],
    year: int,
) -> float | None:
    """Return what an indicator was in a year by its rows or its identity; None if unknown."""
    identity = indicator.identity
    if identity is None:
        return known.get(indicator.id, {}).get(year)
    if identity.count_of or identity.value_of or identity.thinned:
        return None
    named = {
        name: _value(indicators[name], indicators, known, year)
        for name in identity.inputs
        if name in indicators
    }
    values = {name: value for name, value in named.items() if value is not None}
    if set(values) != set(identity.inputs):
        return None
    top = sum(values[name] for name in identity.sum_of)
    if identity.product_of:
        top = prod(values[name] for name in identity.product_of)
    if identity.mean_of:
        weights = [values[name] for name in identity.weighted_by]
        pairs = zip(identity.mean_of, weights, strict=True)
        top = sum(values[name] * weight for name, weight in pairs) / sum(weights)
    below = prod(values[name] for name in identity.divided_by)
    return top / below * identity.times if below else float("inf")
