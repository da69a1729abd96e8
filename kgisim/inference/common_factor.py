"""A common factor: what the series of a panel share beyond their drivers.

Each series is fitted alone, which leaves its posterior untouched but would let the firms of one
industry drift apart as if by chance. The yearly growth of series f beyond its drivers is

    growth[f, t] = mean_f + sd_f · (√ρ · factor[t] + √(1 − ρ) · own[f, t])

with one correlation ρ between all pairs, uniform in advance. Its posterior is computed on a grid,
with missing years and unknown spreads. The factor then acts where the future is made: each
innovation that begins to act in a year that no row covers is √ρ · factor + √(1 − ρ) · own, with
one ρ a draw and one factor for each year and each innovation of that year. It stays standard
normal, so that every series keeps its posterior. What the rows have already decided of the years to
come was fitted series by series: there the draws of a fit are put in the order of √ρ · state +
√(1 − ρ) · own by how far they lead (Iman and Conover, 1982).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.driver_terms import driver_terms
from kgisim.inference.scales import scale_of
from kgisim.rng import stream

FEWEST = 4
"""Growth figures that a series needs to count towards the correlation."""
GRID = np.linspace(0.0, 0.99, 100)
"""Values of ρ at which its posterior is computed."""
SPREADS = 400
"""Draws of the series' spreads over which it is averaged."""


@dataclass(frozen=True)
class CommonFactor:
    """What one series of a panel shares with the others, the same whichever of them are asked for.

    Parameters
    ----------
    panel
        Its name.
    member
        The series.
    growth
        Years × series of the panel, as `residual_growth` returns it.
    seed, draws
        Of the fits.
    """

    panel: str
    member: str
    growth: pd.DataFrame
    seed: int
    draws: int

    @cached_property
    def correlation(self) -> np.ndarray:
        """Correlation ρ of each draw, (draws,)."""
        generator = stream(self.seed, "panel", self.panel, "correlation")
        return correlation_draws(self.growth, self.draws, generator)

    def scores(self, own: np.ndarray, *of: str) -> np.ndarray:
        """Mix standard normal numbers of the series with those of the panel, draw by draw.

        Parameters
        ----------
        own
            (draws,) of the series.
        of
            What they are of; series share what has the same name.

        Returns
        -------
        ndarray
            (draws,) √ρ · factor + √(1 − ρ) · own: standard normal numbers.
        """
        factor = stream(self.seed, "panel", self.panel, *of).standard_normal(self.draws)
        return np.sqrt(self.correlation) * factor + np.sqrt(1.0 - self.correlation) * own

    def ordered(self, chosen: np.ndarray, lead: np.ndarray) -> np.ndarray:
        """Order points so that those whose rows let them lead meet high scores of the panel.

        Parameters
        ----------
        chosen
            (draws,) points.
        lead
            (draws,) how far the trend of each goes by what its rows say.

        Returns
        -------
        ndarray
            (draws,) the same points in another order.
        """
        own = stream(self.seed, "panel", self.panel, "state", self.member)
        score = self.scores(own.standard_normal(self.draws), "state")
        order = np.empty(self.draws, dtype=int)
        order[np.argsort(score, kind="stable")] = np.argsort(lead, kind="stable")
        return chosen[order]

    def acting(self, innovations: np.ndarray, begin: np.ndarray) -> np.ndarray:
        """Mix the factor into the innovations of years to come.

        Parameters
        ----------
        innovations
            (draws, E) standard normal.
        begin
            (E,) year in which each begins to act, 0 if that is no year to come.

        Returns
        -------
        ndarray
            (draws, E) the innovations, standard normal as before.
        """
        shared, counted = innovations.copy(), Counter[int]()
        for column in np.flatnonzero(begin):
            year = int(begin[column])
            of = "innovation", str(year), str(counted[year])
            shared[:, column] = self.scores(innovations[:, column], *of)
            counted[year] += 1
        return shared


def common_factor(
    catalog: Catalog,
    name: str,
    *,
    seed: int,
    draws: int,
    growths: Mapping[str, pd.DataFrame] | None = None,
) -> CommonFactor | None:
    """Return what a series shares with the others of its panel; None if it has none.

    ρ is learned from the rows alone, so it does not depend on which fits are asked for.

    Parameters
    ----------
    growths
        What `panel_growths` returns, where it is computed once for many series.
    """
    panel = catalog.indicators[name].panel
    if panel is None:
        return None
    known = panel_growths(catalog) if growths is None else growths
    return CommonFactor(panel, name, known[panel], seed, draws)


def panel_growths(catalog: Catalog) -> dict[str, pd.DataFrame]:
    """Compute the growth of all fitted series of every panel.

    Returns
    -------
    dict
        By panel. Index: years; columns: ids of the series (`residual_growth`).
    """
    members: dict[str, list[str]] = {}
    for name, indicator in catalog.indicators.items():
        if indicator.panel is not None and indicator.is_fitted:
            members.setdefault(indicator.panel, []).append(name)
    return {panel: residual_growth(catalog, names) for panel, names in members.items()}


def residual_growth(catalog: Catalog, names: Iterable[str]) -> pd.DataFrame:
    """Yearly growth on the link scale beyond the drivers, whose effects are at their prior mean.

    Returns
    -------
    DataFrame
        Index: years; columns: ids of the series. Growth on the link scale; NaN where one of two
        years in a row, or a driver, was not published, in the year of a declared break, and into
        and out of exceptional years.
    """
    growth = {}
    for name in names:
        path = _published(catalog, name)
        for term in driver_terms(catalog.indicators[name]):
            # a year in which a driver was not published lies between its neighbours
            driver = _published(catalog, term.driver).interpolate(limit_area="inside")
            path = path - term.mean * term.of_record(driver).reindex(path.index)
        steps = path.diff()
        years_of_breaks = [declared.year for declared in catalog.indicators[name].breaks]
        growth[name] = steps.where(~steps.index.isin(years_of_breaks))
    return pd.DataFrame(growth)


def equicorrelated(scores: np.ndarray, rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log determinant and quadratic form of equicorrelated normal vectors, added up over years.

    Parameters
    ----------
    scores
        (…, year, series) standardised growth; NaN where unknown.
    rho
        (R,) correlations.

    Returns
    -------
    tuple of arrays
        (…, R) each; minus half their sum is the log density but for a constant.
    """
    count = np.isfinite(scores).sum(axis=-1)[..., None]
    total = np.nansum(scores, axis=-1)[..., None]
    squares = np.nansum(scores**2, axis=-1)[..., None]
    spread = 1.0 + (count - 1.0) * rho
    log_determinant = (count - 1.0) * np.log1p(-rho) + np.log(spread)
    quadratic = (squares - rho / spread * total**2) / (1.0 - rho)
    determinants = np.where(count > 0, log_determinant, 0.0)
    return determinants.sum(axis=-2), quadratic.sum(axis=-2)


def correlation_draws(
    growth: pd.DataFrame, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Draw ρ from its posterior on `GRID`; means and spreads of the series are integrated out.

    Spreads are drawn from the posterior that each series alone would give and weighed by what the
    panel says of them; the means cost one year.

    Parameters
    ----------
    growth
        Index: years; columns: ids of the series, as `residual_growth` returns it.
    draws
        How many to draw.

    Returns
    -------
    ndarray
        (draws,) values of `GRID`; drawn from the prior where fewer than two series have
        `FEWEST` growth figures.
    """
    known = growth.loc[:, growth.count() >= FEWEST]
    if known.shape[1] < 2:
        return generator.choice(GRID, size=draws)
    years = known.count().to_numpy()
    freedom = years - 1
    scores = ((known - known.mean()) / known.std()).to_numpy()
    spread = np.sqrt(freedom / generator.chisquare(freedom, (SPREADS, len(freedom))))
    log_determinant, quadratic = equicorrelated(scores / spread[:, None, :], GRID)
    alone = (freedom / spread**2).sum(axis=1)[:, None]
    log_weight = 0.5 * (alone - quadratic - log_determinant * freedom.sum() / years.sum())
    weight = np.exp(log_weight - log_weight.max()).sum(axis=0)
    return generator.choice(GRID, size=draws, p=weight / weight.sum())


def _published(catalog: Catalog, name: str) -> pd.Series:
    """Mean of the numbers of each year on the link scale, NaN where there is none."""
    indicator, rows = catalog.indicators[name], catalog.rows(name)
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    values = published_values(indicator, rows, ties="keep")
    link = pd.Series(scale.pull_up(values.to_numpy()), index=values.index)
    link = link.drop(index=sorted(indicator.exceptional_years & set(link.index)))
    yearly: Any = link.groupby(level=0).mean()
    years = yearly.index.to_numpy(dtype=int)
    return yearly.reindex(range(years.min(), years.max() + 1)) if len(years) else yearly
