"""Two sides in a sentence, a table, a figure, and by what they assume or were made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgisim.app.comparison import Comparison, Side, comparison
from kgisim.app.faults import explain
from kgisim.app.html import HTML, figure, folded, heading, joined, note, paragraphs, table
from kgisim.errors import KgisimError
from kgisim.presentation.figures.data import fan_numbers
from kgisim.presentation.figures.fan_chart import FanChart, MarkedLevel, reach
from kgisim.presentation.figures.fan_data import FanData, fan_data, fan_paths
from kgisim.presentation.figures.figure import Figure
from kgisim.presentation.figures.palette import drawn
from kgisim.presentation.goal_view import BANDS
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_name, level_text, quantity_for
from kgisim.presentation.sentences.proposals import moment
from kgisim.presentation.tables import changes, scenarios
from kgisim.projection.order import upstream
from kgisim.runs.run import Run
from kgisim.targets.attainment import change_error

if TYPE_CHECKING:
    from kgisim.app.state import State

SIDES = ("first", "second")
"""Names of the two lines of the figure."""
FOLDED = 8
"""Differing files from which on their list is folded."""
WIDTH = 5.2
"""Inches of the figure: letters stay legible where a phone shows it smaller."""


def comparison_panel(state: "State") -> HTML:
    """Write what the session compares, or why it cannot be."""
    try:
        found = comparison(state)
        if found is None:
            return note(state.t("app.board.none"))
        if found.is_same:
            return note(state.t("app.beside.same"))
        if found.first.hidden is not None:
            return note(found.first.hidden)
        return _written(state, found)
    except KgisimError as error:
        return note(explain(state, error), "warning")


def _written(state: "State", found: Comparison) -> HTML:
    t, lead = state.t, _lead(state, found)
    answers = table(_answers(state, found), t("app.beside.answers"), numeric=True)
    drawing = _figure(state, found, lead)
    differing = _runs(state, found) if found.is_between_runs else None
    return joined(
        paragraphs([lead], "lead"),
        answers,
        figure(drawing.svg, drawing.caption),
        heading(t("app.beside.differs")),
        differing,
        _assumed(state, found),
    )


def _lead(state: "State", found: Comparison) -> str:
    question, localized = found.second.question, found.second.localized
    key = "target.example" if question.illustrative else "target.plain"
    level = state.t(key, value=level_text(localized, question.window, question.value))
    before, after = (
        numbers.chance(*one.chance, state.language) for one in (found.first, found.second)
    )
    names = _names(state, found)
    return state.t(
        "app.beside.lead_runs" if found.is_one_scenario else "app.beside.lead",
        scenario=localized.scenario(found.first.question.scenario) if found.is_one_scenario else "",
        target=level,
        when=localized.when(question.window),
        first=names[0],
        second=names[1],
        before=before,
        after=after,
        change=_chance_change(state, found),
    )


def _names(state: "State", found: Comparison) -> tuple[str, str]:
    """Name the sides: runs under one scenario by their numbers alone."""
    if not found.is_one_scenario:
        return found.first.title, found.second.title
    first, second = (
        state.t("app.beside.run", run=one.run.id) for one in (found.first, found.second)
    )
    return first, second


def _chance_change(state: "State", found: Comparison) -> str:
    """Write by how much the chances differ, with the error of that, and what it is worth."""
    reached = [one.forecast.reached(one.question) for one in (found.first, found.second)]
    error = change_error(reached[0], reached[1], found.first.size, found.second.size)
    change = found.second.chance[0] - found.first.chance[0]
    points = numbers.signed(100 * change, 1, state.language)
    written = state.t("changes.change", points=points, error=numbers.error(error, state.language))
    if 0 < abs(change) < numbers.ERRORS * error:
        return state.t("app.beside.within", change=written)
    return written


def _answers(state: "State", found: Comparison) -> pd.DataFrame:
    """Set the answers of both sides beside one another."""
    t, both = state.t, (found.first, found.second)
    blank, window = t("blank"), found.second.question.window
    chances = [numbers.chance(*one.chance, state.language) for one in both]
    rows = [(t("compare.column.chance"), *chances, _chance_change(state, found))]
    written = quantity_for(found.second.localized, window, 0.5)
    medians = [float(np.median(one.judged)) for one in both]
    rows.append((t("app.levers.median"), *map(written, medians), _amount(found, *medians)))
    for key, ends in zip(("span90", "span50"), BANDS, strict=True):
        spans = [written.span(*np.quantile(one.judged, ends)) for one in both]
        rows.append((t(f"app.beside.{key}"), *spans, blank))
    rows += _levels(state, found)
    columns = [t("app.beside.what"), *_names(state, found), t("app.beside.change")]
    return pd.DataFrame(rows, columns=columns)


def _amount(found: Comparison, before: float, after: float) -> str:
    """Write a difference of two amounts as they are printed."""
    localized, window = found.second.localized, found.second.question.window
    written = quantity_for(localized, window, 0.5)
    ends = [round(one * written.factor, written.decimals) for one in (before, after)]
    change = numbers.signed(ends[1] - ends[0], written.decimals, localized.language)
    if localized.indicator.scale == "share":  # per cent of per cent would be misread
        return localized.t("compare.share_points", points=change)
    return written.pattern.format(change)


def _levels(state: "State", found: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """Set the levels that are proposed beside one another."""
    sides: list[dict[str, tuple[str, float, str]]] = []
    for one in (found.first, found.second):
        proposed = one.levels(state.limits)
        localized, window = one.localized, one.question.window
        sides.append(
            {}
            if proposed is None
            else {
                level.name: (
                    level_name(localized, level),
                    level.value,
                    level_text(localized, window, level.value),
                )
                for level in proposed.proposed
            }
        )
    blank = state.t("blank")
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        first, second = (side.get(name) for side in sides)
        known = first or second
        assert known is not None  # the name is of one of them
        change = _amount(found, first[1], second[1]) if first and second else blank
        yield known[0], first[2] if first else blank, second[2] if second else blank, change


def _figure(state: "State", found: Comparison, lead: str) -> Figure:
    """Draw the paths of both sides; the first has the bands."""
    localized, question = found.second.localized, found.second.question
    both = dict(zip(SIDES, (found.first, found.second), strict=True))
    data = fan_data(localized, [question.scenario], found.second.forecast.draws)
    paths = [_paths(one).assign(scenario=name) for name, one in both.items()]
    data = FanData(pd.concat(paths), data.record, data.start, data.last, data.axis)
    lines = drawn(dict(zip(SIDES, _names(state, found), strict=True)))
    chart = FanChart(
        localized.indicator,
        data,
        written=localized.quantity,
        lines=lines,
        ylim=_reach(found.second, data),
        targets=[MarkedLevel(question, state.t("app.chart.target"))],
        exact=localized.view.exact,
    )
    caption = state.t("app.beside.figure", title=localized.title)
    shown = fan_numbers(localized, data, lines, [])
    alt = f"{caption} {lead}"
    return Figure("comparison", chart.on_paper(WIDTH), caption, alt, pd.DataFrame(), shown)


def _paths(one: Side) -> pd.DataFrame:
    return fan_paths(one.localized, [one.question.scenario], one.forecast.draws)


def _reach(one: Side, data: FanData) -> tuple[float, float]:
    factor = one.localized.quantity.factor
    held = [
        data.paths[["low90", "high90"]].to_numpy(float).ravel(),
        data.record[["value", "low", "high"]].to_numpy(float).ravel(),
        [one.question.yearly],
    ]
    return reach(one.localized.indicator.scale, np.concatenate(held) * factor)


def _assumed(state: "State", found: Comparison) -> HTML:
    """List the assumptions that the two scenarios do not share; what moves the goal comes first."""
    first, second = found.first, found.second
    both, goal = (first.scenario, second.scenario), state.goal
    reached = {one for side in both for one in upstream(second.run.catalog, side, goal)}
    listed = [
        scenarios.different_parts(
            second.run, both, _names(state, found), state.language, reached, moves=moves
        )
        for moves in (True, False)
    ]
    if listed[0].empty and listed[1].empty:
        return note(state.t("app.beside.same_parts"), "quiet")
    shown = table(listed[0], state.t("app.beside.parts"))
    if listed[1].empty:
        return shown
    rest = state.t("app.beside.others", count=len(listed[1]))
    none = note(state.t("app.beside.none_moves"), "quiet") if listed[0].empty else None
    return joined(shown, none, folded(rest, table(listed[1], rest)))


def _runs(state: "State", found: Comparison) -> HTML:
    """List what the two runs were made of, and what differs among it."""
    run, since, language = found.second.run, found.first.run, state.language
    rows = changes.changed_rows(run, since, language)
    files = changes.changed_files(run, since, language)
    same = None if len(rows) or len(files) else note(state.t("app.beside.same_inputs"), "quiet")
    return joined(
        table(_made(state, found), state.t("app.beside.made")),
        table(rows, state.t("app.beside.rows")),
        _folded_if_long(files, state.t("app.beside.files")),
        same,
    )


def _folded_if_long(listed: pd.DataFrame, title: str) -> HTML:
    shown = table(listed, title)
    return folded(title, shown) if len(listed) > FOLDED else shown


def _created(state: "State", run: Run) -> str:
    return moment(run, datetime.fromisoformat(run.manifest["created"]), state.language)


def _made(state: "State", found: Comparison) -> pd.DataFrame:
    t, both = state.t, (found.first, found.second)
    manifests = [one.run.manifest for one in both]
    rows = [
        (t("app.beside.created"), *(_created(state, one.run) for one in both)),
        (t("app.beside.draws"), *(f"{one['draws']:,}" for one in manifests)),
        (t("app.beside.seed"), *(str(one["seed"]) for one in manifests)),
        (t("app.beside.version"), *(str(one["versions"]["kgisim"]) for one in manifests)),
    ]
    columns = [t("app.beside.what"), *_names(state, found)]
    return pd.DataFrame(rows, columns=columns)
