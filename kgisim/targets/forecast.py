"""The forecast of one indicator: everything that questions about its targets need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import xarray as xr

from kgisim.errors import NotFoundError, RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.messages import Message
from kgisim.projection.listed import ListedCounts
from kgisim.projection.projection import Projection
from kgisim.recent import Recent
from kgisim.schema import BASELINE, DRAW, SCENARIO
from kgisim.targets.attainment import attained, chance, value_for
from kgisim.targets.monte_carlo import posterior_size
from kgisim.targets.pace import pace
from kgisim.targets.past_record import PastRecord, record
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import Better, TargetWindow, judge

WINDOWS = 4
"""Windows whose judged draws are kept: a question asks for those of one again and again."""


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
        Years whose number is published, and the number: they enter totals as published. Of a
        count that is read off an incomplete list, the number in every draw (draw,): what the list
        holds and what it misses.
    listed
        Counts as their lists show them; None where no list misses any.
    """

    indicator: Indicator
    draws: xr.Dataset
    record: PastRecord
    settled: Mapping[int, float | np.ndarray] = field(default_factory=dict)
    listed: ListedCounts | None = None

    @property
    def better(self) -> Better:
        """Which direction is progress."""
        return self.indicator.better

    def drawn(self, window: TargetWindow) -> xr.DataArray:
        """Return what is judged in every future.

        Parameters
        ----------
        window
            Years that are judged; the last of them is still to come.

        Returns
        -------
        DataArray
            Dims scenario, draw, in the indicator's unit; a total where the window is one.

        Raises
        ------
        RequestError
            If the target year is known already, or a year is not in the projection.
        """
        if window.year <= self.record.settled:
            named = {"name": self.indicator.id, "title": self.indicator.title}
            years = {"year": window.year, "last": self.record.settled}
            raise RequestError("target.known", **named, **years)
        return self._drawn.once(window, lambda: self._judged(window))

    @cached_property
    def _drawn(self) -> Recent[TargetWindow, xr.DataArray]:
        return Recent(WINDOWS)

    def _judged(self, window: TargetWindow) -> xr.DataArray:
        known = {"better": self.better, "settled": self.settled}
        return judge(self.draws, self.indicator.id, window, **known)

    def under(self, scenario: str) -> "IndicatorForecast":
        """Return the same forecast under one scenario alone; what others bring is not read.

        Its draws, and all that is judged of them, have no dim scenario.

        Raises
        ------
        NotFoundError
            If there is no such scenario.
        """
        return replace(self, draws=self.draws.isel({SCENARIO: _place(self.draws, scenario)}))

    def with_known(self, values: Mapping[int, float | np.ndarray]) -> "IndicatorForecast":
        """Return the same forecast with more years known; the draws are not weighed."""
        return replace(self, settled={**self.settled, **values})

    @property
    def is_listed(self) -> bool:
        """Whether the number that is published is that on a list which misses some."""
        return self.listed is not None and self.indicator.id in self.listed

    @cached_property
    def published(self) -> "IndicatorForecast":
        """The forecast of the number that is published: of a list, what the list shows.

        Targets are judged by how many there are; whatever a published number is held against
        (milestones, follow-up) is taken from here.
        """
        if self.listed is None or not self.is_listed:
            return self
        name = self.indicator.id
        known = _published(self.listed.projection.catalog, name)
        return replace(self, draws=self.listed.series(name), settled=known, listed=None)

    def reached(self, question: TargetQuestion) -> np.ndarray:
        """Mark the futures of the question's scenario in which the target is attained.

        Returns
        -------
        ndarray
            (draw,) True where it is attained.

        Raises
        ------
        NotFoundError
            If the scenario is not in the projection.
        RequestError
            If the indicator can never have the level, or the target year is known already.
        """
        check(self.indicator, question)
        values = choose(self.drawn(question.window), question.scenario)
        return attained(values, question.value, self.better).to_numpy()

    def chance(self, question: TargetQuestion) -> tuple[xr.DataArray, xr.DataArray]:
        """Return the chance of a target under every scenario.

        Returns
        -------
        chance, mcse : DataArray
            Share of draws that attain it and its Monte Carlo standard error, dims scenario.

        Raises
        ------
        RequestError
            If the indicator can never have the level, or the target year is known already.
        """
        check(self.indicator, question)
        drawn = self.drawn(question.window)
        return chance(drawn, question.value, self.better, self.posterior_size(drawn))

    def posterior_size(self, drawn: xr.DataArray) -> float:
        """Return the effective sample size of the posteriors for what is judged.

        Where the fits are not at hand, the smallest of theirs: that of a number that points alone
        decide.

        Parameters
        ----------
        drawn
            Dims draw, and maybe scenario; of scenarios the baseline is looked at.
        """
        if self.listed is None:
            return self.record.ess
        projection = self.listed.projection
        needed = projection.catalog.dependencies.required_fits([self.indicator.id])
        fits = [projection.fits[name] for name in needed if name in projection.fits]
        own = choose(drawn, BASELINE) if SCENARIO in drawn.dims else drawn
        points = [(fit.points, projection.ess[fit.indicator]) for fit in fits]
        if len(points) < len(needed) or any(len(one) != own.sizes[DRAW] for one, _ in points):
            return self.record.ess
        return max(posterior_size(own.to_numpy(), points), self.record.ess)

    def value_for(self, window: TargetWindow, probability: float) -> xr.DataArray:
        """Return the hardest level that is attained with at least a probability.

        Returns
        -------
        DataArray
            Dims scenario, in the indicator's unit.

        Raises
        ------
        RequestError
            If the probability is not between 0 and 1, or the target year is known already.
        """
        return value_for(self.drawn(window), probability, self.better)

    def pace_needed(self, question: TargetQuestion) -> float:
        """Return the yearly pace to a target from the last observed year; NaN without a meaning.

        Years of a total or average that are already known are taken off before.
        """
        yearly, middle = self.remaining(question)
        return pace(self.indicator, self.record.level, yearly, middle - self.record.last)

    def remaining(self, question: TargetQuestion) -> tuple[float, float]:
        """Return what a year still to come has to be on average, and the middle of those years."""
        window, middle = question.window, self.middle_ahead(question.window)
        if window.statistic == "once":
            return question.value, middle
        ahead, already = self._split(window)
        total = question.value * (1 if window.is_total else len(window.years))
        return (total - already) / len(ahead), middle

    def middle_ahead(self, window: TargetWindow) -> float:
        """Return the middle of the years of a window that are still to come."""
        if window.statistic == "once":
            return float(window.year)
        first = max(int(window.years[0]), self.record.last + 1)
        return (first + window.year) / 2.0

    def level_by(self, window: TargetWindow, yearly: float) -> float:
        """Return the target to which a future year's level adds up; the inverse of `remaining`."""
        if window.statistic == "once":
            return yearly
        ahead, already = self._split(window)
        total = yearly * len(ahead) + already
        return total if window.is_total else total / len(window.years)

    def _split(self, window: TargetWindow) -> tuple[np.ndarray, float]:
        """Return the years still to come, and the total of those already known."""
        years = window.years
        known, ahead = years[years <= self.record.last], years[years > self.record.last]
        if not len(known):
            return ahead, 0.0
        so_far = TargetWindow(int(known[-1]), len(known), "sum")
        past = judge(self.draws, self.indicator.id, so_far, settled=self.settled)
        return ahead, float(past.sel({SCENARIO: BASELINE}).mean())

    def today(self, window: TargetWindow) -> float:
        """Return the last known level, carried to the years of a target."""
        return self.level_by(window, self.record.level)

    def is_easier_than_today(self, question: TargetQuestion) -> bool:
        """Return whether a level asks for less than the last known level, carried to its years."""
        harder = TargetQuestion(question.indicator, self.today(question.window), question.window)
        reaches = attained(xr.DataArray(question.value), harder.value, self.better)
        return not bool(reaches)

    def is_met_already(self, question: TargetQuestion) -> bool:
        """Return whether the last known level, if it merely stayed, would attain the target."""
        value = self.level_by(question.window, self.record.level)
        return bool(attained(xr.DataArray(value), question.value, self.better))


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
    listed = projection.listed
    # in a total that reaches into the past, settled years enter as published
    settled: dict[int, float | np.ndarray] = dict(_published(catalog, name))
    if name in listed:
        for year, value in settled.items():
            settled[year] = listed.completed(name, year, float(value), BASELINE)
    known = record(projection, name)
    return IndicatorForecast(indicator, projection.draws, known, settled, listed)


def _published(catalog: Catalog, name: str) -> dict[int, float]:
    """Return the exact yearly numbers of a fitted indicator; an identity has none of its own."""
    indicator = catalog.indicators[name]
    return published_values(indicator, catalog.rows(name)).to_dict() if indicator.is_fitted else {}


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
    """Return one scenario's part.

    Parameters
    ----------
    values
        Dim scenario, and any others.

    Returns
    -------
    DataArray
        Dims of `values` but scenario.

    Raises
    ------
    NotFoundError
        If there is no such scenario.
    """
    return values.isel({SCENARIO: _place(values, scenario)})  # by place: no label is looked up


def _place(values: xr.DataArray | xr.Dataset, scenario: str) -> int:
    scenarios = values[SCENARIO].to_numpy().tolist()
    if scenario not in scenarios:
        raise NotFoundError("scenario", scenario, scenarios)
    return scenarios.index(scenario)


def check(indicator: Indicator, question: TargetQuestion) -> None:
    """Refuse a level that the indicator can never have.

    Raises
    ------
    RequestError
        If the question is about another indicator, or its level is out of reach for ever.
    """
    value, window = question.value, question.window
    if question.indicator != indicator.id:
        found = question.indicator
        raise RequestError("target.other", found=found, name=indicator.id, title=indicator.title)
    asked = {"found": value, "name": indicator.id, "title": indicator.title}
    if not np.isfinite(value):
        raise RequestError("target.no_number", **asked)
    if value > ceiling(indicator, window):
        raise RequestError("target.ceiling", **asked, most=ceiling(indicator, window))
    if value < floor(indicator):
        raise RequestError("target.below_zero", **asked)
    if indicator.scale == "share" and window.is_total and not window.is_single_year:
        raise RequestError("target.sum_of_shares", **asked)


def floor(indicator: Indicator) -> float:
    """Return the smallest value that can be judged: nought, unless values may be negative."""
    return -np.inf if indicator.scale == "real" else 0.0


def ceiling(indicator: Indicator, window: TargetWindow) -> float:
    """Return the largest value that can be judged: its ceiling, or 100 % of a share without one."""
    yearly = indicator.ceiling or (100.0 if indicator.scale == "share" else np.inf)
    return yearly * (len(window.years) if window.is_total else 1)


def grain(indicator: Indicator, window: TargetWindow) -> float:
    """Return the distance between neighbouring values that can be judged; 0 where there is none."""
    if indicator.scale != "count":
        return 0.0
    averaged = window.statistic == "mean"
    return 1.0 / len(window.years) if averaged else 1.0
