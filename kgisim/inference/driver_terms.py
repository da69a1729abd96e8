"""What a driver adds to a series: all at once, or in the long run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.evidence.indicator import DriverEffect, Indicator

LONG_RUN = ".long_run"
"""What is added to the name of a driver for the term of its effect in the long run."""


@dataclass(frozen=True)
class DriverTerm:
    """One coefficient of a driver, with what it is multiplied by.

    Without a long run that is the driver's departure d. With one, the departure that has been
    absorbed lags behind: a[t] = a[t-1] + rate · (d[t-1] - a[t-1]), half of a gap in `half_life`
    years. The effect at once then acts on d - a, the effect in the long run on a.

    Parameters
    ----------
    driver
        Id of the driver.
    mean, sd
        Prior of the coefficient.
    half_life
        Years in which half of a gap closes; None: all of the effect comes at once.
    is_long_run
        Whether the coefficient is that of the long run.
    """

    driver: str
    mean: float
    sd: float
    half_life: float | None = None
    is_long_run: bool = False

    @property
    def name(self) -> str:
        """Name of the coefficient: the driver, or the driver's long run."""
        return self.driver + LONG_RUN * self.is_long_run

    def of(self, departure: np.ndarray, absorbed: np.ndarray | float | None = None) -> np.ndarray:
        """Compute what the coefficient is multiplied by.

        Parameters
        ----------
        departure
            (year, …) departures of the driver, none missing.
        absorbed
            What of it has been absorbed in the first year; None: all.

        Returns
        -------
        ndarray
            Dims of `departure`.
        """
        if self.half_life is None:
            return departure
        lagging = np.empty_like(departure)
        lagging[0] = departure[0] if absorbed is None else absorbed
        rate = departure.dtype.type(1.0 - 0.5 ** (1.0 / self.half_life))
        for year in range(1, len(departure)):
            lagging[year] = lagging[year - 1] + rate * (departure[year - 1] - lagging[year - 1])
        return lagging if self.is_long_run else departure - lagging

    def of_record(self, departure: pd.Series) -> pd.Series:
        """Compute what the coefficient is multiplied by in the years of a record.

        Returns
        -------
        Series
            Index of `departure`; NaN where that is.
        """
        if self.half_life is None:
            return departure
        found = self.of(settled(departure.to_numpy(dtype=float)))
        return pd.Series(found, index=departure.index).where(departure.notna())


def driver_terms(indicator: Indicator) -> tuple[DriverTerm, ...]:
    """Return the coefficients of an indicator's drivers, in the order of a fit's terms."""
    return tuple(term for effect in indicator.drivers for term in _terms(effect))


def driver_of(term: str) -> str:
    """Return the driver of a named coefficient.

    Examples
    --------
    >>> driver_of("world_market.long_run"), driver_of("usd_jpy")
    ('world_market', 'usd_jpy')
    """
    return term.removesuffix(LONG_RUN)


def _terms(effect: DriverEffect) -> tuple[DriverTerm, ...]:
    later = effect.long_run
    if later is None:
        return (DriverTerm(effect.driver, effect.mean, effect.sd),)
    return (
        DriverTerm(effect.driver, effect.mean, effect.sd, later.half_life),
        DriverTerm(effect.driver, later.mean, later.sd, later.half_life, is_long_run=True),
    )


def settled(departure: np.ndarray) -> np.ndarray:
    """Fill a departure: before the first known year as in it, after the last known year none.

    Parameters
    ----------
    departure
        (year,) NaN where nothing is known.

    Returns
    -------
    ndarray
        (year,) without NaN.
    """
    known = np.flatnonzero(np.isfinite(departure))
    filled = np.nan_to_num(departure)
    if len(known):
        filled[: known[0]] = departure[known[0]]
    return filled
