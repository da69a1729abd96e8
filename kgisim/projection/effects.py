"""What a scenario does to a path: world assumptions and measures, on the link scale."""

import numpy as np
from scipy.special import ndtri

from kgisim.inference.fit import AXIS
from kgisim.inference.scales import Scale
from kgisim.projection.scenario import Effect, Measure, WorldPath
from kgisim.streams import stream

Z90 = float(ndtri(0.9))
"""Standard normal 90 % point."""


def elicited(effect: Effect, uniform: np.ndarray) -> np.ndarray:
    """Draw an elicited effect at given probabilities: normal on each side of the median.

    The three quantiles are met exactly; the sides may differ (two-piece normal quantiles, O'Hagan
    2006 for fitting to quantiles).

    Examples
    --------
    >>> effect = Effect(p10=0.0, p50=2.0, p90=10.0)
    >>> [round(float(x), 6) for x in elicited(effect, np.array([0.1, 0.5, 0.9]))]
    [0.0, 2.0, 10.0]
    """
    z = ndtri(uniform) / Z90
    return effect.p50 + z * np.where(z < 0, effect.p50 - effect.p10, effect.p90 - effect.p50)


def profile(measure: Measure) -> np.ndarray:
    """Share of a measure's effect that acts in each year of the axis: lag, ramp, end, fading."""
    begin = measure.start + measure.lag
    share = np.clip((AXIS - begin + 1) / measure.ramp, 0.0, 1.0)
    if measure.until is None:
        return share
    reached = np.interp(measure.until, AXIS, share)
    after = measure.until < AXIS
    # a growth measure stops adding; a level effect fades by its persistence
    left = 0.0 if measure.on == "growth" else measure.persistence
    fading = np.zeros(len(AXIS)) if left == 0.0 else left ** (AXIS - measure.until).clip(0)
    return np.where(after, reached * fading, share)


def measure_shift(
    measure: Measure, scale: Scale, middle: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """Shift (draw, year) of the link path that a measure brings.

    Parameters
    ----------
    middle
        (year,) the baseline's median link path: points of a share and per cent of a bounded level
        are translated there, so that every draw keeps its distance from the median in link units.
    """
    size = elicited(measure.effect, stream(seed, "measure", measure.id).random(draws))[:, None]
    share = profile(measure)
    if measure.on == "growth":
        share = np.cumsum(share)
    middle = np.where(np.isnan(middle), 0.0, middle)
    if measure.unit == "points":
        moved = scale.inverse(middle) + size * share
    elif measure.on == "growth":
        moved = scale.inverse(middle) * np.maximum(1.0 + size / 100.0, 1e-3) ** share
    else:
        moved = scale.inverse(middle) * np.maximum(1.0 + size * share / 100.0, 1e-3)
    shift = scale.pull_up(moved) - scale.pull_up(scale.inverse(middle))
    return np.where(share == 0.0, 0.0, shift)


def world_path(
    world: WorldPath,
    path: np.ndarray,
    baseline: np.ndarray,
    scale: Scale,
    reference: float,
    last: int,
    seed: int,
) -> np.ndarray:
    """Link path (draw, year) of a driver under a world assumption; unchanged before its start.

    Parameters
    ----------
    path
        The driver's path so far under this scenario.
    baseline
        Its path under the baseline.
    reference, last
        Link value and year of its last observation.
    """
    level = float(scale.inverse(reference))
    if world.kind == "shift":
        assert world.percent is not None
        assumed = scale.pull_up(scale.inverse(path) * (1.0 + world.percent / 100.0))
    elif world.kind == "quantile":
        assert world.quantile is not None
        assumed = np.quantile(np.nan_to_num(baseline), world.quantile, axis=0)[None, :]
    elif world.kind == "values":
        points = {last: level} | world.points
        years = sorted(points)
        assumed = scale.pull_up(np.interp(AXIS, years, [points[y] for y in years]))[None, :]
    else:
        growth = 0.0 if world.kind == "hold" else (world.percent_a_year or 0.0)
        assumed = scale.pull_up(level * (1.0 + growth / 100.0) ** (AXIS - last))[None, :]
    if world.kind != "shift" and world.spread_percent:
        normal = stream(seed, "world", world.driver).standard_normal(len(path))[:, None]
        natural = scale.inverse(assumed) * np.maximum(1 + world.spread_percent / 100 * normal, 1e-3)
        assumed = scale.pull_up(natural)
    return np.where(max(world.start, last + 1) <= AXIS, assumed, path)
