"""Gaussian pseudo-observations: what stands for the likelihood of a row around a link value.

They need not be right, only wide enough and cheap, since the exact likelihood enters the weights.
Hard bounds (an interval with little noise, a floor) are softened, so that Newton's method neither
oscillates nor proposes from a needle.
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


def are_fixed(frame: ModelData) -> bool:
    """Return whether the pseudo-observations of all rows are the same wherever the rows are.

    So it is with numbers and intervals on the link scale as long as none lies farther away than
    `LARGEST_STEP`.
    """
    is_number = np.isin(frame.kind, (EXACT, BETWEEN)) & (frame.of == 0)
    return bool(is_number.all()) and not frame.scale.is_flow_count


def pseudo_observations(
    frame: ModelData, eta: np.ndarray, noise: np.ndarray, shrink: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Compute the Gaussian pseudo-observation that stands for each row around its link value.

    Parameters
    ----------
    eta
        (A, R) link values.
    noise
        (A, 1) yearly noise, as in the likelihood.
    shrink
        (A, R) shrinking of overdispersion in totals, for flow counts.

    Returns
    -------
    tuple of arrays
        Target and variance, (A, R) each, on the link scale.
    """
    if frame.scale.is_flow_count:
        slope, bend = _count_curve(frame, eta, noise**2 * shrink)
    else:
        slope, bend = _link_curve(frame, eta, noise**2 * shrink + SMALLEST_NOISE**2)
        counted = frame.of > 0
        if counted.any():
            own = _counted_curve(frame, eta)
            slope, bend = np.where(counted, own[0], slope), np.where(counted, own[1], bend)
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


def _counted_curve(frame: ModelData, eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of rows that count k of n, by their link value."""
    part, of, effect = frame.low, np.maximum(frame.of, 1.0), frame.design_effect
    whole, top = 1.0 / (1.0 + np.exp(-np.clip(eta, -30.0, 30.0))), frame.scale.top / 100.0
    share = top * whole
    steep = (1.0 - whole) / (1.0 - share)  # of the logit of the share by the link, below a ceiling
    eta = np.log(share) - np.log(1.0 - share)
    slope = (part - of * share) / effect
    bend = of * share * (1.0 - share) / effect
    one_sided = frame.kind != EXACT
    if one_sided.any():
        part = np.clip(part, 0.0, of)
        rest = of - part
        spread = np.sqrt(effect * (1.0 / (part + 0.5) + 1.0 / (rest + 0.5)))
        with np.errstate(divide="ignore"):  # at least none, or at most all, says nothing
            low = np.log(np.maximum(part - 0.5, 0.0)) - np.log(rest + 0.5)
            high = np.log(part + 0.5) - np.log(np.maximum(rest - 0.5, 0.0))
        edge, soft = _one_sided(frame, eta, spread, low, high)
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope * steep, bend * steep**2


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
