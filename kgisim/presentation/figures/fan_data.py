"""The numbers of a fan chart, computed once for all that draw it.

Paper (`fan_chart`), the screen (`kgisim.app.fan`), the offline worksheet (`kgisim.worksheet`) and
the charts of Office programs (`data.fan_numbers`) draw these numbers and compute none of their own.
They are in the unit of the catalogue; each writer multiplies them by the factor of its `Quantity`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim import schema
from kgisim.axis import Axis
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.figures.markers import marks
from kgisim.presentation.goal_view import BANDS, GoalView
from kgisim.presentation.localized import LocalizedIndicator

(_LOW90, _HIGH90), (_LOW50, _HIGH50) = BANDS
QUANTILES = {
    "low90": _LOW90,
    "low50": _LOW50,
    "median": 0.5,
    "high50": _HIGH50,
    "high90": _HIGH90,
}
"""Columns of a path, in rising order, and the quantile that each holds."""


@dataclass(frozen=True)
class FanData:
    """The table of one indicator's fan, for some scenarios.

    Parameters
    ----------
    paths
        One row per scenario and year from `start` on. Columns: ``scenario`` (id), ``year``, and in
        the catalogue's unit ``low90``, ``low50``, ``median``, ``high50``, ``high90``; blank where
        there are no draws. The intervals are those of the outcome. So is the median, except of
        counted events: they jump, and it is that of their underlying rate.
    record
        One row per observation, indexed as in the catalogue. Columns: ``year``, ``year_end``;
        ``value``, ``low``, ``high`` in the catalogue's unit; ``relation``, ``evidence``.
        ``value`` is the height of the mark: the middle of a range without a value, and the average
        of one year where the relation holds for a span.
    start
        Year in which the fan opens.
    last
        Last observed year.
    axis
        Years of the plan.
    """

    paths: pd.DataFrame
    record: pd.DataFrame
    start: int
    last: int
    axis: Axis

    @property
    def scenarios(self) -> list[str]:
        """Ids of the scenarios, in their order."""
        return list(dict.fromkeys(self.paths["scenario"]))

    def path(self, scenario: str) -> pd.DataFrame:
        """Return the rows of one scenario, indexed by year, without the scenario's column.

        Returns
        -------
        DataFrame
            Index ``year``; columns of `paths` but for ``scenario`` and ``year``.
        """
        return self._by_scenario[scenario]

    @cached_property
    def _by_scenario(self) -> dict[str, pd.DataFrame]:
        rest = self.paths.set_index("year")
        return {str(name): rows.drop(columns="scenario") for name, rows in rest.groupby("scenario")}


def fan_data(
    localized: LocalizedIndicator,
    scenarios: Iterable[str] | None = None,
    projection: xr.Dataset | None = None,
) -> FanData:
    """Compute the table of a fan.

    Parameters
    ----------
    scenarios
        Ids of the scenarios; None: all of the projection.
    projection
        Draws, dims as in docs/schema.md; None: those of the run.
    """
    view = localized.view
    drawn = view.run.projection.draws if projection is None else projection
    chosen = drawn[schema.SCENARIO].to_numpy().tolist() if scenarios is None else scenarios
    paths = fan_paths(localized, chosen, drawn)
    record = marks(view.run.catalog.rows(view.indicator.id))
    return FanData(paths, record, view.fan_start, view.last_year, view.axis)


def fan_paths(
    localized: LocalizedIndicator, scenarios: Iterable[str], projection: xr.Dataset
) -> pd.DataFrame:
    """Compute the paths of a fan alone, as `FanData` has them: a screen redraws only these.

    Parameters
    ----------
    scenarios
        Names of scenarios in the projection.
    projection
        Draws with dims scenario, draw, year, series.

    Returns
    -------
    DataFrame
        Columns ``scenario``, ``year`` and the keys of `QUANTILES`, in the unit of the
        indicator.
    """
    view = localized.view
    years = projection[schema.YEAR].to_numpy()[_first(view, projection) :]
    middle = middle_of(view.indicator)
    tables = []
    for scenario in scenarios:
        place = _place(view, scenario, projection)
        ends = quantiles(_draws(projection, schema.OUTCOME, place), [*QUANTILES.values()])
        columns = dict(zip(QUANTILES, ends, strict=True))
        if middle != schema.OUTCOME:
            columns["median"] = quantiles(_draws(projection, middle, place), [0.5])[0]
        tables.append(pd.DataFrame({"scenario": scenario, "year": years, **columns}))
    return pd.concat(tables, ignore_index=True)


def fan_middle(localized: LocalizedIndicator, scenario: str, projection: xr.Dataset) -> np.ndarray:
    """Compute the median path of one scenario alone, as in `fan_paths`.

    Returns
    -------
    ndarray
        (year,) in the unit of the indicator.
    """
    place = _place(localized.view, scenario, projection)
    drawn = _draws(projection, middle_of(localized.indicator), place)
    return quantiles(drawn, [0.5])[0]


def _place(view: GoalView, scenario: str, projection: xr.Dataset) -> dict[str, Any]:
    """Return where the path of one scenario is: to look labels up takes longer than all else."""
    return {
        schema.SCENARIO: projection.get_index(schema.SCENARIO).get_loc(scenario),
        schema.SERIES: projection.get_index(schema.SERIES).get_loc(view.indicator.id),
        schema.YEAR: slice(_first(view, projection), None),
    }


def _first(view: GoalView, projection: xr.Dataset) -> int:
    """Return the place of the year in which the fan opens."""
    return int(projection.get_index(schema.YEAR).searchsorted(view.fan_start))


def middle_of(indicator: Indicator) -> str:
    """Choose the median line's variable: counted events jump, their underlying rate does not."""
    flow = (indicator.scale, indicator.counting) == ("count", "flow")
    return schema.LEVEL if flow else schema.OUTCOME


def quantiles(draws: np.ndarray, at: Iterable[float]) -> np.ndarray:
    """Compute quantiles of draws, without the missing ones.

    They are those of `numpy.nanquantile`; one sort in memory order is several times faster.

    Parameters
    ----------
    draws
        (draw, year); NaN where missing.
    at
        Probabilities.

    Returns
    -------
    ndarray
        (quantile, year).

    Examples
    --------
    >>> quantiles(np.arange(5.0)[:, None], [0.25, 0.5]).tolist()
    [[1.0], [2.0]]
    """
    ordered = np.sort(np.ascontiguousarray(draws.T), axis=1)  # the missing ones go to the end
    last = np.maximum(np.count_nonzero(~np.isnan(ordered), axis=1) - 1, 0)
    place = np.outer(last, np.fromiter(at, float))
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, last[:, None])
    low, high = (np.take_along_axis(ordered, one, axis=1) for one in (below, above))
    return (low + (high - low) * (place - below)).T


def _draws(projection: xr.Dataset, variable: str, place: dict[str, Any]) -> np.ndarray:
    """Return draws (draw, year) at a place."""
    return projection[variable].variable.isel(place).transpose(schema.DRAW, schema.YEAR).to_numpy()
