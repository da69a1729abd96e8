"""The likelihood of a row given the link value of what it counts."""

from typing import Any, Literal, NamedTuple

import numpy as np

from kgisim.inference.counted_shares import (
    MOST_TERMS,
    SMALLEST_CHANCE,
    counted_logp,
    logit,
)
from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EXACT, ModelData

SMALLEST_NOISE = 1e-3
"""Yearly noise is never below a tenth of a per cent; keeps exact rows from being infinitely so."""

Law = Literal["normal", "negative_binomial", "binomial", "beta_binomial"]
"""Distribution of a published number around what it counts."""


class Group(NamedTuple):
    """Rows that share a likelihood.

    Parameters
    ----------
    kind
        One of those of `kgisim.inference.model_data`.
    law
        Distribution of their numbers.
    is_wide
        Whether their bounds leave more numbers than can be summed.
    top
        Largest share, in per cent; 100 on other scales.
    """

    kind: int
    law: Law
    is_wide: bool
    top: float = 100.0


def noise_prior(frame: ModelData) -> dict[str, Any]:
    """Prior of the yearly noise: a standard deviation on the link scale, or overdispersion.

    For flow counts it is the root of α in variance = μ + αμ², a half-normal of 0.3: α near 0.05
    is ordinary, α = 0.3 (a standard deviation of 55 % of the mean) is possible.
    """
    sigma = 0.3 if frame.scale.is_flow_count else 0.05
    return {"dist": "HalfNormal", "kwargs": {"sigma": sigma}}


def groups_of(frame: ModelData) -> list[tuple[Group, np.ndarray]]:
    """Group the rows by what their likelihood is.

    Returns
    -------
    list of tuples
        Group, and the indices of its rows (row,); groups without rows are left out.
    """
    laws, wide = _laws(frame), _terms(frame) > MOST_TERMS
    top = frame.scale.top if frame.scale.name == "share" else 100.0
    found = [
        (
            Group(kind, law, is_wide, top),
            np.flatnonzero(of_law & (frame.kind == kind) & (wide == is_wide)),
        )
        for law, of_law in laws.items()
        for kind in (EXACT, BETWEEN, AT_LEAST, AT_MOST)
        for is_wide in (False, True)
    ]
    return [(group, rows) for group, rows in found if len(rows)]


def known_of(frame: ModelData, rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return what `group_logp` needs to know of the rows of a group.

    Returns
    -------
    tuple of ndarrays
        Low and high, n and design effect of each row, (row,) each.
    """
    known = frame.low, frame.high, frame.of, frame.design_effect
    return tuple(one[rows].astype(float) for one in known)


def _laws(frame: ModelData) -> dict[Law, np.ndarray]:
    """Return which rows have which distribution, (R,) each."""
    counted, spread = frame.of > 0, frame.design_effect > 1.0
    plain: Law = "negative_binomial" if frame.scale.is_flow_count else "normal"
    return {
        plain: ~counted,
        "binomial": counted & ~spread,
        "beta_binomial": counted & spread,
    }


def _terms(frame: ModelData) -> np.ndarray:
    """Count the numbers that each row's bounds leave possible or, for a floor, rule out."""
    kinds = [frame.kind == BETWEEN, frame.kind == AT_LEAST, frame.kind == AT_MOST]
    if not frame.scale.is_flow_count:
        tails = [np.zeros(frame.rows), frame.of - frame.low, frame.low]
        return np.where(frame.of > 0, np.select(kinds, tails, 0.0), 0.0)
    return np.select(kinds, [frame.high - frame.low, frame.low, frame.high], 0.0)


def group_logp(
    xp: Any,
    group: Group,
    eta: Any,
    noise: Any,
    shrink: Any,
    low: Any,
    high: Any,
    of: Any,
    effect: Any,
) -> Any:
    """Log-likelihood of rows of one group.

    Parameters
    ----------
    xp
        Functions of arrays (`kgisim.inference.array_functions`) or of graphs.
    eta
        (…, R) link value of each row's yearly level, total or mean.
    noise
        (…, 1) yearly noise, as in `noise_prior`.
    shrink
        (…, R) share of one year's variance that is left in a row of several: Σμ² ÷ (Σμ)² over its
        years for amounts and for the overdispersion of flow counts (the total's first two moments
        are exact, its shape is not).
    low, high, of, effect
        (R,) as `known_of` returns them.

    Returns
    -------
    array or graph
        (…, R) log densities or log probabilities.
    """
    if group.law == "normal":
        return _link_logp(xp, group.kind, eta, noise, shrink, low, high)
    if group.law == "negative_binomial":
        return _count_logp(xp, group.kind, group.is_wide, eta, noise, shrink, low, high)
    is_spread, eta = group.law == "beta_binomial", logit(xp, eta, group.top)
    return counted_logp(xp, group.kind, group.is_wide, is_spread, eta, low, of, effect)


def _link_logp(xp: Any, kind: int, eta: Any, noise: Any, shrink: Any, low: Any, high: Any) -> Any:
    """Rows that are the link value plus normal noise."""
    sd = xp.sqrt(noise**2 * shrink + SMALLEST_NOISE**2)
    if kind == EXACT:
        return -0.5 * ((low - eta) / sd) ** 2 - 0.5 * np.log(2.0 * np.pi) - xp.log(sd)
    if kind == AT_LEAST:
        return xp.log_ndtr((eta - low) / sd)
    above = (high - eta) / sd
    if kind == AT_MOST:
        return xp.log_ndtr(above)
    return _log_between(xp, (low - eta) / sd, above)


def _count_logp(
    xp: Any, kind: int, is_wide: bool, eta: Any, noise: Any, shrink: Any, low: Any, high: Any
) -> Any:
    """Rows that are negative-binomial counts; bounds sum the numbers that they leave possible."""
    rate = xp.exp(xp.clip(eta, -60.0, 30.0))
    alpha = 1.0 / xp.maximum(noise**2 * shrink, 1e-6)
    if kind == EXACT:
        return _count_mass(xp, rate, alpha, low)
    if is_wide:
        return _wide_logp(xp, kind, rate, alpha, low, high)
    first = low if kind == BETWEEN else xp.zeros_like(low)
    final = low - 1 if kind == AT_LEAST else high
    number = first[:, None] + xp.arange(xp.max(final - first) + 1)
    mass = _count_mass(xp, rate[..., None], alpha[..., None], number)
    inside = xp.where(number <= final[:, None], mass, -1e10)
    total = xp.minimum(xp.logsumexp(inside), -1e-12)
    return _log_rest(xp, total) if kind == AT_LEAST else total


def _count_mass(xp: Any, rate: Any, alpha: Any, number: Any) -> Any:
    """Log probability of a number under the negative binomial of this mean."""
    ways = xp.gammaln(number + alpha) - xp.gammaln(number + 1.0) - xp.gammaln(alpha)
    whole = xp.log(alpha + rate)
    return ways + number * (xp.log(rate) - whole) + alpha * (xp.log(alpha) - whole)


def _wide_logp(xp: Any, kind: int, rate: Any, alpha: Any, low: Any, high: Any) -> Any:
    """Bounds by the distribution function: P(X ≤ k) is the incomplete beta I(α, k+1; α/(α+μ))."""
    up, down = rate / (alpha + rate), alpha / (alpha + rate)

    def at_most(number: Any) -> Any:
        chance = xp.betainc(alpha, xp.maximum(number, 0) + 1.0, down)
        return xp.where(number < 0, 0.0, chance)

    def above(number: Any) -> Any:
        chance = xp.betainc(xp.maximum(number, 0) + 1.0, alpha, up)
        return xp.where(number < 0, 1.0, chance)

    if kind == AT_LEAST:
        chance = above(low - 1)
    elif kind == AT_MOST:
        chance = at_most(high)
    else:  # from the side on which the smaller numbers are, so that none cancels
        below = at_most(low - 1)
        chance = xp.where(below < 0.5, at_most(high) - below, above(low - 1) - above(high))
    return xp.log(xp.maximum(chance, SMALLEST_CHANCE))


def _log_between(xp: Any, below: Any, above: Any) -> Any:
    """Log probability between two standard normal points, exact in both tails."""
    flip = (below + above) > 0
    upper = xp.log_ndtr(xp.where(flip, -below, above))
    lower = xp.log_ndtr(xp.where(flip, -above, below))
    return upper + _log_rest(xp, xp.minimum(lower - upper, -1e-12))


def _log_rest(xp: Any, log_part: Any) -> Any:
    """Log of one minus a probability."""
    return xp.log(-xp.expm1(log_part))
