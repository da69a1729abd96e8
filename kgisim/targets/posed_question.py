"""A target question posed to draws: the chance of the level, and sums of chances, with errors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from kgisim.projection.scenario import Scenario
from kgisim.schema import OUTCOME, SCENARIO
from kgisim.targets.attainment import attained, chance_error, effective_size
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import Better, judge

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
class PosedQuestion:
    """A question with what is known of its indicator: enough to answer it from any draws.

    Parameters
    ----------
    question
        The target.
    better
        Which direction is progress.
    ess
        Effective sample size of the posterior behind the draws.
    settled
        Years whose number is already known, and the number.
    """

    question: TargetQuestion
    better: Better = "higher"
    ess: float = np.inf
    settled: Mapping[int, float | np.ndarray] = field(default_factory=dict)

    @classmethod
    def of(cls, forecast: IndicatorForecast, question: TargetQuestion) -> "PosedQuestion":
        """Return a question posed to the forecast of its indicator."""
        return cls(question, forecast.better, forecast.record.ess, forecast.settled)

    def under(self, scenario: str) -> "PosedQuestion":
        """Return the same question asked under another scenario."""
        return replace(self, question=self.question.under(scenario))

    def drawn(
        self, projection: xr.Dataset, scenario: str | None = None, *, variable: str = OUTCOME
    ) -> np.ndarray:
        """Return what is judged in every draw.

        Parameters
        ----------
        projection
            Variables ``level`` and ``outcome``, dims scenario, draw, year, series.
        scenario
            Scenario of the draws; None: that of the question.
        variable
            ``outcome``, what will be published, or ``level``, the same without yearly noise.

        Returns
        -------
        ndarray
            (draw,) in natural units; a total where the window is one.

        Raises
        ------
        RequestError
            If the series or a year is not in the projection.
        """
        judged = judge(
            projection.sel({SCENARIO: scenario or self.question.scenario}),
            self.question.indicator,
            self.question.window,
            better=self.better,
            settled=self.settled,
            variable=variable,
        )
        return judged.to_numpy()

    def reached(self, drawn: np.ndarray) -> np.ndarray:
        """Report for every draw whether the level is reached.

        Parameters
        ----------
        drawn
            (draw,) what is judged.

        Returns
        -------
        ndarray
            (draw,) 1 where it is reached, else 0.
        """
        reached = attained(xr.DataArray(drawn), self.question.value, self.better)
        return reached.to_numpy().astype(float)

    def chance(self, drawn: np.ndarray) -> Estimate:
        """Return the share of draws (draw,) that reach the level."""
        share = float(self.reached(drawn).mean())
        return Estimate(share, float(chance_error(share, self.size(drawn))))

    def size(self, drawn: np.ndarray) -> float:
        """Return how many independent futures the draws (draw,) are worth."""
        return effective_size(len(drawn), self.ess)


def combination(
    posed: PosedQuestion, parts: Sequence[tuple[float, np.ndarray]]
) -> tuple[Estimate, Estimate]:
    """Return the weighted sum, over scenarios, of chances and of medians; the draws are paired.

    Parameters
    ----------
    posed
        Says which draws reach the level.
    parts
        Weight, and draws (draw,) of what is judged.

    Returns
    -------
    chance, median : Estimate
        The median in the indicator's unit.
    """
    if not parts:
        return Estimate(0.0, 0.0), Estimate(0.0, 0.0)
    drawn = [values for _, values in parts]
    size = posed.size(drawn[0])
    per_draw = sum(weight * posed.reached(values) for weight, values in parts)
    assert isinstance(per_draw, np.ndarray)
    median = float(sum(weight * np.median(values) for weight, values in parts))
    error = _median_error(parts, len(drawn[0]), size)
    return mean_of(per_draw, size), Estimate(median, error)


def mean_of(per_draw: np.ndarray, size: float) -> Estimate:
    """Return the mean over draws, mostly of a paired difference between two scenarios.

    Where no draw differs the error is not zero: half an event is added, as for chances.

    Parameters
    ----------
    per_draw
        (draw,) values.
    size
        How many independent futures the draws are worth.

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
