"""Future years of a run as tables: what the formats for scenarios and forecasts have in common."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator
from kgisim.schema import DRAW, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

LEVELS = (0.01, 0.025, *(place / 20 for place in range(1, 20)), 0.975, 0.99)
"""Probabilities of the quantiles that are handed on: the 23 that forecast hubs collect."""
KEPT_BITS = 10
"""Binary digits of a draw that are handed on: it changes by 0.05 % at most, below any error."""


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


def rounded(values: np.ndarray) -> np.ndarray:
    """Round numbers to a few binary digits, which a file then holds in a fraction of the space.

    Whole numbers up to 2,048 stay as they are.

    Returns
    -------
    ndarray
        Of the same shape, dims and unit as the values, in single precision.

    Examples
    --------
    >>> rounded(np.array([81.23456789, 2000.0, np.nan])).tolist()
    [81.25, 2000.0, nan]
    """
    single = np.ascontiguousarray(values, np.float32)
    dropped = 23 - KEPT_BITS
    bits = single.view(np.uint32)
    kept = (bits + np.uint32(1 << (dropped - 1))) & np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    return np.where(np.isfinite(single), kept.view(np.float32), single)


def moving(levels: xr.DataArray) -> list[str]:
    """Name the scenarios that move a series, the baseline first; all others equal the baseline.

    Parameters
    ----------
    levels
        Levels of one series, with a dim scenario whose first is the baseline.
    """
    names = levels[SCENARIO].to_numpy().tolist()
    base, *others = (levels.sel({SCENARIO: name}).to_numpy() for name in names)
    moved = (not np.array_equal(base, one, equal_nan=True) for one in others)
    return [names[0], *(name for name, moves in zip(names[1:], moved, strict=True) if moves)]


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
