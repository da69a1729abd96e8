"""What a session has tried, as a table; every step is one click back."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pandas as pd

from kgisim.app import url
from kgisim.app.html import HTML, joined, note, paragraphs, table
from kgisim.app.lever_controls import lever_facts
from kgisim.app.levers import levers_of
from kgisim.app.state import State
from kgisim.app.target_answers import answers_of
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_text
from kgisim.presentation.localized import scenario_titles

if TYPE_CHECKING:
    from collections.abc import Mapping


def go_back(state: State, step: "Mapping[str, str]") -> None:
    """Move a session to a step; what the step does not name is as at first."""
    url.go(state, step, is_whole=True)


def tried_panel(state: State) -> HTML:
    """Write the steps of a session, the newest first, with the chances that they had."""
    found = {step: row for step in reversed(state.tried) if (row := _row(state, step))}
    title = state.t("app.tried.title")
    if not found:
        return note(state.t("app.tried.none"), "quiet")
    now = url.step_of(state)
    frame = pd.DataFrame([*found.values()])
    head = frame.columns[0]
    frame[head] = [
        LINE.join([cell, state.t("app.tried.now")]) if step == now else cell
        for step, cell in zip(found, frame[head], strict=True)
    ]
    links = [dict(parse_qsl(step)) for step in found]
    lead = paragraphs([state.t("app.tried.lead")], "quiet")
    return joined(table(frame, title, links=links), lead)


def _row(state: State, step: str) -> dict[str, str]:
    """Write one step; nothing where the run does not know it, as after another run."""
    key = ("step", step, state.language)
    return state.shared.steps.once(key, lambda: _answered(state, step))


def _answered(state: State, step: str) -> dict[str, str]:
    asked = State(state.shared, language=state.language)
    go_back(asked, dict(parse_qsl(step)))
    answers = answers_of(asked)
    if answers is None or asked.notices:
        return {}
    question, t = answers.question, asked.t
    share, error = (one.to_numpy() for one in answers.forecast.chance(question))
    names = [*answers.forecast.draws["scenario"].to_numpy()]
    place = names.index(question.scenario)
    value = level_text(asked.localized, question.window, question.value)
    return {
        t("column.target"): LINE.join([value, asked.localized.when(question.window)]),
        t("column.goal"): asked.localized.title,
        t("column.scenario"): LINE.join([*_scenario(asked)]),
        t("compare.column.chance"): numbers.chance(share[place], error[place], asked.language),
    }


def _scenario(asked: State) -> list[str]:
    """Name the scenario, and each lever that stands elsewhere than as written."""
    shared = asked.shared
    title = scenario_titles(shared.run, asked.language)[asked.scenario]
    levers = levers_of(shared.catalog, shared.scenarios[asked.scenario], asked.goal)
    moved = tuple(one for one in levers if one.key in asked.levers)
    facts = lever_facts(shared, moved, asked.levers, asked.language)
    return [
        title,
        *(
            asked.t(
                "app.tried.lever",
                lever=one["title"],
                place=one["texts"][one["at"]] if one["on"] else one["off"],
            )
            for one in (*facts["policy"], *facts["world"])
        ),
    ]
