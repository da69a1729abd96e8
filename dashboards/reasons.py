"""感度・根拠: what moves the answer, where the spread comes from, and what it rests on."""

from typing import TYPE_CHECKING

import pandas as pd
import panel as pn

from kgisim.app.html import HTML, bar, folded, joined, note, paragraphs, table, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text
from kgisim.presentation.sentences.value_of_information import worth
from kgisim.presentation.sentences.variance import spread_table, spread_text
from kgisim.presentation.tables import sensitivity
from kgisim.presentation.tables.assumption_ledger import TOP, leading, ledger

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="感度・根拠", en="Reasons")
ORDER = 60


def build(state: "State") -> pn.viewable.Viewable:
    """Show swings, shares of the spread, the ledger, and what more data would be worth."""
    page = state.shared.once(("reasons", state.goal, state.language), lambda: _page(state))
    return HtmlPane(page)


def _page(state: "State") -> str:
    language, t = state.language, state.t
    head = title(TITLE(language), state.localized.title)
    if state.hidden is not None:
        return joined(head, note(state.hidden))
    example = state.localized.view.example
    asked = state.localized.target(example) if example else t("blank")
    package = state.localized.scenario(state.shared.package)
    answer = [one for one in (leading(state.localized), spread_text(state.localized)) if one]
    return joined(
        head,
        paragraphs(answer, "lead"),
        paragraphs([t("app.reasons.lead", target=asked, scenario=package)], "quiet"),
        table(_swings(state), t("app.reasons.tornado")),
        table(spread_table(state.localized), t("app.reasons.variance")),
        _ledger(state),
        table(worth(state.localized), t("app.reasons.worth")),
    )


def _swings(state: "State") -> pd.DataFrame:
    """Return the table of swings with a bar in each row."""
    swings = sensitivity.tornado(state.localized)
    ends = state.shared.run.explained("tornado", state.goal)
    spans = zip(ends["chance_low"], ends["chance_high"], strict=True)
    if len(swings):
        bars = pd.Series([bar(low, high) for low, high in spans], dtype=object)
        swings.insert(3, state.t("app.reasons.bar"), bars)
    return swings


def _ledger(state: "State") -> HTML:
    """Show what matters most; the rest is a click away."""
    whole, caption = ledger(state.localized), state.t("app.reasons.ledger")
    if len(whole) <= TOP:
        return table(whole, caption)
    more = state.t("app.reasons.more", count=len(whole) - TOP)
    rest = table(whole.iloc[TOP:], caption)
    return joined(table(whole.iloc[:TOP], caption), folded(more, rest))
