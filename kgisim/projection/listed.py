"""What a list will show of a count of which it misses some: the number that gets published.

A count that is read off an incomplete list has two quantities: how many there are (``outcome``),
and how many of them are on the list. Whatever is compared with a number that will be published
takes the second; a number that is known tells of the first only what the list holds.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import gammaln
from xarray.backends import BackendArray
from xarray.core import indexing

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Completeness, Indicator
from kgisim.projection.lazy_draws import Loaded
from kgisim.projection.thinning import binomial_quantile, thinning_uniform
from kgisim.rng import stream
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.projection.projection import Projection

DIMS = (SCENARIO, DRAW, YEAR)
GRID = np.linspace(-4.5, 4.5, 37)
"""Where the density of the completeness's error is computed, in its standard deviations."""
MOST_ALTERNATIVES = 200
"""Numbers of an ``about`` row that are added up one by one."""


def completeness(indicator: Indicator) -> Completeness | None:
    """Return how complete the list is that an indicator is read off; None where none misses any."""
    return indicator.derive.completeness if indicator.derive else None


def is_listed(catalog: Catalog, name: str) -> bool:
    """Return whether what is published of a count is the number on a list that misses some.

    So is a count that is a part or a sum of such counts.
    """
    indicator = catalog.indicators[name]
    if indicator.is_fitted:
        return completeness(indicator) is not None
    identity = indicator.identity
    if identity is None or identity.divided_by or identity.times != 1.0:
        return False
    parts = (identity.thinned,) if identity.thinned else identity.sum_of
    return indicator.scale == "count" and any(is_listed(catalog, one) for one in parts)


@dataclass(frozen=True, eq=False)
class Shown:
    """What lists show, as far as somebody has asked, for another process too.

    Parameters
    ----------
    counts
        By series and scenario, as `ListedCounts.under` returns them.
    chances
        By fitted series, the chance (draw, year) that an event is on its list.
    """

    counts: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    chances: dict[str, np.ndarray] = field(default_factory=dict)

    def of(self, names: Collection[str]) -> "Shown":
        """Return what lists show of some series."""
        counts = {both: one for both, one in self.counts.items() if both[0] in names}
        return Shown(counts, {name: one for name, one in self.chances.items() if name in names})


@dataclass(frozen=True, eq=False)
class ListedCounts:
    """Counts of a projection as their lists show them.

    Parameters
    ----------
    projection
        Draws of the counts, and the fits behind them.
    shown
        What has been computed of them.
    """

    projection: "Projection"
    shown: Shown = field(default_factory=Shown, repr=False)

    def __contains__(self, name: str) -> bool:
        """Return whether a series is a count of which a list misses some."""
        return is_listed(self.projection.catalog, name)

    def take(self, other: Shown) -> None:
        """Take over what another process has computed."""
        self.shown.counts.update(other.counts)
        self.shown.chances.update(other.chances)

    def of(self, name: str) -> xr.Dataset:
        """Return what the list shows.

        Returns
        -------
        Dataset
            ``level``, the expected number on the list, and ``outcome``, the number that it will
            print; dims scenario, draw, year.
        """
        return self.series(name).squeeze(SERIES, drop=True)

    def series(self, name: str) -> xr.Dataset:
        """Return what the list shows, computed when it is read, one scenario at a time.

        Returns
        -------
        Dataset
            As from `of`, dims scenario, draw, year, series; the count is the only series.
        """
        both = {
            which: xr.Variable((*DIMS, SERIES), Loaded(_Shown(self, which, name)))
            for which in (LEVEL, OUTCOME)
        }
        coords = {dim: self.projection.draws[dim] for dim in DIMS} | {SERIES: [name]}
        return xr.Dataset(both, coords=coords)

    def under(self, name: str, scenario: str) -> tuple[np.ndarray, np.ndarray]:
        """Return level and outcome on the list under one scenario.

        Returns
        -------
        tuple of ndarray
            Each (draw, year).
        """
        if (name, scenario) not in self.shown.counts:
            self.shown.counts[name, scenario] = self._shown(name, scenario)
        return self.shown.counts[name, scenario]

    def published(self, name: str) -> xr.Dataset:
        """Return a series as it is published: of a list what it shows, all else as it is.

        Returns
        -------
        Dataset
            ``level`` and ``outcome``, dims scenario, draw, year.
        """
        return self.of(name) if name in self else self.projection.draws.sel({SERIES: name})

    def completed(self, name: str, year: int, value: float, scenario: str) -> np.ndarray:
        """Return how many there are in a year of which the list holds a known number.

        Given the list, those that it misses of a Poisson number are Poisson and independent of
        those that it holds; under overdispersion the list tells of the year's multiplier too.

        Parameters
        ----------
        value
            Number on the list.

        Returns
        -------
        ndarray
            (draw,) whole numbers, none below `value`.
        """
        place = {SERIES: name, SCENARIO: scenario, YEAR: year}
        rate = self._held(name, scenario)[LEVEL].sel(place).to_numpy().astype(float)
        listed = self._chance(name)[:, self._years.searchsorted(year)]
        size = 1.0 / np.maximum(self.projection.fits[name].noise, 1e-6)
        random = stream(self.projection.seed, "missed", name, str(year))
        burst = random.standard_gamma(size + value) / (size + rate * listed)
        return value + random.poisson(rate * burst * (1.0 - listed))

    @property
    def _years(self) -> np.ndarray:
        return self.projection.draws[YEAR].to_numpy()

    def _shown(self, name: str, scenario: str) -> tuple[np.ndarray, np.ndarray]:
        identity = self.projection.catalog.indicators[name].identity
        if identity is not None and identity.thinned is None:
            parts = [self._either(one, scenario) for one in identity.sum_of]
            level, outcome = (np.sum([part[which] for part in parts], axis=0) for which in (0, 1))
            return level, outcome
        level, count, chance = self._before(name, scenario)
        return level, self._thinned(name, scenario, count, chance)

    def _before(self, name: str, scenario: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Level on the list, what it is taken from, and the chance of each to be on it."""
        identity = self.projection.catalog.indicators[name].identity
        if identity is None or identity.thinned is None or identity.thinned_by is None:
            level, count = self._all(name, scenario)
            chance = self._chance(name)
            return level * chance, count, chance
        level, count = self._either(identity.thinned, scenario)
        share_level, share = (one / 100 for one in self._all(identity.thinned_by, scenario))
        return level * share_level, count, share

    def _thinned(
        self, name: str, scenario: str, count: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        """Thin counts (draw, year) by one uniform for each draw and year, under all scenarios.

        What a scenario has in common with the baseline is thinned once.
        """
        uniform = self._uniform(name, chance.shape)
        first = self.shown.counts.get((name, BASELINE))
        if first is None:
            return binomial_quantile(uniform, count, chance)
        _, count_before, chance_before = self._before(name, BASELINE)
        other = (count != count_before) | (chance != chance_before)
        found = first[1].copy()
        found[other] = binomial_quantile(uniform[other], count[other], chance[other])
        return found

    def _uniform(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        seed, axis = self.projection.seed, self.projection.catalog.axis
        if completeness(self.projection.catalog.indicators[name]) is not None:
            return stream(seed, "listed", name).random(shape)
        uniform = thinning_uniform(seed, name, len(axis), shape[0])
        return uniform[np.isin(axis.years, self._years)].T

    def _either(self, name: str, scenario: str) -> tuple[np.ndarray, np.ndarray]:
        """Level and outcome as published: on the list, or where there is none as they are."""
        return self.under(name, scenario) if name in self else self._all(name, scenario)

    def _all(self, name: str, scenario: str) -> tuple[np.ndarray, np.ndarray]:
        own = self._held(name, scenario).sel({SERIES: name, SCENARIO: scenario})
        level, outcome = (own[one].transpose(DRAW, YEAR).to_numpy() for one in (LEVEL, OUTCOME))
        return level.astype(float), outcome.astype(float)

    def _held(self, name: str, scenario: str) -> xr.Dataset:
        """Draws that hold a series: those of the projection, or carried again with it."""
        draws = self.projection.draws
        if name in draws[SERIES]:
            return draws
        since = int(self._years[0])
        asked = {scenario: self.projection.scenarios[scenario]}
        return self.projection.under(asked, series=(name,), since=since).draws

    def _chance(self, name: str) -> np.ndarray:
        """Chance (draw, year) that an event is on the list, as the fit has learned it."""
        if name not in self.shown.chances:
            catalog, fit = self.projection.catalog, self.projection.fits[name]
            part = completeness(catalog.indicators[name])
            assert part is not None  # asked of fitted lists only
            place = {SERIES: name, SCENARIO: BASELINE}
            held = self._held(name, BASELINE)[LEVEL].sel(place).transpose(DRAW, YEAR).to_numpy()
            level = pd.DataFrame(held, columns=self._years)
            uniform = stream(self.projection.seed, "completeness", name).random(len(fit.noise))
            error = completeness_error(part, catalog.rows(name), level, fit.noise, uniform)
            known = np.array([part.of(int(year)) for year in self._years])
            drawn = np.minimum(known * np.exp(part.sd * error)[:, None], 1.0)
            self.shown.chances[name] = np.where(known < 1.0, drawn, 1.0)
        return self.shown.chances[name]


def completeness_error(
    part: Completeness,
    rows: pd.DataFrame,
    level: pd.DataFrame,
    overdispersion: np.ndarray,
    uniform: np.ndarray,
) -> np.ndarray:
    """Draw the common error of a list's completeness, given the path that a draw has.

    The fit integrates it out. Given the path, what the list held of each year is negative
    binomial around the path times the completeness, so a path that lies high goes with a list
    that misses much. Errors of single rows, small beside those of counts, are left out here.

    Parameters
    ----------
    rows
        Numbers on the list; floors are true of all events and tell nothing of what it misses.
    level
        Expected numbers of events: one row per draw, one column per year.
    overdispersion
        (draw,) α of variance μ + αμ².
    uniform
        (draw,) probabilities.

    Returns
    -------
    ndarray
        (draw,) in standard deviations of the logarithm of the completeness.
    """
    density = np.tile(-0.5 * GRID**2, (len(level), 1))
    factor = np.exp(part.sd * GRID)
    size = 1.0 / np.maximum(overdispersion, 1e-6)[:, None]
    counted: list[dict[str, Any]] = rows.loc[rows["relation"] != "ge"].to_dict("records")
    for one in counted:
        year = one["year"]
        if year in level.columns:
            path, shown = level[year].to_numpy(float)[:, None], part.of(year) * factor
            logs = np.log(path + 1e-300) + np.log(shown)
            is_span = one["relation"] == "about"
            low, high = (one["low"], one["high"]) if is_span else (one["value"], one["value"])
            density += _log_chance(round(low), round(high), path * shown, logs, size)
    mass = np.exp(density - density.max(axis=1, keepdims=True))
    below = np.cumsum(mass, axis=1) - mass / 2  # a cell's mass lies on both sides of its middle
    below /= mass.sum(axis=1, keepdims=True)
    return np.array([np.interp(u, row, GRID) for u, row in zip(uniform, below, strict=True)])


def _log_chance(
    low: int, high: int, mean: np.ndarray, log_mean: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """Compute the log of the negative binomial probability of a number between two."""
    # few passes over (draw, grid) for a number: whoever opens a run needs this before its lists
    past = np.log(mean + size)
    odds = log_mean - past
    rest = size * (np.log(size) - past) - gammaln(size)
    terms = [
        gammaln(size + number) - gammaln(number + 1.0) + number * odds
        for number in range(low, min(high, low + MOST_ALTERNATIVES) + 1)
    ]
    if len(terms) == 1:
        return terms[0] + rest
    most = np.max(terms, axis=0)
    return most + rest + np.log(sum(np.exp(term - most) for term in terms))


class _Shown(BackendArray):
    """One variable of a count as its list shows it, as xarray reads an array not in memory."""

    def __init__(self, listed: ListedCounts, variable: str, name: str):
        self._listed, self._variable, self._name = listed, variable, name
        sizes = listed.projection.draws.sizes
        self._scenarios = [str(one) for one in listed.projection.draws[SCENARIO].to_numpy()]
        self.shape, self.dtype = (*(sizes[dim] for dim in DIMS), 1), np.dtype(float)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Compute what is asked for."""
        support = indexing.IndexingSupport.OUTER
        return indexing.explicit_indexing_adapter(key, self.shape, support, self._read)

    def _read(self, key: tuple[Any, ...]) -> np.ndarray:
        """Return the numbers of an outer index, each scenario draw by draw."""
        scenarios, draws, years, series = (
            np.atleast_1d(np.arange(size)[part]) for size, part in zip(self.shape, key, strict=True)
        )
        found = np.empty((len(scenarios), len(draws), len(years), len(series)))
        for row, one in enumerate(scenarios):
            both = self._listed.under(self._name, self._scenarios[one])
            found[row] = both[self._variable == OUTCOME][key[1]][..., years].reshape(
                found[row].shape
            )
        single = tuple(
            slice(None) if np.ndim(part) or isinstance(part, slice) else 0 for part in key
        )
        return found[single]
