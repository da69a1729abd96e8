"""Carry stored draws forward under scenarios: no sampling, no compilation.

Draw *d* of every series is one future. A scenario is carried as *departures* from the baseline on
the link scales: what it does not touch is the baseline's own array, and history never moves. All
further randomness (yearly noise, elicited effects, events) is drawn from streams seeded by name,
the same under every scenario.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce

import numpy as np
import xarray as xr

from kgisim.axis import Axis
from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit import Fit
from kgisim.inference.scales import scale_of
from kgisim.projection.base_series import Baseline, BaseSeries
from kgisim.projection.effects import MOVES_ON, measure_shift, world_path
from kgisim.projection.fitted_series import Precision, Series
from kgisim.projection.order import subjects, with_responses
from kgisim.projection.scenario import Measure, Part, Response, Scenario, Shock
from kgisim.projection.shocks import passed_on, shock_shift
from kgisim.recent import Recent
from kgisim.schema import (
    DRAW,
    LEVEL,
    OUTCOME,
    SCENARIO,
    SERIES,
    YEAR,
)

DIMS = (SCENARIO, DRAW, YEAR, SERIES)
CACHED = 64
"""Shifts of measures and shocks that are kept, about 0.7 MB each for 4,000 draws, and sets of
coordinates."""


@dataclass(frozen=True)
class _Moved:
    """A series that a scenario has moved, from one year on; arrays are (year, draw)."""

    level: np.ndarray
    outcome: np.ndarray
    shift_made: Callable[[], np.ndarray]

    @cached_property
    def shift(self) -> np.ndarray:
        """Departure on the link scale, made only for a series that answers to it."""
        return self.shift_made()


@dataclass(frozen=True)
class Departures:
    """What a scenario moves, from one year on.

    Parameters
    ----------
    begin
        Position of that year on the axis.
    level, outcome
        By series that moves, each (year, draw) from there on, in natural units.
    """

    begin: int
    level: Mapping[str, np.ndarray]
    outcome: Mapping[str, np.ndarray]


class Simulator:
    """The baseline, and any scenario carried as departures from it.

    Parameters
    ----------
    catalog
        Indicators and their rows.
    fits
        By indicator; failed ones are left out, and with them what depends on them.
    seed
        Seed of all streams.
    like
        Another simulator of the same catalogue, seed and precision: what comes out the same in
        both is not computed again.
    precision
        In which levels and outcomes are computed and kept. Single is closer than any draw is
        told; in double precision the identities hold to the last place of a double.
    levels_only
        Whether outcomes are left out, and levels stand for them.

    Attributes
    ----------
    base
        Its series without any scenario.
    """

    def __init__(
        self,
        catalog: Catalog,
        fits: Mapping[str, Fit],
        *,
        seed: int,
        like: "Simulator | None" = None,
        precision: Precision = np.float32,
        levels_only: bool = False,
    ):
        self.seed, self.axis = seed, catalog.axis
        self.base = Baseline(
            catalog,
            fits,
            seed=seed,
            like=None if like is None else like.base,
            precision=precision,
            levels_only=levels_only,
        )
        self.names, self.draws = self.base.names, self.base.draws
        self._shifts = Recent[tuple[str, str], np.ndarray](CACHED)

    def is_of(self, catalog: Catalog, fits: Mapping[str, Fit], seed: int) -> bool:
        """Return whether it was made from these very objects, so that it may stand for another."""
        own = self.base.catalog
        same = own.indicators is catalog.indicators and own.observations is catalog.observations
        return same and self.base.fits is fits and self.seed == seed

    def __call__(
        self,
        scenario: Scenario,
        *,
        series: Collection[str] | None = None,
        since: int | None = None,
    ) -> xr.Dataset:
        """Project under one scenario (docs/schema.md, Projection).

        Parameters
        ----------
        series
            Series to keep; only these and what they are made of are computed. None: all.
        since
            First year to keep; None: that of the axis.
        """
        return self.dataset({scenario.id: scenario}, series=series, since=since)

    def dataset(
        self,
        scenarios: Mapping[str, Scenario],
        *,
        series: Collection[str] | None = None,
        since: int | None = None,
    ) -> xr.Dataset:
        """Project under several scenarios.

        Parameters
        ----------
        scenarios
            By id, in the order of the result.
        series, since
            As for one scenario.

        Returns
        -------
        Dataset
            ``level`` and ``outcome``, dims scenario, draw, year, series, in natural units
            (docs/schema.md, Projection).
        """
        kept = tuple(name for name in self.names if series is None or name in series)
        first = 0 if since is None else self.axis.place(since)
        shape = (len(scenarios), len(kept), len(self.axis) - first, self.draws)
        level, outcome = np.empty(shape, self.base.precision), np.empty(shape, self.base.precision)
        carried: list[tuple[Part, ...]] = []
        for number, scenario in enumerate(scenarios.values()):
            if scenario.parts in carried:
                same = carried.index(scenario.parts)
                level[number], outcome[number] = level[same], outcome[same]
            else:
                self._carry(scenario, kept, first, level[number], outcome[number])
            carried.append(scenario.parts)
        order = (0, 3, 2, 1)  # series are kept apart in memory: readers take one at a time
        return xr.Dataset(
            {LEVEL: (DIMS, level.transpose(order)), OUTCOME: (DIMS, outcome.transpose(order))},
            coords=coordinates(tuple(scenarios), self.draws, self.axis, first, kept),
            attrs={"seed": self.seed},
        )

    def _carry(
        self,
        scenario: Scenario,
        kept: Collection[str],
        first: int,
        level: np.ndarray,
        outcome: np.ndarray,
    ) -> None:
        """Write level and outcome (series, year, draw) under one scenario, from one place on."""
        begin, moved = self._departures(scenario, kept)
        for column, name in enumerate(kept):
            base, same = self.base.of(name), slice(first, begin if name in moved else None)
            years = len(self.axis.years[same])
            level[column, :years] = base.level[same]
            outcome[column, :years] = base.outcome[same]
            if name in moved:
                later = slice(max(begin - first, 0), None)
                level[column, later] = moved[name].level[max(first - begin, 0) :]
                outcome[column, later] = moved[name].outcome[max(first - begin, 0) :]

    def baseline(self, variable: str, name: str) -> np.ndarray:
        """Return ``level`` or ``outcome`` of one series under the baseline.

        Returns
        -------
        ndarray
            (year, draw), in natural units.
        """
        base = self.base.of(name)
        return base.level if variable == LEVEL else base.outcome

    def departures(self, scenario: Scenario, series: Collection[str]) -> Departures:
        """Compute what a scenario moves among some series; all else is as in the baseline.

        Parameters
        ----------
        scenario
            Scenario.
        series
            Ids; only these and what they are made of are computed.
        """
        begin, moved = self._departures(scenario, series)
        kept = {name: one for name, one in moved.items() if name in series}
        return Departures(
            begin,
            {name: one.level for name, one in kept.items()},
            {name: one.outcome for name, one in kept.items()},
        )

    def refitted(self, fits: Mapping[str, Fit], *, levels_only: bool = False) -> "Simulator":
        """Return a simulator over other draws, as many, that shares what no fit can move."""
        how = {"like": self, "precision": self.base.precision, "levels_only": levels_only}
        return Simulator(self.base.catalog, fits, seed=self.seed, **how)

    def _departures(
        self, scenario: Scenario, wanted: Collection[str]
    ) -> tuple[int, dict[str, _Moved]]:
        """Return the position of the first year that may change, and every series that moves."""
        order = with_responses(self.base.graph, scenario).order(wanted)
        # what is observed never moves, however early an assumption starts
        fitted = {name for name in order if self.base.indicators[name].is_fitted}
        known = min((self.base.fits[name].last for name in fitted), default=0)
        first = _first_year(scenario.parts, self.axis)
        if any(one.kind in MOVES_ON for one in scenario.world):
            first -= 1  # the year from which such a path goes on
        begin = self.axis.place(max(first, known + 1))
        moved: dict[str, _Moved] = {}
        for name in order:
            if name in fitted:
                if self._is_hit(name, scenario, moved):
                    series = self.base.fitted(name)
                    shift = self._shift(series, scenario, moved, begin)
                    moved[name] = _Moved(*series.shifted(shift, begin), lambda shift=shift: shift)
            elif any(other in moved for other in self.base.graph.inputs[name]):
                moved[name] = self._combined(name, moved, begin)
        return begin, moved

    def _is_hit(self, name: str, scenario: Scenario, moved: Mapping[str, _Moved]) -> bool:
        """Return whether anything moves a fitted series, before any of its numbers is looked at."""
        if any(other in moved for other in self.base.graph.inputs[name]):
            return True
        own = (part for part in scenario.parts if not isinstance(part, Response))
        return any(name in subjects(part) for part in own) or any(
            name in response.indicators and response.cause in moved
            for response in scenario.responses
        )

    def _shift(
        self, series: Series, scenario: Scenario, moved: Mapping[str, _Moved], begin: int
    ) -> np.ndarray:
        """Add up what moves a fitted series, which is something."""
        name, years = series.indicator.id, self.axis.years[begin:]
        parts = [
            effect * term.of(moved[term.driver].shift, absorbed=0.0)
            for term, effect in zip(series.terms, series.effect, strict=True)
            if term.driver in moved
        ]
        parts += [
            passed_on(response, moved[response.cause].shift.T, self.seed).T
            for response in scenario.responses
            if name in response.indicators and response.cause in moved
        ]
        for world in scenario.world:
            if world.driver == name:
                path = series.link[begin:].T
                known = (series.scale, series.reference, series.fit.last, self.seed, years)
                assumed = world_path(world, sum((p.T for p in parts), path), path, *known)
                parts = [(assumed - path).T]
        parts += [part[begin:] for part in self._own(series, scenario)]
        shift = reduce(np.add, parts).astype(self.base.precision)
        shift[years <= series.fit.last] = 0.0
        return shift

    def _own(self, series: Series, scenario: Scenario) -> list[np.ndarray]:
        """Shifts of a series by measures and shocks."""
        name = series.indicator.id
        return [
            self._shift_by(measure, name)
            for measure in scenario.measures
            if name in measure.indicators
        ] + [
            self._shift_by(shock, name)
            for shock in scenario.shocks
            if name in {hit.indicator for hit in shock.hits}
        ]

    def _shift_by(self, part: Measure | Shock, name: str) -> np.ndarray:
        """Shift (year, draw) that one measure or shock brings to one series.

        The last ones are kept: variants, packages and effort levels hold the same measures.
        """
        key = (part.model_dump_json(), name)
        return self._shifts.once(key, lambda: self._shift_of(part, name))

    def _shift_of(self, part: Measure | Shock, name: str) -> np.ndarray:
        series = self.base.fitted(name)
        known = (series.scale, series.middle, self.axis, self.draws, self.seed, series.fit.last)
        if isinstance(part, Measure):
            shift = measure_shift(part, *known)
        else:
            hit = next(hit for hit in part.hits if hit.indicator == name)
            shift = shock_shift(part, hit, *known)
        return shift.T.astype(self.base.precision)

    def _combined(self, name: str, moved: Mapping[str, _Moved], begin: int) -> _Moved:
        """Move what is computed from moved series."""

        def inputs(value: Callable[[BaseSeries | _Moved], np.ndarray]) -> dict[str, np.ndarray]:
            return {
                other: value(moved[other]) if other in moved else value(self.base.of(other))[begin:]
                for other in self.base.graph.inputs[name]
            }

        level = self.base.computed(name, inputs(lambda one: one.level))
        outcome = self.base.outcome(name, level, inputs(lambda one: one.outcome))
        before = self.base.of(name).level[begin:]

        def shift() -> np.ndarray:
            scale = scale_of(self.base.indicators[name], np.zeros(1))
            return scale.pull_up(level) - scale.pull_up(before)

        return _Moved(level, outcome, shift)


@lru_cache(maxsize=CACHED)
def coordinates(
    scenarios: tuple[str, ...], draws: int, axis: Axis, first: int, series: tuple[str, ...]
) -> xr.Coordinates:
    """Make the coordinates of a projection once: sessions ask for the same ones at every move.

    Returns
    -------
    Coordinates
        Of dims scenario, draw, year (from position `first` of the axis on) and series.
    """
    return xr.Coordinates(
        {
            SCENARIO: list(scenarios),
            DRAW: np.arange(draws),
            YEAR: axis.years[first:],
            SERIES: list(series),
        }
    )


def _first_year(parts: Iterable[Part], axis: Axis) -> int:
    """Return the first year that any part can change; a response only passes on what others do."""
    own = [part.start for part in parts if not isinstance(part, Response)]
    return min(own, default=axis.last + 1)
