"""What one line says of a goal: its state, and the verdict of the two-probability rule."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from kgisim.evidence.level_limits import LevelLimits
from kgisim.presentation.conditional_view import conditional_view_of
from kgisim.presentation.goal_view import package
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator, goals, hidden, wording
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.levels import Levels
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict, verdict

if TYPE_CHECKING:
    from kgisim.runs.run import Run

State = Literal["carry", "conditions", "none", "judged", "withheld"]
FIRST_SENTENCE = re.compile(r".+?(?:。|\.(?=\s)|$)", re.DOTALL)


@dataclass(frozen=True)
class GoalSummary:
    """A goal as an overview of all goals shows it.

    Parameters
    ----------
    localized
        The goal in the words of one language.
    run
        The run with its tables.
    show_failed
        Whether estimates that failed their gate are shown.
    conditional
        Whether conditional projections are shown.
    limits
        Limits by which levels are proposed; None: those of the plan.
    """

    localized: LocalizedIndicator
    run: "Run"
    show_failed: bool = False
    conditional: bool = True
    limits: LevelLimits | None = None

    @cached_property
    def why_hidden(self) -> str | None:
        """Why its projection is not shown; None if it is."""
        return hidden(self.localized, show_failed=self.show_failed)

    @cached_property
    def state(self) -> State:
        """Whether it is fit for a number, projected under judgement only, or without a number."""
        if self.why_hidden is None:
            return self._screened
        if self.conditional and conditional_view_of(self.localized, self.run) is not None:
            return "judged"
        return "withheld"

    @property
    def _screened(self) -> State:
        """What the quality screen says; a goal that was not screened has no level either."""
        table = self.run.explained("screens", self.localized.indicator.id)
        said = "none" if table.empty else str(table["verdict"].iloc[0])
        return "carry" if said == "carry" else "conditions" if said == "conditions" else "none"

    @cached_property
    def levels(self) -> Levels | None:
        """Levels to choose from; None where no number is shown or there is no package."""
        if self.why_hidden is not None:
            return None
        return levels_of(self.localized.view, limits=self.limits)

    @cached_property
    def verdict(self) -> TargetVerdict | None:
        """What the two-probability rule says of the level that is proposed as the goal."""
        name = package(self.run.scenarios)
        if self.levels is None or name is None:
            return None
        question, rule = self.levels.named("goal").question, self.levels.rule
        indicator = self.localized.indicator

        def judge() -> TargetVerdict:
            forecast = forecast_in(self.run, indicator.id)
            reference = reference_class(self.run.catalog, indicator, rule.span)
            return verdict(forecast, question.under(name), rule=rule, reference=reference)

        return self.run.cache.once(("goal_verdict", indicator.id, question, rule), judge)

    @property
    def caveat(self) -> str:
        """The first sentence of what must be known first; empty if there is nothing."""
        caveats = self.localized.indicator.caveats
        said = self.why_hidden or (caveats[0](self.localized.language) if caveats else "")
        return first_sentence(said)


def first_sentence(text: str) -> str:
    """Return a text up to its first full stop.

    Examples
    --------
    >>> first_sentence("Up 1.5 times. Then down.")
    'Up 1.5 times.'
    >>> first_sentence("水準は動く。幅もある。")
    '水準は動く。'
    """
    found = FIRST_SENTENCE.match(text)
    return found.group() if found else ""


def summaries(
    run: "Run",
    language: str,
    *,
    show_failed: bool = False,
    conditional: bool = True,
    limits: LevelLimits | None = None,
) -> tuple[GoalSummary, ...]:
    """Return what one line says of every goal, in their order."""
    return tuple(
        GoalSummary(wording(run, goal.id, language), run, show_failed, conditional, limits)
        for goal in goals(run)
    )


def rule_of(found: tuple[GoalSummary, ...]) -> TwoProbabilityRule | None:
    """Return the rule by which goals were judged; None if none was."""
    rules = (one.verdict.rule for one in found if one.verdict is not None)
    return next(rules, None)
