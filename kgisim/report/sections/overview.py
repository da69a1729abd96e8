"""The chapters that look at all goals at once."""

from collections.abc import Iterator

from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.tree import tree_figure
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.sentences import summary as summary_sentences
from kgisim.presentation.tables import observations, results
from kgisim.report.blocks import (
    CHAPTER,
    SECTION,
    Block,
    Chart,
    Heading,
    Paragraph,
    Row,
    Sentences,
    Table,
)
from kgisim.report.scope import Scope
from kgisim.report.sections.conditional import overview as conditional_overview
from kgisim.report.sections.conditional import view_of
from kgisim.targets.example_target import EXAMPLE_CHANCE

NARROW = 4.4
"""Inches of a chart that shares its row with another."""


def summary(scope: Scope) -> Iterator[Block]:
    """Report the whole run in a few sentences and one table."""
    judged = {
        localized.indicator.id for localized in scope.goals if view_of(scope, localized) is not None
    }
    options = {"show_failed": scope.show_failed}
    yield Heading(scope.t("report.summary"), CHAPTER, name="summary")
    sentences = tuple(summary_sentences.summary(scope.run, scope.language, **options))
    yield Sentences(sentences, "all/summary", "summary")
    overview = results.overview(scope.run, scope.language, conditional=judged, **options)
    style = "overview marked" if judged else "overview"
    yield Table(overview, scope.t("report.overview"), "all/overview", style)
    yield Paragraph(_overview_note(scope), "all/overview-note", "note")
    yield from conditional_overview(scope)
    yield from tree(scope)


def summary_short(scope: Scope) -> Iterator[Block]:
    """Report the run in a few sentences, where all goals come first on one page."""
    options = {"show_failed": scope.show_failed}
    yield Heading(scope.t("report.summary"), CHAPTER, name="summary")
    sentences = tuple(summary_sentences.summary(scope.run, scope.language, **options))
    yield Sentences(sentences, "all/summary", "summary")
    yield from conditional_overview(scope)
    yield from tree(scope)


def tree(scope: Scope) -> Iterator[Block]:
    """Draw the way from policies to measures."""
    figure = tree_figure(scope.run, scope.language)
    if figure is not None:
        yield Heading(scope.t("tree.title"), SECTION, name="policy-tree")
        yield Chart(figure, "all/tree", "wide")


def _overview_note(scope: Scope) -> str:
    note = scope.t(
        "report.overview_note", scenario=scope.baseline, percent=round(100 * EXAMPLE_CHANCE)
    )
    if "method" not in scope.chapters:
        return note
    chapter = scope.chapters.index("method") + 1
    return scope.t("join").join([note, scope.t("report.overview_words", chapter=chapter)])


def parts(scope: Scope) -> Iterator[Block]:
    """Show what the goals are made of, and what moves them."""
    yield Heading(scope.t("report.parts"), CHAPTER, name="parts")
    yield Paragraph(scope.t("report.parts_lead"))
    table = results.parts(scope.run, scope.language, show_failed=scope.show_failed)
    yield Table(table, scope.t("report.parts_table"), "all/parts")
    drivers = [
        localized
        for localized in map(
            scope.wording, filter(scope.behind.__contains__, scope.run.catalog.indicators)
        )
        if localized.indicator.role == "driver" and scope.hidden(localized) is None
    ]
    charts = (
        Chart(Figures(driver).fan(NARROW), f"{driver.indicator.id}/fan") for driver in drivers
    )
    yield Row(tuple(charts), "small")


def published(scope: Scope) -> Iterator[Block]:
    """Show what published plans have set themselves."""
    yield Heading(scope.t("report.published"), CHAPTER, name="published")
    yield Paragraph(scope.t("report.published_lead"))
    table = observations.published(scope.run, scope.language)
    yield Table(table, scope.t("report.published"), "all/published", "evidence")
    if (past := observations.past_targets(scope.run)) is not None:
        attained, number = (decimal(count, 0, scope.language) for count in past)
        share, source = (
            percent(past[0] / past[1], scope.language),
            scope.run.catalog.plan.past_targets,
        )
        words = {"attained": attained, "number": number, "share": share, "table": source}
        yield Paragraph(scope.t("report.past_targets", **words))
