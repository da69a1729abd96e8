"""The agenda of a meeting: which goals, in which order, with how many minutes, and where it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.html import HTML, joined
from kgisim.app.html_pane import HtmlPane
from kgisim.app.live import ItemTimer
from kgisim.app.meeting import Meeting
from kgisim.app.url import number
from kgisim.audit.ballots import Proceedings

if TYPE_CHECKING:
    from kgisim.app.state import State

MINUTES = 20
"""Minutes that an item is given at first."""
LONGEST = 240
"""Minutes of an item at most."""
DONE = "✓"
"""Stands beside what the meeting has turned to already."""


class AgendaForm:
    """The choice of the goals and of their minutes, before a meeting."""

    def __init__(self, state: "State", meeting: Meeting):
        t, goals = state.t, state.shared.goals
        titles = {state.shared.localized(one.id, state.language).title: one.id for one in goals}
        held = [id for id, _ in meeting.agenda if id in titles.values()]
        self.goals = pmui.MultiChoice(
            label=t("meeting.agenda.goals"),
            options=titles,
            value=held or [*titles.values()],
            sizing_mode="stretch_width",
            max_width=760,
        )
        self.minutes = pmui.TextInput(
            label=t("meeting.agenda.minutes"),
            value=f"{meeting.agenda[0][1] if meeting.agenda else MINUTES:g}",
            max_length=len(str(LONGEST)),
            width=320,
        )

    @property
    def view(self) -> Any:
        """The fields."""
        return pn.Column(self.goals, self.minutes, sizing_mode="stretch_width")

    @property
    def agenda(self) -> tuple[tuple[str, float], ...]:
        """Goals in the order chosen, each with its minutes; what is no number is no limit."""
        minutes = min(max(number(str(self.minutes.value)) or 0.0, 0.0), float(LONGEST))
        return tuple((id, minutes) for id in self.goals.value)


def items_of(state: "State", meeting: Meeting) -> list[str]:
    """Return the goals of a meeting in their order; without an agenda, all goals."""
    known = [one.id for one in state.shared.goals]
    held = [id for id, _ in meeting.agenda if id in known]
    return held or known


class AgendaBar:
    """The items, the one on the screen, its time, and the way to the one before and after."""

    def __init__(self, state: "State", meeting: Meeting):
        self.state, self.meeting = state, meeting
        self.items = items_of(state, meeting)
        self.listed = HtmlPane(joined(), self._go)
        self.timer = pn.Row(sizing_mode=None)
        t, here = state.t, state.goal
        place = self.items.index(here) if here in self.items else -1
        steps = {"previous": place - 1 if place > 0 else None, "next": place + 1}
        self.buttons = []
        for name, to in steps.items():
            button = pmui.Button(label=t(f"meeting.{name}"), variant="outlined")
            button.disabled = to is None or to >= len(self.items)
            if to is not None and to < len(self.items):
                button.on_click(self._going(self.items[to]))
            self.buttons.append(button)
        self.follow(None)

    @property
    def view(self) -> Any:
        """The bar."""
        row = pn.FlexBox(*self.buttons, self.timer, gap="14px", align_items="center")
        return pn.Column(self.listed, row, sizing_mode="stretch_width")

    def follow(self, known: Proceedings | None) -> None:
        """Show where the meeting is, and how long it has been there."""
        seen = set() if known is None else {one.indicator for one in known.turns}
        self.listed.html = str(self._list(seen))
        turns = () if known is None else known.turns
        if not turns or turns[-1].end is not None:
            return
        passed = (datetime.now(UTC) - turns[-1].start).total_seconds()
        minutes = dict(self.meeting.agenda).get(self.state.goal, 0.0)
        words = {
            key: self.state.t(f"meeting.timer.{key}", time="{time}")
            for key in ("left", "over", "passed")
        }
        self.timer.objects = [ItemTimer(passed=passed, planned=60 * minutes, words=words)]

    def _list(self, seen: set[str]) -> HTML:
        shared, language = self.state.shared, self.state.language
        links = []
        for place, id in enumerate(self.items, start=1):
            is_here = id == self.state.goal
            mark = f" {DONE}" if id in seen and not is_here else ""
            title = shared.localized(id, language).title
            current = HTML(' aria-current="step"') if is_here else HTML("")
            links.append(
                HTML('<li><a href="?goal={}" data-go="goal={}"{}>{}. {}{}</a></li>').format(
                    id, id, current, place, title, mark
                )
            )
        return HTML('<ol class="agenda" aria-label="{}">{}</ol>').format(
            self.state.t("meeting.agenda.title"), joined(*links)
        )

    def _go(self, said: dict[str, str]) -> None:
        if said.get("goal") in self.items:
            self.state.goal = said["goal"]

    def _going(self, goal: str) -> Callable[[object], None]:
        def go(_: object) -> None:
            self.state.goal = goal

        return go
