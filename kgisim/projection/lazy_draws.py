"""Draws of a projection that are computed when somebody looks at them, one scenario at a time.

A scenario shares with the baseline every series that it does not move, and all years before it
begins. Only its departures are kept: a projection takes a third of the memory of all its numbers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from threading import Lock
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from kgisim.axis import Axis
from kgisim.projection.scenario import Scenario
from kgisim.projection.simulator import DIMS, Departures, Simulator, coordinates
from kgisim.schema import LEVEL, OUTCOME


@dataclass(frozen=True, eq=False)
class Carried:
    """What scenarios move, and what of it was checked, as far as somebody has asked.

    Parameters
    ----------
    departures
        By scenario, and in it by series.
    checked
        Scenarios and series.
    first
        Series that are carried together, every other one alone when it is asked for; empty: all
        together.
    """

    departures: dict[str, dict[str, Departures]] = field(default_factory=dict)
    checked: set[tuple[str, str]] = field(default_factory=set)
    first: set[str] = field(default_factory=set)

    def take(self, other: "Carried") -> None:
        """Take over what another process has computed."""
        self.departures.update(other.departures)
        self.checked.update(other.checked)

    def keep(self, scenarios: Collection[str]) -> None:
        """Forget what other scenarios move; it is computed again when somebody asks."""
        for name in self.departures.keys() - set(scenarios):
            del self.departures[name]


@dataclass(frozen=True, eq=False)
class LazyDraws:
    """Draws of series under scenarios, computed when they are first read.

    Parameters
    ----------
    simulator
        Returns what computes them; called when the first number is needed.
    scenarios
        By id, in the order of the result.
    series
        Ids of the series, all of which the simulator has.
    axis
        Years.
    draws
        Number of draws.
    dtype
        Precision of the simulator.
    check
        Called with scenario, series, level and outcome (year, draw), before the first number of
        the series under the scenario is handed out; it may raise.
    carried
        What scenarios move, as far as it has been computed.
    """

    simulator: Callable[[], Simulator]
    scenarios: Mapping[str, Scenario]
    series: Sequence[str]
    axis: Axis
    draws: int
    dtype: np.dtype = field(default_factory=lambda: np.dtype(np.float32))
    check: Callable[[str, str, np.ndarray, np.ndarray], None] | None = None
    carried: Carried = field(default_factory=Carried, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def dataset(self, **attributes: object) -> xr.Dataset:
        """Return the draws as a Dataset that reads them from here.

        Returns
        -------
        Dataset
            ``level`` and ``outcome``, dims scenario, draw, year, series, in natural units
            (docs/schema.md, Projection).
        """
        arrays = {
            name: xr.Variable(DIMS, Loaded(_Computed(self, name))) for name in (LEVEL, OUTCOME)
        }
        known = (tuple(self.scenarios), self.draws, self.axis, 0, tuple(self.series))
        return xr.Dataset(arrays, coords=coordinates(*known), attrs=attributes)

    def rows(
        self, variable: str, scenario: str, series: str, years: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return where chosen years of one series lie.

        Parameters
        ----------
        variable
            ``level`` or ``outcome``.
        years
            (year,) positions on the axis.

        Returns
        -------
        tuple of ndarray
            Whether each year is the baseline's, those rows of the baseline, and the rows that the
            scenario moved; rows are (year, draw).
        """
        moved = self._moved(scenario, series)
        self._require_checked(scenario, series, moved)
        return _rows(self.simulator(), moved, variable, series, years)

    def _moved(self, scenario: str, series: str) -> Departures:
        """Return what a scenario moves, a series among it; computed for the first who asks."""
        self.simulator()  # where another process made it, what it computed comes with it
        known, asked = self.carried.departures, self.scenarios[scenario]
        with self._lock:
            if series in (found := known.setdefault(scenario, {})):
                return found[series]
            for name, one in known.items():
                if series in one and self.scenarios[name].parts == asked.parts:
                    return found.setdefault(series, one[series])
            together = self._together(series)
            found |= dict.fromkeys(together, self.simulator().departures(asked, together))
            return found[series]

    def _together(self, series: str) -> Sequence[str]:
        """Return the series that are carried together with one."""
        first = self.carried.first
        if first and series not in first:
            return [series]
        return [one for one in self.series if one in first] if first else self.series

    def _require_checked(self, scenario: str, series: str, moved: Departures) -> None:
        """Check the whole of a series under a scenario once."""
        if self.check is None or (scenario, series) in self.carried.checked:
            return
        simulator = self.simulator()
        both = (_whole(simulator, moved, variable, series) for variable in (LEVEL, OUTCOME))
        self.check(scenario, series, *both)
        self.carried.checked.add((scenario, series))


def _rows(
    simulator: Simulator, moved: Departures, variable: str, series: str, years: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    same, other = simulator.baseline(variable, series), getattr(moved, variable).get(series)
    if other is None:
        before = np.ones(len(years), dtype=bool)
        return before, same[years], same[:0]
    before = years < moved.begin
    return before, same[years[before]], other[years[~before] - moved.begin]


def _whole(simulator: Simulator, moved: Departures, variable: str, series: str) -> np.ndarray:
    """Return all years of one series (year, draw), without a copy where nothing is moved."""
    same, other = simulator.baseline(variable, series), getattr(moved, variable).get(series)
    return same if other is None else np.concatenate([same[: moved.begin], other])


class _Computed(BackendArray):
    """One variable of the draws, as xarray reads an array that is not in memory."""

    def __init__(self, draws: LazyDraws, variable: str):
        self._draws, self._variable = draws, variable
        sizes = (len(draws.scenarios), draws.draws, len(draws.axis), len(draws.series))
        self.shape, self.dtype = sizes, draws.dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Compute what is asked for."""
        support = indexing.IndexingSupport.OUTER
        return indexing.explicit_indexing_adapter(key, self.shape, support, self._read)

    def _read(self, key: tuple[Any, ...]) -> np.ndarray:
        """Return the numbers of an outer index; a series lies in one piece, draw by draw."""
        scenarios, draws, years, series = (
            np.atleast_1d(np.arange(size)[part]) for size, part in zip(self.shape, key, strict=True)
        )
        chosen = slice(None) if isinstance(key[1], slice) and len(draws) == self.shape[1] else draws
        found = np.empty((len(scenarios), len(series), len(years), len(draws)), self.dtype)
        names, ids = list(self._draws.scenarios), self._draws.series
        for (row, one), (column, other) in product(enumerate(scenarios), enumerate(series)):
            known = (self._variable, names[one], ids[int(other)], years)
            before, same, moved = self._draws.rows(*known)
            found[row, column, before], found[row, column, ~before] = (
                same[:, chosen],
                moved[:, chosen],
            )
        single = tuple(
            slice(None) if np.ndim(part) or isinstance(part, slice) else 0 for part in key
        )
        found = found.transpose(0, 3, 2, 1)[single]
        if isinstance(found, np.ndarray):
            found.flags.writeable = False
        return found


class Loaded(indexing.LazilyIndexedArray):
    """Numbers that are computed once they are put in another order: each series in one piece."""

    __slots__ = ()

    def transpose(self, order: Sequence[int]) -> Any:
        """Return the numbers, in another order of dimensions."""
        return np.asarray(self.get_duck_array()).transpose(order)
