"""Events that may or may not happen, and departures passed on from one series to another."""

import numpy as np

from kgisim.axis import Axis
from kgisim.inference.scales import Scale
from kgisim.projection.effects import SMALLEST, elicited, translated
from kgisim.projection.scenario import Hit, Response, Shock
from kgisim.rng import stream


def shock_events(shock: Shock, axis: Axis, draws: int, seed: int) -> np.ndarray:
    """Draw whether a shock happens in each year; the same for every indicator that it strikes.

    Returns
    -------
    ndarray of bool
        (draw, year) over the whole axis.
    """
    happens = stream(seed, "shock", shock.id, "when").random((len(axis), draws)) < shock.probability
    last = shock.until or axis.last
    within = (shock.start <= axis.years) & (last >= axis.years)
    return (happens & within[:, None]).T


def shock_shift(
    shock: Shock,
    hit: Hit,
    scale: Scale,
    middle: np.ndarray,
    axis: Axis,
    draws: int,
    seed: int,
    last: int | None = None,
) -> np.ndarray:
    """Draw the shift of the link path that a shock brings to one indicator.

    Events add up on the link scale and are made good by halves: after `half_life` years half of
    the shift is left. One severity per event sets the depth for every indicator that is struck.

    Parameters
    ----------
    middle
        (year,) the baseline's median link path, where the depth is translated.
    last
        Last observed year: no event is added to the record. None: nothing is observed.

    Returns
    -------
    ndarray
        (draw, year) in link units, over the whole axis.
    """
    future = axis.years > (axis.first - 1 if last is None else last)
    event = shock_events(shock, axis, draws, seed).T & future[:, None]
    severity = stream(seed, "shock", shock.id, "depth").random(event.shape)[event]
    depth = elicited(hit.depth, 1.0 - severity if hit.depth.p50 < 0 else severity)
    if hit.unit == "percent":
        depth = np.log(np.maximum(1.0 + depth / 100.0, SMALLEST))
    shift = np.zeros(event.shape)
    level = np.broadcast_to(middle[:, None], event.shape)[event]
    shift[event] = translated(hit.unit, scale, level, depth)
    left = 1.0 if hit.half_life is None else 0.5 ** (1.0 / hit.half_life)
    for year in range(max(axis.place(shock.start), 0) + 1, len(axis)):
        shift[year] += left * shift[year - 1]
    return shift.T


def passed_on(response: Response, departure: np.ndarray, seed: int) -> np.ndarray:
    """Draw the shift with which an indicator answers to a departure of its cause.

    A lasting step of the cause is answered from `lag` years later, in `ramp` equal steps.

    Parameters
    ----------
    departure
        (draw, year) departure of the cause from the baseline, in its link units.

    Returns
    -------
    ndarray
        (draw, year) in link units of the indicator.
    """
    cause = departure.T
    answer = np.zeros_like(cause)
    for delay in range(response.lag, min(response.lag + response.ramp, len(cause))):
        answer[delay:] += cause[: len(cause) - delay]
    uniform = stream(seed, "response", response.id).random(cause.shape[1])
    size = elicited(response.elasticity, uniform) / response.ramp
    return (answer * size.astype(cause.dtype)).T
