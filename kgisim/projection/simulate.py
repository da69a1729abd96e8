"""Carry stored draws forward under scenarios: no sampling, no compilation.

Draw *d* of every series is one future. Under a scenario only what the scenario touches departs
from it, and history is the same array. All further randomness (yearly noise, elicited effects) is
drawn from streams seeded by name, the same under every scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.special import gammaincinv, ndtri, pdtrik

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Identity, Indicator
from kgisim.inference.fit import AXIS, Fit
from kgisim.inference.history import past_path
from kgisim.inference.scales import Scale, scale_of
from kgisim.names import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.projection.effects import measure_shift, world_path
from kgisim.projection.scenario import Scenario
from kgisim.streams import stream


@dataclass(frozen=True)
class _Fitted:
    """What the simulation needs of a fitted series, under every scenario the same.

    Parameters
    ----------
    trend
        (draw, year) link path without driver effects.
    known
        (year,) departures of this series from its last observed value, up to then.
    reference
        Link value of its last observed value.
    noise
        (draw, year) standard normal for continuous series, uniform for flow counts.
    burst
        (draw, year) gamma multiplier of mean one that makes a flow count overdispersed.
    """

    indicator: Indicator
    scale: Scale
    fit: Fit
    known: np.ndarray
    reference: float
    noise: np.ndarray
    burst: np.ndarray


def projected_series(catalog: Catalog, fits: Mapping[str, Fit]) -> list[str]:
    """Series that can be simulated, inputs before what is made of them.

    A series whose fit is missing or failed its gate is left out, and with it every identity that
    needs it.
    """
    order: list[str] = []

    def add(name: str) -> bool:
        if name in order:
            return True
        indicator = catalog.indicators[name]
        if indicator.is_fitted:
            needed = tuple(effect.driver for effect in indicator.drivers)
            usable = name in fits and fits[name].status == "ok"
        else:
            needed = indicator.identity.inputs if indicator.identity else ()
            usable = indicator.identity is not None
        # every input is visited, also after one has failed: the others may stand on their own
        complete = False not in [add(other) for other in needed]
        if usable and complete:
            order.append(name)
        return usable and complete

    for name in sorted(catalog.indicators):
        add(name)
    return order


def simulate(
    catalog: Catalog,
    fits: Mapping[str, Fit],
    scenarios: Mapping[str, Scenario],
    *,
    seed: int,
    series: list[str] | None = None,
) -> xr.Dataset:
    """Project every series under every scenario (docs/schema.md, Projection).

    Parameters
    ----------
    fits
        By indicator; failed ones are left out, and with them what depends on them.
    scenarios
        Resolved, the baseline among them.
    series
        Series to keep in the result; None: all that can be simulated.
    """
    names = projected_series(catalog, fits)
    kept = [name for name in names if series is None or name in series]
    draws = max((len(fit.noise) for fit in fits.values()), default=0)
    prepared = {
        name: _prepare(catalog, name, fits, seed)
        for name in names
        if catalog.indicators[name].is_fitted
    }
    shape = (len(scenarios), draws, len(AXIS), len(kept))
    level, outcome = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    ordered = [BASELINE, *(name for name in scenarios if name != BASELINE)]
    baseline: dict[str, np.ndarray] = {}
    for row, scenario in enumerate(ordered):
        links, levels, outcomes = _one(
            catalog, names, prepared, scenarios[scenario], baseline, seed
        )
        baseline = baseline or links
        for column, name in enumerate(kept):
            level[row, :, :, column], outcome[row, :, :, column] = levels[name], outcomes[name]
    dims = (SCENARIO, DRAW, YEAR, SERIES)
    return xr.Dataset(
        {LEVEL: (dims, level), OUTCOME: (dims, outcome)},
        coords={SCENARIO: ordered, DRAW: np.arange(draws), YEAR: AXIS, SERIES: kept},
        attrs={"seed": seed},
    )


def _prepare(catalog: Catalog, name: str, fits: Mapping[str, Fit], seed: int) -> _Fitted:
    indicator, rows, fit = catalog.indicators[name], catalog.rows(name), fits[name]
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    past = past_path(catalog, name, fits)
    reference = float(past.loc[fit.last])
    generator = stream(seed, "outcome", name)
    uniform = generator.random(fit.trend.shape)
    burst = np.ones(1)
    if scale.is_flow_count:
        size = 1.0 / np.maximum(fit.noise, 1e-6)[:, None]
        burst = gammaincinv(size, generator.random(fit.trend.shape)) / size
    noise = uniform if scale.is_flow_count else ndtri(uniform)
    known = (past - reference).to_numpy()
    return _Fitted(indicator, scale, fit, known, reference, noise, burst)


def _one(
    catalog: Catalog,
    names: list[str],
    prepared: Mapping[str, _Fitted],
    scenario: Scenario,
    baseline: Mapping[str, np.ndarray],
    seed: int,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Link paths, levels and outcomes of every series under one scenario."""
    links: dict[str, np.ndarray] = {}
    levels: dict[str, np.ndarray] = {}
    outcomes: dict[str, np.ndarray] = {}
    for name in names:
        if name in prepared:
            part = prepared[name]
            links[name] = _link(part, links, prepared, scenario, baseline.get(name), seed)
            levels[name] = part.scale.inverse(links[name])
            outcomes[name] = _outcome(part, links[name])
        else:
            identity = catalog.indicators[name].identity
            assert identity is not None
            levels[name] = combine(identity, levels)
            outcomes[name] = combine(identity, outcomes)
    return links, levels, outcomes


def _link(
    part: _Fitted,
    links: Mapping[str, np.ndarray],
    prepared: Mapping[str, _Fitted],
    scenario: Scenario,
    baseline: np.ndarray | None,
    seed: int,
) -> np.ndarray:
    path = part.fit.trend
    for term, driver in enumerate(part.fit.terms):
        other = prepared[driver]
        future = other.fit.last < AXIS
        departure = np.where(future, links[driver] - other.reference, other.known)
        path = path + part.fit.effect[:, [term]] * departure
    if baseline is None:  # this is the baseline itself
        return path
    for world in scenario.world:
        if world.driver == part.indicator.id:
            path = world_path(
                world, path, baseline, part.scale, part.reference, part.fit.last, seed
            )
    middle = np.median(baseline, axis=0)
    for measure in scenario.measures:
        if measure.indicator == part.indicator.id:
            path = path + measure_shift(measure, part.scale, middle, len(path), seed)
    return path


def _outcome(part: _Fitted, link: np.ndarray) -> np.ndarray:
    """Give what will be counted: the level with a year's noise."""
    if part.scale.is_flow_count:
        # common uniforms: a measure that raises the rate moves the count up smoothly, never down
        rate = np.maximum(part.scale.inverse(link) * part.burst, 1e-12)
        count = np.ceil(pdtrik(part.noise, np.minimum(rate, 1e9)))
        return np.where(np.isnan(link), np.nan, np.maximum(np.nan_to_num(count), 0.0))
    value = part.scale.inverse(link + part.fit.noise[:, None] * part.noise)
    if part.scale.counting == "stock":
        return np.minimum(np.round(value), part.indicator.ceiling or np.inf)
    return value


def combine(identity: Identity, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Apply an accounting identity draw by draw.

    Examples
    --------
    >>> share = Identity(product_of=("a",), divided_by=("b",), times=100.0)
    >>> float(combine(share, {"a": np.array(3.0), "b": np.array(4.0)}))
    75.0
    """
    if identity.sum_of:
        result = sum((values[name] for name in identity.sum_of), start=np.zeros(1))
    else:
        result = np.prod([values[name] for name in identity.product_of], axis=0)
    for name in identity.divided_by:
        result = result / values[name]
    return result * identity.times
