"""The likelihood of a row given the link value of what it counts."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.special import logsumexp

from kgisim.inference.frame import AT_LEAST, AT_MOST, BETWEEN, EXACT, Frame

SMALLEST_NOISE = 1e-3
"""Yearly noise is never below a tenth of a per cent; keeps exact rows from being infinitely so."""


def noise_prior(frame: Frame) -> dict[str, Any]:
    """Prior of the yearly noise: a standard deviation on the link scale, or overdispersion.

    For flow counts it is the root of α in variance = μ + αμ², a half-normal of 0.3: α near 0.05
    is ordinary, α = 0.3 (a standard deviation of 55 % of the mean) is possible.
    """
    sigma = 0.3 if frame.scale.is_flow_count else 0.05
    return {"dist": "HalfNormal", "kwargs": {"sigma": sigma}}


def row_logp(eta: Any, noise: Any, frame: Frame, shrink: Any) -> Any:
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
    parts, order = [], []
    for kind in (EXACT, BETWEEN, AT_LEAST, AT_MOST):
        rows = np.flatnonzero(frame.kind == kind)
        if len(rows):
            part = _count_logp if frame.scale.is_flow_count else _link_logp
            parts.append(part(kind, rows, eta[..., rows], noise, frame, shrink[..., rows]))
            order.append(rows)
    joined: Any = pt.concatenate(parts, axis=-1)
    return joined[..., np.argsort(np.concatenate(order))]


def _link_logp(kind: int, rows: np.ndarray, eta: Any, noise: Any, frame: Frame, shrink: Any) -> Any:
    """Rows that are the link value plus normal noise."""
    sd = pt.sqrt(noise**2 / frame.span[rows] + SMALLEST_NOISE**2)
    if kind == EXACT:
        return pm.logp(pm.Normal.dist(eta, sd), frame.low[rows])
    if kind == AT_LEAST:
        return _log_cdf((eta - frame.low[rows]) / sd)
    above = (frame.high[rows] - eta) / sd
    if kind == AT_MOST:
        return _log_cdf(above)
    return _log_between((frame.low[rows] - eta) / sd, above)


def _count_logp(
    kind: int, rows: np.ndarray, eta: Any, noise: Any, frame: Frame, shrink: Any
) -> Any:
    """Rows that are negative-binomial counts; bounds sum the numbers that they leave possible."""
    rate: Any = pt.exp(pt.clip(eta, -60.0, 30.0))
    overdispersion: Any = pt.maximum(noise**2 * shrink, 1e-6)
    alpha = 1.0 / overdispersion
    low, high = frame.low[rows], frame.high[rows]
    if kind == EXACT:
        return pm.logp(pm.NegativeBinomial.dist(mu=rate, alpha=alpha), low)
    first = low if kind == BETWEEN else np.zeros(len(rows))
    final = low - 1 if kind == AT_LEAST else high
    number = first[:, None] + np.arange(int(np.max(final - first)) + 1)
    counts = pm.NegativeBinomial.dist(mu=rate[..., None], alpha=alpha[..., None])
    inside = pt.where(number <= final[:, None], pm.logp(counts, number), -1e10)
    total: Any = pt.minimum(logsumexp(inside, axis=-1), -1e-12)
    return _log_rest(total) if kind == AT_LEAST else total


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
