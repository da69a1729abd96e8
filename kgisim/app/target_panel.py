"""The parts of the page on which a target is set; all follow the state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui
from bokeh.events import Pan, PanEnd
from bokeh.models import CustomJS

from kgisim import schema
from kgisim.app.answers_ahead import ShownMove, fresh_name
from kgisim.app.curve import Curve
from kgisim.app.fan import FanPlot
from kgisim.app.faults import explain
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.target_answers import TargetAnswers, answers_of
from kgisim.app.target_slider import TargetBoard, board_facts, moving_facts, packed
from kgisim.app.terms import with_terms
from kgisim.errors import KgisimError
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.tables import results
from kgisim.targets.window import Statistic, TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State

Form = tuple[int, Statistic, int | None]
"""Length, statistic and first year of a window, whatever its last year."""
FORMS: tuple[Form, ...] = ((1, "mean", None), (3, "mean", None), (3, "sum", None))
"""Ways to judge a level that are offered: one year, an average or a total of three."""
DRAG = """
window.dispatchEvent(new CustomEvent("kgisim:level", {detail: {
  level: cb_obj[axis] / factor * years, last: cb_obj.event_name === "panend"}}))
"""
"""Tells the board where a finger or a mouse has taken the target line."""


def aiming(state: "State") -> list[Any]:
    """Return the board, its charts, and the tables below."""
    answers = answers_of(state)
    if answers is None:
        return [HtmlPane(note(state.t("app.board.none")))]
    board = Aiming(state, answers)
    return [board.window_row(), board.view, board.charts(), board.ladder()]


class Aiming:
    """Board and charts of one goal; a moved level is drawn in the browser."""

    def __init__(self, state: "State", answers: TargetAnswers):
        self.state, self.answers, self.name = state, answers, fresh_name()
        question = answers.question
        lines = drawn(answers.scenarios)
        self.fan = FanPlot(
            state.localized,
            lines,
            answers.forecast.draws,
            level=question.yearly,
            is_of_run=not state.levers,
        )
        self.curve = Curve(
            state.localized,
            lines,
            answers.judged(),
            level=question.value,
            window=question.window,
            when=state.localized.when(question.window),
        )
        before = packed(answers.forecast, question.under(schema.BASELINE))
        self.view = TargetBoard(
            self._choose,
            self._start_over,
            name=self.name,
            level=question.value,
            before=before,
            **self._facts(),
        )
        self.fan_legend = HtmlPane(HTML(""), name=f"{self.name}:legend")
        self.curve_legend = HtmlPane(HTML(""))
        self.fan.name_lines(self.name)
        self.fan.admissible.name = f"{self.name}:admissible"
        self._lines = [f"{self.name}:{line}" for line in lines]
        self._admit()
        self._link()
        self._is_led = False
        state.param.watch(self._refresh, ["scenario", "levers"])
        state.param.watch(self._move, "target")

    def window_row(self) -> Any:
        """Build the choice of the years over which the level is judged."""
        state = self.state
        years = list(range(state.localized.view.last_year + 1, state.localized.view.axis.last + 1))
        year = pmui.Select(
            label=state.t("app.board.year"),
            options={state.localized.year(one): one for one in years},
            value=state.window.year,
            size="small",
            width=170,
        )
        held = (state.window.length, state.window.statistic, state.window.since)
        way = pmui.Select(
            label=state.t("app.board.way"),
            options={self._way(*one): one for one in dict.fromkeys((*FORMS, held))},
            value=held,
            size="small",
            width=170,
        )

        def take(_: object) -> None:
            try:
                state.ask_over(TargetWindow(year.value, *way.value))
            except KgisimError as error:
                state.notify(explain(state, error))
                now = state.window
                year.value, way.value = now.year, (now.length, now.statistic, now.since)

        for widget in (year, way):
            widget.param.watch(take, "value")
        return Flow(year, way)

    def _way(self, length: int, statistic: Statistic, since: int | None) -> str:
        way = "one" if length == 1 and since is None else statistic
        return self.state.t(f"app.board.way_{way}", count=length, since=since)

    def charts(self) -> Any:
        """Return both charts side by side; on a narrow screen one below the other."""
        panes = [
            pn.Column(
                pn.pane.Bokeh(one.sheet, sizing_mode="stretch_width"),
                legend,
                styles={"flex": "1 1 430px"},
                min_width=300,
            )
            for one, legend in ((self.fan, self.fan_legend), (self.curve, self.curve_legend))
        ]
        return Flow(*panes)

    def ladder(self) -> HtmlPane:
        """List the candidate levels with their chances under every scenario."""
        state = self.state
        key = ("targets", state.goal, state.language)
        return HtmlPane(state.shared.once(key, lambda: _ladder(state)))

    def _facts(self) -> dict[str, Any]:
        forecast, question = self.answers.forecast, self.answers.question
        return {
            "after": packed(forecast, question),
            "facts": board_facts(
                self.state.shared,
                self.state.localized,
                forecast,
                question,
                self.answers.title,
            ),
        }

    def _yearly(self, level: float) -> float:
        return self.answers.question.window.yearly(level)

    def _yearly_band(self, band: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if band is None else (self._yearly(band[0]), self._yearly(band[1]))

    def _choose(self, level: float) -> None:
        try:
            self.state.ask(level)
        except KgisimError as error:
            self.state.notify(explain(self.state, error))

    def _start_over(self) -> None:
        """Go back to the goal's example."""
        self.state.target = None
        if self.state.question is not None:
            self.view.level = self.state.question.value

    def _move(self, event: Any) -> None:
        if event.new is not None and event.new != self.view.level:
            self.view.level = event.new

    @contextmanager
    def led(self) -> Iterator[None]:
        """Leave the levers to somebody who also says what is shown (`show`)."""
        self._is_led = True
        try:
            yield
        finally:
            self._is_led = False

    def _refresh(self, *_: object) -> None:
        answers = None if self._is_led else answers_of(self.state)
        if answers is not None:
            self.show(answers)

    def show(self, answers: TargetAnswers) -> None:
        """Show answers about the goal."""
        self.answers = answers
        lines = drawn(answers.scenarios)
        with pn.io.hold():
            self.fan.patch(answers.forecast.draws, lines)
            self.curve.patch(answers.judged(), lines)
            self._admit()
            self.view.param.update(level=answers.question.value, **self._facts())

    def shown_move(self, answers: TargetAnswers) -> ShownMove:
        """Return how the browser shows answers without the server, as `show` does, but no curve."""
        lines = drawn(answers.scenarios)
        forecast, question, band = answers.forecast, answers.question, answers.band()
        (median,) = self.fan.medians(forecast.draws, lines).values()
        facts = moving_facts(
            self.state.shared, self.state.localized, forecast, question, answers.title
        )
        return ShownMove(
            lines={self._lines[1]: median},
            parts={
                self.name: {"facts": facts},
                f"{self.name}:legend": {"html": with_terms(str(self.fan.legend_of(lines)))},
                f"{self.name}:admissible": self.fan.admitted(self._yearly_band(band)),
            },
            draws={self.name: {"after": packed(forecast, question)}},
        )

    def _admit(self) -> None:
        band = self.answers.band()
        self.curve.admit(band)
        self.fan.admit(self._yearly_band(band))
        self.fan_legend.html, self.curve_legend.html = str(self.fan.legend), str(self.curve.legend)

    def _link(self) -> None:
        """Let the lines on both charts and the board move one another, within the browser."""
        window, factor = self.answers.question.window, self.fan.factor
        years = len(window.years) if window.is_total else 1
        self.view.jscallback(
            args={"fan": self.fan.target, "curve": self.curve.target},
            level=f"""
            fan.location = source.level * {factor / years}
            curve.location = source.level * {self.curve.factor}
            """,
        )
        for chart, axis, scale in (
            (self.fan, "y", factor / years),
            (self.curve, "x", self.curve.factor),
        ):
            code = CustomJS(args={"axis": axis, "factor": scale, "years": 1}, code=DRAG)
            chart.sheet.js_on_event(Pan, code)
            chart.sheet.js_on_event(PanEnd, code)


def _ladder(state: "State") -> str:
    shown = table(results.targets(state.localized), state.t("report.targets"))
    return joined(shown, paragraphs([state.t("report.targets_note")]))
