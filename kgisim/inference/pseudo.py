"""Gaussian stand-ins for the rows' likelihood, from which innovations are proposed.

They need not be right, only wide enough and cheap: the exact likelihood enters the weights. Cliffs
(an interval with little noise, a floor) are softened, so that Newton's method neither oscillates
nor proposes from a needle.
"""

import numpy as np
from scipy.special import log_ndtr

from kgisim.inference.likelihood import SMALLEST_NOISE
from kgisim.inference.model_data import AT_LEAST, BETWEEN, EXACT, ModelData

CLIFF_SD = 0.2
"""Least standard deviation of a floor or ceiling, in link units."""
INTERVAL_SHARE = 0.65
"""Standard deviation over half-width at which a normal stands in for a uniform with least loss."""
LARGEST_STEP = 3.0
"""A row's target lies at most this far from where the row is now."""
LEAST_BEND = 1e-3
"""Least curvature: a row that says nothing becomes one that says nearly nothing."""


def pseudo_observations(
    frame: ModelData, eta: np.ndarray, noise: np.ndarray, shrink: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give target and variance (A, R) of each row's stand-in around the link values `eta` (A, R).

    Parameters
    ----------
    noise
        (A, 1) yearly noise, as in the likelihood.
    shrink
        (A, R) shrinking of overdispersion in totals, for flow counts.
    """
    if frame.scale.is_flow_count:
        slope, bend = _count_curve(frame, eta, noise**2 * shrink)
    else:
        slope, bend = _link_curve(frame, eta, noise**2 / frame.span + SMALLEST_NOISE**2)
    bend = np.maximum(bend, LEAST_BEND)
    return eta + np.clip(slope / bend, -LARGEST_STEP, LARGEST_STEP), 1.0 / bend


def _link_curve(
    frame: ModelData, eta: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of rows that are the link value plus normal noise."""
    low, high = frame.low, frame.high
    between = frame.kind == BETWEEN
    half = np.zeros(frame.rows)
    half[between] = (high[between] - low[between]) / 2
    middle = low + half
    bend = 1.0 / (variance + (INTERVAL_SHARE * half) ** 2)
    slope = (np.where(np.isfinite(middle), middle, 0.0) - eta) * bend
    one_sided = (frame.kind != EXACT) & (frame.kind != BETWEEN)
    if one_sided.any():
        edge, soft = _one_sided(frame, eta, np.sqrt(variance + CLIFF_SD**2), low, high)
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope, bend


def _count_curve(
    frame: ModelData, eta: np.ndarray, alpha: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of negative-binomial rows by the log rate."""
    rate = np.exp(np.clip(eta, -30.0, 30.0))
    number = np.where(frame.kind == BETWEEN, (frame.low + frame.high) / 2, frame.low)
    slope = (number - rate) / (1.0 + alpha * rate)
    bend = rate * (1.0 + alpha * number) / (1.0 + alpha * rate) ** 2
    width = np.log((frame.high + 0.5) / np.maximum(frame.low - 0.5, 0.25)) / 2
    widen = np.where(frame.kind == BETWEEN, (INTERVAL_SHARE * width) ** 2, 0.0) * bend
    slope, bend = slope / (1.0 + widen), bend / (1.0 + widen)
    one_sided = (frame.kind != EXACT) & (frame.kind != BETWEEN)
    if one_sided.any():
        spread = np.sqrt(1.0 / np.maximum(number, 1.0) + alpha)
        with np.errstate(divide="ignore"):
            low = np.log(np.maximum(frame.low - 0.5, 0.0))  # at least zero says nothing
        edge, soft = _one_sided(frame, eta, spread, low, np.log(frame.high + 0.5))
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope, bend


def _one_sided(
    frame: ModelData, eta: np.ndarray, spread: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of the log normal distribution function at a bound."""
    upward = np.where(frame.kind == AT_LEAST, 1.0, -1.0)
    bound = np.where(frame.kind == AT_LEAST, low, high)
    z = np.clip(upward * (eta - bound) / spread, -1e3, 1e3)
    mills = np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(z))
    return upward * mills / spread, mills * (mills + z) / spread**2
