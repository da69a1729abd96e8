"""The question that everything here explains: does a series reach a level, under a scenario."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from kgisim.projection.scenario import Scenario
from kgisim.schema import BASELINE, OUTCOME, SCENARIO
from kgisim.targets.attainment import attained, chance_error, effective_size
from kgisim.targets.forecast import Aim, IndicatorForecast
from kgisim.targets.window import Better, TargetWindow, judge

Project = Callable[[Scenario], xr.Dataset]
"""Carry the draws through one scenario; the result holds the baseline and that scenario."""
BATCHES = 20
"""Groups of draws whose spread tells the error of a statistic that is no mean."""


@dataclass(frozen=True)
class Estimate:
    """A number from draws, with its Monte Carlo standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Question:
    """Whether a series reaches a level.

    Parameters
    ----------
    series
        Its id.
    value
        The level.
    better
        Which direction is progress.
    basis
        Years over which it is judged.
    ess
        Effective sample size of the posterior behind the draws.
    settled
        Years whose number is already known.
    """

    series: str
    value: float
    better: Better = "higher"
    basis: TargetWindow = field(default_factory=TargetWindow)
    ess: float = np.inf
    settled: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def about(cls, forecast: IndicatorForecast, aim: Aim) -> "Question":
        """Place the question whether an indicator reaches a target."""
        return cls(
            series=forecast.indicator.id,
            value=aim.value,
            better=forecast.better,
            basis=aim.basis,
            ess=forecast.record.ess,
            settled=forecast.settled,
        )

    def drawn(
        self, projection: xr.Dataset, scenario: str = BASELINE, *, variable: str = OUTCOME
    ) -> np.ndarray:
        """Return what is judged, in every draw; of the level, it is what would be without noise."""
        chosen = projection.sel({SCENARIO: scenario})
        judged = judge(
            chosen,
            self.series,
            self.basis,
            better=self.better,
            settled=self.settled,
            variable=variable,
        )
        return judged.to_numpy()

    def reached(self, drawn: np.ndarray) -> np.ndarray:
        """Report for every draw, as 0 or 1, whether the level is reached."""
        reached = attained(xr.DataArray(drawn), self.value, self.better)
        return reached.to_numpy().astype(float)

    def chance(self, drawn: np.ndarray) -> Estimate:
        """Share of draws that reach the level."""
        share = float(self.reached(drawn).mean())
        return Estimate(share, float(chance_error(share, self.size(drawn))))

    def size(self, drawn: np.ndarray) -> float:
        """How many independent futures the draws are worth."""
        return effective_size(len(drawn), self.ess)


def combination(
    question: Question, parts: Sequence[tuple[float, np.ndarray]]
) -> tuple[Estimate, Estimate]:
    """Weighted sum, over scenarios, of chances and of medians; the draws are paired.

    Parameters
    ----------
    parts
        Weight, and draws of what is judged.
    """
    if not parts:
        return Estimate(0.0, 0.0), Estimate(0.0, 0.0)
    drawn = [values for _, values in parts]
    size = question.size(drawn[0])
    per_draw = sum(weight * question.reached(values) for weight, values in parts)
    assert isinstance(per_draw, np.ndarray)
    median = float(sum(weight * np.median(values) for weight, values in parts))
    error = _median_error(parts, len(drawn[0]), size)
    return mean_of(per_draw, size), Estimate(median, error)


def mean_of(per_draw: np.ndarray, size: float) -> Estimate:
    """Mean over draws, mostly of a paired difference between two scenarios.

    Where no draw differs the error is not zero: half an event is added, as for chances.

    Examples
    --------
    >>> mean_of(np.array([0.0, 1.0, 0.0, 1.0]), 4.0).value
    0.5
    """
    spread = float(per_draw.var()) + 0.5 / len(per_draw)
    return Estimate(float(per_draw.mean()), float(np.sqrt(spread / size)))


def _median_error(parts: Sequence[tuple[float, np.ndarray]], draws: int, size: float) -> float:
    """Error of a sum of medians, from its spread between batches of draws."""
    batches = [np.arange(first, draws, BATCHES) for first in range(BATCHES)]
    sums = [sum(weight * np.median(values[batch]) for weight, values in parts) for batch in batches]
    return float(np.std(sums, ddof=1) / np.sqrt(BATCHES) * np.sqrt(draws / size))


def with_measures(package: Scenario, kept: Iterable[str]) -> Scenario:
    """Return the scenario with only some of its measures; the world stays as assumed."""
    names = set(kept)
    chosen = tuple(measure for measure in package.measures if measure.id in names)
    return package.model_copy(update={"measures": chosen})
