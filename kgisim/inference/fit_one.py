"""From one indicator's rows to its posterior draws."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from kgisim.axis import Axis
from kgisim.evidence.indicator import Indicator
from kgisim.inference.common_factor import CommonFactor
from kgisim.inference.cross_learned import (
    Member,
    Regression,
    known_values,
    member_of,
    pooled,
    without_drivers,
)
from kgisim.inference.family import Family, PriorSpec
from kgisim.inference.fit import Fit
from kgisim.inference.gate import judge
from kgisim.inference.importance_sampling import CHUNK, Weighted, sample_posterior
from kgisim.inference.importance_weights import smoothed
from kgisim.inference.likelihood import noise_prior
from kgisim.inference.model import NOISE, Compiled, compile_family
from kgisim.inference.model_data import ModelData, build_frame
from kgisim.inference.self_checks import check


def priors_of(
    indicator: Indicator, family: Family, frame: ModelData, *, driven: bool = False
) -> PriorSpec:
    """Return the priors of an indicator: the family's, the yearly noise, its own overrides.

    Parameters
    ----------
    driven
        Whether one of its drivers is expected to grow.
    """
    overrides = dict(indicator.model.priors)
    usual = family.priors(frame.scale.name).get(NOISE, noise_prior(frame))
    noise = overrides.pop(NOISE, usual)
    merged = family.merged_priors(frame.scale.name, overrides, driven=driven)
    return {**merged, NOISE: noise}


def compute(
    indicator: Indicator,
    rows: pd.DataFrame,
    family: Family,
    drivers: Mapping[str, pd.Series],
    axis: Axis,
    *,
    key: str,
    draws: int,
    generator: np.random.Generator,
    driven: bool = False,
    common: CommonFactor | None = None,
    learned: Regression | None = None,
) -> Fit:
    """Fit one indicator by importance sampling, judge the result, and pool it with the member.

    One thread only: the order in which sums are added would otherwise depend on the machine's
    load, and with it the last bits of every number.

    Parameters
    ----------
    common
        What it shares with the other series of its panel.
    learned
        What series of its scale taught; None: its family stands alone.
    """
    frame = build_frame(indicator, rows, drivers, axis.last)
    priors = priors_of(indicator, family, frame, driven=driven)
    years = max(len(frame.years), len(axis))
    with threadpool_limits(1):
        compiled = compile_family(family, priors, years)
        weighted = sample_posterior(compiled, frame, generator)
        weights, k = smoothed(weighted.log_weights)
        chosen = resample(weights, draws, generator)
        if common is not None:
            chosen = common.ordered(chosen, leads(frame, compiled, weighted, chosen))
        trend, effect, hyper = paths(frame, compiled, weighted, chosen, generator, common)
        verdict = judge(frame, prior_changes(frame, compiled, generator), weights, k)
        checks = check(frame, compiled, weighted, chosen, trend, generator)
    noise = hyper[:, compiled.names.index(NOISE)]
    member = _member(indicator, rows, frame, effect, learned, driven=driven)
    if member is not None:
        trend[:, frame.covered :] = pooled(trend[:, frame.covered :], member, noise)
    return Fit(
        indicator=indicator.id,
        key=key,
        verdict=verdict,
        axis=axis,
        first=int(frame.years[0]),
        last=frame.last,
        trend=on_axis(trend, frame.years, axis),
        effect=effect,
        noise=noise**2 if frame.scale.is_flow_count else noise,
        hyper=hyper,
        terms=frame.driver_names,
        parameters=compiled.names,
        unit=frame.scale.unit,
        family=indicator.model.family or "",
        attributes=checks,
    )


def _member(
    indicator: Indicator,
    rows: pd.DataFrame,
    frame: ModelData,
    effect: np.ndarray,
    learned: Regression | None,
    *,
    driven: bool,
) -> Member | None:
    """Forecast the trend by what other series taught; None if too little is known of it."""
    if learned is None:
        return None
    values = known_values(indicator, rows)
    if values.empty:
        return None
    added = np.median(effect, axis=0) @ frame.drivers
    known = without_drivers(values, frame.scale, added, int(frame.years[0]))
    return member_of(learned, known, len(frame.years) - frame.covered, driven=driven)


def resample(weights: np.ndarray, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Resample systematically, in random order.

    Few points are repeated, and no order is left that could correlate with another indicator's.

    Parameters
    ----------
    weights
        (point,) adding up to one.
    draws
        How many points are chosen.

    Returns
    -------
    ndarray
        (draw,) indices of the points chosen.
    """
    ladder = (np.arange(draws) + generator.random()) / draws
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), ladder), len(weights) - 1)
    return generator.permutation(chosen)


def paths(
    frame: ModelData,
    compiled: Compiled,
    weighted: Weighted,
    chosen: np.ndarray,
    generator: np.random.Generator,
    common: CommonFactor | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the paths of chosen points beyond the rows, and what they are made of.

    Innovations that no row informs (all those after the last observed year) are drawn for each draw
    by itself, so that a point chosen twice does not repeat its future; those of years to come are
    shared with the panel.

    Parameters
    ----------
    chosen
        (draw,) indices of points, as `resample` returns them.
    common
        What the series shares with its panel.

    Returns
    -------
    tuple of arrays
        Link values without driver effects (draw, year), coefficients of the drivers (draw,
        term) and scalar hyperparameters in natural units (draw, parameter).
    """
    hyper = [values[chosen] for values in weighted.hyper]
    begin = _beginnings(frame, compiled, hyper)
    innovations = generator.standard_normal((len(chosen), len(begin)))
    if common is not None:
        innovations = common.acting(innovations, begin)
    known = weighted.innovations[chosen]
    seen = innovations[:, : known.shape[1]]
    seen[:] = np.where(np.isnan(known), seen, known)
    trend = frame.scale.bend(_gaussian(frame, compiled, hyper, innovations))
    effect = frame.driver_mean + frame.driver_sd * weighted.effects[chosen]
    return trend, effect, np.column_stack(hyper[: len(compiled.names)])


def leads(
    frame: ModelData, compiled: Compiled, weighted: Weighted, chosen: np.ndarray
) -> np.ndarray:
    """Return how far each Gaussian path goes to the horizon by what the rows have seen of it.

    Parameters
    ----------
    chosen
        (draw,) indices of points.

    Returns
    -------
    ndarray
        (draw,) change of the Gaussian path from the last year that rows cover to the horizon,
        with innovations that no row informs at zero.
    """
    hyper = [values[chosen] for values in weighted.hyper]
    known = np.nan_to_num(weighted.innovations[chosen])
    path = _gaussian(frame, compiled, hyper, known)
    return path[:, -1] - path[:, frame.covered - 1]


def _gaussian(
    frame: ModelData, compiled: Compiled, hyper: list[np.ndarray], innovations: np.ndarray
) -> np.ndarray:
    """Gaussian paths (draw, year); innovations that are not there are zero."""
    count, found = innovations.shape[1], []
    for start in range(0, len(innovations), CHUNK):
        part = slice(start, start + CHUNK)
        mean, loadings = compiled.path([values[part] for values in hyper], len(frame.years))
        moved = loadings[:, :, :count] @ innovations[part, : loadings.shape[2], None]
        found.append(frame.centre + mean + moved[:, :, 0])
    return np.concatenate(found)


def _beginnings(frame: ModelData, compiled: Compiled, hyper: list[np.ndarray]) -> np.ndarray:
    """Year in which each innovation begins to act (E,); 0 if rows cover it, or if none does."""
    _, loadings = compiled.path([one[:1] for one in hyper], len(frame.years), padded=True)
    first = np.argmax(loadings[0] != 0.0, axis=0)
    return np.where(first >= frame.covered, frame.years[first], 0)


def prior_changes(
    frame: ModelData, compiled: Compiled, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation, by prior point, of the Gaussian path's change to the horizon.

    From the last observed year on: the deliberately vague first level does not count.

    Returns
    -------
    tuple of arrays
        Mean and standard deviation, (point,) each, on the scale of the Gaussian path.
    """
    hyper, *_ = compiled.density(compiled.sample(generator, CHUNK))
    mean, loadings = compiled.path(hyper, len(frame.years))
    ends = [frame.covered - 1, len(frame.years) - 1]
    change = np.diff(loadings[:, ends], axis=1)[:, 0]
    return np.diff(mean[:, ends], axis=1)[:, 0], np.sqrt((change**2).sum(axis=1))


def on_axis(trend: np.ndarray, years: np.ndarray, axis: Axis) -> np.ndarray:
    """Place paths on the shared axis; years before the first observation are NaN.

    Parameters
    ----------
    trend
        (draw, year) over `years`.
    years
        (year,) in a row.

    Returns
    -------
    ndarray
        (draw, year) over the axis.
    """
    placed = np.full((len(trend), len(axis)), np.nan)
    shared = np.intersect1d(axis.years, years)
    placed[:, shared - axis.first] = trend[:, shared - years[0]]
    return placed
