"""The way to a goal's example level: backcast and milestones; and all levels at once."""

from collections.abc import Iterator

from kgisim.presentation.backcast_view import BackcastView, backcast_view_of
from kgisim.presentation.figures.backcast import checkpoint_figure, corridor_figure
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.backcast import backcast_text, shift_table
from kgisim.presentation.sentences.joint import joint_view_of
from kgisim.presentation.sentences.milestones import milestones_text
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    Block,
    Chart,
    Heading,
    Paragraph,
    Row,
    Sentences,
    Table,
)
from kgisim.report.scope import Scope, key_of
from kgisim.targets.refusal import Refusal


def backcast(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the futures in which the example level is attained under the policy package."""
    view = _asked(scope, localized)
    if view is None:
        return
    yield Heading(scope.t("report.backcast"), PART)
    yield Sentences(tuple(backcast_text(view)), key_of(localized, "backcast"), "reading")
    yield from _corridors(view)
    table = shift_table(view)
    yield Table(table, scope.t("report.backcast_moved"), key_of(localized, "moved"), "folded")


def milestones(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show which values on the way would put the example level in doubt."""
    view = _asked(scope, localized)
    if view is None:
        return
    yield Heading(scope.t("report.milestones"), PART)
    yield Sentences(tuple(milestones_text(view)), key_of(localized, "milestones"), "reading")
    figure = checkpoint_figure(view)
    if figure is not None:
        yield Chart(figure, key_of(localized, "checkpoints"), "chances")


def joint_targets(scope: Scope) -> Iterator[Block]:
    """Show the example levels of all goals at once."""
    asked = joint_view_of(scope.shown)
    if asked is None:  # `kinds` leaves the chapter out
        return
    yield Heading(scope.t("report.together"), CHAPTER, name="together")
    yield Paragraph(scope.t("report.together_lead"))
    yield Sentences(tuple(asked.sentences()), "all/together", "reading")
    yield Table(asked.levels(), scope.t("report.together_levels"), "all/together-levels")
    yield Table(asked.at_least(), scope.t("report.together_count"), "all/together-count")
    yield Paragraph(scope.t("report.targets_note"), kind="note")


def _asked(scope: Scope, localized: LocalizedIndicator) -> BackcastView | None:
    return None if scope.hidden(localized) is not None else backcast_view_of(localized)


def _corridors(view: BackcastView) -> Iterator[Block]:
    """Draw the goal, and beside it what is furthest moved of all that is behind it."""
    goal = corridor_figure(view)
    if goal is None or isinstance(view.backcast, Refusal):
        return
    charts = [Chart(goal, key_of(view.localized, "corridor"))]
    behind = view.backcast.least_surprising(("driver", "component"))
    if len(behind):
        name = str(behind["name"].iloc[0])
        other = corridor_figure(view, name)
        if other is not None:
            charts.append(Chart(other, key_of(view.localized, f"corridor-{name}")))
    yield Row(tuple(charts), "small")
