"""What all sessions share: one run, its fits, and the simulator; nothing in it is sampled."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

from kgisim.app.new_run import NewRun
from kgisim.audit.entries import Limits, standing
from kgisim.audit.log import Register
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.level_limits import LIMITS, LevelLimits
from kgisim.evidence.plan import Plan
from kgisim.presentation.localized import LocalizedIndicator, goals, hidden, wording
from kgisim.projection.policy_package import package_or_baseline
from kgisim.projection.projection import Projection
from kgisim.projection.projection_gate import require_possible
from kgisim.projection.scenario import Scenario
from kgisim.recent import Recent
from kgisim.runs.run import Run, open_run
from kgisim.runs.run_cache import forecast_in
from kgisim.schema import BASELINE
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import ReferenceClass, reference_class
from kgisim.targets.two_probability_rule import Band, TwoProbabilityRule, admissible_band
from kgisim.targets.verdict import TargetVerdict, verdict
from kgisim.targets.window import TargetWindow
from kgisim.workspace import Workspace

VERDICTS, BANDS = 500, 100
"""Verdicts and bands of admissible levels that are kept."""
STEPS = 500
"""Steps that sessions have tried, and that are written once for all who tried them."""
OTHERS, OPEN = 20, 3
"""Other runs that are offered for comparison, and that are kept open."""
RUN = "run:"
"""What the name of another run begins with where scenarios are named too."""


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
        self.new_run = NewRun(run, workspace)
        self.rule = TwoProbabilityRule()
        self.limits = _decided(register, self.plan.levels)
        self._verdicts = Recent[TargetQuestion, TargetVerdict](VERDICTS)
        self._bands = Recent[tuple[str, TargetWindow, str], Band](BANDS)
        self.steps = Recent[Hashable, dict[str, str]](STEPS)
        self._others = Recent[str, Run](OPEN)
        self._beside = Recent[int, dict[str, datetime]](1)

    @property
    def other_runs(self) -> dict[str, datetime]:
        """When the newest other runs that lie beside this one were made, the newest first.

        They are read again when their folder has changed: runs are moved into it whole.
        """
        folder = self.run.path.parent
        try:
            changed = folder.stat().st_mtime_ns
        except OSError:  # it was removed
            return {}
        return self._beside.once(changed, lambda: _runs_in(folder, self.run.id))

    def other(self, id: str) -> Run:
        """Open another run that lies beside this one; the last ones stay open.

        Raises
        ------
        RunError
            If it is not there any more, or was altered.
        """
        return self._others.once(id, lambda: open_run(self.run.path.parent / id))

    @property
    def comparable(self) -> tuple[str, ...]:
        """What a session can compare with: scenarios by id, other runs behind `RUN`."""
        return (*self.scenarios, *(f"{RUN}{id}" for id in self.other_runs))

    def take(self, decided: Limits) -> None:
        """Propose levels by limits that the council has decided, in all sessions from now on."""
        self.limits = with_limits(self.plan.levels, decided)

    @property
    def catalog(self) -> Catalog:
        """Indicators and rows as the run knew them."""
        return self.run.catalog

    @property
    def plan(self) -> Plan:
        """The plan that the run is about."""
        return self.run.catalog.plan

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
        return package_or_baseline(self.scenarios)

    @property
    def offered(self) -> tuple[str, ...]:
        """Scenarios that can be set against the baseline; the baseline where there is no other."""
        return tuple(id for id in self.scenarios if id != BASELINE) or (BASELINE,)

    @property
    def projection(self) -> Projection:
        """Draws of the run; those of one goal under another scenario take tens of milliseconds."""
        return self.run.projection

    def under(
        self,
        scenarios: Mapping[str, Scenario],
        *,
        series: Collection[str],
        since: int | None = None,
    ) -> Projection:
        """Compute the projection of the run's fits under scenarios that a session made.

        Parameters
        ----------
        scenarios, series, since
            As in `kgisim.projection.projection.Projection.under`.

        Raises
        ------
        ProjectionError
            If it cannot be true, as for a run (`kgisim.projection.projection_gate`).
        """
        made = self.projection.under(scenarios, series=series, since=since)
        require_possible(self.catalog.indicators, made.draws)
        return made

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return a piece of HTML that depends on the run alone; made for the first who asks."""
        return self.run.cache.once(("page", key), make)

    def localized(self, id: str, language: str) -> LocalizedIndicator:
        """Return the wording of one indicator; what it reads from the run is kept."""
        return wording(self.run, id, language)

    def hidden(self, id: str, language: str) -> str | None:
        """State why an indicator has no number; nothing if it has one."""
        return hidden(self.localized(id, language))

    def forecast(self, id: str) -> IndicatorForecast:
        """Return the prospects of an indicator in the run; `RequestError` if it has none."""
        return forecast_in(self.run, id)

    def reference(self, id: str) -> ReferenceClass:
        """Return the paces of series that an indicator can be compared with."""
        indicator = self.catalog.indicators[id]
        return self.run.cache.once(
            ("reference", id, self.rule.span),
            lambda: reference_class(self.catalog, indicator, self.rule.span),
        )

    def verdict(self, question: TargetQuestion) -> TargetVerdict:
        """Judge a level of an indicator by the two-probability rule, as the run has it."""
        forecast, reference = self._judged(question.indicator)
        return self._verdicts.once(
            question, lambda: verdict(forecast, question, rule=self.rule, reference=reference)
        )

    def band(self, id: str, window: TargetWindow, scenario: str) -> Band:
        """Return the admissible levels of an indicator under a scenario of the run."""
        forecast, reference = self._judged(id)
        asked = {"package": scenario, "rule": self.rule, "reference": reference}
        return self._bands.once(
            (id, window, scenario), lambda: admissible_band(forecast, window, **asked)
        )

    def _judged(self, id: str) -> tuple[IndicatorForecast, ReferenceClass]:
        return self.forecast(id), self.reference(id)

    def posterior_size(self, id: str, window: TargetWindow) -> float:
        """Return the effective sample size behind what is judged; no lever moves it."""
        forecast = self.forecast(id)
        key = ("posterior size", id, window)
        return self.run.cache.once(key, lambda: forecast.posterior_size(forecast.drawn(window)))


def _runs_in(folder: Path, but: str) -> dict[str, datetime]:
    """Return when the newest runs of a folder were made, but for one, the newest first."""
    found: dict[str, datetime] = {}
    for file in folder.glob("r*/manifest.json"):
        with suppress(OSError, ValueError, KeyError):  # no run, or one that is being removed
            made = json.loads(file.read_text("utf-8"))["created"]
            found[file.parent.name] = datetime.fromisoformat(made)
    found.pop(but, None)
    newest = sorted(found.items(), key=lambda one: one[1], reverse=True)
    return dict(newest[:OTHERS])


def with_limits(levels: LevelLimits, decided: Limits) -> LevelLimits:
    """Return a plan's limits of levels with those that were decided in their places."""
    shares = {name: getattr(decided, name) for name in LIMITS}
    return levels.model_copy(update=shares | {"illustrative": False})


def _decided(register: Register | None, levels: LevelLimits) -> LevelLimits:
    """Return the limits that were decided last; those of the plan if none were."""
    kept = () if register is None else standing(register.entries(Limits))
    return with_limits(levels, kept[-1]) if kept else levels


def study_of(
    run: Run, workspace: Workspace | None = None, register: Register | None = None
) -> SharedRun:
    """Open a run for the dashboard, with everything that the first visitor would wait for."""
    shared = SharedRun(run, workspace, register)
    _ = shared.projection.simulator
    for one in shared.goals:
        if shared.hidden(one.id, shared.plan.language) is None:
            shared.forecast(one.id)
    return shared
