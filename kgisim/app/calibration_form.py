"""Calibration questions on the screen: past values that an expert estimates, and that are known."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import panel_material_ui as pmui

from kgisim.app.flow import Flow
from kgisim.app.html import joined, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.elicitation.calibration import QUESTIONS, SEED, calibration_questions
from kgisim.elicitation.drafts import open_draft, parse_known
from kgisim.elicitation.records import KnownAnswer
from kgisim.errors import KgisimError

if TYPE_CHECKING:
    from kgisim.app.state import State

NARROW = 150
ENDS = ("low", "high", "best")
"""Fields of one answer, in the order in which experts are asked."""


class Calibrating:
    """The same questions for every expert; the truth is shown to nobody before the answer.

    Parameters
    ----------
    indicator
        Returns the indicator whose elicitation is held.
    expert
        Returns the pseudonym of the expert who answers.
    """

    def __init__(self, state: "State", indicator: Callable[[], str], expert: Callable[[], str]):
        self.state, self._indicator, self._expert = state, indicator, expert
        t = state.t
        self.asked = calibration_questions(state.shared.catalog, QUESTIONS, SEED)
        self.fields = [
            {end: pmui.TextInput(label=t(f"elicit.{end}"), value="", width=NARROW) for end in ENDS}
            for _ in self.asked
        ]
        self.keep = pmui.Button(label=t("elicit.keep_known"), variant="outlined")
        self.said = HtmlPane(joined(), live=True)
        self.keep.on_click(self._keep)

    @property
    def panel(self) -> Any:
        """The questions, folded: they are asked once, before the first round."""
        t, laid = self.state.t, []
        for place, fields in enumerate(self.fields):
            laid += [HtmlPane(paragraphs([self._question(place)])), Flow(*fields.values())]
        lead = HtmlPane(paragraphs([t("elicit.calibration_note", count=len(self.asked))]))
        return pmui.Details(
            objects=[lead, *laid, self.keep, self.said],
            title=t("elicit.calibration"),
            fully_expanded=True,
            sizing_mode="stretch_width",
        )

    def clear(self) -> None:
        """Empty the fields for the next expert."""
        for fields in self.fields:
            for field in fields.values():
                field.value = ""
        self.said.html = ""

    def _question(self, place: int) -> str:
        asked, shared, language = self.asked[place], self.state.shared, self.state.language
        indicator = shared.catalog.indicators[asked.indicator]
        year = shared.localized(asked.indicator, language).year(asked.year)
        unit = shared.catalog.units[indicator.unit](language)
        values = {"number": place + 1, "title": indicator.title(language), "unit": unit}
        return self.state.t("elicit.known", year=year, **values)

    def _typed(self) -> list[KnownAnswer]:
        """Read the answers; questions left blank are passed over.

        Raises
        ------
        RequestError
            If a field is no number.
        ContentError
            If the values of an answer are out of order.
        """
        typed = []
        for asked, fields in zip(self.asked, self.fields, strict=True):
            low, high, best = (str(fields[end].value or "").strip() for end in ENDS)
            if low or high or best:
                typed.append(parse_known(f"{asked.indicator}:{asked.year}={low}/{best}/{high}"))
        return typed

    def _keep(self, _: object) -> None:
        state, expert = self.state, self._expert()
        if not any(field.value for fields in self.fields for field in fields.values()):
            self.said.html = str(note(state.t("elicit.fill"), "warning"))
            return
        try:
            typed = self._typed()
            draft = open_draft(state.shared.workspace, self._indicator())
            draft.with_known(expert, typed).save()
        except KgisimError as error:
            self.said.html = str(note(error.text(state.language), "warning"))
            return
        truth = {(one.indicator, one.year): one.truth for one in self.asked}
        hits = sum(one.low <= truth[one.indicator, one.year] <= one.high for one in typed)
        kept = state.t("elicit.kept_known", expert=expert, count=len(typed), hits=hits)
        self.said.html = str(note(kept))
