"""The basis of a target: over which years it is judged, and how the years are put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import xarray as xr

from kgisim.errors import RequestError
from kgisim.schema import OUTCOME, SERIES, YEAR

Better = Literal["higher", "lower", "neither"]
Statistic = Literal["mean", "sum", "cumulative", "once"]


@dataclass(frozen=True)
class TargetWindow:
    """Over which years a target is judged.

    Parameters
    ----------
    year
        Last year that counts.
    window
        Number of years that end with it, for ``mean`` and ``sum``; one year is a window of 1.
    statistic
        ``mean`` or ``sum`` of the window; ``cumulative``: total from `since` on; ``once``: the
        best single year from `since` on, so that a target is reached at least once by `year`.
    since
        First year that counts, for ``cumulative`` and ``once``.

    Examples
    --------
    >>> TargetWindow(2040, window=3, statistic="sum").years.tolist()
    [2038, 2039, 2040]
    """

    year: int = 2040
    window: int = 1
    statistic: Statistic = "mean"
    since: int | None = None

    def __post_init__(self) -> None:
        """Refuse a basis that contradicts itself."""
        if self.statistic not in get_args(Statistic):
            valid = get_args(Statistic)
            raise RequestError("window.statistic", found=self.statistic, valid=valid)
        if self.window < 1:
            raise RequestError("window.length", found=self.window)
        if self.counts_from_a_year:
            self._check_since()
        elif self.since is not None:
            raise RequestError("window.no_since", statistic=self.statistic)

    def _check_since(self) -> None:
        if self.since is None:
            raise RequestError("window.since", statistic=self.statistic)
        if self.since > self.year:
            raise RequestError("window.since_late", found=self.since, year=self.year)
        if self.window != 1:
            raise RequestError("window.no_window", statistic=self.statistic)

    @property
    def counts_from_a_year(self) -> bool:
        """Whether it starts in a stated year, not a number of years before its end."""
        return self.statistic in ("cumulative", "once")

    @property
    def is_total(self) -> bool:
        """Whether years are added up."""
        return self.statistic in ("sum", "cumulative")

    @property
    def years(self) -> np.ndarray:
        """Years that count."""
        first = self.since if self.since is not None else self.year - self.window + 1
        return np.arange(first, self.year + 1)

    @property
    def is_single_year(self) -> bool:
        """Whether only one year counts."""
        return len(self.years) == 1

    def until(self, year: int) -> "TargetWindow":
        """Return the same basis as it stands in an earlier year."""
        if self.since is not None and self.since > year:
            return TargetWindow(year)
        return replace(self, year=year)


def judge(
    projection: xr.Dataset,
    series: str,
    basis: TargetWindow,
    *,
    better: Better = "higher",
    settled: Mapping[int, float] | None = None,
    variable: str = OUTCOME,
) -> xr.DataArray:
    """Return what is judged in every future; dims scenario, draw.

    Parameters
    ----------
    settled
        Years whose number is already known, and the number: it takes the place of the draws.

    Raises
    ------
    RequestError
        If the series or a year is not in the projection.
    """
    if series not in projection[SERIES]:
        raise RequestError("window.no_series", name=series)
    years, available = basis.years, projection[YEAR].to_numpy()
    if not np.isin(years, available).all():
        span = {"first": int(years[0]), "last": int(years[-1])}
        axis = {"earliest": int(available[0]), "latest": int(available[-1])}
        raise RequestError("window.outside", **span, **axis)
    place = projection.get_index(SERIES).get_loc(series)
    chosen = {SERIES: place, YEAR: np.searchsorted(available, years)}
    # on bare arrays: a moved lever asks this while somebody waits
    held = projection[variable].variable.isel(chosen).transpose(..., YEAR)
    values = held.to_numpy().astype(float)
    for at, year in enumerate(years.tolist()):
        if settled is not None and year in settled:
            values[..., at] = settled[year]
    _check_known(values, years, series)
    like = projection[variable].isel({SERIES: place, YEAR: 0}, drop=True)
    return like.copy(data=_put_together(values, basis, better))


def _check_known(values: np.ndarray, years: np.ndarray, series: str) -> None:
    """Refuse years without draws; `values` is (…, year)."""
    unknown = np.isnan(values).any(axis=tuple(range(values.ndim - 1)))
    if unknown.any():
        first = years[~unknown]
        span = {"name": series, "first": int(years[0]), "last": int(years[-1])}
        if not len(first):
            raise RequestError("window.unknown", **span)
        raise RequestError("window.starts", **span, start=int(first[0]))


def _put_together(values: np.ndarray, basis: TargetWindow, better: Better) -> np.ndarray:
    if basis.statistic == "once":
        return values.min(axis=-1) if better == "lower" else values.max(axis=-1)
    return values.sum(axis=-1) if basis.is_total else values.mean(axis=-1)
