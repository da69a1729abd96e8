"""Future years of a run as tables: what the formats for scenarios and forecasts have in common."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator
from kgisim.schema import DRAW, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

LEVELS = (0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95)
"""Probabilities of the quantiles that are handed on."""


def future_draws(run: "Run") -> Iterator[tuple[Indicator, xr.DataArray]]:
    """Yield every projected indicator with its outcomes after the last observed year.

    Returns
    -------
    iterator of (Indicator, DataArray)
        Outcomes with dims scenario, draw, year, in the indicator's unit.
    """
    for name in run.projection.series:
        outcome = run.projection.draws[OUTCOME].sel({SERIES: name}, drop=True)
        ahead = outcome.sel({YEAR: slice(last_year(run, name) + 1, None)})
        yield run.catalog.indicators[name], ahead.transpose(SCENARIO, DRAW, YEAR)


def last_year(run: "Run", name: str) -> int:
    """Return the last year in which everything that a series is made of was observed."""
    parts = run.catalog.dependencies.fitted_inputs(name)
    return min(int(run.catalog.rows(part)["year_end"].to_numpy().max()) for part in parts)


def quantiles(outcome: xr.DataArray) -> pd.DataFrame:
    """Compute the quantiles of outcomes.

    Parameters
    ----------
    outcome
        Dims scenario, draw, year.

    Returns
    -------
    DataFrame
        Columns ``scenario``, ``year``, ``probability`` (`LEVELS`) and ``value``, in the unit of
        the outcomes.
    """
    found = outcome.astype(float).quantile(list(LEVELS), DRAW).rename("value")
    table = found.rename(quantile="probability").to_series().reset_index()
    place = [SCENARIO, YEAR, "probability"]
    order = pd.CategoricalDtype(outcome[SCENARIO].to_numpy().tolist(), ordered=True)
    table = table.astype({SCENARIO: order}).sort_values(place, ignore_index=True)
    table = table.astype({SCENARIO: str})
    return table.reindex(columns=[*place, "value"])
