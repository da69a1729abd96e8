"""Chance of a target, and the target for a chance, from draws."""

from typing import Any

import numpy as np
import xarray as xr

from kgisim.errors import RequestError
from kgisim.schema import DRAW
from kgisim.targets.window import Better


def attained[Values: (xr.DataArray, np.ndarray)](
    values: Values, target: float, better: Better
) -> Values:
    """Return whether each draw reaches the target; on the number itself counts as reached."""
    slack = _slack(target)
    return values <= target + slack if better == "lower" else values >= target - slack


def effective_size(draws: float, ess: float = np.inf) -> float:
    """Return how many independent futures so many draws are worth.

    The draws were resampled from weighted points, so both numbers limit what they can tell:
    1/n = 1/draws + 1/ess.
    """
    return 1.0 / (1.0 / draws + 1.0 / ess)


def chance_error(share: Any, size: float) -> Any:
    """Return the Monte Carlo standard error of a chance.

    The error of a chance of 0 or 1 is not zero; it is taken at half an event more or less.
    """
    inner = (share * size + 0.5) / (size + 1.0)
    return (inner * (1.0 - inner) / size) ** 0.5


def change_error(
    before: np.ndarray, after: np.ndarray, size_before: float, size_after: float
) -> float:
    """Return the Monte Carlo standard error of a change; futures of one number are the same.

    Parameters
    ----------
    before, after
        (draw,) Whether the level is attained, in each of two runs.
    size_before, size_after
        Effective numbers of draws.

    Examples
    --------
    >>> reached = np.array([True, False])
    >>> change_error(reached, reached, 2, 2)
    0.0
    """
    if len(before) == len(after):
        moved = after.astype(float) - before.astype(float)
        return float(moved.std() / min(size_before, size_after) ** 0.5)
    errors = chance_error(before.mean(), size_before), chance_error(after.mean(), size_after)
    return float(np.hypot(*errors))


def chance(
    values: xr.DataArray, target: float, better: Better, ess: float = np.inf
) -> tuple[xr.DataArray, xr.DataArray]:
    """Return the share of draws that reach the target, and its Monte Carlo standard error.

    Parameters
    ----------
    values
        Dim draw, and maybe scenario; what is judged.
    target
        Level, in the unit of `values`.
    better
        Which direction is progress.
    ess
        Effective sample size of the posterior behind the draws.

    Returns
    -------
    share, error : DataArray
        Dims of `values` but draw.
    """
    share = attained(values, target, better).mean(DRAW)
    return share, chance_error(share, effective_size(values.sizes[DRAW], ess))


def value_for(values: xr.DataArray, probability: float, better: Better) -> xr.DataArray:
    """Return the hardest level that is reached with at least the given probability.

    Parameters
    ----------
    values
        Dim draw, and maybe scenario; what is judged.
    probability
        Share of draws.
    better
        Which direction is progress.

    Returns
    -------
    DataArray
        Dims of `values` but draw, in the unit of `values`; a draw that occurs.

    Raises
    ------
    RequestError
        If the probability is not strictly between 0 and 1: no finite level is certain.
    """
    _check(probability)
    sign = -1.0 if better == "lower" else 1.0
    draws = values.sizes[DRAW]
    # an observed draw, not a value between two: from this rank on they are at least that share
    rank = min(int(np.floor(draws * (1.0 - probability) + 1e-9)), draws - 1)
    ordered = np.sort(sign * values.transpose(..., DRAW).to_numpy(), axis=-1)
    return values.isel({DRAW: 0}, drop=True).copy(data=sign * ordered[..., rank])


def easiest_value(
    values: xr.DataArray, probability: float, better: Better, *, grain: float = 0.0
) -> float:
    """Return the easiest level that one scenario reaches with at most the given probability.

    It differs from `value_for` where many futures share a value: of counts, one level may be
    reached with 35 % and the next with 20 %, and none with 30 %.

    Parameters
    ----------
    values
        Dim draw.
    grain
        Distance between neighbouring levels: 1 for counts, 0 where there is none.

    Raises
    ------
    RequestError
        If the probability is not strictly between 0 and 1.
    """
    _check(probability)
    sign = -1.0 if better == "lower" else 1.0
    levels, times = np.unique(sign * values.to_numpy(), return_counts=True)
    share = 1.0 - (np.cumsum(times) - times) / times.sum()
    easy = levels[share > probability][-1]
    if not grain and easy == levels[-1]:
        return float(sign * np.inf)
    return float(sign * (easy + max(grain, 2.0 * _slack(easy))))


def _slack(target: float) -> float:
    # draws are kept in single precision: a target equal to a count must not miss by rounding
    return 1e-6 * max(abs(target), 1.0)


def _check(probability: float) -> None:
    if not 0.0 < probability < 1.0:
        raise RequestError("target.probability", found=probability)
