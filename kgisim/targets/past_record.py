"""The record: what is known of a series' past, and which series lie behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.schema import BASELINE, LEVEL, SCENARIO, SERIES, YEAR
from kgisim.targets.pace import LONGEST_PAST, pace


@dataclass(frozen=True)
class PastRecord:
    """What is known of a series' past, for paces.

    Parameters
    ----------
    last
        Last observed year; of an identity, the last year in which every input was observed.
    level
        Median level in that year.
    past
        Pace up to it, over at most `LONGEST_PAST` years.
    ess
        Effective sample size behind the draws: the smallest of what the series is made of.
    first
        First observed year; of an identity, the first in which every input was observed.
    rows
        Observation rows of the series, or of the inputs of its identity.
    """

    last: int
    level: float
    past: float
    ess: float
    first: int
    rows: int


def record(
    catalog: Catalog, ess: Mapping[str, float], projection: xr.Dataset, name: str
) -> PastRecord:
    """Summarise the past of a projected series.

    Parameters
    ----------
    ess
        Effective sample size by fitted series, as in a run's ``fits.csv``.
    """
    spans = [_span(catalog.rows(maker)) for maker in sorted(makers(catalog, name))]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    start = max(first, last - LONGEST_PAST)
    levels = projection[LEVEL].sel({SERIES: name, SCENARIO: BASELINE})
    first_level, last_level = (float(levels.sel({YEAR: y}).median()) for y in (start, last))
    past = pace(catalog.indicators[name], first_level, last_level, last - start)
    behind = min(ess[other] for other in fitted_behind(catalog, name))
    return PastRecord(last, last_level, past, behind, first, sum(span[2] for span in spans))


def published_values(indicator: Indicator, rows: pd.DataFrame) -> dict[int, float]:
    """Years with one exact number of the source that defines the quantity.

    Those years are settled: in a total that reaches into the past they enter as published.
    """
    exact = rows.loc[(rows["relation"] == "eq") & (rows["year"] == rows["year_end"])]
    if indicator.offsets is not None:  # under "none" and "mean" no one source is the quantity
        exact = exact.loc[exact["source"] == indicator.offsets.anchor]
    alone = exact.loc[~exact["year"].duplicated(keep=False)]
    return {
        int(year): float(value) for year, value in zip(alone["year"], alone["value"], strict=True)
    }


def makers(catalog: Catalog, name: str) -> set[str]:
    """Fitted series of which a series is made: itself, or the inputs of its identity."""
    identity = catalog.indicators[name].identity
    if identity is None:
        return {name}
    return set().union(*(makers(catalog, other) for other in identity.inputs))


def behind(catalog: Catalog, name: str) -> set[str]:
    """Every other series on which a series depends: drivers and inputs, theirs included."""
    indicator = catalog.indicators[name]
    needed = {effect.driver for effect in indicator.drivers}
    needed |= set(indicator.identity.inputs if indicator.identity else ())
    return needed.union(*(behind(catalog, other) for other in needed))


def fitted_behind(catalog: Catalog, name: str) -> set[str]:
    """Every fitted series on which a series depends, drivers and itself included."""
    return {
        other for other in behind(catalog, name) | {name} if catalog.indicators[other].is_fitted
    }


def _span(rows: pd.DataFrame) -> tuple[int, int, int]:
    return int(rows["year"].to_numpy().min()), int(rows["year_end"].to_numpy().max()), len(rows)
