"""Answers about the future from the present files, as tables for a terminal.

They are the numbers that ``kgisim run`` would freeze: same files, same seed, same draws.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.cli.console import print_line, show_table
from kgisim.cli.listing import find_indicator
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.cross_checks import Unit
from kgisim.evidence.indicator import Indicator
from kgisim.inference.fit_all import Progress, fit_all
from kgisim.messages import Message, joined
from kgisim.presentation.i18n.numbers import (
    Quantity,
    chance,
    pace,
    quantity,
    window_name,
    year_name,
)
from kgisim.projection.projection import Projection, project
from kgisim.projection.projection_gate import require_possible
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.runs.run import Run
from kgisim.schema import DRAW, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.assess import assess
from kgisim.workspace import Workspace

SHOWN = (0.05, 0.5, 0.95)
"""Quantiles that are shown: the 90 % interval around the median."""


def fit_and_project(
    catalog: Catalog,
    workspace: Workspace,
    asked: Iterable[Indicator],
    *,
    seed: int,
    draws: int,
    jobs: int | None,
    progress: Progress,
) -> Projection:
    """Fit what the indicators asked for need, from the cache where possible, and project them."""
    names = tuple(indicator.id for indicator in asked)
    fits = fit_all(
        catalog, workspace, names=names, seed=seed, draws=draws, jobs=jobs, progress=progress
    )
    scenarios = load_scenarios(workspace, catalog)
    projection = project(catalog, fits, scenarios, seed=seed, series=names)
    require_possible(catalog.indicators, projection.draws)
    return projection


def why_not(projection: Projection, indicator: Indicator) -> Message | None:
    """Return why an indicator has no projection; None if it has one."""
    if indicator.id in projection.series:
        return None
    if indicator.withheld is not None:
        return Message("cli.withheld", why=indicator.withheld)
    behind = projection.catalog.dependencies.required_fits([indicator.id])
    verdicts = {name: projection.fits[name].verdict for name in behind}
    failed = [name for name, verdict in verdicts.items() if verdict.status != "ok"]
    reasons = [
        Message("cli.failed_fit", name=name, reason=verdicts[name].reason) for name in failed
    ]
    return joined(reasons or [Message("cli.part_withheld")])


def find_goals(catalog: Catalog, ids: Iterable[str]) -> list[Indicator]:
    """Return the indicators asked for; without any, the goals."""
    asked = [find_indicator(catalog, id) for id in ids]
    return asked or [
        indicator for indicator in catalog.indicators.values() if indicator.role == "goal"
    ]


def show_quantiles(projection: Projection, indicators: Iterable[Indicator], language: str) -> None:
    """Print median and 90 % interval of what will be counted, by scenario and year."""
    shown = projection.catalog.plan.shown_years
    for indicator in indicators:
        print_line(f"{indicator.id}  {indicator.title(language)}", style="bold")
        reason = why_not(projection, indicator)
        if reason is not None:
            print_line(f"  {reason.text(language)}")
            continue
        outcome = projection.draws[OUTCOME].sel({SERIES: indicator.id, YEAR: list(shown)})
        found = outcome.quantile(SHOWN, DRAW)
        unit, largest = projection.catalog.units[indicator.unit], float(np.abs(found).max())
        written = quantity(indicator, unit, language, largest=largest)
        years = [year_name(year, indicator.period, language) for year in shown]
        rows = [_quantile_row(one, written) for one in found.transpose(SCENARIO, YEAR, ...)]
        show_table((SCENARIO, *years), rows, right=years)
    print_line(f"median (5 % to 95 %), {projection.draws.sizes[DRAW]} futures under each scenario")


def _quantile_row(found: xr.DataArray, written: Quantity) -> tuple[str, ...]:
    scenario = str(found[SCENARIO].item())
    return (scenario, *(_interval(cell, written) for cell in found.to_numpy()))


def _interval(quantiles: np.ndarray, written: Quantity) -> str:
    low, middle, high = quantiles
    return f"{written(middle)} ({written.bare(low)} … {written.bare(high)})"


def show_chances(projection: Projection, indicators: Iterable[Indicator], language: str) -> None:
    """Print the chance of every candidate target under every scenario."""
    found, _ = assess(projection)
    for indicator in indicators:
        print_line(f"{indicator.id}  {indicator.title(language)}", style="bold")
        rows = found.loc[found["indicator"] == indicator.id]
        if rows.empty:
            why = why_not(projection, indicator) or Message("cli.no_target")
            print_line(f"  {why.text(language)}")
            continue
        show_targets(indicator, projection.catalog.units[indicator.unit], rows, language)
    if found["illustrative"].to_numpy().any():
        print_line(Message("cli.illustrative").text(language))


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
        print_line(f"run {run.id}:")
        show_targets(indicator, run.catalog.units[indicator.unit], rows, language)
