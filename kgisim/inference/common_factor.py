"""A common factor: what the series of a panel share beyond their drivers.

Each series is fitted alone, which leaves its marginal posterior untouched but would let the firms
of one industry drift apart as if by chance. The yearly growth of series f beyond its drivers is

    growth[f, t] = mean_f + sd_f · (√ρ · factor[t] + √(1 − ρ) · own[f, t])

with one correlation ρ between all pairs, uniform in advance. Its posterior is computed on a grid,
with missing years and unknown spreads. The fits are then joined: for each draw a ρ and a standard
normal factor are drawn, and the draws of each fit are put in the order of √ρ · factor +
√(1 − ρ) · own by how far their trend has gone at the horizon (Iman and Conover, 1982). No draw is
changed, so that every series keeps its posterior to the bit; only which futures come together does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.fit import Fit
from kgisim.inference.scales import scale_of
from kgisim.rng import stream

FEWEST = 4
"""Growth figures that a series needs to count towards the correlation."""
GRID = np.linspace(0.0, 0.99, 100)
"""Values of ρ at which its posterior is computed."""
SPREADS = 400
"""Draws of the series' spreads over which it is averaged."""


def join_panels(catalog: Catalog, fits: Mapping[str, Fit], *, seed: int) -> dict[str, Fit]:
    """Order the draws of all series of a panel by their common factor.

    ρ is learned from the rows alone, so that the order does not depend on which fits are asked for.

    Parameters
    ----------
    fits
        By indicator; failed ones, and those of no panel, are given back as they are.
    """
    joined = dict(fits)
    for panel, members in panels(catalog).items():
        usable = [name for name in members if name in fits and fits[name].is_usable]
        draws = max((len(fits[name].noise) for name in usable), default=0)
        generator = stream(seed, "panel", panel)
        shared = correlation_draws(residual_growth(catalog, members), draws, generator)
        factor = generator.standard_normal(draws)
        for name in usable:
            own = stream(seed, "panel", panel, name).standard_normal(draws)
            score = np.sqrt(shared) * factor + np.sqrt(1.0 - shared) * own
            joined[name] = ordered(fits[name], score)
    return joined


def panels(catalog: Catalog) -> dict[str, list[str]]:
    """Return the fitted series of each panel."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, indicator in catalog.indicators.items():
        if indicator.panel is not None and indicator.is_fitted:
            found[indicator.panel].append(name)
    return dict(found)


def residual_growth(catalog: Catalog, names: Iterable[str]) -> pd.DataFrame:
    """Yearly growth on the link scale beyond the drivers, whose effects are at their prior mean.

    Returns
    -------
    DataFrame
        Years × series; NaN where one of two years in a row, or a driver, was not published.
    """
    growth = {}
    for name in names:
        path = _published(catalog, name)
        for effect in catalog.indicators[name].drivers:
            # a year in which a driver was not published lies between its neighbours
            driver = _published(catalog, effect.driver).interpolate(limit_area="inside")
            path = path - effect.mean * driver.reindex(path.index)
        growth[name] = path.diff()
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


def ordered(fit: Fit, score: np.ndarray) -> Fit:
    """Reorder a fit's draws so that those whose trend goes far meet the high scores."""
    gone = fit.trend[:, -1] - fit.trend[:, fit.axis.place(fit.last)]
    order = np.empty(len(score), dtype=int)
    order[np.argsort(score, kind="stable")] = np.argsort(gone, kind="stable")
    return replace(
        fit,
        trend=fit.trend[order],
        effect=fit.effect[order],
        noise=fit.noise[order],
        hyper=fit.hyper[order],
    )


def _published(catalog: Catalog, name: str) -> pd.Series:
    """Mean of the numbers of each year on the link scale, NaN where there is none."""
    indicator, rows = catalog.indicators[name], catalog.rows(name)
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    values = published_values(indicator, rows, ties="keep")
    link = pd.Series(scale.pull_up(values.to_numpy()), index=values.index)
    yearly: Any = link.groupby(level=0).mean()
    years = yearly.index.to_numpy(dtype=int)
    return yearly.reindex(range(years.min(), years.max() + 1)) if len(years) else yearly
