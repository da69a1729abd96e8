"""Simple forecasters that the model is compared with: naive, drift, and exponential smoothing.

Each sees equally spaced values on the scale of the scores and gives mean and standard deviation of
a normal distribution for every year ahead, or nothing where the values are too few for it.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import ndtri

FEWEST = 4
"""Values that a peer needs: three steps."""
QUANTILES = ndtri((np.arange(999) + 0.5) / 999)
"""Standard normal quantiles that stand for draws, so that a peer has no Monte-Carlo error."""
FORMS: tuple[tuple[Mapping[str, Any], int], ...] = (
    ({}, 3),
    ({"trend": "add"}, 5),
    ({"trend": "add", "damped_trend": True}, 6),
)
"""Forms of exponential smoothing with additive errors, and how many parameters each has."""

Normal = tuple[np.ndarray, np.ndarray]
"""Mean and standard deviation by year ahead."""


def naive(known: np.ndarray, ahead: int) -> Normal | None:
    """Random walk: the last value stays, steps are normal with mean zero.

    Examples
    --------
    >>> mean, sd = naive(np.array([0.0, 1.0, 0.0, 1.0]), 4)
    >>> mean.tolist(), sd.tolist()
    ([1.0, 1.0, 1.0, 1.0], [1.0, 1.4142135623730951, 1.7320508075688772, 2.0])
    """
    if len(known) < FEWEST:
        return None
    step = np.sqrt(np.mean(np.diff(known) ** 2))
    return np.full(ahead, known[-1]), step * np.sqrt(np.arange(1, ahead + 1))


def drift(known: np.ndarray, ahead: int) -> Normal | None:
    """Random walk with drift: the mean step goes on, and is known only so well.

    Variance σ² · h · (1 + h ÷ steps); Hyndman and Athanasopoulos, Forecasting: Principles and
    Practice (3rd edition), section 5.5.

    Examples
    --------
    >>> mean, sd = drift(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    >>> mean.tolist(), sd.tolist()
    ([5.0, 6.0], [0.0, 0.0])
    """
    if len(known) < FEWEST:
        return None
    steps, years = np.diff(known), np.arange(1, ahead + 1)
    spread = np.std(steps, ddof=1) * np.sqrt(years * (1 + years / len(steps)))
    return known[-1] + steps.mean() * years, spread


def ets(known: np.ndarray, ahead: int) -> Normal | None:
    """Exponential smoothing without, with and with damped trend, the form with the least AICc.

    A form is tried if its AICc exists for so many values and its fit converges.
    """
    fitted = [
        found
        for form, size in FORMS
        if len(known) > size + 1 and np.ptp(known) > 0 and (found := _smoothed(known, form))
    ]
    if not fitted:
        return None
    best = min(fitted, key=lambda one: one.aicc)
    future = best.get_prediction(start=len(known), end=len(known) + ahead - 1)
    return future.predicted_mean.to_numpy(), np.sqrt(np.asarray(future.forecast_variance))


def _smoothed(known: np.ndarray, form: Mapping[str, Any]) -> Any:
    """Fit one form; None where it says that it found no likelihood or did not converge."""
    import pandas as pd
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return ETSModel(pd.Series(known), **form).fit(disp=False)
        except (ConvergenceWarning, RuntimeWarning):
            return None


PEERS: Mapping[str, Callable[[np.ndarray, int], Normal | None]] = {
    "naive": naive,
    "drift": drift,
    "ets": ets,
}
"""Every peer by name, in the order of tables."""
