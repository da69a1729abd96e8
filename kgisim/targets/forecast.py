"""The prospects of one indicator: everything that questions about its targets need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from kgisim.errors import NotFoundError, RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.messages import Message
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, SCENARIO
from kgisim.targets.attainment import attained, chance, value_for
from kgisim.targets.pace import pace
from kgisim.targets.past_record import PastRecord, record
from kgisim.targets.window import Better, TargetWindow, judge


@dataclass(frozen=True)
class Aim:
    """A level, and the years over which it is judged.

    Parameters
    ----------
    value
        Level, in the indicator's unit.
    illustrative
        Whether the level is an example (例示) rather than the council's.
    """

    value: float
    basis: TargetWindow = field(default_factory=TargetWindow)
    illustrative: bool = True


@dataclass(frozen=True)
class IndicatorForecast:
    """One indicator's draws, and what is known of its past.

    Parameters
    ----------
    indicator
        The indicator.
    draws
        ``level`` and ``outcome``, dims scenario, draw, year, series; of other series too.
    record
        Summary of its past.
    settled
        Years whose number is published, and the number: they enter totals as published.
    """

    indicator: Indicator
    draws: xr.Dataset
    record: PastRecord
    settled: Mapping[int, float] = field(default_factory=dict)

    @property
    def better(self) -> Better:
        """Which direction is progress."""
        return self.indicator.better

    def drawn(self, basis: TargetWindow) -> xr.DataArray:
        """Return what is judged in every future; dims scenario, draw."""
        if basis.year <= self.record.last:
            told = {"name": self.indicator.id, "title": self.indicator.title}
            years = {"year": basis.year, "last": self.record.last}
            raise RequestError("target.known", **told, **years)
        return judge(
            self.draws,
            self.indicator.id,
            basis,
            better=self.better,
            settled=self.settled,
        )

    def knowing(self, values: Mapping[int, float]) -> "IndicatorForecast":
        """Return the same prospects with more years known; the draws are not weighed."""
        return replace(self, settled={**self.settled, **values})

    def reached(self, aim: Aim, scenario: str) -> np.ndarray:
        """Mark the futures in which a target is attained under a scenario."""
        check(self.indicator, aim)
        values = choose(self.drawn(aim.basis), scenario)
        return attained(values, aim.value, self.better).to_numpy()

    def chance(self, aim: Aim) -> tuple[xr.DataArray, xr.DataArray]:
        """Return the chance of a target and its Monte Carlo standard error; dims scenario."""
        check(self.indicator, aim)
        return chance(self.drawn(aim.basis), aim.value, self.better, self.record.ess)

    def value_for(self, basis: TargetWindow, probability: float) -> xr.DataArray:
        """Return the hardest level that is attained with at least a probability; dims scenario."""
        return value_for(self.drawn(basis), probability, self.better)

    def pace_needed(self, aim: Aim) -> float:
        """Yearly pace to a target from the last observed year; NaN where it has no meaning.

        Years of a total or average that are already known are taken off before.
        """
        yearly, middle = self.remaining(aim)
        return pace(self.indicator, self.record.level, yearly, middle - self.record.last)

    def remaining(self, aim: Aim) -> tuple[float, float]:
        """Return what a year still to come has to be on average, and the middle of those years."""
        basis = aim.basis
        if basis.statistic == "once":
            return aim.value, float(basis.year)
        ahead, already = self._split(basis)
        total = aim.value * (1 if basis.is_total else len(basis.years))
        return (total - already) / len(ahead), (ahead[0] + ahead[-1]) / 2.0

    def level_by(self, basis: TargetWindow, yearly: float) -> float:
        """Return the target to which a future year's level adds up; the inverse of `remaining`."""
        if basis.statistic == "once":
            return yearly
        ahead, already = self._split(basis)
        total = yearly * len(ahead) + already
        return total if basis.is_total else total / len(basis.years)

    def _split(self, basis: TargetWindow) -> tuple[np.ndarray, float]:
        """Return the years still to come, and the total of those already known."""
        years = basis.years
        known, ahead = years[years <= self.record.last], years[years > self.record.last]
        if not len(known):
            return ahead, 0.0
        so_far = TargetWindow(int(known[-1]), len(known), "sum")
        past = judge(self.draws, self.indicator.id, so_far, settled=self.settled)
        return ahead, float(past.sel({SCENARIO: BASELINE}).mean())

    def is_met_already(self, aim: Aim) -> bool:
        """Whether the last known level, if it merely stayed, would attain the target."""
        value = self.level_by(aim.basis, self.record.level)
        return bool(attained(xr.DataArray(value), aim.value, self.better))


def forecast_of(projection: Projection, name: str) -> IndicatorForecast:
    """Return everything that questions about one indicator's targets need.

    Raises
    ------
    NotFoundError
        If the catalogue has no such indicator.
    RequestError
        If the indicator has no draws; the message says why.
    """
    catalog = projection.catalog
    if name not in catalog.indicators:
        raise NotFoundError("indicator", name, catalog.indicators)
    indicator = catalog.indicators[name]
    if name not in projection.series:
        why = why_not_projected(catalog, name)
        raise RequestError("target.none", name=name, title=indicator.title, why=why)
    # in a total that reaches into the past, settled years enter as published
    rows = catalog.rows(name) if indicator.is_fitted else catalog.rows(name).iloc[:0]
    settled = published_values(indicator, rows).to_dict()
    return IndicatorForecast(indicator, projection.draws, record(projection, name), settled)


def why_not_projected(catalog: Catalog, name: str) -> Callable[[str], str]:
    """Return why an indicator has no projection, in the catalogue's own words where it has any.

    Returns
    -------
    Callable
        From a language to the sentence.
    """
    indicator = catalog.indicators[name]
    if indicator.withheld is not None:
        return indicator.withheld
    if indicator.role == "reference":
        return Message("target.reference").text
    return Message("target.failed_fit").text


def choose(values: xr.DataArray, scenario: str) -> xr.DataArray:
    """Return one scenario's part."""
    scenarios = values[SCENARIO].to_numpy().tolist()
    if scenario not in scenarios:
        raise NotFoundError("scenario", scenario, scenarios)
    return values.sel({SCENARIO: scenario})


def check(indicator: Indicator, aim: Aim) -> None:
    """Refuse a level that the indicator can never have."""
    value, top = aim.value, ceiling(indicator, aim.basis)
    told = {"found": value, "name": indicator.id, "title": indicator.title}
    if not np.isfinite(value):
        raise RequestError("target.no_number", **told)
    if value > top:
        raise RequestError("target.ceiling", **told, most=top)
    if indicator.scale != "real" and value < 0:
        raise RequestError("target.below_zero", **told)
    if indicator.scale == "share" and aim.basis.is_total and not aim.basis.is_single_year:
        raise RequestError("target.sum_of_shares", **told)


def ceiling(indicator: Indicator, basis: TargetWindow) -> float:
    """Largest value that can be judged: 100 % of a share, N of a top-N list."""
    one = 100.0 if indicator.scale == "share" else indicator.ceiling or np.inf
    return one * (len(basis.years) if basis.is_total else 1)


def grain(indicator: Indicator, basis: TargetWindow) -> float:
    """Distance between neighbouring values that can be judged; 0 where there is none."""
    if indicator.scale != "count":
        return 0.0
    averaged = basis.statistic == "mean"
    return 1.0 / len(basis.years) if averaged else 1.0
