"""Priors that nearly every model has, in closed form.

They are what PyMC makes of the same words, without importing it and without a graph: the same
random numbers, the same transformations, the same densities (`tests/inference/test_priors.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import (
    betainc,
    betaincinv,
    betaln,
    erf,
    erfinv,
    expit,
    gammainc,
    gammaincinv,
    gammaln,
    xlog1py,
    xlogy,
)

Function = Callable[..., Any]


@dataclass(frozen=True)
class Law:
    """A kind of distribution: functions of a generator or of values, then of its parameters.

    Parameters
    ----------
    parameters
        Their names in PyMC.
    support
        ``real``, ``positive`` or ``unit``.
    draw
        Draws so many values: (generator, size, …).
    log_density, below, quantile
        Log density, distribution function and its inverse; a normal is truncated by PyMC in
        another way, and has neither of the latter.
    """

    parameters: tuple[str, ...]
    support: str
    draw: Function
    log_density: Function
    below: Function | None = None
    quantile: Function | None = None


def _gamma_density(x: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    return alpha * np.log(beta) - gammaln(alpha) - beta * x + xlogy(alpha - 1.0, x)


def _beta_density(x: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    return xlogy(alpha - 1.0, x) + xlog1py(beta - 1.0, -x) - betaln(alpha, beta)


def _normal_density(x: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return -0.5 * ((x - mu) / sigma) ** 2 - 0.5 * np.log(2.0 * np.pi) - np.log(sigma)


LAWS = {
    "Normal": Law(
        ("mu", "sigma"), "real", lambda rng, size, *by: rng.normal(*by, size), _normal_density
    ),
    "HalfNormal": Law(
        ("sigma",),
        "positive",
        lambda rng, size, sigma: np.abs(rng.standard_normal(size)) * sigma,
        lambda x, sigma: _normal_density(x, 0.0, sigma) + np.log(2.0),
        lambda x, sigma: erf(x / sigma / np.sqrt(2.0)),
        lambda chance, sigma: sigma * np.sqrt(2.0) * erfinv(chance),
    ),
    "Gamma": Law(
        ("alpha", "beta"),
        "positive",
        lambda rng, size, alpha, beta: rng.gamma(alpha, 1.0 / beta, size),
        _gamma_density,
        lambda x, alpha, beta: gammainc(alpha, beta * x),
        lambda chance, alpha, beta: gammaincinv(alpha, chance) / beta,
    ),
    "Beta": Law(
        ("alpha", "beta"),
        "unit",
        lambda rng, size, *by: rng.beta(*by, size),
        _beta_density,
        lambda x, *by: betainc(*by, np.clip(x, 0.0, 1.0)),
        lambda chance, *by: betaincinv(*by, chance),
    ),
}
"""Kinds of distribution by their name in PyMC."""


@dataclass(frozen=True)
class UsualPrior:
    """One hyperparameter's prior on many points; see `kgisim.inference.priors.Prior`.

    Parameters
    ----------
    law
        Its kind.
    by
        Its parameters.
    within
        Ends of a truncated one.
    """

    law: Law
    by: tuple[float, ...]
    within: tuple[float, float] | None = None
    shape: tuple[int, ...] = ()

    def sample(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """Draw values on the unconstrained scale.

        Returns
        -------
        ndarray
            (size,) points.
        """
        # a stream of its own for each prior, as PyMC seeds them
        (seed,) = np.random.SeedSequence(int(generator.integers(2**63))).spawn(1)
        own = np.random.Generator(np.random.PCG64(seed))
        if self.within is None:
            values = self.law.draw(own, size, *self.by)
            return _unconstrained(self.law.support, values)
        assert self.law.quantile is not None
        values = self.law.quantile(own.uniform(*self._chances, size), *self.by)
        low, high = self.within
        return np.log(values - low) - np.log(high - values)

    def density(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Compute natural values, and their log density.

        Parameters
        ----------
        points
            (A,) unconstrained values.

        Returns
        -------
        tuple of arrays
            (A,) each: natural values, and the log density of the unconstrained and of the natural
            values.
        """
        with np.errstate(all="ignore"):
            natural, jacobian = self._natural(points)
            log_density = self.law.log_density(natural, *self.by)
            if self.within is not None:
                low, high = self.within
                inside = (low <= natural) & (natural <= high)
                log_density = np.where(inside, log_density - self._log_inside, -np.inf)
        return natural, log_density + jacobian, log_density

    @cached_property
    def _chances(self) -> tuple[float, float]:
        """Distribution function at the ends."""
        assert self.law.below is not None
        low, high = (self.law.below(end, *self.by) for end in self.within or ())
        return float(low), float(high)

    @cached_property
    def _log_inside(self) -> float:
        low, high = self._chances
        return float(np.log(high - low))

    def _natural(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return natural values, and the log of their derivative by the unconstrained ones."""
        if self.law.support == "positive" and self.within is None:
            return np.exp(points), points
        if self.law.support == "real" and self.within is None:
            return points, np.zeros_like(points)
        low, high = self.within or (0.0, 1.0)
        share = expit(points)
        slope = np.log(high - low) - 2.0 * np.logaddexp(0.0, -points) - points
        return share * high + (1.0 - share) * low, slope


def _unconstrained(support: str, values: np.ndarray) -> np.ndarray:
    if support == "real":
        return values
    return np.log(values) if support == "positive" else np.log(values / (1.0 - values))


def usual_prior(spec: Mapping[str, Any]) -> UsualPrior | None:
    """Return the prior that a specification names, or None if PyMC has to make it."""
    law, by = LAWS.get(str(spec.get("dist"))), spec.get("kwargs", {})
    if law is None or spec.keys() - {"dist", "kwargs", "within"} or set(by) != set(law.parameters):
        return None
    within = spec.get("within")
    numbers = [*by.values(), *(within or ())]
    if not all(type(one) in (int, float) and np.isfinite(one) for one in numbers):
        return None
    values = {name: float(one) for name, one in by.items()}
    if any(one <= 0.0 for name, one in values.items() if name != "mu"):
        return None
    ordered = tuple(values[name] for name in law.parameters)
    if within is None:
        return UsualPrior(law, ordered)
    low, high = map(float, within)
    most = 1.0 if law.support == "unit" else np.inf
    if law.quantile is None or not 0.0 <= low < high <= most:
        return None
    return UsualPrior(law, ordered, (low, high))
