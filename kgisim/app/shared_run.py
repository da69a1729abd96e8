"""What all sessions share: one run, its fits, and the simulator; nothing in it is sampled."""

from collections.abc import Callable, Hashable
from functools import cached_property

from kgisim import schema
from kgisim.audit.log import Register
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import GoalView, package
from kgisim.presentation.localized import LocalizedIndicator, goals, hidden
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.run import Run
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.reference_class import ReferenceClass, reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict, verdict
from kgisim.workspace import Workspace

VERDICTS = 500
"""Verdicts that are kept: members ask about the same levels again and again."""


class SharedRun:
    """One run as the dashboard asks it: everything is read or computed once for the server.

    Parameters
    ----------
    run
        The run that is shown.
    workspace
        Where pages are read, and scenarios and proposals are written; None: the run's own copy,
        to which nothing may be written.
    register
        Where proposals, decisions and revisions of data are kept; None: nothing can be recorded.
    """

    def __init__(
        self, run: Run, workspace: Workspace | None = None, register: Register | None = None
    ):
        self.run = run
        self.register = register
        self.workspace = workspace or run.workspace
        self.is_writable = workspace is not None
        self.rule = TwoProbabilityRule()
        self._outlooks: dict[str, GoalView] = {}
        self._prospects: dict[str, IndicatorForecast] = {}
        self._references: dict[str, ReferenceClass] = {}
        self._pieces: dict[Hashable, str] = {}
        self._verdicts: dict[tuple[str, Aim, str], TargetVerdict] = {}

    @property
    def catalog(self) -> Catalog:
        """Indicators and rows as the run knew them."""
        return self.run.catalog

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Scenarios of the run, the baseline first."""
        return self.run.scenarios

    @cached_property
    def goals(self) -> tuple[Indicator, ...]:
        """Goals in their order, without other definitions."""
        return tuple(goals(self.run))

    @cached_property
    def package(self) -> str:
        """The scenario of what the plan can decide; the baseline if there is none."""
        return package(self.scenarios) or schema.BASELINE

    @property
    def projection(self) -> Projection:
        """Draws of the run; those of one goal under another scenario take tens of milliseconds."""
        return self.run.projection

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return a piece of HTML that depends on the run alone; made for the first who asks."""
        if key not in self._pieces:
            self._pieces[key] = make()
        return self._pieces[key]

    def localized(self, id: str, language: str) -> LocalizedIndicator:
        """Return the wording of one indicator; what it reads from the run is kept."""
        if id not in self._outlooks:
            self._outlooks[id] = GoalView(self.run, self.catalog.indicators[id])
        return LocalizedIndicator(self._outlooks[id], language)

    def hidden(self, id: str, language: str) -> str | None:
        """State why an indicator has no number; nothing if it has one."""
        return hidden(self.localized(id, language))

    def forecast(self, id: str) -> IndicatorForecast:
        """Return the prospects of an indicator in the run; `RequestError` if it has none."""
        if id not in self._prospects:
            self._prospects[id] = forecast_of(self.run.projection, id)
        return self._prospects[id]

    def reference(self, id: str) -> ReferenceClass:
        """Return the paces of series that an indicator can be compared with."""
        if id not in self._references:
            indicator = self.catalog.indicators[id]
            self._references[id] = reference_class(self.catalog, indicator, self.rule.span)
        return self._references[id]

    def verdict(self, id: str, aim: Aim, scenario: str) -> TargetVerdict:
        """Judge a level of an indicator by the two-probability rule, as the run has it."""
        asked = (id, aim, scenario)
        if asked not in self._verdicts:
            if len(self._verdicts) >= VERDICTS:
                del self._verdicts[next(iter(self._verdicts))]
            self._verdicts[asked] = verdict(
                self.forecast(id),
                aim,
                package=scenario,
                rule=self.rule,
                reference=self.reference(id),
            )
        return self._verdicts[asked]


def study_of(
    run: Run, workspace: Workspace | None = None, register: Register | None = None
) -> SharedRun:
    """Open a run for the dashboard, with everything that the first visitor would wait for."""
    shared = SharedRun(run, workspace, register)
    _ = shared.projection.simulator
    for one in shared.goals:
        if shared.hidden(one.id, schema.LANGUAGES[0]) is None:
            shared.forecast(one.id)
    return shared
