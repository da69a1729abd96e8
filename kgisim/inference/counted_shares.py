"""The likelihood of k of n given the logit of the share: binomial, or beta-binomial.

A design effect d says by how much the variance of k exceeds the binomial one, because the n were
no independent draws: k ~ BetaBinomial(n, p φ, (1 − p) φ) with φ = (n − d) ÷ (d − 1), whose variance
is d · n p (1 − p). With d = 1 it is the binomial.
"""

from typing import Any

import numpy as np

from kgisim.inference.model_data import AT_LEAST, EXACT

MOST_TERMS = 1000
"""Tails of more terms are not summed: their cost would grow with n without limit."""
FARTHEST = 60.0
"""Largest absolute logit; beyond it a share is nought or one."""
SMALLEST_CHANCE = 1e-300
"""Probability below which a distribution function is not told from nought."""


def counted_logp(
    xp: Any, kind: int, is_wide: bool, is_spread: bool, eta: Any, part: Any, of: Any, effect: Any
) -> Any:
    """Log-likelihood of rows of one kind.

    Parameters
    ----------
    xp
        Functions of arrays (`kgisim.inference.array_functions`) or of graphs.
    kind
        `EXACT`, `AT_LEAST` or `AT_MOST`.
    is_wide
        Whether the tails have more than `MOST_TERMS` terms.
    is_spread
        Whether design effects exceed one.
    eta
        (…, R) logit of the share.
    part, of, effect
        (R,) k, n and design effect.
    """
    eta = xp.clip(eta, -FARTHEST, FARTHEST)
    if kind == EXACT:
        return _log_mass(xp, is_spread, eta, part, of, effect)
    if is_wide:
        tail = _spread_tail if is_spread else _binomial_tail
        return xp.log(xp.maximum(tail(xp, kind, eta, part, of, effect), SMALLEST_CHANCE))
    first = part if kind == AT_LEAST else xp.zeros_like(part)
    final = of if kind == AT_LEAST else part
    number = first[:, None] + xp.arange(xp.max(final - first) + 1)
    within = xp.minimum(number, final[:, None])  # numbers beyond n have no logarithm
    columns = eta[..., None], within, of[:, None], effect[:, None]
    inside = xp.where(number <= final[:, None], _log_mass(xp, is_spread, *columns), -1e10)
    return xp.minimum(xp.logsumexp(inside), 0.0)


def draw_counted(
    share: np.ndarray, of: np.ndarray, effect: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draw k of n for shares in per cent, as the likelihood counts it.

    Parameters
    ----------
    share
        (N, S) per cent.
    of, effect
        (S,) n and design effect.

    Returns
    -------
    ndarray
        (N, S) whole numbers.
    """
    share = np.clip(share / 100.0, 1e-9, 1.0 - 1e-9)
    spread = np.flatnonzero(effect > 1.0)
    size = (of[spread] - effect[spread]) / (effect[spread] - 1.0)
    drawn = share[:, spread]
    share[:, spread] = generator.beta(drawn * size, (1.0 - drawn) * size)
    return generator.binomial(of.astype(int), share).astype(float)


def logit(xp: Any, eta: Any, top: float) -> Any:
    """Return the logit of the share itself from that of the share of its ceiling, in per cent."""
    if top == 100.0:
        return eta
    share = top / 100.0 * xp.sigmoid(eta)
    return np.log(top / 100.0) - xp.softplus(-eta) - xp.log1p(-share)


def _log_mass(xp: Any, is_spread: bool, eta: Any, part: Any, of: Any, effect: Any) -> Any:
    """Log probability of k."""
    log_gamma = xp.gammaln
    ways = log_gamma(of + 1) - log_gamma(part + 1) - log_gamma(of - part + 1)
    if not is_spread:
        return ways - part * xp.softplus(-eta) - (of - part) * xp.softplus(eta)
    size = (of - effect) / (effect - 1)
    one, other = size * xp.sigmoid(eta), size * xp.sigmoid(-eta)
    rising = log_gamma(part + one) - log_gamma(one) + log_gamma(of - part + other)
    return ways + rising - log_gamma(other) - log_gamma(of + size) + log_gamma(size)


def _binomial_tail(xp: Any, kind: int, eta: Any, part: Any, of: Any, _: Any) -> Any:
    """Probability of at least, or at most, k, by the incomplete beta function."""
    if kind == AT_LEAST:
        return _beta(xp, part, of - part + 1, xp.sigmoid(eta))
    return _beta(xp, of - part, part + 1, xp.sigmoid(-eta))


def _spread_tail(xp: Any, kind: int, eta: Any, part: Any, of: Any, effect: Any) -> Any:
    """Approximate the same for a beta-binomial by the beta of equal mean and variance.

    With more than `MOST_TERMS` terms k ÷ n is as good as continuous.
    """
    size = of / effect - 1
    one, other = size * xp.sigmoid(eta), size * xp.sigmoid(-eta)
    if kind == AT_LEAST:
        edge = xp.maximum(part - 0.5, 0.0) / of
        return _beta(xp, other, one, 1 - edge)
    return _beta(xp, one, other, xp.minimum(part + 0.5, of) / of)


def _beta(xp: Any, one: Any, other: Any, edge: Any) -> Any:
    """Incomplete beta function, one where the first parameter is zero."""
    return xp.where(one <= 0, 1.0, xp.betainc(xp.maximum(one, 1e-9), other, edge))
