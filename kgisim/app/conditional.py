"""Conditional projections on the screen, in a colour of their own."""

from typing import TYPE_CHECKING

from kgisim.app.html import HTML, folded, heading, joined, note, paragraphs, table
from kgisim.presentation.conditional_view import ConditionalView, conditional_view_of
from kgisim.presentation.sentences.conditional import conditional_text
from kgisim.presentation.tables.conditional import (
    conditional_overview,
    conditional_parts,
    conditional_values,
    judgements,
)

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun


def view_of(shared: "SharedRun", name: str, language: str) -> ConditionalView | None:
    """Return the conditional projection of a goal without any other; None where there is none."""
    if shared.hidden(name, language) is None:
        return None
    return conditional_view_of(shared.localized(name, language), shared.run)


def conditional_list(shared: "SharedRun", language: str) -> HTML:
    """Write all conditional projections as one table; nothing where there are none."""
    views = [view_of(shared, goal.id, language) for goal in shared.goals]
    shown = [view for view in views if view is not None]
    if not shown:
        return HTML("")
    t = shown[0].localized.t
    listed = table(conditional_overview(shown), t("report.conditional_overview"))
    return _set_apart(joined(listed, paragraphs([t("conditional.note")], "quiet")))


def conditional(shared: "SharedRun", name: str, language: str) -> HTML:
    """Write the conditional projection of one goal; nothing where there is none."""
    view = view_of(shared, name, language)
    if view is None:
        return HTML("")
    t = view.localized.t
    lead = [t("conditional.lead"), view.elicitation.rationale(language)]
    parts = conditional_parts(view)
    return _set_apart(
        joined(
            heading(t("report.conditional")),
            note(paragraphs(lead), "conditional"),
            paragraphs(conditional_text(view)),
            table(conditional_values(view), t("report.conditional_values")),
            None if parts.empty else table(parts, t("report.conditional_parts")),
            folded(t("report.judgements"), table(judgements(view), t("report.judgements"))),
        )
    )


def _set_apart(inner: HTML) -> HTML:
    return HTML('<section class="conditional">{}</section>').format(inner)
