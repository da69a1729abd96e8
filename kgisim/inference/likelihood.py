"""The likelihood of a row given the link value of what it counts."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.special import logsumexp

from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EXACT, ModelData

SMALLEST_NOISE = 1e-3
"""Yearly noise is never below a tenth of a per cent; keeps exact rows from being infinitely so."""


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
    for kind, rows in kinds_of(frame):
        bounds = frame.low[rows], frame.high[rows], frame.span[rows]
        parts.append(kind_logp(kind, flow, eta[..., rows], noise, shrink[..., rows], *bounds))
        order.append(rows)
    joined: Any = pt.concatenate(parts, axis=-1)
    return joined[..., np.argsort(np.concatenate(order))]


def kinds_of(frame: ModelData) -> list[tuple[int, np.ndarray]]:
    """Kinds of row that a frame has, and which rows they are."""
    kinds = (EXACT, BETWEEN, AT_LEAST, AT_MOST)
    found = [(kind, np.flatnonzero(frame.kind == kind)) for kind in kinds]
    return [(kind, rows) for kind, rows in found if len(rows)]


def kind_logp(
    kind: int, flow: bool, eta: Any, noise: Any, shrink: Any, low: Any, high: Any, span: Any
) -> Any:
    """Log-likelihood of rows of one kind, as in `row_logp`; low, high and span are (R,)."""
    if flow:
        return _count_logp(kind, eta, noise, shrink, low, high)
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


def _count_logp(kind: int, eta: Any, noise: Any, shrink: Any, low: Any, high: Any) -> Any:
    """Rows that are negative-binomial counts; bounds sum the numbers that they leave possible."""
    rate: Any = pt.exp(pt.clip(eta, -60.0, 30.0))
    overdispersion: Any = pt.maximum(noise**2 * shrink, 1e-6)
    alpha = 1.0 / overdispersion
    if kind == EXACT:
        return pm.logp(pm.NegativeBinomial.dist(mu=rate, alpha=alpha), low)
    first: Any = low if kind == BETWEEN else pt.zeros_like(low)
    final: Any = low - 1 if kind == AT_LEAST else high
    most: Any = pt.max(final - first)
    number = first[:, None] + pt.arange(most + 1)
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
