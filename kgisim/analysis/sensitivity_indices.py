"""Global sensitivity indices from given draws: what a future depends on most.

No further projection is made: the draws of what goes in and of what comes out are compared as
they are. Inputs that move together share what they explain, so that indices need not add up.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import ndtri

from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import learned_means
from kgisim.projection.effects import elicited
from kgisim.projection.order import relevant
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario, key_of
from kgisim.ranks import mid_ranks
from kgisim.rng import stream
from kgisim.schema import DRAW, LEVEL, SCENARIO, SERIES, YEAR
from kgisim.targets.comparison_scale import NATURAL, ComparisonScale
from kgisim.targets.posed_question import Estimate, PosedQuestion

COLUMNS = (
    "input",
    "first_order",
    "first_order_error",
    "pawn",
    "pawn_floor",
    "swing",
    "swing_error",
)
"""Columns of the indices: share of the variance that goes with the input alone; largest distance
between distributions that it makes (PAWN), and how large that is for an input that means nothing;
chance in the input's highest fifth of draws less that in its lowest fifth."""
FUNCTIONS = 10
"""Functions of an input to which what goes with it alone is fitted: its value, powers of the
normal quantile of its rank, which follow the tails, and cosines of the rank, which follow turns."""
SMALLEST = 1e-9
"""Relative size below which a function is made of the others."""
POWERS = 3
"""Powers among them."""
SLIDES = 10
"""Parts into which the draws of an input are cut for PAWN."""
FEWEST = 100
"""With fewer draws no index is told: ten functions cannot be fitted to them."""
MOST = 10
"""Inputs whose indices are computed, those that go with most of the variance first. The swing is
told for all."""
FIFTH = 0.2
"""The median of the lowest and of the highest fifth are the 10 and the 90 % quantile, so that a
swing between fifths compares with one between those quantiles."""


def inputs_of(projection: Projection, package: Scenario, posed: PosedQuestion) -> pd.DataFrame:
    """Collect the draws of everything uncertain that goes into a series, one column per input.

    Columns are named ``world:<driver>`` (its level in the target year), ``measure:<id>`` and
    ``response:<id>`` (elicited sizes), ``effect:<series>/<driver>`` and
    ``hyper:<series>/<parameter>`` (posterior draws; of drivers only where a prior was
    overridden or learned from other series).
    An input that does not vary is left out.

    Parameters
    ----------
    projection
        Holds the package and the drivers.

    Returns
    -------
    DataFrame
        Columns as above; one row per draw.
    """
    catalog, seed = projection.catalog, projection.seed
    levels = projection.draws[LEVEL].sel({SCENARIO: package.id, YEAR: posed.question.window.year})
    columns = {
        **_drivers(catalog, levels, posed.question.indicator),
        **_elicited(catalog, package, posed.question.indicator, levels.sizes[DRAW], seed),
        **_posterior(catalog, projection.fits, posed.question.indicator),
    }
    return pd.DataFrame({name: drawn for name, drawn in columns.items() if np.ptp(drawn) > 0})


def _drivers(catalog: Catalog, levels: xr.DataArray, series: str) -> dict[str, np.ndarray]:
    return {
        f"world:{name}": levels.sel({SERIES: name}).to_numpy().astype(float)
        for name in sorted(catalog.dependencies.ancestors(series))
        if catalog.indicators[name].role == "driver"
    }


def _elicited(
    catalog: Catalog, package: Scenario, series: str, draws: int, seed: int
) -> dict[str, np.ndarray]:
    """Draw elicited sizes again, from the streams from which the projection drew them."""
    part = relevant(catalog, package, series)
    sizes = {
        key_of(one): (one.effect, stream(seed, "measure", one.id)) for one in part.measures
    } | {key_of(one): (one.elasticity, stream(seed, "response", one.id)) for one in part.responses}
    return {key: elicited(size, drawn.random(draws)) for key, (size, drawn) in sizes.items()}


def _posterior(catalog: Catalog, fits: Mapping[str, Fit], series: str) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    made_of = catalog.dependencies.fitted_inputs(series)
    for name in sorted(catalog.dependencies.required_fits([series])):
        fit, overridden = fits[name], catalog.indicators[name].model.priors
        listed = {*overridden, *learned_means(catalog, name)}
        own = name in made_of
        for column, term in enumerate(fit.terms):
            columns[f"effect:{name}/{term}"] = fit.effect[:, column]
        for column, parameter in enumerate(fit.parameters):
            if own or parameter in listed:
                columns[f"hyper:{name}/{parameter}"] = fit.hyper[:, column]
    return columns


def indices(
    inputs: pd.DataFrame,
    drawn: np.ndarray,
    posed: PosedQuestion,
    *,
    seed: int,
    scale: ComparisonScale = NATURAL,
) -> pd.DataFrame:
    """Compute the indices of every input; the one that explains most comes first.

    The table is empty where nothing goes in, nothing varies, or draws are too few (`FEWEST`).

    Parameters
    ----------
    inputs
        (draw, input).
    drawn
        (draw,) what is judged.
    seed
        Seed of the input of pure chance.
    scale
        Scale on which the variance of what is judged is to be explained.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    if inputs.empty or len(drawn) < FEWEST or np.ptp(drawn) == 0:
        return pd.DataFrame(columns=list(COLUMNS))
    swings = [swing(inputs[name].to_numpy(), posed, drawn) for name in inputs]
    judged = scale.forward(drawn)
    found = _from_draws(_telling(inputs, judged), judged, stream(seed, "indices"))
    found = found.set_index("input").reindex(list(inputs.columns)).reset_index()
    # the error of independent draws knows nothing of the effective size
    found["first_order_error"] *= np.sqrt(len(drawn) / posed.size(drawn))
    found["swing"] = [one.value for one in swings]
    found["swing_error"] = [one.error for one in swings]
    return found.sort_values("first_order", ascending=False, kind="stable", ignore_index=True)


def _telling(inputs: pd.DataFrame, drawn: np.ndarray) -> pd.DataFrame:
    """Return the `MOST` inputs with the largest rank correlation, in their order."""
    if inputs.shape[1] <= MOST:
        return inputs
    ranks = inputs.rank().to_numpy()
    judged = pd.Series(drawn).rank().to_numpy()
    together = (ranks - ranks.mean(axis=0)).T @ (judged - judged.mean())
    strength = np.abs(together) / ranks.std(axis=0)
    return inputs.iloc[:, np.sort(np.argsort(-strength, kind="stable")[:MOST])]


def _from_draws(
    inputs: pd.DataFrame, drawn: np.ndarray, generator: np.random.Generator
) -> pd.DataFrame:
    """First-order and PAWN indices; an input of pure chance goes along and sets the floor."""
    nothing = generator.random(len(inputs))
    first = [first_order(inputs[name].to_numpy(), drawn) for name in inputs]
    return pd.DataFrame(
        {
            "input": list(inputs.columns),
            "first_order": [one.value for one in first],
            "first_order_error": [one.error for one in first],
            "pawn": [pawn(inputs[name].to_numpy(), drawn) for name in inputs],
            "pawn_floor": pawn(nothing, drawn),
        }
    )


def first_order(values: np.ndarray, drawn: np.ndarray) -> Estimate:
    """Return the share of the variance that goes with an input alone, with its standard error.

    The share that `FUNCTIONS` functions of the input explain, less what they would explain by
    chance. Its error is that of the influence function of Var E[y | x] / Var y, and of the chance
    in the fit, which is all that is left for an input that means nothing.

    Parameters
    ----------
    values
        (draw,) the input.
    drawn
        (draw,) what is judged.
    """
    centred, count = drawn - drawn.mean(), len(drawn)
    basis = _functions(values)
    fitted = basis @ (basis.T @ centred)
    variance, freedom = np.mean(centred**2), basis.shape[1]
    raw = np.mean(fitted**2) / variance
    by_chance = freedom / (count - 1)
    share = (raw - by_chance) / (1.0 - by_chance)
    kept = np.clip(share, 0.0, 1.0)
    influence = (2.0 * fitted * centred - fitted**2 - kept * centred**2) / variance
    left = (1.0 - kept) ** 2
    # the fit follows chance: it counts once, as the spread of what would be explained by chance
    spread = max(influence.var() - 4.0 * by_chance * left, 0.0) / count
    error = np.sqrt(spread + 2.0 * freedom * left / count**2)
    return Estimate(float(share), float(error))


def _functions(values: np.ndarray) -> np.ndarray:
    """Orthonormal functions (draw, function) of an input; fewer where it takes few values."""
    ranks = (mid_ranks(values) - 0.5) / len(values)
    waves = np.cos(np.pi * ranks[:, None] * np.arange(1, FUNCTIONS - POWERS))
    powers = ndtri(ranks)[:, None] ** np.arange(1, POWERS + 1)
    raw = np.column_stack([values, powers, waves])
    raw = (raw - raw.mean(axis=0)) / np.maximum(raw.std(axis=0), SMALLEST)
    left, size, _ = np.linalg.svd(raw, full_matrices=False)
    return left[:, size > SMALLEST * size[0]]


def pawn(values: np.ndarray, drawn: np.ndarray) -> float:
    """Return the median Kolmogorov distance that knowing an input makes (Pianosi, Wagener 2018).

    The same number as SALib's, which takes most of its time for p-values that nobody asks for.

    Parameters
    ----------
    values
        (draw,) the input, cut into `SLIDES` parts between its quantiles.
    drawn
        (draw,) what is judged.
    """
    ordered, edges = np.sort(drawn), np.quantile(values, np.linspace(0.0, 1.0, SLIDES + 1))
    every = np.searchsorted(ordered, ordered, side="right") / len(ordered)
    distances = []
    for low, high in pairwise(edges):
        known = np.sort(drawn[(values >= low) & (values < high)])
        if len(known):
            share = np.searchsorted(known, ordered, side="right") / len(known)
            distances.append(np.abs(share - every).max())
    return float(np.median(distances))


def swing(drawn: np.ndarray, posed: PosedQuestion, judged: np.ndarray) -> Estimate:
    """Chance in the highest fifth of an input's draws less that in its lowest fifth."""
    reached, order = posed.reached(judged), np.argsort(drawn, kind="stable")
    count = int(FIFTH * len(drawn))
    low, high = reached[order[:count]], reached[order[-count:]]
    variance = low.var() + high.var() + 1.0 / count  # half an event each, as for chances
    error = np.sqrt(variance / (FIFTH * posed.size(judged)))
    return Estimate(float(high.mean() - low.mean()), float(error))
