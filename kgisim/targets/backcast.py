"""Backcast: what the futures in which a target is attained look like, against all futures.

The condition is imposed exactly: of the stored futures those that attain the target are kept. What
is said of drivers, components and measures is association within the model's futures: what goes
together with attainment, and how far it lies from the ordinary.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator
from kgisim.inference.scales import scale_of
from kgisim.projection.effects import elicited
from kgisim.projection.scenario import Scenario
from kgisim.recent import Recent
from kgisim.rng import stream
from kgisim.schema import DRAW, LEVEL, OUTCOME, SERIES, YEAR
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import LEAST_DRAWS, Refusal, refuse

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles by which a set of futures is described."""
FUTURES = ("all", "attained")
"""The two sets of futures that are compared."""


@dataclass(frozen=True)
class Backcast:
    """Futures that attain a target, against all futures.

    Parameters
    ----------
    question
        The target, and the scenario under which the futures were drawn.
    chance, mcse
        Share of the futures that attain the target, and its Monte Carlo standard error.
    draws
        Futures that attain it.
    ess
        How many independent futures those are worth.
    kl
        Kullback-Leibler divergence of those futures from all, in nats: −ln of the chance.
    weights
        Weight of each draw: equal for those that attain, 0 for the others; they sum to 1.
    moved
        By series or measure, the furthest moved first: ``name, kind, shift, error`` and
        ``all_05 … all_95, attained_05 … attained_95``. `shift` is the change of the mean in
        standard deviations over all futures, on the link scale; `error` its Monte Carlo standard
        error; quantiles are in natural units, in the target's last year.
    covariance
        Covariance of the same quantities in the attaining futures, in units of their standard
        deviation over all futures.
    counted
        What will be counted in all futures, dims draw, year, series.
    """

    question: TargetQuestion
    chance: float
    mcse: float
    draws: int
    ess: float
    kl: float
    weights: np.ndarray
    moved: pd.DataFrame
    covariance: pd.DataFrame
    counted: xr.DataArray

    @cached_property
    def paths(self) -> xr.DataArray:
        """Quantiles of what will be counted, dims futures, quantile, year, series.

        They are blank before the first year of a series.
        """
        return self._paths(self.counted[SERIES].to_numpy().tolist())

    def path(self, name: str) -> xr.DataArray:
        """Return the quantiles of one series alone, computed once.

        Returns
        -------
        DataArray
            Dims futures, quantile, year; as in `paths`.
        """
        return self._alone.once(name, lambda: self._paths([name]).isel({SERIES: 0}))

    @cached_property
    def _alone(self) -> Recent[str, xr.DataArray]:
        return Recent(self.counted.sizes[SERIES])

    def _paths(self, names: list[str]) -> xr.DataArray:
        chosen = self.counted.sel({SERIES: names})
        known = chosen.notnull().all(DRAW).any(SERIES)
        chosen = chosen.isel({YEAR: known.to_numpy()})
        both = [
            futures.quantile(QUANTILES, DRAW, skipna=False)
            for futures in (chosen, chosen.isel({DRAW: self.weights > 0}))
        ]
        return xr.concat(both, xr.DataArray(list(FUTURES), dims="futures", name="futures"))

    def least_surprising(self, kinds: tuple[str, ...] = ("driver", "measure")) -> pd.DataFrame:
        """Rank what must move on the likeliest ways to the target; the furthest moved first.

        Returns
        -------
        DataFrame
            Rows of `moved` with these kinds; its columns.
        """
        return self.moved.loc[self.moved["kind"].isin(kinds)].reset_index(drop=True)


def backcast(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    *,
    others: Mapping[str, Indicator],
    measures: Mapping[str, np.ndarray] | None = None,
    least: int = LEAST_DRAWS,
) -> Backcast | Refusal:
    """Condition the futures of a scenario on attainment; refuse when too few remain.

    Parameters
    ----------
    forecast
        Forecast of the target's indicator.
    question
        The target, and the scenario.
    others
        Drivers and components to describe beside the indicator itself.
    measures
        Size of each measure's effect in every draw (draw,), as `measure_sizes` gives it.
    least
        Fewest attaining futures that are described.

    Returns
    -------
    Backcast or Refusal
        A refusal, with its reason, if fewer futures attain the target.

    Raises
    ------
    NotFoundError
        If the scenario is not in the projection.
    RequestError
        If the indicator can never have the level, or the target year is known already.
    """
    reached = forecast.reached(question)
    if reached.sum() < least:
        return refuse("few_attain", int(reached.sum()), reached, forecast.record.ess)
    sizes = measures or {}
    described = {forecast.indicator.id: forecast.indicator, **others}
    place = {SERIES: list(described), YEAR: question.window.year}
    levels = choose(forecast.draws[LEVEL], question.scenario).sel(place).transpose(DRAW, SERIES)
    natural = {name: levels.sel({SERIES: name}).to_numpy().astype(float) for name in described}
    link = {name: _on_link(other, natural[name]) for name, other in described.items()} | dict(sizes)
    kinds = {name: other.role for name, other in described.items()} | dict.fromkeys(
        sizes, "measure"
    )
    mean, covariance = conditional_moments(pd.DataFrame(link), reached)
    chance, size = float(reached.mean()), effective_size(len(reached), forecast.record.ess)
    table = _table(mean, covariance, kinds, natural | dict(sizes), reached, chance * size)
    return Backcast(
        question=question,
        chance=chance,
        mcse=chance_error(chance, size),
        draws=int(reached.sum()),
        ess=chance * size,
        kl=-float(np.log(chance)),
        weights=reached / reached.sum(),
        moved=table,
        covariance=covariance,
        counted=choose(forecast.draws[OUTCOME], question.scenario).sel({SERIES: list(described)}),
    )


def conditional_moments(
    values: pd.DataFrame, reached: np.ndarray
) -> tuple[pd.Series, pd.DataFrame]:
    """Return mean and covariance in the marked futures, in standard deviations over all futures.

    Over all futures every mean is 0 and every variance 1. What does not vary does not move.

    Parameters
    ----------
    values
        One row per draw, one column per quantity.
    reached
        (draw,) True in the futures that are kept.

    Returns
    -------
    mean : Series
        Index: the columns of `values`.
    covariance : DataFrame
        Index and columns: the columns of `values`.

    Examples
    --------
    >>> values = pd.DataFrame({"yen": [0.0, 2.0, 4.0, 2.0]})
    >>> mean, _ = conditional_moments(values, np.array([False, True, True, True]))
    >>> round(float(mean["yen"]), 3)
    0.471
    """
    spread = values.std(ddof=0)
    standard = (values - values.mean()) / spread.where(spread > 0, 1.0)
    kept = standard.loc[reached]
    return kept.mean(), kept.cov()


def measure_sizes(
    scenario: Scenario, moved: Collection[str], draws: int, seed: int
) -> dict[str, np.ndarray]:
    """Return the size of each measure's effect in every draw, as the simulation drew it.

    Parameters
    ----------
    scenario
        Scenario with the measures.
    moved
        Only measures that act on one of these indicators.
    draws
        Number of draws.
    seed
        Seed of the projection.

    Returns
    -------
    dict
        By id of the measure: (draw,) sizes in the measure's unit.
    """
    return {
        measure.id: elicited(measure.effect, stream(seed, "measure", measure.id).random(draws))
        for measure in scenario.measures
        if not set(moved).isdisjoint(measure.indicators)
    }


def _columns(futures: str) -> list[str]:
    return [f"{futures}_{round(100 * at):02d}" for at in QUANTILES]


def _on_link(indicator: Indicator, natural: np.ndarray) -> np.ndarray:
    return scale_of(indicator, natural).pull_up(natural)


def _table(
    mean: pd.Series,
    covariance: pd.DataFrame,
    kinds: Mapping[str, str],
    natural: Mapping[str, np.ndarray],
    reached: np.ndarray,
    ess: float,
) -> pd.DataFrame:
    rows = []
    for name, kind in kinds.items():
        row = {"name": name, "kind": kind, "shift": mean[name]}
        # the attaining futures are a part of all: what is uncertain is what was left out
        variance = covariance.loc[name, name] * (1.0 - reached.mean()) / ess
        row["error"] = float(np.sqrt(variance))
        for futures, kept in zip(FUTURES, (natural[name], natural[name][reached]), strict=True):
            found = np.quantile(kept, QUANTILES)
            row |= dict(zip(_columns(futures), found, strict=True))
        rows.append(row)
    table = pd.DataFrame(rows)
    order = np.argsort(-np.abs(table["shift"].to_numpy()), kind="stable")
    return table.iloc[order].reset_index(drop=True)
