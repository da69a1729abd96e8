"""Sources of uncertainty in stored draws, and their exchange between draws.

The draws of the world's drivers are one source. The draws of all other fits are two: innovations
after the last observed year, with their size, and parameters, which are everything known by then
(hyperparameters, the effects of drivers, the level today). Elicited effects of measures and the
spread of world assumptions, which the projection draws itself, are the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.analysis.shapley import Team, teams
from kgisim.analysis.variance_decomposition import Exchange, pairing, split_variance
from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit import Fit
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.rng import stream
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.comparison_scale import comparison_of

WORLD, PARAMETERS, INNOVATIONS, PATH, ELICITED = (
    "world",
    "parameters",
    "innovations",
    "path",
    "elicited",
)
"""Names of the sources; ``path`` stands for parameters and innovations where a family cannot tell
them apart."""


def variance_splits(
    projection: Projection,
    scenario: Scenario,
    expected: Mapping[str, np.ndarray],
    names: Sequence[str],
) -> pd.DataFrame:
    """Split the variance of every year to come, for several series from the same projections.

    Parameters
    ----------
    projection
        Its simulator carries the exchanged fits through the scenario, with the seed of the
        projection: elicited effects keep their draws.
    scenario
        Scenario under which the series are split.
    expected
        Expected paths (draw, year) by fitted series (`conditional_path.expected_paths`).
    names
        Series to be split.

    Returns
    -------
    pandas.DataFrame
        ``indicator`` and the columns of `variance_decomposition.split_variance`.
    """
    catalog, usable = projection.catalog, usable_fits(projection, names)

    def carried(fits: Mapping[str, Fit], *, levels_only: bool = False) -> xr.Dataset:
        simulator = projection.simulator.refitted(fits, levels_only=levels_only)
        found = simulator(scenario, series=names).sel({SCENARIO: scenario.id})
        return found.drop_vars(OUTCOME) if levels_only else found  # all of them are kept at once

    sources = _sources(catalog, usable, expected)
    draws = len(next(iter(usable.values())).noise)
    partner = pairing(draws, stream(projection.seed, "exchange"))
    original = carried(usable)
    exchanged = {
        team: carried(exchange(catalog, usable, expected, team, partner), levels_only=True)
        for team in teams(sources[:-1])
        if team
    }
    tables = []
    for name in names:
        years = np.arange(
            min(usable[part].last for part in catalog.dependencies.fitted_inputs(name)) + 1,
            int(original[YEAR][-1]) + 1,
        )
        series = _Series(catalog, name, years, original)
        parts = {team: series.level(data) for team, data in exchanged.items()}
        table = split_variance(
            years,
            series.outcome,
            Exchange(sources, partner, series.level(original), parts),
            ess=projection.ess.get(name, np.inf),
        )
        table.insert(0, "indicator", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def usable_fits(projection: Projection, names: Sequence[str]) -> dict[str, Fit]:
    """Return the usable fits on which series depend, by indicator."""
    needed, fits = projection.catalog.dependencies.required_fits(names), projection.fits
    return {name: fits[name] for name in needed if name in fits and fits[name].is_usable}


class _Series:
    """One series over the years to come, on its comparison scale."""

    def __init__(self, catalog: Catalog, name: str, years: np.ndarray, original: xr.Dataset):
        self.chosen = {SERIES: name, YEAR: years}
        outcome, level = self._natural(original, OUTCOME), self._natural(original, LEVEL)
        self.scale = comparison_of(catalog.indicators[name], np.stack([outcome, level]))
        self.outcome = self.scale.forward(outcome)
        self.ends = level.min(axis=0), level.max(axis=0)

    def level(self, data: xr.Dataset) -> np.ndarray:
        # an exchange can leave the range of what was drawn, and of what has a link value at all
        return self.scale.forward(np.clip(self._natural(data, LEVEL), *self.ends))

    def _natural(self, data: xr.Dataset, variable: str) -> np.ndarray:
        values = data[variable].sel(self.chosen).transpose(DRAW, YEAR)
        return values.to_numpy().astype(float)


def _sources(
    catalog: Catalog, fits: Mapping[str, Fit], expected: Mapping[str, np.ndarray]
) -> tuple[str, ...]:
    own = {name for name in fits if not _is_world(catalog, name)}
    parts = (PARAMETERS, INNOVATIONS) if own <= set(expected) else (PATH,)
    return (WORLD, *parts, ELICITED)


def _is_world(catalog: Catalog, name: str) -> bool:
    return catalog.indicators[name].role == "driver"


def exchange(
    catalog: Catalog,
    fits: Mapping[str, Fit],
    expected: Mapping[str, np.ndarray],
    team: Team,
    partner: np.ndarray,
) -> dict[str, Fit]:
    """Return the fits with the sources in `team` taken from other draws.

    Parameters
    ----------
    expected
        Expected path of every series whose path is to be taken apart.
    partner
        (draw,) the draw from which they are taken.
    """
    same = np.arange(len(partner))

    def choice(source: str) -> np.ndarray:
        return partner if source in team else same

    def exchanged(name: str, fit: Fit) -> Fit:
        if _is_world(catalog, name):
            return _taken(fit, fit.trend, choice(WORLD))
        if name not in expected or PATH in team:
            return _taken(fit, fit.trend, choice(PATH))
        if not team & {PARAMETERS, INNOVATIONS}:
            return fit
        moved = (fit.trend - expected[name])[choice(INNOVATIONS)]
        known = choice(PARAMETERS)
        return replace(_taken(fit, expected[name], known), trend=expected[name][known] + moved)

    return {name: exchanged(name, fit) for name, fit in fits.items()}


def _taken(fit: Fit, trend: np.ndarray, order: np.ndarray) -> Fit:
    """Return a fit whose draws are those of another order; the fit itself where none changes."""
    if trend is fit.trend and np.array_equal(order, np.arange(len(order))):
        return fit
    return replace(
        fit,
        trend=trend[order],
        effect=fit.effect[order],
        noise=fit.noise[order],
        hyper=fit.hyper[order],
    )
