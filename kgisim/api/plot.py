"""Figures as HoloViews objects, drawn as in the reports.

In a notebook ``holoviews.extension("matplotlib")`` shows them; ``holoviews.save(figure, "fan.png",
backend="matplotlib")`` writes a file. Values are in the unit of the indicator, probabilities in
per cent.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kgisim.analysis.conditional_path import expected_paths
from kgisim.analysis.variance_sources import usable_fits, variance_splits
from kgisim.api.arguments import source_of
from kgisim.api.overlay import overlay
from kgisim.api.proposed_levels import found_levels
from kgisim.api.questions import sensitivity
from kgisim.api.results import computed, localized, projection_of, results_of, with_targets
from kgisim.errors import RequestError
from kgisim.evidence.level_limits import LevelLimits
from kgisim.presentation.figures.frontier import frontier_figure
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.sensitivity import share_figure, swing_figure
from kgisim.projection.policy_package import package
from kgisim.projection.projection import Projection
from kgisim.runs.run import Run
from kgisim.schema import BASELINE
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    import holoviews as hv


def fan(
    future: Projection | Run,
    indicator: str,
    *,
    targets: Sequence[TargetQuestion] | None = None,
    language: str | None = None,
) -> "hv.Overlay":
    """Draw what was observed, and where the indicator may go: median, 50 and 90 % intervals.

    Parameters
    ----------
    future
        Projection or run.
    indicator
        Id.
    targets
        Levels to draw. None: the candidate targets of the workspace.
    language
        ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    holoviews.Overlay
        Intervals under the baseline, medians of all scenarios that move the indicator.

    Raises
    ------
    NotFoundError
        If there is no such indicator or language.
    RequestError
        If the indicator has no projection, or an argument is of another kind.
    """
    return overlay(_figures(future, indicator, targets, language).fan().chart)


def probability(
    future: Projection | Run,
    indicator: str,
    *,
    targets: Sequence[TargetQuestion] | None = None,
    language: str | None = None,
) -> "hv.Overlay":
    """Draw the probability of attaining every level, by scenario.

    Parameters
    ----------
    future
        Projection or run.
    indicator
        Id.
    targets
        Levels to mark; the first sets the years that are judged. None: the candidate targets of
        the workspace.
    language
        ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    holoviews.Overlay
        One curve for each scenario that moves the indicator.

    Raises
    ------
    NotFoundError
        If there is no such indicator or language.
    RequestError
        If the indicator has no projection, or an argument is of another kind.
    """
    return overlay(_figures(future, indicator, targets, language).chances().chart)


def tornado(
    future: Projection | Run,
    target: TargetQuestion,
    *,
    language: str | None = None,
) -> "hv.Overlay":
    """Draw how far each uncertain assumption alone swings the probability of a target.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `kgisim.target`.
    language
        ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    holoviews.Overlay
        One bar per assumption, the largest swing on top: probabilities with the assumption at its
        10 and its 90 % quantile.

    Raises
    ------
    NotFoundError
        If there is no such indicator, scenario or language.
    RequestError
        If nothing that is assumed can move the indicator, it has no projection or can never have
        the level, or an argument is of another kind.
    """
    swings = sensitivity(future, target)
    if swings.empty:
        raise RequestError("argument.no_assumption", indicator=target.indicator)
    projection = projection_of(future)
    complete = forecast_of(projection, target.indicator).reached(target).mean()
    tables = {
        "tornado": swings.assign(indicator=target.indicator),
        "questions": pd.DataFrame({"chance_complete": [complete]}),
    }
    asked = with_targets(projection, target.indicator, [target])
    found = localized(computed(asked, tables), target.indicator, language)
    figure = swing_figure(found)
    assert figure is not None  # its table has rows
    return overlay(figure.chart)


def frontier(
    future: Projection | Run,
    indicator: str,
    window: TargetWindow | None = None,
    *,
    scenario: str | None = None,
    limits: LevelLimits | None = None,
    language: str | None = None,
) -> "hv.Overlay":
    """Draw every level by its probability under the baseline and under the plan.

    Parameters
    ----------
    future, indicator, window, scenario, limits
        As for `kgisim.levels`.
    language
        ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    holoviews.Overlay
        All levels as one curve, the proposed levels on it, and the two-probability rule as a box.

    Raises
    ------
    NotFoundError
        If there is no such indicator, scenario or language.
    RequestError
        If the indicator has no projection or no better direction, there is no policy package, the
        target year is known already, or an argument is of another kind.
    """
    words, found = found_levels(future, indicator, window, scenario, limits, language)
    return overlay(frontier_figure(words, found).chart)


def variance(
    future: Projection | Run, indicator: str, *, language: str | None = None
) -> "hv.Overlay":
    """Draw the sources of uncertainty: their shares of the variance, year by year.

    Parameters
    ----------
    future
        Projection or run. A run has the split of its goals; for a projection it is computed, under
        the policy package or, without one, the baseline.
    indicator
        Id.
    language
        ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    holoviews.Overlay
        One layer per source, in per cent.

    Raises
    ------
    NotFoundError
        If there is no such indicator or language.
    RequestError
        If the indicator has no projection, or an argument is of another kind.
    """
    projection = projection_of(future)
    if isinstance(future, Run) and len(future.explained("variance", indicator)):
        found = localized(future, indicator, language)
    else:
        localized(computed(projection), indicator, language)  # refuses before the work
        tables = {"variance": _split(projection, indicator)}
        found = localized(computed(projection, tables), indicator, language)
    figure = share_figure(found)
    assert figure is not None  # its table has rows
    return overlay(figure.chart)


def _split(projection: Projection, indicator: str) -> pd.DataFrame:
    catalog, scenarios = projection.catalog, projection.scenarios
    fits = usable_fits(projection, [indicator])
    expected = expected_paths(source_of(catalog), catalog, fits)
    scenario = scenarios[package(scenarios) or BASELINE]
    return variance_splits(projection, scenario, expected, [indicator])


def _figures(
    future: Projection | Run,
    indicator: str,
    targets: Sequence[TargetQuestion] | None,
    language: str | None,
) -> Figures:
    if targets is None:
        results = results_of(future)
    else:
        results = computed(with_targets(projection_of(future), indicator, targets))
    return Figures(localized(results, indicator, language))
