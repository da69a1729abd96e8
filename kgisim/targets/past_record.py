"""The record: what is known of a series' past."""

from dataclasses import dataclass

import pandas as pd

from kgisim.projection.projection import Projection
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


def record(projection: Projection, name: str) -> PastRecord:
    """Summarise the past of a projected series."""
    catalog, graph = projection.catalog, projection.catalog.dependencies
    spans = [_span(catalog.rows(part)) for part in graph.fitted_inputs(name)]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    start = max(first, last - LONGEST_PAST)
    levels = projection.draws[LEVEL].sel({SERIES: name, SCENARIO: BASELINE})
    first_level, last_level = (float(levels.sel({YEAR: y}).median()) for y in (start, last))
    past = pace(catalog.indicators[name], first_level, last_level, last - start)
    smallest = min(projection.ess[other] for other in graph.required_fits([name]))
    return PastRecord(last, last_level, past, smallest, first, sum(span[2] for span in spans))


def _span(rows: pd.DataFrame) -> tuple[int, int, int]:
    return int(rows["year"].to_numpy().min()), int(rows["year_end"].to_numpy().max()), len(rows)
