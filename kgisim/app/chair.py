"""What the chair of a meeting does, as steps in the register: each is refused to members there."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.app.meeting import Meeting
from kgisim.app.proposal_form import register_of
from kgisim.app.target_answers import answers_of
from kgisim.audit.ballots import Ballot, Choice, Proceedings, proceedings
from kgisim.audit.entries import Action, Opening, Step
from kgisim.errors import RequestError
from kgisim.presentation.levels_view import levels_of

if TYPE_CHECKING:
    from kgisim.app.state import State


@dataclass
class Chair:
    """The chair of a meeting; what it does waits for the disk, and belongs beside the page.

    Parameters
    ----------
    state
        The session from which the meeting is led.
    meeting
        The meeting.
    """

    state: "State"
    meeting: Meeting

    def open(self) -> Opening:
        """Record the beginning of the meeting.

        Raises
        ------
        AccessError
            If a member asks for it.
        """
        shared, person = self.state.shared, self.state.person
        agenda = json.dumps([list(one) for one in self.meeting.agenda])
        entry = Opening(author=person.name, reason="", run=shared.run.id, agenda=agenda)
        return register_of(self.state).keep(entry, person)

    def step(self, action: Action, indicator: str = "", content: str = "{}") -> Step | None:
        """Record a step; None where the meeting is not in a register.

        Raises
        ------
        AccessError
            If a member asks for it.
        """
        if self.meeting.number is None:
            return None
        person = self.state.person
        entry = Step(
            author=person.name,
            reason="",
            meeting=self.meeting.number,
            action=action,
            indicator=indicator,
            content=content,
        )
        return register_of(self.state).keep(entry, person)

    def known(self) -> Proceedings | None:
        """Return the meeting as the register has it; None where it is not in one."""
        if self.meeting.number is None:
            return None
        return proceedings(register_of(self.state), self.meeting.number)

    def turn(self) -> Proceedings | None:
        """Turn the meeting to the goal on the screen, unless it is there; return how it stands."""
        known, goal = self.known(), self.state.goal
        if known is None or known.ended is not None:
            return known
        turns = known.turns
        if not turns or turns[-1].indicator != goal:
            self.step("item", goal)
            known = self.known()
        return known


def ballot_on_screen(state: "State") -> Ballot:
    """Return a ballot on what is on the screen: the proposed levels, and the level asked about.

    Chances are those under the levers as they stand; the levels are those of the run.

    Raises
    ------
    RequestError
        If the goal has no number or no level is chosen.
    """
    answers = answers_of(state)
    if answers is None:
        raise RequestError("proposal.no_level", name=state.goal, title=state.indicator.title)
    question, window = answers.question, answers.question.window
    plan = None if state.scenario == schema.BASELINE else state.scenario
    found = levels_of(state.localized.view, window=window, scenario=plan, limits=state.limits)
    named: dict[float, str] = {}
    for one in () if found is None else found.proposed:
        named.setdefault(one.value, one.name)
    named.setdefault(question.value, "shown")
    names = [*answers.forecast.draws["scenario"].to_numpy()]
    before, after = names.index(schema.BASELINE), names.index(question.scenario)
    choices = []
    for value in sorted(named, reverse=state.indicator.better == "lower"):
        chance, error = (
            one.to_numpy() for one in answers.forecast.chance(replace(question, value=value))
        )
        numbers = (chance[before], error[before], chance[after], error[after])
        choices.append(Choice(named[value], value, *map(float, numbers)))
    levers = dict(state.levers)
    return Ballot(state.goal, window, state.scenario, levers, tuple(choices))
