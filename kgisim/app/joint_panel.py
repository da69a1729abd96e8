"""The chance that several goals are attained together: the level on the screen with the others'."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from kgisim import schema
from kgisim.app.html import HTML, joined, paragraphs, table
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import scenario_titles
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.joint import Joint, joint
from kgisim.targets.question import TargetQuestion

if TYPE_CHECKING:
    from kgisim.app.state import State


def joint_panel(state: "State") -> HTML:
    """Write the joint chances of the goal's level and the other goals' examples."""
    if state.target is not None:
        return _written(state)
    key = ("joint", state.goal, state.language, state.window, state.scenario)
    return HTML(state.shared.once(key, lambda: str(_written(state))))


def _written(state: "State") -> HTML:
    asked = list(_questions(state))
    if len(asked) < 2:
        return HTML("")
    found = {
        name: joint((forecast, question.under(name)) for forecast, question in asked)
        for name in (schema.BASELINE, state.scenario)
    }
    titles = scenario_titles(state.shared.run, state.language)
    rows = [_row(state, found, titles, k) for k in range(len(asked), 0, -1)]
    remark = state.t("app.together.note", count=len(asked))
    return joined(table(pd.DataFrame(rows), state.t("app.together.title")), paragraphs([remark]))


def _row(state: "State", found: dict[str, Joint], titles: dict[str, str], k: int) -> dict[str, str]:
    row = {state.t("app.together.how_many"): state.t("app.together.at_least", count=k)}
    for name, chances in found.items():
        counted = chances.at_least.loc[k]
        chance = numbers.chance(counted["chance"], counted["mcse"], state.language)
        row[titles[name]] = f"{chance} {numbers.error(counted['mcse'], state.language)}"
        alone = numbers.chance(counted["independent"], counted["mcse"], state.language)
        row[state.t("app.together.alone", scenario=titles[name])] = alone
    return row


def _questions(state: "State") -> Iterator[tuple[IndicatorForecast, TargetQuestion]]:
    """Yield the session's question and those about the other goals' examples."""
    for goal in state.shared.goals:
        example = state.shared.localized(goal.id, state.language).view.example
        is_dark = state.shared.hidden(goal.id, state.language) is not None
        if example is None or is_dark or goal.better == "neither":
            continue
        own = state.question if goal.id == state.goal else None
        yield state.shared.forecast(goal.id), own or example.question
