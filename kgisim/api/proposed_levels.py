"""Levels from which a council can choose, proposed from a projection or a run."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from kgisim.api.arguments import expect
from kgisim.api.question_forecast import scenario_of
from kgisim.api.results import localized, projection_of, results_of
from kgisim.errors import RequestError
from kgisim.evidence.level_limits import LevelLimits
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.levels import levels_text
from kgisim.projection.policy_package import package
from kgisim.projection.projection import Projection
from kgisim.runs.run import Run
from kgisim.targets.forecast import forecast_of
from kgisim.targets.levels import Levels, ProposedLevel
from kgisim.targets.two_probability_rule import direction
from kgisim.targets.window import TargetWindow

LIMITS = "limits of levels: kg.LevelLimits(floor=0.7)"


@dataclass(frozen=True, repr=False)
class ProposedLevels:
    """Floor, goal and stretch of one indicator, in numbers and in words.

    Parameters
    ----------
    title
        Title of the indicator.
    levels
        The levels with every number behind them, and their ``.frontier``.
    sentences
        What is said of them, for a paper.
    """

    title: str
    levels: Levels
    sentences: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per level.

        Columns ``level``, ``value`` (in the indicator's unit), ``bound`` (what it was taken from),
        probability under the baseline and the package with Monte Carlo errors
        (``probability_baseline``, ``mcse_baseline``, …), what the package adds (``adds``,
        ``mcse_adds``), expected shortfall under both (``shortfall_baseline``, …, in the unit), mean
        shortfall where it is missed (``if_missed``), ``percentile`` of the pace among public
        series, and the year in which failure ``shows``.
        """
        return pd.DataFrame([_row(one) for one in self.levels.proposed])

    @property
    def frontier(self) -> pd.DataFrame:
        """Probability of every level; columns `kgisim.targets.frontier.COLUMNS`."""
        return self.levels.frontier

    def __repr__(self) -> str:
        """Summarise them in one line."""
        listed = ", ".join(f"{one.name} {one.value:g}" for one in self.levels.proposed)
        return f"<Levels of {self.levels.proposed[0].question.indicator}: {listed}>"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        table = self.table.to_html(index=False, float_format="{:.3f}".format)
        return f"<p><b>{escape(self.title)}</b></p>{table}<ul>{items}</ul>"


def levels(
    future: Projection | Run,
    indicator: str,
    window: TargetWindow | None = None,
    *,
    scenario: str | None = None,
    limits: LevelLimits | None = None,
    language: str | None = None,
) -> ProposedLevels:
    """Propose a floor, a goal and a stretch of an indicator, from which a council can choose.

    Parameters
    ----------
    future
        Projection or run.
    indicator
        Id.
    window
        Years over which levels are judged. None: those of the indicator's candidate targets.
    scenario
        Id of the scenario of the plan. None: the policy package.
    limits
        Probabilities of the levels under that scenario. None: those of the workspace.
    language
        Language of the sentences: ``ja``, ``en``, …; None: the first of the plan.

    Returns
    -------
    ProposedLevels
        ``.table`` with a row per level, ``.frontier`` with the probability of every level under
        the baseline and the plan, ``.sentences``.

    Raises
    ------
    NotFoundError
        If there is no such indicator, scenario or language.
    RequestError
        If the indicator has no projection or no better direction, there is no policy package, the
        target year is known already, or an argument is of another kind.
    """
    words, found = found_levels(future, indicator, window, scenario, limits, language)
    return ProposedLevels(words.title, found, tuple(levels_text(words, found)))


def found_levels(
    future: Projection | Run,
    indicator: str,
    window: TargetWindow | None,
    scenario: str | None,
    limits: LevelLimits | None,
    language: str | None,
) -> tuple[LocalizedIndicator, Levels]:
    """Return the wording of an indicator and its proposed levels; the arguments are of `levels`.

    Raises
    ------
    NotFoundError
        As for `levels`.
    RequestError
        As for `levels`.
    """
    projection = projection_of(future)
    if window is not None:
        expect(window, TargetWindow, "window", "years: a kg.TargetWindow")
    if limits is not None:
        expect(limits, LevelLimits, "limits", LIMITS)
    words = localized(results_of(future), indicator, language)
    direction(forecast_of(projection, indicator))
    plan = package(projection.scenarios) if scenario is None else scenario
    if plan is None:
        raise RequestError("argument.no_package")
    asked = scenario_of(projection, plan).id
    found = levels_of(words.view, window=window, scenario=asked, limits=limits)
    assert found is not None  # there is a plan, and a better direction
    return words, found


def _row(one: ProposedLevel) -> dict[str, object]:
    return {
        "level": one.name,
        "value": one.value,
        "bound": one.bound,
        "probability_baseline": one.chance_baseline.value,
        "mcse_baseline": one.chance_baseline.error,
        "probability_package": one.chance_package.value,
        "mcse_package": one.chance_package.error,
        "adds": one.adds.value,
        "mcse_adds": one.adds.error,
        "shortfall_baseline": one.shortfall_baseline.value,
        "shortfall_package": one.shortfall_package.value,
        "if_missed": one.if_missed,
        "percentile": one.percentile,
        "shows": one.shows,
    }
