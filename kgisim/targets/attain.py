"""Chance of a target, and the target for a chance, from draws."""

from typing import Literal

import numpy as np
import xarray as xr

from kgisim.errors import RequestError
from kgisim.names import DRAW, OUTCOME, SERIES, YEAR

Better = Literal["higher", "lower", "neither"]


def window_statistic(
    projection: xr.Dataset,
    series: str,
    *,
    year: int,
    window: int = 1,
    statistic: Literal["mean", "sum"] = "mean",
    variable: str = OUTCOME,
) -> xr.DataArray:
    """Mean or sum of a series over the `window` years that end with `year`; dims scenario, draw.

    Raises
    ------
    RequestError
        If the series or a year is not in the projection.
    """
    if series not in projection[SERIES]:
        raise RequestError(f"'{series}' has no projection; `kgisim show {series}` says why")
    years = np.arange(year - window + 1, year + 1)
    available = projection[YEAR].to_numpy()
    if not np.isin(years, available).all():
        within = f"{available[0]}–{available[-1]}"
        raise RequestError(f"years {years[0]}–{years[-1]} asked for, expected within {within}")
    values = projection[variable].sel({SERIES: series, YEAR: years}).astype(float)
    return values.mean(YEAR) if statistic == "mean" else values.sum(YEAR)


def attained(values: xr.DataArray, target: float, better: Better) -> xr.DataArray:
    """Whether each draw reaches the target; a target on the number itself counts as reached."""
    # draws are kept in single precision: a target equal to a count must not miss by rounding
    slack = 1e-6 * max(abs(target), 1.0)
    return values <= target + slack if better == "lower" else values >= target - slack


def chance(
    values: xr.DataArray, target: float, better: Better, ess: float = np.inf
) -> tuple[xr.DataArray, xr.DataArray]:
    """Share of draws that reach the target, and its Monte-Carlo standard error.

    Parameters
    ----------
    values
        Dims scenario, draw.
    ess
        Effective sample size of the posterior behind the draws. The draws were resampled from
        weighted points, so both numbers limit what they can tell: 1/n = 1/draws + 1/ess.

    Notes
    -----
    The error of a share of 0 or 1 is not zero; it is taken at half an event more or less.
    """
    reached = attained(values, target, better)
    draws = values.sizes[DRAW]
    share = reached.mean(DRAW)
    size = 1.0 / (1.0 / draws + 1.0 / ess)
    inner = (share * size + 0.5) / (size + 1.0)
    return share, (inner * (1.0 - inner) / size) ** 0.5


def value_for(values: xr.DataArray, probability: float, better: Better) -> xr.DataArray:
    """Level that is reached with the given probability; dims scenario.

    Raises
    ------
    RequestError
        If the probability is not strictly between 0 and 1: no finite level is certain.
    """
    if not 0.0 < probability < 1.0:
        raise RequestError(f"probability {probability} asked for, expected between 0 and 1")
    at = probability if better == "lower" else 1.0 - probability
    # an observed draw, not a value between two: at least this share of draws reaches it
    method = "higher" if better == "lower" else "lower"
    return values.quantile(at, DRAW, method=method).drop_vars("quantile")
