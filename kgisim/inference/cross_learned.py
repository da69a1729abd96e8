"""A second forecast, learned across public series, and its pool with the draws of a family.

The *member* is a regression: the change of a series over *h* years, in units of its usual yearly
change, has a Student-t distribution whose centre and spread depend on the series' own trend, its
distance to its mean, its roughness and *h*. The same coefficients serve all series of a scale. A
family names the record of what was learned (`kgisim.inference.family.Family.pool_file`); the
bundled one, ``models/cross_learned.yaml``, is made by ``benchmarks/learn_pool.py``.

The pool is a mixture of both distributions whose distribution function goes through that of a
symmetric beta distribution: a mixture of two forecasts that are each wide enough is too wide
(Gneiting and Ranjan 2013). It keeps what a family's draws know of each other: in every year each
draw keeps its rank and takes the value of that rank in the pool (ensemble copula coupling).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy.special import betaincinv, stdtrit

from kgisim.evidence.base import Finite, Record
from kgisim.evidence.base import Scale as ScaleName
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.evidence.yaml_records import read_record
from kgisim.inference.reference_priors import LearnedFrom, Number
from kgisim.inference.scales import Scale
from kgisim.io import digest
from kgisim.workspace import Workspace

FADE = 0.85
"""Part of a trend that is left after a year."""
RECENT = 5
"""Steps that make the recent trend."""
BELIEF = 3.0
"""Steps that the usual yearly change of other series is worth."""
FARTHEST = 6.0
"""Distance to the mean, in yearly changes, that is never exceeded."""
USUAL_LOG_HORIZON, USUAL_LOG_KNOWN = 1.8, 2.5
"""Where the coefficients of the spread are centred."""
FEWEST, ENOUGH = 5, 10
"""Known values up to which the family stands alone, and from which the weight is whole."""
EDGE = 5e-4
"""Distance to the ends of the range, as part of it, within which no value is taken."""
LEAST = 1e-3
"""Part of its mean below which no value of an amount is taken: steps near nothing are boundless."""

Probability = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class Regression(Record):
    """What was learned for the series of one scale."""

    series: Number
    """Number of series it was learned from."""
    weight: Probability
    """Weight of the member in the pool, for series with enough known values."""
    concentration: Annotated[float, Field(ge=1)]
    """Both parameters of the beta distribution: above one the pool is narrower than the mixture."""
    usual_change: Positive
    """Median over the series of the root mean square of yearly changes, in link units."""
    centre: Annotated[tuple[Finite, ...], Field(min_length=7, max_length=7)]
    """Coefficients of `centre_terms`; the first is growth that no series shows by itself."""
    spread: Annotated[tuple[Finite, ...], Field(min_length=5, max_length=5)]
    """Coefficients of `spread_terms`, for the logarithm of the spread."""
    freedom: Annotated[float, Field(gt=2)]
    """Degrees of freedom."""


class CrossLearned(Record):
    """What was learned by scale; scales without a regression keep their family alone."""

    version: Literal[1]
    """Version of this form."""
    scales: dict[ScaleName, Regression]
    """What was learned, by scale."""
    sources: Annotated[tuple[LearnedFrom, ...], Field(min_length=1)]
    """The series, those of other scales among them: what is common to all is learned from all."""

    @property
    def listed(self) -> int:
        """Number of series in all."""
        return sum(len(source.series) for source in self.sources)


@dataclass(frozen=True)
class Member:
    """The forecast of one series by the regression, and its weight in the pool.

    Parameters
    ----------
    concentration
        Of the beta distribution through which the mixture goes.
    centre, spread
        (year,) of the Student-t distribution, on the link scale, for the years after the last.
    freedom
        Its degrees of freedom.
    """

    weight: float
    concentration: float
    centre: np.ndarray
    spread: np.ndarray
    freedom: float


def read_cross_learned(workspace: Workspace, file: str) -> CrossLearned | None:
    """Read what was learned from a file in ``models/``; None if it is not there.

    Raises
    ------
    ContentError
        If the file is wrong, with every problem in it.
    """
    path = workspace.models / file
    return _read(path, digest(path)) if file and path.is_file() else None


@lru_cache(maxsize=8)
def _read(path: Path, _: str) -> CrossLearned:
    """Read a record once for each content: every fit asks for it."""
    return read_record(CrossLearned, path, f"models/{path.name}")


def usual_change(steps: np.ndarray, usual: float) -> float:
    """Return the root mean square of yearly changes, drawn towards that of other series."""
    return float(np.sqrt((np.sum(steps**2) + BELIEF * usual**2) / (len(steps) + BELIEF)))


def centre_terms(path: np.ndarray, unit: float, horizon: int) -> np.ndarray:
    """Compute what the expected change depends on, in units of the usual yearly change.

    Returns
    -------
    ndarray
        (horizon, 7): years; then what the recent trend, the whole trend and a tenth of the way
        back to the mean bring, each as it fades and as it lasts.
    """
    ahead = np.arange(1, horizon + 1)
    fading = (1 - FADE**ahead) / (1 - FADE)
    recent, whole = min(RECENT, len(path) - 1), len(path) - 1
    trends = [(path[-1] - path[-1 - steps]) / steps / unit for steps in (recent, whole)]
    back = FARTHEST * np.tanh((path.mean() - path[-1]) / unit / FARTHEST)
    parts = [shape * part for part in (*trends, back / 10) for shape in (fading, ahead)]
    return np.stack([ahead, *parts], axis=-1)


def spread_terms(known: int, roughness: float, horizon: int) -> np.ndarray:
    """Compute what the logarithm of the spread depends on.

    Parameters
    ----------
    roughness
        Logarithm of the usual yearly change over that of other series.

    Returns
    -------
    ndarray
        (horizon, 5): one; log years ahead; roughness; both multiplied; log of the known values.
    """
    ahead = np.log(np.arange(1, horizon + 1)) - USUAL_LOG_HORIZON
    one = np.ones(horizon)
    number = np.log(known) - USUAL_LOG_KNOWN
    return np.stack([one, ahead, one * roughness, ahead * roughness, one * number], axis=-1)


def part_of_weight(known: int) -> float:
    """Return the part of the weight that a series with so many known values has.

    Examples
    --------
    >>> [part_of_weight(known) for known in (5, 8, 12)]
    [0.0, 0.6, 1.0]
    """
    return float(np.clip((known - FEWEST) / (ENOUGH - FEWEST), 0.0, 1.0))


def member_of(
    learned: Regression, known: pd.Series, horizon: int, *, driven: bool = False
) -> Member:
    """Forecast one series by the regression.

    Parameters
    ----------
    known
        Link values by year, what drivers did taken out; years between are interpolated.
    horizon
        Years ahead of the last known one.
    driven
        Whether a driver brings growth already: then none is expected beyond it.
    """
    year = known.index.to_numpy(dtype=float)
    path = np.interp(np.arange(year[0], year[-1] + 1), year, known.to_numpy(dtype=float))
    unit = usual_change(np.diff(path), learned.usual_change)
    coefficients = np.array(learned.centre) * np.append(0.0 if driven else 1.0, np.ones(6))
    roughness = np.log(unit / learned.usual_change)
    moved = centre_terms(path, unit, horizon) @ coefficients
    widths = np.exp(spread_terms(len(known), roughness, horizon) @ np.array(learned.spread))
    part = part_of_weight(len(known))
    return Member(
        weight=part * learned.weight,
        concentration=1 + part * (learned.concentration - 1),
        centre=path[-1] + unit * moved,
        spread=unit * widths,
        freedom=learned.freedom,
    )


def known_values(indicator: Indicator, rows: pd.DataFrame) -> pd.Series:
    """Return the published values since the last break, exceptional years left out.

    Returns
    -------
    Series
        Index year, in order; numbers in the indicator's unit. Empty if they are too few for the
        member, or if later rows say something else than one exact value.
    """
    values = published_values(indicator, rows).sort_index()
    usual = ~values.index.isin(list(indicator.exceptional_years))
    begun = max((step.year for step in indicator.breaks), default=0)
    values = values.loc[usual & (values.index >= begun)]
    is_enough = len(values) > FEWEST and values.index[-1] == rows["year_end"].max()
    return values if is_enough else values.iloc[:0]


def without_drivers(values: pd.Series, scale: Scale, drivers: np.ndarray, first: int) -> pd.Series:
    """Map known values to the link scale and take out what drivers added.

    Parameters
    ----------
    drivers
        (year,) what the drivers add, from `first` on.

    Returns
    -------
    Series
        Index year, as `values`; numbers on the link scale.
    """
    if scale.kind == "logit":
        values = values.clip(EDGE * scale.top, (1 - EDGE) * scale.top)
    if scale.kind == "log":
        values = values.clip(lower=LEAST * values.mean())
    return pd.Series(scale.forward(values), values.index) - drivers[values.index - first]


def pooled(draws: np.ndarray, member: Member, noise: np.ndarray) -> np.ndarray:
    """Move draws of a path to the pool of both distributions; every draw keeps its rank.

    The member forecasts what will be published, the draws are levels: its spread is taken without
    the yearly noise.

    Parameters
    ----------
    draws
        (draw, year) on the link scale, the years of the member.
    noise
        (draw,) standard deviation of the yearly noise.

    Returns
    -------
    ndarray
        Dims as `draws`.
    """
    count = len(draws)
    levels = (np.arange(count) + 0.5) / count
    standard = stdtrit(member.freedom, levels)
    excess = member.freedom / (member.freedom - 2)
    spread = np.sqrt(
        np.maximum(member.spread**2 - np.mean(noise**2) / excess, member.spread**2 / 4)
    )
    wanted = betaincinv(member.concentration, member.concentration, levels)
    shares = np.repeat([1 - member.weight, member.weight], count) / count
    result = np.empty_like(draws)
    for year, column in enumerate(draws.T):
        order = np.argsort(column, kind="stable")
        values = np.concatenate([column[order], member.centre[year] + spread[year] * standard])
        merged = np.argsort(values, kind="stable")
        share = shares[merged]
        result[order, year] = np.interp(wanted, np.cumsum(share) - share / 2, values[merged])
    return result
