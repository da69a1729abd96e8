"""The parts of the page on which levers are moved; only the lines that moved are redrawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import panel as pn
import xarray as xr

from kgisim import schema
from kgisim.app.answers_ahead import AnswersAhead, ShownMove, fresh_name
from kgisim.app.fan import FanPlot
from kgisim.app.faults import LINES, explain
from kgisim.app.html import HTML, bullets, heading, joined, note, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.lever_controls import LeverBoard, after, lever_facts
from kgisim.app.lever_reach import weak_levers
from kgisim.app.levers import BOTH, POLICY, WORLD, Lever, Settings, Worlds, levers_of
from kgisim.app.terms import with_terms
from kgisim.errors import ProjectionError
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.goal_view import BANDS
from kgisim.presentation.i18n import numbers
from kgisim.presentation.observation_rows import records
from kgisim.projection.plausibility import JOINT, assumed_series, plausibility
from kgisim.targets.attainment import attained, chance_error, effective_size
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow

if TYPE_CHECKING:
    from kgisim.app.state import State


@dataclass(frozen=True)
class LeverAnswer:
    """What the screen shows of the lines that a lever moves.

    Parameters
    ----------
    medians
        By line, the median of each year as it is drawn.
    rows
        By line, its row of the table: texts by column.
    """

    medians: Mapping[str, np.ndarray]
    rows: Mapping[str, Mapping[str, str]]


class Tuning:
    """Levers of one goal under one scenario, the fan that follows, and the answers beside it."""

    def __init__(self, state: "State"):
        self.state = state
        self._levers = {
            one.key: one
            for one in levers_of(
                state.shared.catalog, state.shared.scenarios[state.scenario], state.goal
            )
        }
        self._rows: dict[str, Mapping[str, str]] = {}
        first = self._project_first()
        self.fan = FanPlot(state.localized, drawn(self._titles()), first, level=self._level())
        self.name = fresh_name()
        self.fan.name_lines(self.name)
        self.board = LeverBoard(self._take, facts=self._facts(), shows=self.name)
        self.answers = HtmlPane(HTML(""), live=True, name=self.name)
        self.plausibility = HtmlPane(HTML(""))
        self._ahead = AnswersAhead(self._answer_to, self._shown_move, self._send_ahead)
        self._show(self._answer(first))
        self._drawn = dict(state.levers)  # where the levers are by what the page shows
        self._judge_world()
        state.param.watch(self._scenario_changed, "scenario")

    def _titles(self) -> dict[str, str]:
        return {name: self.state.t(f"app.levers.line_{key}") for name, key in LINES.items()}

    def _facts(self) -> dict[str, Any]:
        state = self.state
        levers = tuple(self._levers.values())
        weak = weak_levers(state.shared, levers, state.question, state.scenario)
        return lever_facts(state.shared, levers, state.levers, state.language, weak)

    def _level(self) -> float | None:
        question = self.state.question
        return None if question is None else question.yearly

    def _project(self, lines: tuple[str, ...], worlds: Worlds) -> xr.Dataset:
        state = self.state
        since = min(state.localized.view.fan_start, int(self._window.years[0]))
        made = state.shared.under(
            {name: worlds[name] for name in lines}, series=[state.goal], since=since
        )
        return made.draws

    def _project_first(self) -> xr.Dataset:
        """Project the levers as the session has them; impossible ones are put back first."""
        state = self.state
        if state.levers:
            try:
                return self._project(tuple(LINES), state.worlds)
            except ProjectionError as error:
                state.notify(state.t("app.levers.refused", cause=explain(state, error)))
                state.levers = {}
        return self._project(tuple(LINES), state.worlds)

    @property
    def _window(self) -> TargetWindow:
        question = self.state.question
        return self.state.window if question is None else question.window

    def _take(self, said: Mapping[str, Any]) -> None:
        """Take over what the board says: one lever, or all back as written."""
        before = self.state.levers
        lever = self._levers.get(str(said.get("key")))
        if said.get("reset"):
            self._redraw({})
            self.board.facts = self._facts()
        elif "turn" in said:
            if lever is not None and isinstance(said["turn"], int):
                self._ahead.begin(lever, before, said["turn"])
            return
        elif lever is not None:
            place = said.get("at") if isinstance(said.get("at"), int) else None
            now = after(before, lever, on=bool(said.get("on")), at=place)
            if said.get("shown") and not said.get("last") and self._ahead.known(lever, place):
                self.state.levers = now  # the browser shows the answer; the last one is sent
                return
            self._redraw(now, lever, place)
        if said.get("last") or said.get("reset"):
            self.state.param.trigger("settled")
            self._judge_world()

    def _redraw(self, now: Settings, lever: Lever | None = None, place: int | None = None) -> None:
        """Move the levers, and the lines with them; refuse what leads to an impossible future.

        Parameters
        ----------
        lever, place
            The one lever that has moved, and its position; None: several may have.
        """
        before = self._drawn
        moved = {key for key in {*before, *now} if before.get(key, "") != now.get(key, "")}
        self._ahead.keep_only(lever)
        if not moved:
            self.state.levers = now
            return
        known = self._ahead.known(lever, place) if lever and moved == {lever.key} else None
        try:
            found = known or self._answer_to(now, moved)
        except ProjectionError as error:
            self._refuse(error)
            return
        self.state.levers = self._drawn = now
        with pn.io.hold():
            self._show(found)

    def _answer_to(self, now: Settings, moved: Collection[str]) -> LeverAnswer:
        """Compute the answer to levers of which only some have moved, by their keys."""
        policy = {key for key, one in self._levers.items() if key in moved and one.is_policy}
        lines = tuple(
            name for name, on in ((WORLD, {*moved} - policy), (POLICY, policy), (BOTH, True)) if on
        )
        return self._answer(self._project(lines, self.state.worlds_at(now)))

    def _refuse(self, error: ProjectionError) -> None:
        """State why a setting is not taken over, and show the levers where they were."""
        state = self.state
        state.notify(state.t("app.levers.refused", cause=explain(state, error)))
        self.board.facts = self._facts()
        self.board.param.trigger("facts")

    def _scenario_changed(self, _: object) -> None:
        state = self.state
        chosen = state.shared.scenarios[state.scenario]
        found = self._project((WORLD, POLICY, BOTH), state.worlds)
        self._levers = {one.key: one for one in levers_of(state.shared.catalog, chosen, state.goal)}
        self._ahead.keep_only(None)
        self._drawn = dict(state.levers)
        with pn.io.hold():
            self.board.facts = self._facts()
            self._show(self._answer(found))
            self._judge_world()

    def _answer(self, found: xr.Dataset) -> LeverAnswer:
        """Compute what is shown of a projection."""
        state, question = self.state, self.state.question
        titles = self._titles()
        forecast = replace(state.shared.forecast(state.goal), draws=found)
        judged = forecast.drawn(self._window).transpose(schema.SCENARIO, schema.DRAW).to_numpy()
        rows = {
            name: self._row(titles[name], values, question)
            for name, values in zip(found[schema.SCENARIO].to_numpy(), judged, strict=True)
        }
        return LeverAnswer(self.fan.medians(found), rows)

    def _show(self, answer: LeverAnswer) -> None:
        self.fan.move(answer.medians)
        self.answers.html = self._table(answer)
        self._rows |= answer.rows

    def _table(self, answer: LeverAnswer) -> str:
        """Write the table with the rows of an answer in their places; HTML."""
        state, rows = self.state, self._rows | dict(answer.rows)
        caption = state.t("app.levers.answers", when=state.localized.when(self._window))
        return str(table(pd.DataFrame([rows[name] for name in LINES]), caption, numeric=True))

    def _shown_move(self, answer: LeverAnswer) -> ShownMove:
        lines = {f"{self.name}:{line}": median for line, median in answer.medians.items()}
        return ShownMove(lines, {self.name: {"html": with_terms(self._table(answer))}})

    def _send_ahead(self, answers: str) -> None:
        self.board.ahead = answers

    def _row(
        self, title: str, judged: np.ndarray, question: TargetQuestion | None
    ) -> dict[str, str]:
        localized, shared = self.state.localized, self.state.shared
        low, high = BANDS[0]
        # single precision is what the draws are kept in
        ends = np.quantile(judged.astype(np.float32), [low, 0.5, high])
        row = {
            localized.t("column.scenario"): title,
            localized.t("app.levers.median"): localized.judged(float(ends[1])),
            localized.t("app.levers.span"): localized.judged.span(float(ends[0]), float(ends[2])),
        }
        if question is None or localized.indicator.better == "neither":
            return row
        ess = shared.posterior_size(self.state.goal, self._window)
        size = effective_size(len(judged), ess)
        share = float(attained(judged, question.value, localized.indicator.better).mean())
        error = chance_error(share, size)
        said = numbers.chance(share, error, localized.language)
        wrong = numbers.error(error, localized.language)
        return row | {
            localized.t(
                "app.levers.chance", target=localized.judged.exact(question.value)(question.value)
            ): f"{said} {wrong}"
        }

    def _judge_world(self) -> None:
        """State how far the assumed world lies from the model's own futures."""
        state, world = self.state, self.state.worlds[WORLD]
        series = [*assumed_series(world)]
        if not series:
            self.plausibility.html = str(note(state.t("app.levers.no_world"), "quiet"))
            return
        scenarios = {schema.BASELINE: state.worlds[schema.BASELINE], WORLD: world}
        try:
            made = state.shared.under(scenarios, series=series)
        except ProjectionError as error:
            self.plausibility.html = str(note(explain(state, error), "warning"))
            return
        rows = plausibility(replace(made, scenarios={WORLD: world}))
        said = [self._plausible(row) for row in records(rows) if row.statistic in ("last", JOINT)]
        rare = bool(rows["flagged"].astype(bool).any())
        head = heading(state.t("app.levers.plausibility"), 3)
        warned = note(state.t("app.levers.rare"), "warning") if rare else None
        self.plausibility.html = str(joined(head, bullets(said), warned))

    def _plausible(self, row: Any) -> str:
        state = self.state
        share = numbers.decimal(100 * float(row.beyond), 0, state.language)
        if row.statistic == JOINT:
            return state.t("app.levers.joint", percent=share)
        localized = state.shared.localized(row.series, state.language)
        return state.t(
            f"app.levers.beyond_{row.side}",
            driver=localized.indicator.title(state.language),
            year=localized.year(localized.view.axis.last),
            value=localized.quantity(float(row.value)),
            percent=share,
        )
