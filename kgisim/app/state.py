"""The state of one session: what is looked at, in which language, with which levers moved."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import param

from kgisim.app import url
from kgisim.app.levers import BOTH, Settings, Worlds, live_scenarios
from kgisim.app.possible import check_level, check_window
from kgisim.app.shared_run import SharedRun
from kgisim.audit.users import Person, Role
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.level_limits import LevelLimits
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE
from kgisim.targets.example_target import example_level
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow

MOST_TRIED = 30
"""Steps that a session keeps."""


class State(param.Parameterized):
    """Everything that a session can change; pages are bound to it and never to one another.

    A page reads what it needs from here and from `study`, which all sessions share. Setting a
    parameter is the only way in which one part of the screen moves another.
    """

    shared: SharedRun = param.Parameter(constant=True, doc="The run, shared by all sessions.")  # type: ignore[assignment]
    pages: list[str] = param.List(default=[], item_type=str, doc="Names of the pages.")  # type: ignore[assignment]
    language: str = param.String(default="", doc="Language of every text.")  # type: ignore[assignment]
    page: str = param.String(default="", doc="Name of the page that is shown.")  # type: ignore[assignment]
    goal: str = param.String(default="", doc="Id of the goal that is looked at.")  # type: ignore[assignment]
    member: str = param.String(default="", doc="Member of a group that is shown; empty: the first.")  # type: ignore[assignment]
    scenario: str = param.String(
        default="", doc="Id of the scenario that is compared with the baseline."
    )  # type: ignore[assignment]
    target: float | None = param.Number(
        default=None, doc="Level asked about, in the catalogue's unit; None: the goal's example."
    )  # type: ignore[assignment]
    window: TargetWindow = param.ClassSelector(
        class_=TargetWindow, doc="Years over which the level is judged."
    )  # type: ignore[assignment]
    levers: Settings = param.Dict(
        default={}, doc="Settings of moved levers, by the key of the scenario's part."
    )  # type: ignore[assignment]
    limits: LevelLimits = param.ClassSelector(
        class_=LevelLimits, doc="Limits by which levels are proposed."
    )  # type: ignore[assignment]
    settled: bool = param.Event(
        doc="Levers or the meeting rest as they are: the address may take them over."
    )  # type: ignore[assignment]
    beside: str = param.String(
        default=BASELINE, doc="What is compared with it: a scenario's id, or a run as `RUN` has it."
    )  # type: ignore[assignment]
    tried: list[str] = param.List(
        default=[], item_type=str, doc="Steps of the session as addresses, newest last."
    )  # type: ignore[assignment]
    notices: list[str] = param.List(
        default=[], item_type=str, doc="What the session is told, newest last; plain text."
    )  # type: ignore[assignment]
    user: str = param.String(default="", doc="Name of who is signed in; empty without accounts.")  # type: ignore[assignment]
    role: Role = param.Selector(
        objects=["analyst", "member"], default="analyst", doc="What the user may do."
    )  # type: ignore[assignment]

    def __init__(self, shared: SharedRun, **values: Any):
        values["language"] = values.get("language") or shared.plan.language
        values.setdefault("goal", shared.goals[0].id if shared.goals else "")
        values.setdefault("scenario", shared.package)
        values.setdefault("limits", shared.limits)
        values.setdefault("window", TargetWindow(shared.catalog.axis.last))
        super().__init__(shared=shared, **values)
        self._moved: tuple[object, Projection] | None = None
        self.is_moving = False
        self._take_goal_window()
        # A level and the levers belong to the goal or scenario for which they were set.
        self.param.watch(self._start_goal, "goal")
        self.param.watch(self._forget_levers, "scenario")
        self.param.watch(self._note_step, ["target", "window", "scenario", "settled"])

    def t(self, key: str, **values: object) -> str:
        """Return a message in the session's language."""
        return text(key, self.language, **values)

    @property
    def person(self) -> Person:
        """Who is at work here, and what they may do; whatever writes anything asks this."""
        return Person(self.user, self.role)

    @property
    def indicator(self) -> Indicator:
        """The goal that is looked at."""
        return self.shared.catalog.indicators[self.goal]

    @property
    def members(self) -> list[Member]:
        """The members of the goal, if it is a group; none otherwise."""
        return members_of(self.shared.catalog.indicators, self.goal)

    @property
    def localized(self) -> LocalizedIndicator:
        """Wording of the goal in the session's language."""
        return self.shared.localized(self.goal, self.language)

    @property
    def hidden(self) -> str | None:
        """Why the goal has no number; nothing if it has one."""
        return self.shared.hidden(self.goal, self.language)

    @property
    def question(self) -> TargetQuestion | None:
        """The level that is asked about; None if none was chosen and the goal has no example.

        Over other years than those of the example it is the level that is as hard as examples are.
        """
        if self.target is not None:
            return TargetQuestion(self.goal, self.target, self.window, self.scenario, True)
        example = self.localized.view.example
        if example is None:
            return None
        asked = example.question
        if self.window != asked.window and self.hidden is None:
            asked = example_level(self.shared.forecast(self.goal), self.window)
        return asked.under(self.scenario)

    @property
    def worlds(self) -> Worlds:
        """Baseline, world changed, policy changed, and both, as the levers stand."""
        return self.worlds_at(self.levers)

    def worlds_at(self, levers: Settings) -> Worlds:
        """Return the same four scenarios as they would be with the levers elsewhere."""
        return live_scenarios(
            self.shared.scenarios, self.scenario, levers, self.shared.catalog.axis
        )

    def ask(self, level: float) -> None:
        """Ask about a level over the years that are judged.

        Raises
        ------
        RequestError
            If the goal can never have the level.
        """
        check_level(self.shared, TargetQuestion(self.goal, level, self.window, self.scenario))
        self.target = level

    def ask_over(self, window: TargetWindow) -> None:
        """Judge the goal's example over other years.

        Raises
        ------
        RequestError
            If the run has no futures of some of the years, or they are known already.
        """
        check_window(self.shared, self.goal, window)
        self.param.update(target=None, window=window)

    def move(self, levers: Settings) -> None:
        """Move the levers.

        Raises
        ------
        ProjectionError
            If they lead to an impossible future.
        """
        if levers and self.hidden is None:
            self._project(levers)
        self.levers = levers

    @property
    def moved(self) -> Projection:
        """The goal under the baseline, and under the scenario `BOTH` as the levers stand.

        The last one is kept: whatever is on the screen asks for it.
        """
        return self._project(self.levers)

    def _project(self, levers: Settings) -> Projection:
        key = (self.goal, self.scenario, dict(levers))
        if self._moved is None or self._moved[0] != key:
            self._moved = key, self.project(levers)
        return self._moved[1]

    def project(self, levers: Settings) -> Projection:
        """Compute what `moved` would be with the levers elsewhere; nothing is moved or kept.

        Raises
        ------
        ProjectionError
            If they lead to an impossible future.
        """
        worlds = self.worlds_at(levers)
        scenarios = {name: worlds[name] for name in (BASELINE, BOTH)}
        return self.shared.under(scenarios, series=[self.goal])

    def start_over(self) -> None:
        """Go back to the goal's example, and to the scenario as it is written."""
        window = self.localized.view.window
        first = {"target": None, "window": window, "levers": {}}
        now = {name: getattr(self, name) for name in first}
        self.param.update(**{name: one for name, one in first.items() if one != now[name]})

    def go(self, said: Mapping[str, str]) -> None:
        """Move to where a link leads: names and values as in the address bar."""
        url.go(self, said)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make several changes one step: address and page follow when all are made."""
        if self.is_moving:
            yield
            return
        self.is_moving = True
        try:
            yield
        finally:
            self.is_moving = False
            self.param.trigger("settled")

    def take_tried(self, before: Sequence[str]) -> None:
        """Add steps of the same browser before those of this session."""
        own = [one for one in self.tried if one not in before]
        self.tried = [*before, *own][-MOST_TRIED:]

    def _note_step(self, *_: object) -> None:
        """Keep what is tried, and where the goal began before its first trial."""
        if self.is_moving or self.hidden is not None or self.question is None:
            return
        window = self.localized.view.window
        if self.target is None and self.window == window and not self.levers:
            if self.scenario == self.shared.package:
                return
            steps = [url.step_of(self)]
        else:
            steps = [url.first_step(self), url.step_of(self)]
        if new := [one for one in steps if one not in self.tried]:
            self.tried = [*self.tried, *new][-MOST_TRIED:]

    def notify(self, message: str) -> None:
        """Show a message to the session."""
        self.notices = [*self.notices, message]

    def _start_goal(self, _: object) -> None:
        self.param.update(member="", target=None, window=self.localized.view.window, levers={})

    def _take_goal_window(self) -> None:
        if self.goal and self.target is None:
            self.window = self.localized.view.window

    def _forget_levers(self, _: object) -> None:
        self.levers = {}
