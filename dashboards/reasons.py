"""感度・根拠: what moves the answer, where the spread comes from, and what it rests on."""

from typing import TYPE_CHECKING

import pandas as pd
import panel as pn

from kgisim.app.markup import bar, joined, note, paragraphs, table, title
from kgisim.app.sheet import Sheet
from kgisim.evidence.indicator import Text
from kgisim.views import explained
from kgisim.views.worth import worth

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="感度・根拠", en="Reasons")
ORDER = 60


def build(state: "State") -> pn.viewable.Viewable:
    """Show swings, shares of the spread, the ledger, and what more data would be worth."""
    page = state.study.once(("reasons", state.goal, state.language), lambda: _page(state))
    return Sheet(page)


def _page(state: "State") -> str:
    run, goal, language, t = state.study.run, state.goal, state.language, state.t
    head = title(TITLE(language), state.words.title)
    if state.hidden is not None:
        return joined(head, note(state.hidden))
    swings = explained.tornado(run, goal, language)
    ends = explained.swings(run, goal)
    bars = [
        bar(low, high) for low, high in zip(ends["chance_low"], ends["chance_high"], strict=True)
    ]
    if len(swings):
        swings.insert(3, t("app.reasons.bar"), pd.Series(bars, dtype=object))
    example = state.words.outlook.example
    asked = state.words.target(example) if example else t("blank")
    package = state.words.scenario(state.study.package)
    # one measure acts on many series, and is named once
    ledger = explained.ledger(run, goal, language)
    return joined(
        head,
        paragraphs([t("app.reasons.lead", target=asked, scenario=package)]),
        table(swings, t("app.reasons.tornado")),
        table(explained.variance(run, goal, language), t("app.reasons.variance"), numeric=True),
        table(ledger.drop_duplicates(), t("app.reasons.ledger")),
        table(worth(run, goal, language), t("app.reasons.worth")),
    )
