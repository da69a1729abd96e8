"""The likelihood of a row given the link value of what it counts."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.special import logsumexp

from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EXACT, ModelData

SMALLEST_NOISE = 1e-3
"""Yearly noise is never below a tenth of a per cent; keeps exact rows from being infinitely so."""

MOST_TERMS = 1000
"""Bounds on a count that leave more numbers than these are not summed: their cost would grow with
the count. The distribution function takes their place, which NUTS can follow only slowly."""

SMALLEST_CHANCE = 1e-300
"""Probability below which a distribution function is not told from nought."""


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
        (…, R) for flow counts: Σμ² ÷ (Σμ)² over the row's years, by which overdispersion
        shrinks in a total (the total's first two moments are exact, its shape is not).
    """
    flow, parts, order = frame.scale.is_flow_count, [], []
    for kind, is_wide, rows in kinds_of(frame):
        seen = eta[..., rows], noise, shrink[..., rows]
        bounds = frame.low[rows], frame.high[rows], frame.span[rows]
        parts.append(kind_logp(kind, flow, is_wide, *seen, *bounds))
        order.append(rows)
    joined: Any = pt.concatenate(parts, axis=-1)
    return joined[..., np.argsort(np.concatenate(order))]


def kinds_of(frame: ModelData) -> list[tuple[int, bool, np.ndarray]]:
    """Group the rows by kind, and by whether a bound leaves more numbers than can be summed.

    Returns
    -------
    list of tuples
        Kind, whether it is wide, and the indices of its rows (row,); groups without rows are
        left out.
    """
    kinds = (EXACT, BETWEEN, AT_LEAST, AT_MOST)
    wide = _terms(frame) > MOST_TERMS
    found = [
        (kind, is_wide, np.flatnonzero((frame.kind == kind) & (wide == is_wide)))
        for kind in kinds
        for is_wide in (False, True)
    ]
    return [group for group in found if len(group[2])]


def _terms(frame: ModelData) -> np.ndarray:
    """Count the numbers that each row's bounds leave possible or, for a floor, rule out."""
    if not frame.scale.is_flow_count:
        return np.zeros(frame.rows)
    ends = [frame.high - frame.low, frame.low, frame.high]
    kinds = [frame.kind == BETWEEN, frame.kind == AT_LEAST, frame.kind == AT_MOST]
    return np.select(kinds, ends, 0.0)


def kind_logp(
    kind: int,
    flow: bool,
    is_wide: bool,
    eta: Any,
    noise: Any,
    shrink: Any,
    low: Any,
    high: Any,
    span: Any,
) -> Any:
    """Log-likelihood of rows of one group, as in `row_logp`; low, high and span are (R,)."""
    if flow:
        return _count_logp(kind, is_wide, eta, noise, shrink, low, high)
    return _link_logp(kind, eta, noise, low, high, span)


def _link_logp(kind: int, eta: Any, noise: Any, low: Any, high: Any, span: Any) -> Any:
    """Rows that are the link value plus normal noise."""
    sd = pt.sqrt(noise**2 / span + SMALLEST_NOISE**2)
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
