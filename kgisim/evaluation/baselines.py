"""Simple forecasters that the model is compared with: naive, drift, and exponential smoothing.

Each sees yearly values on the scale of the scores and gives mean and standard deviation of a normal
distribution for some later years, or nothing where the values are too few for it.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

FEWEST = 4
"""Values that a peer needs: three steps."""
QUANTILES = ndtri((np.arange(999) + 0.5) / 999)
"""Standard normal quantiles that stand for draws, so that a peer has no Monte Carlo error."""
FORMS: tuple[tuple[Mapping[str, Any], int], ...] = (
    ({}, 3),
    ({"trend": "add"}, 5),
    ({"trend": "add", "damped_trend": True}, 6),
)
"""Forms of exponential smoothing with additive errors, and how many parameters each has."""

Normal = tuple[np.ndarray, np.ndarray]
"""Mean and standard deviation by year."""


def naive(known: pd.Series, years: np.ndarray) -> Normal | None:
    """Random walk: the last value stays, yearly steps are normal with mean zero.

    A step over several years is the sum of as many, so that years without a value need no filling.

    Examples
    --------
    >>> known = pd.Series([0.0, 1.0, 0.0, 1.0], index=[2010, 2011, 2012, 2013])
    >>> mean, sd = naive(known, np.array([2014, 2017]))
    >>> mean.tolist(), sd.tolist()
    ([1.0, 1.0], [1.0, 2.0])
    """
    if len(known) < FEWEST:
        return None
    steps, gaps, ahead = _steps(known, years)
    return known.iloc[-1] + 0.0 * ahead, np.sqrt(np.mean(steps**2 / gaps) * ahead)


def drift(known: pd.Series, years: np.ndarray) -> Normal | None:
    """Random walk with drift: the mean yearly step goes on, and is known only so well.

    Variance σ² · h · (1 + h ÷ years seen); Hyndman and Athanasopoulos, Forecasting: Principles and
    Practice (3rd edition), section 5.5, with steps over several years as in `naive`.
    """
    if len(known) < FEWEST:
        return None
    steps, gaps, ahead = _steps(known, years)
    mean = steps.sum() / gaps.sum()
    variance = np.sum((steps - mean * gaps) ** 2 / gaps) / (len(steps) - 1)
    return known.iloc[-1] + mean * ahead, np.sqrt(variance * ahead * (1 + ahead / gaps.sum()))


def ets(known: pd.Series, years: np.ndarray) -> Normal | None:
    """Exponential smoothing without, with and with damped trend, the form with the least AICc.

    It needs a value for every year and takes the last years in a row. A form is tried if its AICc
    exists for so many values and its fit converges. statsmodels divides the squared errors by their
    number; here the parameters that were fitted are taken off, so that few values are not told to
    be more certain than they are.
    """
    row = _in_a_row(known)
    fitted = [
        (found, size)
        for form, size in FORMS
        if len(row) > size + 1 and np.ptp(row) > 0 and (found := _smoothed(row, form)) is not None
    ]
    if not fitted:
        return None
    best, size = min(fitted, key=lambda pair: pair[0].aicc)
    unbiased = len(row) / (len(row) - (size - 1))  # the variance itself is one of the parameters
    ahead = years - known.index[-1] - 1
    future = best.get_prediction(start=len(row), end=len(row) + int(ahead.max()))
    mean, variance = future.predicted_mean.to_numpy(), np.asarray(future.forecast_variance)
    return mean[ahead], np.sqrt(unbiased * variance[ahead])


def _steps(known: pd.Series, years: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the steps, the years that each took, and how many years lie ahead."""
    place = known.index.to_numpy()
    return np.diff(known.to_numpy()), np.diff(place), years - place[-1]


def _in_a_row(known: pd.Series) -> np.ndarray:
    values, gaps = known.to_numpy(), np.flatnonzero(np.diff(known.index.to_numpy()) > 1)
    return values[gaps[-1] + 1 :] if len(gaps) else values


def _smoothed(known: np.ndarray, form: Mapping[str, Any]) -> Any:
    """Fit one form; None where it says that it found no likelihood or did not converge."""
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return ETSModel(pd.Series(known), **form).fit(disp=False)
        except (ConvergenceWarning, RuntimeWarning):
            return None


PEERS: Mapping[str, Callable[[pd.Series, np.ndarray], Normal | None]] = {
    "naive": naive,
    "drift": drift,
    "ets": ets,
}
"""Every peer by name, in the order of tables."""
