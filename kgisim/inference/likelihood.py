"""The likelihood of a row given the link value of what it counts."""

from typing import Any, Literal, NamedTuple

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.special import logsumexp

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


def row_logp(eta: Any, noise: Any, frame: ModelData, shrink: Any) -> Any:
    """Log-likelihood of every row.

    Parameters
    ----------
    eta
        (…, R) link value of each row's yearly level, total or mean.
    noise
        (…, 1) yearly noise, as in `noise_prior`.
    frame
        The rows.
    shrink
        (…, R) share of one year's variance that is left in a row of several: Σμ² ÷ (Σμ)² over its
        years for amounts and for the overdispersion of flow counts (the total's first two moments
        are exact, its shape is not).
    """
    parts, order = [], []
    for group, rows in groups_of(frame):
        seen = eta[..., rows], noise, shrink[..., rows]
        parts.append(group_logp(group, *seen, *known_of(frame, rows)))
        order.append(rows)
    joined: Any = pt.concatenate(parts, axis=-1)
    return joined[..., np.argsort(np.concatenate(order))]


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
    group: Group,
    eta: Any,
    noise: Any,
    shrink: Any,
    low: Any,
    high: Any,
    of: Any,
    effect: Any,
) -> Any:
    """Log-likelihood of rows of one group, as in `row_logp`; what is known of them is (R,)."""
    if group.law == "normal":
        return _link_logp(group.kind, eta, noise, shrink, low, high)
    if group.law == "negative_binomial":
        return _count_logp(group.kind, group.is_wide, eta, noise, shrink, low, high)
    is_spread, eta = group.law == "beta_binomial", logit(eta, group.top)
    return counted_logp(group.kind, group.is_wide, is_spread, eta, low, of, effect)


def _link_logp(kind: int, eta: Any, noise: Any, shrink: Any, low: Any, high: Any) -> Any:
    """Rows that are the link value plus normal noise."""
    sd = pt.sqrt(noise**2 * shrink + SMALLEST_NOISE**2)
    if kind == EXACT:
        return pm.logp(pm.Normal.dist(eta, sd), low)
    if kind == AT_LEAST:
        return _log_cdf((eta - low) / sd)
    above = (high - eta) / sd
    if kind == AT_MOST:
        return _log_cdf(above)
    return _log_between((low - eta) / sd, above)


def _count_logp(
    kind: int, is_wide: bool, eta: Any, noise: Any, shrink: Any, low: Any, high: Any
) -> Any:
    """Rows that are negative-binomial counts; bounds sum the numbers that they leave possible."""
    rate: Any = pt.exp(pt.clip(eta, -60.0, 30.0))
    overdispersion: Any = pt.maximum(noise**2 * shrink, 1e-6)
    alpha = 1.0 / overdispersion
    if kind == EXACT:
        return pm.logp(pm.NegativeBinomial.dist(mu=rate, alpha=alpha), low)
    if is_wide:
        return _wide_logp(kind, rate, alpha, low, high)
    first: Any = low if kind == BETWEEN else pt.zeros_like(low)
    final: Any = low - 1 if kind == AT_LEAST else high
    most: Any = pt.max(final - first)
    number = first[:, None] + pt.arange(most + 1)
    counts = pm.NegativeBinomial.dist(mu=rate[..., None], alpha=alpha[..., None])
    inside = pt.where(number <= final[:, None], pm.logp(counts, number), -1e10)
    total: Any = pt.minimum(logsumexp(inside, axis=-1), -1e-12)
    return _log_rest(total) if kind == AT_LEAST else total


def _wide_logp(kind: int, rate: Any, alpha: Any, low: Any, high: Any) -> Any:
    """Bounds by the distribution function: P(X ≤ k) is the incomplete beta I(α, k+1; α/(α+μ))."""
    up, down = rate / (alpha + rate), alpha / (alpha + rate)
    betainc: Any = pt.betainc
    floor: Any = pt.maximum

    def at_most(number: Any) -> Any:
        return pt.switch(number < 0, 0.0, betainc(alpha, floor(number, 0) + 1.0, down))

    def above(number: Any) -> Any:
        return pt.switch(number < 0, 1.0, betainc(floor(number, 0) + 1.0, alpha, up))

    if kind == AT_LEAST:
        chance = above(low - 1)
    elif kind == AT_MOST:
        chance = at_most(high)
    else:  # from the side on which the smaller numbers are, so that none cancels
        below = at_most(low - 1)
        chance = pt.switch(below < 0.5, at_most(high) - below, above(low - 1) - above(high))
    log: Any = pt.log
    return log(pt.maximum(chance, SMALLEST_CHANCE))


def _log_cdf(z: Any) -> Any:
    return pm.logcdf(pm.Normal.dist(), z)


def _log_between(below: Any, above: Any) -> Any:
    """Log probability between two standard normal points, exact in both tails."""
    flip = (below + above) > 0
    upper = _log_cdf(pt.where(flip, -below, above))
    lower = _log_cdf(pt.where(flip, -above, below))
    gap: Any = pt.minimum(lower - upper, -1e-12)
    return upper + _log_rest(gap)


def _log_rest(log_part: Any) -> Any:
    """Log of one minus a probability."""
    negative: Any = pt.expm1(log_part)
    return pt.log(-negative)
