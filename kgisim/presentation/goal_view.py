"""What a run says about one goal: whether it may be shown, its targets, its draws."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim import schema
from kgisim.axis import Axis
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import members_of
from kgisim.presentation.observation_rows import records
from kgisim.projection.listed import is_listed
from kgisim.projection.policy_package import package as package
from kgisim.targets.example_target import LEVEL_KEYS, example_of
from kgisim.targets.past_record import ObservedSpan, observed_span
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow, judge

if TYPE_CHECKING:
    from kgisim.runs.results import Results

BANDS = ((0.05, 0.95), (0.25, 0.75))
"""Quantiles of the two printed intervals, 90 % and 50 %."""


@dataclass(frozen=True)
class LabelledTarget:
    """One candidate level and what the run says about it, scenario by scenario.

    It has no name of its own: its value and years are its name in charts, tables and sentences, so
    that no name passes to another value from one run to the next.
    """

    question: TargetQuestion
    """The level, asked under the baseline or under the scenario that is looked at."""
    rows: pd.DataFrame
    """The rows of the assessment, by scenario."""

    def chance(self, scenario: str) -> float:
        """Return the chance of attaining the level under a scenario."""
        return float(self.rows.loc[scenario, "chance"])

    def mcse(self, scenario: str) -> float:
        """Return the Monte Carlo standard error of that chance."""
        return float(self.rows.loc[scenario, "mcse"])

    def pace(self, which: str) -> float:
        """Return the needed or past pace, or their ratio; the same under every scenario."""
        return float(self.rows[f"pace_{which}"].iloc[0])

    def under(self, scenario: str) -> "LabelledTarget":
        """Return the same target asked under another scenario."""
        return replace(self, question=self.question.under(scenario))


@dataclass(frozen=True)
class GoalView:
    """One indicator in one run."""

    run: "Results"
    indicator: Indicator

    @property
    def axis(self) -> Axis:
        """Years that all series of the run share."""
        return self.run.catalog.axis

    @property
    def milestones(self) -> tuple[int, ...]:
        """Years that stand in tables of a path: the plan's checkpoints and the horizon."""
        return self.run.catalog.plan.milestones

    @cached_property
    def targets(self) -> tuple[LabelledTarget, ...]:
        """Its candidate targets, from the easiest to the hardest."""
        table = self.run.assessment
        table = table.loc[table["indicator"] == self.indicator.id].reset_index(drop=True)
        levels = table[LEVEL_KEYS].drop_duplicates()
        levels = levels.sort_values(LEVEL_KEYS, ascending=self.indicator.better != "lower")
        place = table.groupby(LEVEL_KEYS, dropna=False, sort=False).ngroup()
        return tuple(
            _target(level, table.loc[place == place[level.Index]]) for level in levels.itertuples()
        )

    @cached_property
    def example(self) -> LabelledTarget | None:
        """The target that stands for the goal in summaries; the council's own comes first."""
        found = example_of(self.run.assessment, self.indicator)
        if found is None:
            return None
        level = (found.value, found.window)
        return next(
            target
            for target in self.targets
            if (target.question.value, target.question.window) == level
        )

    @cached_property
    def window(self) -> TargetWindow:
        """The window on which the goal is judged: that of its example target."""
        return self.example.question.window if self.example else TargetWindow(self.axis.last)

    @cached_property
    def outcome(self) -> xr.DataArray:
        """Draws of the outcome, with dims scenario, draw, year, in the indicator's unit."""
        return self.run.projection.draws[schema.OUTCOME].sel({schema.SERIES: self.indicator.id})

    def judged(self, scenario: str, window: TargetWindow | None = None) -> xr.DataArray:
        """Return draws of the quantity that a target is about, under one scenario.

        Returns
        -------
        DataArray
            Dims draw; a total or a mean over the window, in the indicator's unit.
        """
        asked = scenario, window or self.window
        if asked not in self._judged:  # draws of other scenarios need not even be made
            own = self.run.projection.draws.sel({schema.SCENARIO: scenario})
            better, id = self.indicator.better, self.indicator.id
            self._judged[asked] = judge(own, id, asked[1], better=better)
        return self._judged[asked]

    @cached_property
    def _judged(self) -> dict[tuple[str, TargetWindow], xr.DataArray]:
        return {}

    def quantiles(self, scenario: str) -> list[float]:
        """Return the ends of the 90 % and 50 % intervals and the median, in rising order."""
        (low90, high90), (low50, high50) = BANDS
        at = [low90, low50, 0.5, high50, high90]
        return np.quantile(self.judged(scenario).to_numpy(), at).tolist()

    @cached_property
    def feeding(self) -> tuple[str, ...]:
        """Ids of the indicators whose rows carry this one: itself, or the parts of its identity."""
        return self.run.catalog.dependencies.fitted_inputs(self.indicator.id)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Observation rows behind the series in `feeding`, with the columns of the catalog.

        Of a group they are the published ones, of its members, not those made for its middle.
        """
        table, known = self.run.catalog.observations, self.run.catalog.indicators
        behind = [[one.id for one in members_of(known, id)] or [id] for id in self.feeding]
        return table.loc[table["indicator"].isin([id for several in behind for id in several])]

    @cached_property
    def span(self) -> ObservedSpan:
        """Years in which it, or what its identity combines, is observed."""
        return observed_span(self.run.catalog, self.indicator.id)

    @property
    def fitted_rows(self) -> pd.DataFrame:
        """Rows to which the series in `feeding` are fitted, with the columns of the catalog."""
        table = self.run.catalog.observations
        return table.loc[table["indicator"].isin(self.feeding)]

    @property
    def last_year(self) -> int:
        """Last observed year; for an identity the latest in which most of its parts are."""
        return self.span.last

    @cached_property
    def fan_start(self) -> int:
        """Year in which the fan opens; where nothing is observed directly the past is estimated."""
        if self.has_own_values:
            return self.last_year
        return max(self.axis.first, self.span.first)

    @cached_property
    def has_own_values(self) -> bool:
        """Whether a row can be the indicator itself, and not only a part of it or one of a mean."""
        offsets = self.indicator.offsets
        is_mean = offsets is not None and offsets.anchor == "mean"
        return self.indicator.identity is None and not is_mean

    @property
    def exact(self) -> str:
        """What an exact value of the record is: ``eq``, ``one_of_several`` or ``listed``."""
        if is_listed(self.run.catalog, self.indicator.id):
            return "listed"
        return "eq" if self.has_own_values else "one_of_several"

    def level_at(self, year: int, quantile: float = 0.5) -> float:
        """Quantile of the underlying level in a year under the baseline; usually its median."""
        level = self.run.projection.draws[schema.LEVEL]
        drawn = level.sel({schema.SERIES: self.indicator.id, schema.SCENARIO: schema.BASELINE})
        return float(known_quantiles(drawn.sel({schema.YEAR: year}), [quantile])[0])

    @cached_property
    def is_sound(self) -> bool:
        """Whether the run has futures of it and no fit beneath it failed."""
        is_there = self.indicator.id in self.run.projection.series
        return is_there and not self.failures

    @cached_property
    def failures(self) -> dict[str, Any]:
        """The fits that failed beneath it: id to its row of gate figures."""
        required = self.run.catalog.dependencies.required_fits([self.indicator.id])
        failed = self.run.fits.loc[self.run.fits["status"] == "failed"]
        found = {row.indicator: row for row in records(failed)}
        return {name: found[name] for name in required if name in found}

    @cached_property
    def size(self) -> float:
        """How large its values are, so that all of them are written in one unit."""
        if self.indicator.id in self.run.projection.series:
            return self.level_at(self.axis.last)
        values = self.run.catalog.rows(self.indicator.id)["value"].dropna().to_numpy(float)
        return float(np.abs(values).max()) if len(values) else 1.0

    def differs(self, scenario: str) -> bool:
        """Return whether a scenario moves the indicator at all; the draws are paired."""
        if scenario not in self._moving:
            level = self.run.projection.draws[schema.LEVEL].sel({schema.SERIES: self.indicator.id})
            own, base = (
                level.sel({schema.SCENARIO: one}).to_numpy() for one in (scenario, schema.BASELINE)
            )
            self._moving[scenario] = not np.array_equal(base, own, equal_nan=True)
        return self._moving[scenario]

    @cached_property
    def _moving(self) -> dict[str, bool]:
        return {}


def known_quantiles(draws: xr.DataArray, at: Sequence[float]) -> np.ndarray:
    """Return quantiles over the draws that are known; xarray takes five times as long.

    Parameters
    ----------
    draws
        Dim draw last, if there is another.

    Returns
    -------
    ndarray
        (quantile,) and the other dims.
    """
    return np.nanquantile(draws.to_numpy(), np.asarray(at, dtype=float), axis=-1)


def _target(level: Any, rows: pd.DataFrame) -> LabelledTarget:
    rows = rows.drop_duplicates(schema.SCENARIO)
    question = TargetQuestion(
        indicator=str(rows["indicator"].iloc[0]),
        value=float(level.value),
        window=TargetWindow.read(level),
        illustrative=bool(rows["illustrative"].any()),
    )
    return LabelledTarget(question, rows.set_index(schema.SCENARIO))


def goal_view_of(run: "Results", id: str) -> GoalView:
    """Return the view of one indicator, which the cache of its run keeps."""
    return run.cache.once(("goal_view", id), lambda: GoalView(run, run.catalog.indicators[id]))


def rare(run: "Results") -> frozenset[str]:
    """Name the scenarios whose world lies outside 99 % of the model's own futures."""

    def flagged() -> frozenset[str]:
        table = run.plausibility
        return frozenset(table.loc[table["flagged"].astype(bool), "scenario"])

    return run.cache.once(("rare",), flagged)
