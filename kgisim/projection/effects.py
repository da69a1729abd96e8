"""What a scenario does to a path: world assumptions and measures, on the link scale."""

import numpy as np
from scipy.special import ndtri

from kgisim.axis import Axis
from kgisim.inference.scales import Scale
from kgisim.projection.scenario import Effect, Measure, WorldPath
from kgisim.rng import stream

Z90 = float(ndtri(0.9))
"""Standard normal 90 % point."""
SMALLEST = 1e-3
"""No level is multiplied by less: nothing falls to zero or below."""


def elicited(effect: Effect, uniform: np.ndarray) -> np.ndarray:
    """Draw an elicited effect at given probabilities: normal on each side of the median.

    The three quantiles are met exactly; the sides may differ (two-piece normal quantiles, O'Hagan
    2006 for fitting to quantiles).

    Parameters
    ----------
    uniform
        Probabilities, of any dims.

    Returns
    -------
    ndarray
        Dims of `uniform`, in the unit of the effect.

    Examples
    --------
    >>> effect = Effect(p10=0.0, p50=2.0, p90=10.0)
    >>> [round(float(x), 6) for x in elicited(effect, np.array([0.1, 0.5, 0.9]))]
    [0.0, 2.0, 10.0]
    """
    z = ndtri(uniform) / Z90
    return effect.p50 + z * np.where(z < 0, effect.p50 - effect.p10, effect.p90 - effect.p50)


def profile(measure: Measure, axis: Axis) -> np.ndarray:
    """Compute the share of a measure's effect that acts in each year: lag, ramp, end, fading.

    Returns
    -------
    ndarray
        (year,) shares from 0 to 1 over the whole axis.
    """
    years, begin = axis.years, measure.start + measure.lag
    share = np.clip((years - begin + 1) / measure.ramp, 0.0, 1.0)
    if measure.until is None:
        return share
    reached = np.interp(measure.until, years, share)
    after = measure.until < years
    # a growth measure stops adding; a level effect fades by its persistence
    left = 0.0 if measure.on == "growth" else measure.persistence
    fading = np.zeros(len(axis)) if left == 0.0 else left ** (years - measure.until).clip(0)
    return np.where(after, reached * fading, share)


def measure_shift(
    measure: Measure,
    scale: Scale,
    middle: np.ndarray,
    axis: Axis,
    draws: int,
    seed: int,
    last: int | None = None,
) -> np.ndarray:
    """Draw the shift of the link path that a measure brings.

    Parameters
    ----------
    middle
        (year,) the baseline's median link path: points of a share and per cent of a bounded level
        are translated there, so that every draw keeps its distance from the median in link units.
    last
        Last observed year: what the measure did up to then is in the record, so only what is
        still to come shifts the path. None: nothing is observed.

    Returns
    -------
    ndarray
        (draw, year) in link units, over the whole axis.
    """
    share = _still_to_come(measure, axis, axis.first - 1 if last is None else last)
    acting = np.flatnonzero(share)
    shift = np.zeros((len(axis), draws))
    if acting.size:
        years = slice(acting[0], acting[-1] + 1)
        uniform = stream(seed, "measure", measure.id).random(draws)
        steps, place = np.unique(share[years], return_inverse=True)  # most years are like others
        change = _change(measure, elicited(measure.effect, uniform), steps[:, None])[place]
        shift[years] = translated(measure.unit, scale, middle[years, None], change)
    return shift.T


def translated(unit: str, scale: Scale, middle: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Convert a change at the middle path into link units.

    Parameters
    ----------
    unit
        ``points``: `change` is added to the level; ``percent``: it is the log of a factor.
    middle
        Link path at which the change is taken.

    Returns
    -------
    ndarray
        Dims of `middle` and `change`, broadcast; in link units.
    """
    if unit == "percent" and scale.kind == "log":
        return change
    level = scale.inverse(middle)
    moved = level + change if unit == "points" else level * np.exp(change)
    return np.where(change == 0.0, 0.0, scale.pull_up(moved) - scale.pull_up(level))


MOVES_ON = frozenset({"growth", "linear"})
"""Kinds of paths that go on from a draw's own level in the year before they start."""


def world_path(
    world: WorldPath,
    path: np.ndarray,
    baseline: np.ndarray,
    scale: Scale,
    reference: float,
    last: int,
    seed: int,
    years: np.ndarray,
) -> np.ndarray:
    """Compute the link path of a driver under a world assumption; unchanged before its start.

    Parameters
    ----------
    path
        The driver's path so far under this scenario.
    baseline
        Its path under the baseline.
    reference, last
        Link value and year of its last observation.
    years
        Years of the paths; of a kind that `MOVES_ON` also the year before its start.

    Returns
    -------
    ndarray
        (draw, year) in link units.
    """
    if world.kind == "shift":
        factor = 1.0 + (world.percent or 0.0) / 100.0
        assumed = scale.pull_up(scale.inverse(path) * factor)
    elif world.kind == "quantile":
        ordered = np.nan_to_num(np.ascontiguousarray(baseline.T))
        assumed = np.quantile(ordered, world.quantile or 0.5, axis=1)[None, :]
    else:
        begin = max(world.start, last + 1) - 1
        moves = world.kind in MOVES_ON and begin > last
        place = begin - int(years[0])
        assert not moves or place >= 0  # the year before the start is among the years
        # what moves on starts from where the draw is by then, not from the last observed value
        known = scale.inverse(path[:, [place]] if moves else np.array([[reference]]))
        assumed = scale.pull_up(_assumed_levels(world, known, begin if moves else last, years))
    if world.kind != "shift" and world.spread_percent:
        normal = stream(seed, "world", world.driver).standard_normal(len(path))[:, None]
        factor = np.maximum(1.0 + world.spread_percent / 100.0 * normal, SMALLEST)
        assumed = scale.pull_up(scale.inverse(assumed) * factor)
    return np.where(max(world.start, last + 1) <= years, assumed, path)


def _still_to_come(measure: Measure, axis: Axis, last: int) -> np.ndarray:
    share = profile(measure, axis)
    if measure.on == "growth":
        share = np.cumsum(share)
    future = last < axis.years
    done = share[~future][-1:].sum()  # nothing if no year is observed
    return np.where(future, share - done, 0.0)


def _change(measure: Measure, size: np.ndarray, share: np.ndarray) -> np.ndarray:
    if measure.unit == "points":
        return size * share
    if measure.on == "growth":
        return np.log(np.maximum(1.0 + size / 100.0, SMALLEST)) * share
    return np.log(np.maximum(1.0 + size * share / 100.0, SMALLEST))


def _assumed_levels(
    world: WorldPath, level: np.ndarray, begin: int, years: np.ndarray
) -> np.ndarray:
    """Compute the levels (draw, year) of an assumed path from those of its first year (draw, 1)."""
    if world.kind == "values":
        points = {begin: float(level[0, 0])} | world.points
        known = sorted(points)
        return np.interp(years, known, [points[year] for year in known])[None, :]
    if world.kind == "linear":
        return level + (world.units_a_year or 0.0) * (years - begin)
    growth = 0.0 if world.kind == "hold" else (world.percent_a_year or 0.0)
    return level * (1.0 + growth / 100.0) ** (years - begin)
