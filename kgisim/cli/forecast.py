"""Answers about the future from the present files, as tables for a terminal.

They are the numbers that ``kgisim run`` would freeze: same files, same seed, same draws.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.cli.console import say, show_table
from kgisim.cli.listing import find_indicator
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.cross_checks import Unit
from kgisim.evidence.indicator import Indicator
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import Progress, fit_all
from kgisim.presentation.goal_view import GoalView
from kgisim.presentation.i18n.numbers import (
    Quantity,
    chance,
    pace,
    quantity,
    window_name,
    year_name,
)
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.plausibility import plausibility
from kgisim.projection.scenario import Scenario
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.simulator import simulate
from kgisim.runs.run import Run
from kgisim.schema import DRAW, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.assess import assess
from kgisim.workspace import Workspace

SHOWN = (0.05, 0.5, 0.95)
"""Quantiles that are shown: the 90 % interval around the median."""


@dataclass(frozen=True)
class Futures:
    """What the present files say of the future.

    Parameters
    ----------
    catalog
        What is known.
    scenarios
        Resolved, the baseline first.
    fits
        Draws of every fitted series that was needed.
    projection
        Draws of what was asked for under every scenario.
    language
        Language in which titles and values are written.
    """

    catalog: Catalog
    scenarios: dict[str, Scenario]
    fits: dict[str, Fit]
    projection: xr.Dataset
    language: str

    def written(self, indicator: Indicator, largest: float, *, mean: bool = False) -> Quantity:
        """Choose how values of an indicator are written."""
        unit = self.catalog.units[indicator.unit]
        return quantity(indicator, unit, self.language, largest=largest, mean=mean)

    @cached_property
    def assessment(self) -> pd.DataFrame:
        """Chances of the candidate targets, as a run has them."""
        return assess(self.catalog, self.fits, self.projection)[0]

    @cached_property
    def plausibility(self) -> pd.DataFrame:
        """Place of every scenario's world among the model's own futures, as a run has it."""
        return plausibility(self.catalog, self.projection, self.scenarios)

    def wording(self, indicator: Indicator) -> LocalizedIndicator:
        """Give the words for an indicator; views read a run, and this holds what a run holds."""
        return LocalizedIndicator(GoalView(cast("Run", self), indicator), self.language)

    def why_not(self, indicator: Indicator) -> str:
        """Say why an indicator has no projection; empty if it has one."""
        if indicator.id in self.projection[SERIES]:
            return ""
        if indicator.withheld is not None:
            return f"withheld: {indicator.withheld(self.language)}"
        required = self.catalog.dependencies.required_fits([indicator.id])
        verdicts = {name: self.fits[name].verdict for name in required}
        failed = [name for name, verdict in verdicts.items() if verdict.status != "ok"]
        reasons = [f"the fit of {name} failed: {verdicts[name].reason}" for name in failed]
        return "; ".join(reasons) or "not projected: a part of it is withheld"


def see(
    catalog: Catalog,
    workspace: Workspace,
    asked: Iterable[Indicator],
    *,
    language: str,
    seed: int,
    draws: int,
    jobs: int | None,
    progress: Progress,
) -> Futures:
    """Fit what the indicators asked for need, from the cache where possible, and project them."""
    names = tuple(indicator.id for indicator in asked)
    fits = fit_all(
        catalog, workspace, names=names, seed=seed, draws=draws, jobs=jobs, progress=progress
    )
    scenarios = load_scenarios(workspace, catalog)
    projection = simulate(catalog, fits, scenarios, seed=seed, series=list(names))
    return Futures(catalog, scenarios, fits, projection, language)


def find_goals(catalog: Catalog, ids: Iterable[str]) -> list[Indicator]:
    """Give the indicators asked for; without any, the goals."""
    asked = [find_indicator(catalog, id) for id in ids]
    return asked or [one for one in catalog.indicators.values() if one.role == "goal"]


def show_quantiles(futures: Futures, indicators: list[Indicator]) -> None:
    """Print median and 90 % interval of what will be counted, by scenario and year."""
    shown = futures.catalog.plan.shown_years
    for indicator in indicators:
        say(f"{indicator.id}  {indicator.title(futures.language)}", style="bold")
        reason = futures.why_not(indicator)
        if reason:
            say(f"  {reason}")
            continue
        outcome = futures.projection[OUTCOME].sel({SERIES: indicator.id, YEAR: list(shown)})
        found = outcome.quantile(SHOWN, DRAW)
        written = futures.written(indicator, float(np.abs(found).max()))
        years = [year_name(year, indicator.period, futures.language) for year in shown]
        rows = [_quantile_row(one, written) for one in found.transpose(SCENARIO, YEAR, ...)]
        show_table((SCENARIO, *years), rows, right=years)
    say(f"median (5 % to 95 %), {futures.projection.sizes[DRAW]} futures under each scenario")


def _quantile_row(found: xr.DataArray, written: Quantity) -> tuple[str, ...]:
    scenario = str(found[SCENARIO].item())
    return (scenario, *(_interval(cell, written) for cell in found.to_numpy()))


def _interval(quantiles: np.ndarray, written: Quantity) -> str:
    low, middle, high = quantiles
    return f"{written(middle)} ({written.bare(low)} … {written.bare(high)})"


def show_chances(futures: Futures, indicators: list[Indicator]) -> None:
    """Print the chance of every candidate target under every scenario."""
    found = futures.assessment
    for indicator in indicators:
        say(f"{indicator.id}  {indicator.title(futures.language)}", style="bold")
        rows = found.loc[found["indicator"] == indicator.id]
        if rows.empty:
            say(f"  {futures.why_not(indicator) or 'no candidate target'}")
            continue
        unit = futures.catalog.units[indicator.unit]
        show_targets(indicator, unit, rows, futures.language)
    if found["illustrative"].to_numpy().any():
        say("illustrative (例示): the council has not set these levels")


def show_targets(indicator: Indicator, unit: Unit, rows: pd.DataFrame, language: str) -> None:
    """Print levels with the pace they ask for, and their chance under every scenario.

    Parameters
    ----------
    rows
        The indicator's part of an assessment.
    """
    groups = [group for _, group in rows.groupby("target", sort=False)]
    levels = [_level(indicator, unit, next(iter(group.itertuples())), language) for group in groups]
    show_table(("target", "value", "years", "pace_needed", "pace_past"), levels, right=("value",))
    chances = [_chances(group, language) for group in groups]
    heads = [level[0] for level in levels]
    cells = [(name, *(column[name] for column in chances)) for name in chances[0]]
    show_table((SCENARIO, *heads), cells, right=heads)


def _level(indicator: Indicator, unit: Unit, one: Any, language: str) -> tuple[str, ...]:
    averaged = one.window > 1 and one.statistic == "mean"
    written = quantity(indicator, unit, language, largest=one.value, mean=averaged)
    return (
        one.target,
        written.exact(one.value)(one.value),
        window_name(one.year, one.window, one.statistic, indicator.period, language),
        pace(one.pace_needed, indicator, unit, language),
        pace(one.pace_past, indicator, unit, language),
    )


def _chances(rows: pd.DataFrame, language: str) -> dict[str, str]:
    cells = rows[[SCENARIO, "chance", "mcse"]].to_numpy()
    return {name: chance(share, error, language) for name, share, error in cells}


def show_results(run: Run, indicator: Indicator, language: str) -> None:
    """Print what a finished run says of an indicator's targets."""
    rows = run.assessment.loc[run.assessment["indicator"] == indicator.id]
    if not rows.empty:
        say(f"run {run.id}:")
        show_targets(indicator, run.catalog.units[indicator.unit], rows, language)
