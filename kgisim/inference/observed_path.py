"""The past of a series on the link scale, for those it drives."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.inference.driver_terms import driver_terms, settled
from kgisim.inference.fit import Fit
from kgisim.inference.scales import Scale, scale_of

Departures = Mapping[str, np.ndarray]
"""By driver, its departures over the axis from its last observed value; NaN in the future."""


def past_path(
    catalog: Catalog, name: str, fits: Mapping[str, Fit], drivers: Departures | None = None
) -> pd.Series:
    """Link values of a series over the axis up to its last observed year; NaN afterwards.

    Where its defining source published one exact number for a year, that is taken as it stands;
    other years take the posterior median, its own drivers included.

    Parameters
    ----------
    drivers
        What is known of its drivers (`past_departure`); None: it is worked out.

    Returns
    -------
    Series
        Index: all years of the axis. NaN before its first and after its last year.
    """
    indicator, fit, rows = catalog.indicators[name], fits[name], catalog.rows(name)
    path = pd.Series(np.nan, index=catalog.axis.years)
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    path.update(_published(indicator, rows, scale))
    unknown = (path.isna() & (path.index <= fit.last)).to_numpy()
    if unknown.any():
        terms = driver_terms(indicator)
        if drivers is None:
            names = {term.driver for term in terms}
            drivers = {one: past_departure(catalog, one, fits).to_numpy() for one in names}
        columns = [term.of(settled(drivers[term.driver])) for term in terms]
        path.loc[unknown] = np.median(_link(fit, columns, unknown), axis=0)
    return path.where(path.index <= fit.last)


def _link(fit: Fit, columns: list[np.ndarray], years: np.ndarray) -> np.ndarray:
    """Draws of the link path (draw, year) in the years that are marked on the axis."""
    link = fit.trend[:, years]
    for term, column in enumerate(columns):
        link = link + fit.effect[:, [term]] * column[years]
    return link


def past_departure(catalog: Catalog, name: str, fits: Mapping[str, Fit]) -> pd.Series:
    """Compute departures of a driver from its last observed value on the link scale.

    Returns
    -------
    Series
        Index: all years of the axis. NaN after the last observed year.
    """
    path = past_path(catalog, name, fits)
    return path - path.loc[fits[name].last]


def known_departure(catalog: Catalog, name: str, fits: Mapping[str, Fit]) -> pd.Series:
    """Compute what is known of a driver; its future enters in the simulation, not in a fit.

    Returns
    -------
    Series
        Index: all years of the axis. `past_departure`, with 0 after the last observed year.
    """
    departure = past_departure(catalog, name, fits)
    return departure.where(departure.index <= fits[name].last, 0.0)


def _published(indicator: Indicator, rows: pd.DataFrame, scale: Scale) -> pd.Series:
    """Link values of the years with one exact number of the source that defines the quantity."""
    values = published_values(indicator, rows)
    link = pd.Series(scale.forward(values), index=values.index)
    return link.loc[np.isfinite(link)]
