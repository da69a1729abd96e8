"""A fitted series, prepared once so that any scenario only has to shift it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.inference.driver_terms import DriverTerm, driver_terms, settled
from kgisim.inference.fit import Fit
from kgisim.inference.observed_path import past_path
from kgisim.inference.scales import Scale, scale_of
from kgisim.projection.poisson import poisson_quantile
from kgisim.rng import stream

Precision = type[np.float32] | type[np.float64]
"""In which levels and outcomes are kept."""
UTMOST = 25.0
"""Largest shift in link units that moves anything; beyond it single precision would overflow."""


@dataclass(frozen=True)
class Series:
    """What every scenario shares of one fitted series; arrays are (year, draw).

    Parameters
    ----------
    known
        (year,) departures from the last observed value, up to then.
    reference
        Link value of the last observed value.
    drivers
        The series that drive it, by id.
    middle
        (year,) median of its link path under the baseline.
    level, outcome
        The baseline in the form that a shift acts on: natural units; on a logit scale
        exp(−link). The outcome holds the year's noise, for flow counts its gamma multiplier;
        where only levels are asked for it is the level.
    uniform, normal
        Where each flow count lies in its distribution, as probability and as normal quantile.
    terms
        What the effects of the drivers are multiplied by.
    effect
        (term, draw) effects of the drivers.
    """

    indicator: Indicator
    scale: Scale
    fit: Fit
    known: np.ndarray
    reference: float
    drivers: Mapping[str, "Series"]
    middle: np.ndarray
    level: np.ndarray
    outcome: np.ndarray
    uniform: np.ndarray
    normal: np.ndarray
    terms: tuple[DriverTerm, ...]
    effect: np.ndarray

    @cached_property
    def link(self) -> np.ndarray:
        """Link path (year, draw) under the baseline, kept only of series that drive others."""
        return _link(self.fit, self.terms, self.drivers)

    def shifted(
        self, shift: np.ndarray | None = None, since: int = 0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Compute level and outcome under a shift of the link path.

        Parameters
        ----------
        shift
            (year, draw) in the precision of the series; None: the baseline.
        since
            Position of its first year on the axis.

        Returns
        -------
        tuple of ndarray
            Level and outcome, each (year, draw) from `since` on, in natural units.
        """
        kept = [self.level] if self.has_levels_only else [self.level, self.outcome]
        found = [one[since:] for one in kept]
        if shift is not None:
            found = self._moved(found, shift)
        if self.scale.kind == "logit":
            found = [self._top / (1 + one) for one in found]
        level, outcome = found[0], found[-1]
        if self.has_levels_only:
            return level, level
        if self.scale.is_flow_count:
            outcome = poisson_quantile(self.uniform[since:], self.normal[since:], outcome)
        elif self.scale.counting == "stock":
            outcome = np.minimum(np.round(outcome), self.indicator.ceiling or np.inf)
        return level, outcome

    @property
    def has_levels_only(self) -> bool:
        """Whether outcomes are left out, and levels stand for them."""
        return self.outcome is self.level

    def with_levels_only(self) -> "Series":
        """Return it without outcomes.

        Returns
        -------
        Series
            Its arrays have dims (year, draw).
        """
        return replace(self, outcome=self.level)

    def _moved(self, parts: list[np.ndarray], shift: np.ndarray) -> list[np.ndarray]:
        if self.scale.kind == "identity":
            step = shift.dtype.type(self.scale.unit) * shift
            return [one + step for one in parts]
        power = shift if self.scale.kind == "log" else -shift
        factor = np.exp(np.clip(power, -UTMOST, UTMOST))
        return [one * factor for one in parts]

    @property
    def _top(self) -> np.floating:
        return self.level.dtype.type(self.scale.top)


def prepare(
    catalog: Catalog,
    name: str,
    fits: Mapping[str, Fit],
    others: Mapping[str, Series],
    seed: int,
    *,
    precision: Precision = np.float32,
    levels_only: bool = False,
) -> Series:
    """Prepare one fitted series.

    Parameters
    ----------
    others
        Its drivers, prepared already.
    precision
        Of its levels and outcomes.
    levels_only
        Whether outcomes are left out.

    Returns
    -------
    Series
        Its arrays have dims (year, draw).
    """
    indicator, rows, fit = catalog.indicators[name], catalog.rows(name), fits[name]
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    terms = driver_terms(indicator)
    drivers = {term.driver: others[term.driver] for term in terms}
    past = past_path(catalog, name, fits, {one: driver.known for one, driver in drivers.items()})
    reference = float(past.loc[fit.last])
    link = _link(fit, terms, drivers)
    if levels_only:
        level = outcome = _level(scale, link).astype(precision)
        uniform = normal = np.empty((len(link), 0), precision)
    else:
        drawn = _chance(scale, fit, link, stream(seed, "outcome", name))
        level, outcome, uniform, normal = (array.astype(precision) for array in drawn)
    return Series(
        indicator=indicator,
        scale=scale,
        fit=fit,
        known=(past - reference).to_numpy(),
        reference=reference,
        drivers=drivers,
        middle=np.median(link, axis=1),
        level=level,
        outcome=outcome,
        uniform=uniform,
        normal=normal,
        terms=terms,
        effect=np.ascontiguousarray(fit.effect.T, dtype=precision),
    )


def _link(fit: Fit, terms: tuple[DriverTerm, ...], others: Mapping[str, Series]) -> np.ndarray:
    """Add what the drivers do to the trend, as the fit saw it and from then on.

    The fit took a driver to stand still after its own last observation. Whatever it did between
    then and the last observation of the series is in the trend already.
    """
    path = np.ascontiguousarray(fit.trend.T)
    for number, term in enumerate(terms):
        other = others[term.driver]
        past = (max(fit.last, other.fit.last) >= fit.axis.years)[:, None]
        start = other.reference
        if fit.last > other.fit.last:
            start = other.link[fit.axis.place(fit.last)]
        departure = np.where(past, settled(other.known)[:, None], other.link - start)
        path = path + fit.effect[:, number] * term.of(departure)
    return path


def _level(scale: Scale, link: np.ndarray) -> np.ndarray:
    """Level in the form that a shift acts on."""
    return Scale("positive", "log").inverse(-link) if scale.kind == "logit" else scale.inverse(link)


def _chance(
    scale: Scale, fit: Fit, link: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Level and outcome in the form that a shift acts on, uniforms and normals of counts."""
    uniform = np.ascontiguousarray(generator.random(fit.trend.shape).T)
    normal = ndtri(np.clip(uniform, 1e-15, None))
    if scale.is_flow_count:
        size = 1.0 / np.maximum(fit.noise, 1e-6)
        burst = generator.standard_gamma(size, link.shape) / size
        level = _level(scale, link)
        return level, level * burst, uniform, normal
    none = np.empty((len(link), 0))
    noisy = link + fit.noise * normal
    return _level(scale, link), _level(scale, noisy), none, none
