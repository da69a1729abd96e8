"""The chance that several goals are attained together: the level on the screen with the others'."""

from typing import TYPE_CHECKING

import pandas as pd

from kgisim import schema
from kgisim.app.html import HTML, joined, paragraphs, table
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import scenario_titles
from kgisim.targets.forecast import Aim, IndicatorForecast
from kgisim.targets.joint import Joint, joint

if TYPE_CHECKING:
    from kgisim.app.state import State


def joint_panel(state: "State") -> HTML:
    """Write the joint chances of the goal's level and the other goals' examples."""
    aims = _aims(state)
    if len(aims) < 2:
        return HTML("")
    found = {name: joint(aims, name) for name in (schema.BASELINE, state.scenario)}
    titles = scenario_titles(state.shared.run, state.language)
    rows = [_row(state, found, titles, k) for k in range(len(aims), 0, -1)]
    told = state.t("app.together.note", count=len(aims))
    return joined(table(pd.DataFrame(rows), state.t("app.together.title")), paragraphs([told]))


def _row(state: "State", found: dict[str, Joint], titles: dict[str, str], k: int) -> dict[str, str]:
    row = {state.t("app.together.how_many"): state.t("app.together.at_least", count=k)}
    for name, one in found.items():
        told = one.at_least.loc[k]
        chance = numbers.chance(told["chance"], told["mcse"], state.language)
        row[titles[name]] = f"{chance} {numbers.error(told['mcse'], state.language)}"
        alone = numbers.chance(told["independent"], told["mcse"], state.language)
        row[state.t("app.together.alone", scenario=titles[name])] = alone
    return row


def _aims(state: "State") -> dict[str, tuple[IndicatorForecast, Aim]]:
    aims = {}
    for one in state.shared.goals:
        example = state.shared.localized(one.id, state.language).view.example
        is_dark = state.shared.hidden(one.id, state.language) is not None
        if example is None or is_dark or one.better == "neither":
            continue
        aim = Aim(example.value, example.basis, example.illustrative)
        own = state.aim if one.id == state.goal else None
        aims[one.id] = (state.shared.forecast(one.id), own or aim)
    return aims
