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
from scipy.special import gammaln, logsumexp

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Completeness, Indicator
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
        By series, ``level`` and ``outcome`` as `ListedCounts.of` returns them.
    chances
        By fitted series, the chance (draw, year) that an event is on its list.
    """

    counts: dict[str, xr.Dataset] = field(default_factory=dict)
    chances: dict[str, np.ndarray] = field(default_factory=dict)

    def of(self, names: Collection[str]) -> "Shown":
        """Return what lists show of some series."""
        kept = ({n: one for n, one in all.items() if n in names} for all in vars(self).values())
        return Shown(*kept)


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
        if name not in self.shown.counts:
            level, outcome = self._shown(name)
            coords = {dim: self.projection.draws[dim] for dim in DIMS}
            both = {LEVEL: (DIMS, level), OUTCOME: (DIMS, outcome)}
            self.shown.counts[name] = xr.Dataset(both, coords=coords)
        return self.shown.counts[name]

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
        rate = self._held(name)[LEVEL].sel(place).to_numpy().astype(float)
        listed = self._chance(name)[:, self._years.searchsorted(year)]
        size = 1.0 / np.maximum(self.projection.fits[name].noise, 1e-6)
        random = stream(self.projection.seed, "missed", name, str(year))
        burst = random.standard_gamma(size + value) / (size + rate * listed)
        return value + random.poisson(rate * burst * (1.0 - listed))

    @property
    def _years(self) -> np.ndarray:
        return self.projection.draws[YEAR].to_numpy()

    def _shown(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Level and outcome on the list, each (scenario, draw, year)."""
        catalog = self.projection.catalog
        if completeness(catalog.indicators[name]) is not None:
            level, outcome = self._all(name)
            chance = self._chance(name)
            uniform = stream(self.projection.seed, "listed", name).random(chance.shape)
            return level * chance, _thinned(uniform, outcome, chance)
        identity = catalog.indicators[name].identity
        assert identity is not None  # `is_listed`: fitted to a list, or made of such counts
        if identity.thinned is not None and identity.thinned_by is not None:
            level, outcome = self._either(identity.thinned)
            share_level, share = (one / 100 for one in self._all(identity.thinned_by))
            axis, draws = catalog.axis, outcome.shape[1]
            uniform = thinning_uniform(self.projection.seed, name, len(axis), draws)
            uniform = uniform[np.isin(axis.years, self._years)].T
            return level * share_level, _thinned(uniform, outcome, share)
        parts = [self._either(one) for one in identity.sum_of]
        level, outcome = (np.sum([part[which] for part in parts], axis=0) for which in (0, 1))
        return level, outcome

    def _either(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Level and outcome as published: on the list, or where there is none as they are."""
        if name not in self:
            return self._all(name)
        shown = self.of(name)
        return shown[LEVEL].to_numpy(), shown[OUTCOME].to_numpy()

    def _all(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        own = self._held(name).sel({SERIES: name})
        level, outcome = (own[one].transpose(*DIMS).to_numpy() for one in (LEVEL, OUTCOME))
        return level.astype(float), outcome.astype(float)

    def _held(self, name: str) -> xr.Dataset:
        """Draws that hold a series: those of the projection, or carried again with it."""
        draws = self.projection.draws
        if name in draws[SERIES]:
            return draws
        since = int(self._years[0])
        scenarios = self.projection.scenarios
        return self.projection.under(scenarios, series=(name,), since=since).draws

    def _chance(self, name: str) -> np.ndarray:
        """Chance (draw, year) that an event is on the list, as the fit has learned it."""
        if name not in self.shown.chances:
            catalog, fit = self.projection.catalog, self.projection.fits[name]
            part = completeness(catalog.indicators[name])
            assert part is not None  # asked of fitted lists only
            place = {SERIES: name, SCENARIO: BASELINE}
            held = self._held(name)[LEVEL].sel(place).transpose(DRAW, YEAR).to_numpy()
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
            mean = level[year].to_numpy(float)[:, None] * (part.of(year) * factor)
            is_span = one["relation"] == "about"
            low, high = (one["low"], one["high"]) if is_span else (one["value"], one["value"])
            density = density + _log_chance(round(low), round(high), mean, size)
    mass = np.exp(density - density.max(axis=1, keepdims=True))
    below = np.cumsum(mass, axis=1) - mass / 2  # a cell's mass lies on both sides of its middle
    below /= mass.sum(axis=1, keepdims=True)
    return np.array([np.interp(u, row, GRID) for u, row in zip(uniform, below, strict=True)])


def _log_chance(low: int, high: int, mean: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Log of the negative binomial probability of a number between two, but for a constant."""
    numbers = range(low, min(high, low + MOST_ALTERNATIVES) + 1)
    rest = -size * np.log1p(mean / size)
    odds = np.log(mean + 1e-300) - np.log(mean + size)
    none = gammaln(size)
    terms = [
        gammaln(size + number) - none - gammaln(number + 1.0) + number * odds + rest
        for number in numbers
    ]
    return terms[0] if len(terms) == 1 else np.asarray(logsumexp(np.array(terms), axis=0))


def _thinned(uniform: np.ndarray, count: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Thin counts (scenario, draw, year) by one uniform for each draw and year.

    What a scenario has in common with the first is thinned once.
    """
    chance = np.broadcast_to(chance, count.shape)
    found = np.empty(count.shape)
    found[:1] = binomial_quantile(uniform, count[:1], chance[:1])
    for scenario in range(1, len(count)):
        other = (count[scenario] != count[0]) | (chance[scenario] != chance[0])
        own = uniform[other], count[scenario][other], chance[scenario][other]
        found[scenario] = found[0]
        found[scenario][other] = binomial_quantile(*own)
    return found
