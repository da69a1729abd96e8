"""The record: what is known of a series' past."""

from dataclasses import dataclass

import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, LEVEL, SCENARIO, SERIES, YEAR
from kgisim.targets.pace import LONGEST_PAST, pace


@dataclass(frozen=True)
class PastRecord:
    """What is known of a series' past, for paces.

    Parameters
    ----------
    last
        Last observed year; of an identity, the year of its nowcast: the latest in which most of
        its inputs were observed.
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
    complete
        Of an identity, the last year in which every input was observed; None: `last`.
    """

    last: int
    level: float
    past: float
    ess: float
    first: int
    rows: int
    complete: int | None = None

    @property
    def settled(self) -> int:
        """Last year of which nothing is left to be observed."""
        return self.last if self.complete is None else self.complete


@dataclass(frozen=True)
class ObservedSpan:
    """The years in which an indicator, or what its identity combines, is observed.

    Parameters
    ----------
    first, complete
        First and last year in which everything is observed.
    last
        Latest year in which more than half of what it is made of is observed: later than
        `complete` where one input lags.
    inputs, known
        How many inputs there are, and of how many `last` is observed.
    rows
        Their observation rows.
    """

    first: int
    complete: int
    last: int
    inputs: int
    known: int
    rows: int


def observed_span(catalog: Catalog, name: str) -> ObservedSpan:
    """Summarise in which years an indicator is observed."""
    tables = map(catalog.rows, catalog.dependencies.fitted_inputs(name))
    spans = [_span(rows) for rows in tables if len(rows)]
    ends = sorted((span[1] for span in spans), reverse=True)
    last = ends[len(ends) // 2]
    return ObservedSpan(
        first=max(span[0] for span in spans),
        complete=ends[-1],
        last=last,
        inputs=len(ends),
        known=sum(end >= last for end in ends),
        rows=sum(span[2] for span in spans),
    )


def record(projection: Projection, name: str) -> PastRecord:
    """Summarise the past of a projected series."""
    catalog, graph = projection.catalog, projection.catalog.dependencies
    span = observed_span(catalog, name)
    last, start = span.last, max(span.first, span.last - LONGEST_PAST)
    levels = projection.draws[LEVEL].sel({SERIES: name, SCENARIO: BASELINE})
    first_level, last_level = (float(levels.sel({YEAR: y}).median()) for y in (start, last))
    past = pace(catalog.indicators[name], first_level, last_level, last - start)
    smallest = min(projection.ess[other] for other in graph.required_fits([name]))
    return PastRecord(last, last_level, past, smallest, span.first, span.rows, span.complete)


def _span(rows: pd.DataFrame) -> tuple[int, int, int]:
    return int(rows["year"].to_numpy().min()), int(rows["year_end"].to_numpy().max()), len(rows)
