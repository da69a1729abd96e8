"""A number that may be published is tried on the way to the target, with a new fit if need be."""

from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import panel as pn
import panel_material_ui as pmui

from kgisim.app.backcast_panel import backcast_view_of_state
from kgisim.app.background import OneAtATime
from kgisim.app.faults import explain
from kgisim.app.html import HTML, heading, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.app.url import number
from kgisim.errors import KgisimError
from kgisim.presentation.sentences.follow_up import follow_up_text
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.refit import follow_up_or_refit

if TYPE_CHECKING:
    from kgisim.app.state import State

_FITTING = Lock()
"""Held while something is fitted: one fit at a time is enough for a server."""


class Following:
    """Year and number on a form, and what they would do to the chance."""

    def __init__(self, state: "State"):
        self._state = state
        t, localized = state.t, state.localized
        first, written = localized.view.last_year + 1, localized.quantity
        size = localized.view.level_at(first) * written.factor
        years = {localized.year(year): year for year in range(first, localized.view.axis.last)}
        self._year = pmui.Select(
            label=t("app.follow.year"), options=years, value=first, width=170, size="small"
        )
        self._value = pmui.TextInput(
            label=t("app.follow.value", unit=written.unit),
            value=f"{size:.{written.places(size)}f}",
            width=220,
            size="small",
        )
        self._button = pmui.Button(label=t("app.follow.try"), variant="outlined")
        self._button.on_click(self._try)
        self._answers = OneAtATime(self._button)
        self.told = HtmlPane(HTML(""), live=True)
        row = pn.FlexBox(
            self._year, self._value, self._button, flex_wrap="wrap", align_items="center", gap="8px"
        )
        self.form = pn.Column(
            HtmlPane(heading(t("app.follow.head"))), row, sizing_mode="stretch_width"
        )

    def _try(self, _: object) -> None:
        state, level = self._state, number(self._value.value)
        if level is None:
            self.told.html = str(note(state.t("app.follow.number"), "warning"))
            return
        value = level / state.localized.quantity.factor
        self.told.html = str(note(state.t("app.follow.computing"), "quiet"))
        self._answers.work_then(partial(self._answer, value), self._tried)

    def _tried(self, done: Future[str]) -> None:
        try:
            self.told.html = done.result()
        except KgisimError as error:
            self.told.html = str(note(explain(self._state, error), "warning"))

    def _answer(self, value: float) -> str:
        """Write what a number would do to the chance; it is fitted where too few futures agree."""
        state, way = self._state, backcast_view_of_state(self._state)
        if way is None:
            return str(note(state.t("app.board.none"), "warning"))
        seen = (Observed(state.indicator, self._year.value, value),)
        with _FITTING:
            found = follow_up_or_refit(state.shared.projection, way.question, seen)
        return str(paragraphs(follow_up_text(state.localized, way.question, seen, found)))
