"""The window of a target: over which years it is judged, and how the years are put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.errors import RequestError
from kgisim.schema import OUTCOME, SERIES, YEAR

Better = Literal["higher", "lower", "neither"]
Statistic = Literal["mean", "sum", "cumulative", "once"]
COLUMNS = ("year", "window", "statistic", "since")
"""Columns in which files and tables keep a window; ``window`` is its length."""


@dataclass(frozen=True)
class TargetWindow:
    """Over which years a target is judged.

    Parameters
    ----------
    year
        Last year that counts.
    length
        Number of years that end with it, for ``mean`` and ``sum``.
    statistic
        ``mean`` or ``sum`` of these years; ``cumulative``: total from `since` on; ``once``: the
        best single year from `since` on, so that a target is reached at least once by `year`.
    since
        First year that counts, for ``cumulative`` and ``once``.

    Raises
    ------
    RequestError
        If the years contradict each other.

    Examples
    --------
    >>> TargetWindow(2040, length=3, statistic="sum").years.tolist()
    [2038, 2039, 2040]
    """

    year: int
    length: int = 1
    statistic: Statistic = "mean"
    since: int | None = None

    def __post_init__(self) -> None:
        """Refuse a window that contradicts itself."""
        if self.statistic not in get_args(Statistic):
            valid = get_args(Statistic)
            raise RequestError("window.statistic", found=self.statistic, valid=valid)
        for name in ("year", "length"):
            if not isinstance(getattr(self, name), Integral):
                raise RequestError("argument.count", name=name, found=repr(getattr(self, name)))
        if self.length < 1:
            raise RequestError("window.length", found=self.length)
        if self.counts_from_a_year:
            self._check_since()
        elif self.since is not None:
            raise RequestError("window.no_since", statistic=self.statistic)

    def _check_since(self) -> None:
        if self.since is None:
            raise RequestError("window.since", statistic=self.statistic)
        if self.since > self.year:
            raise RequestError("window.since_late", found=self.since, year=self.year)
        if self.length != 1:
            raise RequestError("window.no_window", statistic=self.statistic)

    @classmethod
    def read(cls, record: Any) -> "TargetWindow":
        """Read the window of whatever keeps one.

        Parameters
        ----------
        record
            Row of a table, candidate target of a file, or entry of a register: it has the
            attributes `COLUMNS`.

        Returns
        -------
        TargetWindow
            The window; a blank ``since`` is none.

        Raises
        ------
        RequestError
            If the years contradict each other.
        """
        since = None if pd.isna(record.since) else int(record.since)
        return cls(int(record.year), int(record.window), record.statistic, since)

    @property
    def columns(self) -> dict[str, Any]:
        """The window as files and tables keep it, by the names `COLUMNS`."""
        return dict(zip(COLUMNS, (self.year, self.length, self.statistic, self.since), strict=True))

    def among(self, table: pd.DataFrame) -> np.ndarray:
        """Mark the rows of a table that are about this window.

        Parameters
        ----------
        table
            Has the columns `COLUMNS`.

        Returns
        -------
        ndarray
            (row,) True where it is this window.
        """
        year, length, statistic, since = (table[name].to_numpy() for name in COLUMNS)
        is_since = pd.isna(since) if self.since is None else since == self.since
        is_over = (year == self.year) & (length == self.length)
        return is_over & (statistic == self.statistic) & is_since

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
        """Years that count (year,)."""
        first = self.since if self.since is not None else self.year - self.length + 1
        return np.arange(first, self.year + 1)

    @property
    def is_single_year(self) -> bool:
        """Whether only one year counts."""
        return len(self.years) == 1

    def yearly(self, value: float) -> float:
        """Return a judged value as an average of one year."""
        return value / len(self.years) if self.is_total else value

    def until(self, year: int) -> "TargetWindow":
        """Return the same window as it stands in an earlier year."""
        if self.since is not None and self.since > year:
            return TargetWindow(year)
        return replace(self, year=year)


def judge(
    projection: xr.Dataset,
    series: str,
    window: TargetWindow,
    *,
    better: Better = "higher",
    settled: Mapping[int, float | np.ndarray] | None = None,
    variable: str = OUTCOME,
) -> xr.DataArray:
    """Return what is judged in every future.

    Parameters
    ----------
    projection
        Variables ``level`` and ``outcome``, dims scenario, draw, year, series, in natural units.
    series
        Id of the series that is judged.
    window
        Years that count.
    better
        Which direction is progress; it matters for ``once``.
    settled
        Years whose number is already known, and the number, one or one of every draw (draw,): it
        takes the place of the draws.
    variable
        ``outcome``, what will be published, or ``level``, the same without yearly noise.

    Returns
    -------
    DataArray
        Dims scenario, draw, in natural units; a total where the window is one.

    Raises
    ------
    RequestError
        If the series or a year is not in the projection.
    """
    index = projection.get_index(SERIES)  # finds a name without looking through all
    if series not in index:
        raise RequestError("window.no_series", name=series)
    years, available = window.years, projection[YEAR].to_numpy()
    if not np.isin(years, available).all():
        span = {"first": int(years[0]), "last": int(years[-1])}
        axis = {"earliest": int(available[0]), "latest": int(available[-1])}
        raise RequestError("window.outside", **span, **axis)
    place = index.get_loc(series)
    chosen = {SERIES: place, YEAR: np.searchsorted(available, years)}
    # on bare arrays: a moved lever asks this while somebody waits
    held = projection[variable].variable.isel(chosen).transpose(..., YEAR)
    values = held.to_numpy().astype(float)
    for at, year in enumerate(years.tolist()):
        if settled is not None and year in settled:
            values[..., at] = settled[year]
    _check_known(values, years, series)
    like = projection[variable].isel({SERIES: place, YEAR: 0}, drop=True)
    return like.copy(data=_put_together(values, window, better))


def _check_known(values: np.ndarray, years: np.ndarray, series: str) -> None:
    """Refuse years without draws; `values` is (…, year)."""
    unknown = np.isnan(values).any(axis=tuple(range(values.ndim - 1)))
    if unknown.any():
        first = years[~unknown]
        span = {"name": series, "first": int(years[0]), "last": int(years[-1])}
        if not len(first):
            raise RequestError("window.unknown", **span)
        raise RequestError("window.starts", **span, start=int(first[0]))


def _put_together(values: np.ndarray, window: TargetWindow, better: Better) -> np.ndarray:
    if window.statistic == "once":
        return values.min(axis=-1) if better == "lower" else values.max(axis=-1)
    return values.sum(axis=-1) if window.is_total else values.mean(axis=-1)
