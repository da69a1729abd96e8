"""The parts of the page on which a target is set; all follow the state."""

from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui
from bokeh.events import Pan, PanEnd
from bokeh.models import CustomJS

from kgisim import schema
from kgisim.app.curve import Curve
from kgisim.app.fan import FanPlot
from kgisim.app.html import HTML, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.target_question import Asked, asked
from kgisim.app.target_slider import TargetBoard, board_facts, packed
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.tables import results
from kgisim.targets.window import Statistic, TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State

BackcastView = tuple[int, Statistic, int | None]
"""Window, statistic and first year of a basis."""
WINDOWS: tuple[BackcastView, ...] = ((1, "mean", None), (3, "mean", None), (3, "sum", None))
"""Ways to judge a level that are offered: one year, an average or a total of three."""
DRAG = """
window.dispatchEvent(new CustomEvent("kgisim:level", {detail: {
  level: cb_obj[axis] / factor * years, last: cb_obj.event_name === "panend"}}))
"""
"""Tells the board where a finger or a mouse has taken the target line."""


def aiming(state: "State") -> list[Any]:
    """Return the board, its charts, and the tables below."""
    question = asked(state)
    if question is None:
        return [HtmlPane(note(state.t("app.board.none")))]
    board = Aiming(state, question)
    return [board.basis_row(), board.view, board.charts(), board.ladder()]


class Aiming:
    """Board and charts of one goal; a moved level is drawn in the browser."""

    def __init__(self, state: "State", question: Asked):
        self.state, self.question = state, question
        aim = question.aim
        lines = drawn(question.scenarios)
        self.fan = FanPlot(
            state.localized, lines, question.forecast.draws, level=self._yearly(aim.value)
        )
        self.curve = Curve(
            state.localized,
            lines,
            question.judged(),
            level=aim.value,
            basis=aim.basis,
            when=state.localized.when(aim.basis),
        )
        self.view = TargetBoard(self._choose, level=aim.value, **self._facts())
        self.fan_legend, self.curve_legend = HtmlPane(HTML("")), HtmlPane(HTML(""))
        self._admit()
        self._link()
        state.param.watch(self._refresh, ["scenario", "levers"])
        state.param.watch(self._move, "target")

    def basis_row(self) -> Any:
        """Build the choice of the years over which the level is judged."""
        state = self.state
        years = list(range(state.localized.view.last_year + 1, state.localized.view.axis.last + 1))
        year = pmui.Select(
            label=state.t("app.board.year"),
            options={state.localized.year(one): one for one in years},
            value=state.basis.year,
            size="small",
            width=170,
        )
        held = (state.basis.window, state.basis.statistic, state.basis.since)
        way = pmui.Select(
            label=state.t("app.board.way"),
            options={self._way(*one): one for one in dict.fromkeys((*WINDOWS, held))},
            value=held,
            size="small",
            width=170,
        )

        def take(_: object) -> None:
            state.param.update(target=None, basis=TargetWindow(year.value, *way.value))

        for widget in (year, way):
            widget.param.watch(take, "value")
        return pn.Row(year, way, sizing_mode="stretch_width")

    def _way(self, window: int, statistic: Statistic, since: int | None) -> str:
        way = "one" if window == 1 and since is None else statistic
        return self.state.t(f"app.board.way_{way}", count=window, since=since)

    def charts(self) -> Any:
        """Return both charts side by side; on a narrow screen one below the other."""
        panes = [
            pn.Column(
                pn.pane.Bokeh(one.sheet, sizing_mode="stretch_width"),
                legend,
                styles={"flex": "1 1 430px"},
                min_width=400,
            )
            for one, legend in ((self.fan, self.fan_legend), (self.curve, self.curve_legend))
        ]
        return pn.FlexBox(*panes, flex_wrap="wrap", sizing_mode="stretch_width")

    def ladder(self) -> HtmlPane:
        """List the candidate levels with their chances under every scenario."""
        state = self.state
        key = ("targets", state.goal, state.language)
        return HtmlPane(state.shared.once(key, lambda: _ladder(state)))

    def _facts(self) -> dict[str, Any]:
        question, basis = self.question, self.question.aim.basis
        return {
            "before": packed(question.forecast, basis, schema.BASELINE),
            "after": packed(question.forecast, basis, question.package),
            "facts": board_facts(
                self.state.shared,
                self.state.localized,
                question.forecast,
                question.aim,
                question.package,
                question.title,
            ),
        }

    def _yearly(self, level: float) -> float:
        basis = self.question.aim.basis
        return level / len(basis.years) if basis.is_total else level

    def _choose(self, level: float) -> None:
        self.state.target = level

    def _move(self, event: Any) -> None:
        if event.new is not None and event.new != self.view.level:
            self.view.level = event.new

    def _refresh(self, *_: object) -> None:
        question = asked(self.state)
        if question is None:
            return
        self.question = question
        lines = drawn(question.scenarios)
        with pn.io.hold():
            self.fan.patch(question.forecast.draws, lines)
            self.curve.patch(question.judged(), lines)
            self._admit()
            self.view.param.update(level=question.aim.value, **self._facts())

    def _admit(self) -> None:
        band = self.question.band()
        self.curve.admit(band)
        self.fan.admit(None if band is None else (self._yearly(band[0]), self._yearly(band[1])))
        self.fan_legend.html, self.curve_legend.html = str(self.fan.legend), str(self.curve.legend)

    def _link(self) -> None:
        """Let the lines on both charts and the board move one another, within the browser."""
        basis, factor = self.question.aim.basis, self.fan.factor
        years = len(basis.years) if basis.is_total else 1
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
