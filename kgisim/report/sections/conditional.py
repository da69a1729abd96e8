"""Conditional projections, kept apart from what is projected: they rest on judgement."""

from collections.abc import Iterator

from kgisim.presentation.conditional_view import ConditionalView, conditional_view_of
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.conditional import conditional_text
from kgisim.presentation.tables.conditional import (
    conditional_overview,
    conditional_parts,
    conditional_values,
    judgements,
)
from kgisim.report.blocks import PART, Block, Heading, Note, Paragraph, Sentences, Table
from kgisim.report.scope import Scope, key_of


def view_of(scope: Scope, localized: LocalizedIndicator) -> ConditionalView | None:
    """Return the conditional projection of a goal; None where it is not to be shown."""
    if not scope.conditional or scope.hidden(localized) is None:
        return None
    return conditional_view_of(localized, scope.run)


def conditional(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show what projected counts give under what experts judge."""
    view = view_of(scope, localized)
    if view is None:
        return
    yield Heading(scope.t("report.conditional"), PART)
    rationale = view.elicitation.rationale(scope.language)
    said = (scope.t("conditional.lead"), rationale)
    yield Note(said, key_of(localized, "conditional-lead"), "conditional")
    yield Sentences(tuple(conditional_text(view)), key_of(localized, "conditional"), "reading")
    caption = scope.t("report.conditional_values")
    yield Table(
        conditional_values(view), caption, key_of(localized, "conditional-values"), "conditional"
    )
    parts = conditional_parts(view)
    if not parts.empty:
        caption, key = scope.t("report.conditional_parts"), key_of(localized, "conditional-parts")
        yield Table(parts, caption, key, "conditional")
    yield Table(
        judgements(view),
        scope.t("report.judgements"),
        key_of(localized, "judgements"),
        "folded evidence conditional",
    )


def overview(scope: Scope) -> Iterator[Block]:
    """Show all conditional projections below the overview of the goals."""
    views = [view for localized in scope.goals if (view := view_of(scope, localized)) is not None]
    if not views:
        return
    caption, kind = scope.t("report.conditional_overview"), "overview conditional"
    yield Table(conditional_overview(views), caption, "all/conditional", kind)
    yield Paragraph(scope.t("conditional.note"), "all/conditional-note", "note")
