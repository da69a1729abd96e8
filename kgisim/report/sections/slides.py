"""Slides of a report: one message each, with what is read and cited in the notes."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from kgisim.presentation.figures.ranking import ranking_slide
from kgisim.presentation.figures.tree import tree_figure
from kgisim.presentation.goal_summary import GoalSummary, summaries
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import level_text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.ranking_view import ranking_of
from kgisim.presentation.sentences.decisions import decisions, rule_text
from kgisim.presentation.sentences.members import named_text
from kgisim.presentation.sentences.ranking import ranking_text, slide_text
from kgisim.presentation.tables import observations
from kgisim.presentation.tables.levels import short_levels
from kgisim.report.blocks import (
    Block,
    Chart,
    Heading,
    Note,
    Paragraph,
    Row,
    Sentences,
    Slide,
    Table,
    Terms,
)
from kgisim.report.scope import Scope, key_of
from kgisim.report.sections.conditional import overview as conditional_overview
from kgisim.report.sections.method import method_sentences

WIDE = 12.2
"""Inches of a drawing as wide as a slide."""


def slides(scope: Scope, lead: Iterable[Block], blocks: Iterable[Block]) -> Iterator[Slide]:
    """Show all goals at once, what is to be decided, and each goal with a number on a slide.

    Parameters
    ----------
    lead, blocks
        The report; its charts are shown as they are, and its words go into the notes.
    """
    held, told = _charts(blocks), _by_goal(blocks)
    found = summaries(
        scope.run, scope.language, show_failed=scope.show_failed, conditional=scope.conditional
    )
    yield from _overview(scope, lead, found)
    tree = tree_figure(scope.run, scope.language, WIDE)
    if tree is not None:
        yield Slide(scope.t("tree.title"), (Chart(tree, "all/tree"),), (tree.alt,))
    for one in found:
        keys = (key_of(one.localized, name) for name in ("fan", "ladder"))
        chart = next((held[key] for key in keys if key in held), None)
        if chart is not None:
            yield _goal(scope, one, chart, told.get(one.localized.title, ()))
        if key_of(one.localized, "ranking") in held:
            yield from _ranked(scope, one.localized)
    yield from _without_number(scope, found)
    kept = tuple(conditional_overview(scope))
    if kept:
        yield Slide(scope.t("report.conditional"), kept)
    yield Slide(scope.t("report.method"), (Sentences(method_sentences(scope), "all/method"),))


def _overview(
    scope: Scope, lead: Iterable[Block], found: tuple[GoalSummary, ...]
) -> Iterator[Slide]:
    """Show the one page, and on another slide what the council is asked to decide."""
    notes = tuple(one.text for one in lead if isinstance(one, Paragraph))
    table = tuple(one for one in lead if isinstance(one, Table))
    rule = rule_text(scope.run, found, scope.language)
    yield Slide(scope.t("one_page.title"), table, tuple(filter(None, [rule, *notes])))
    asked = decisions(scope.run, found, scope.language)
    if asked:
        yield Slide(scope.t("one_page.decisions"), (Sentences(asked, "all/decisions", "prose"),))


def _goal(scope: Scope, one: GoalSummary, chart: Chart, told: tuple[str, ...]) -> Slide:
    localized = one.localized
    beside: list[Block] = []
    if one.levels is not None:
        table = short_levels(localized, one.levels)
        key = key_of(localized, "levels-table")
        beside.append(Table(table, "", key, shares=(34, 22, 22, 22)))
    beside.append(Sentences(tuple(_points(one)), key_of(localized, "points")))
    notes = (*told, *_sources(localized))
    return Slide(_message(scope, one, chart), (chart, *beside), notes, localized.title)


def _ranked(scope: Scope, localized: LocalizedIndicator) -> Iterator[Slide]:
    """Show the members of a group in their order."""
    found = ranking_of(localized, show_failed=scope.show_failed)
    if found is None:
        return
    chart = Chart(ranking_slide(localized, found), key_of(localized, "ranking-slide"))
    named = named_text(localized, show_failed=scope.show_failed)
    said = (*ranking_text(localized, found), *named)
    yield Slide(slide_text(localized, found), (chart,), said, localized.title)


def _message(scope: Scope, one: GoalSummary, chart: Chart) -> str:
    """State the chance of the goal level in one line; without levels, where the value may go."""
    if one.levels is None:
        return chart.message or chart.figure.caption
    lower = one.localized.indicator.better == "lower"
    return scope.t("slides.goal_lower" if lower else "slides.goal", **goal_words(one))


def goal_words(one: GoalSummary) -> Mapping[str, str]:
    """Return years, value and chances of the goal level as they are printed."""
    localized, levels = one.localized, one.levels
    assert levels is not None
    goal = levels.named("goal")
    before, after = (
        numbers.chance(each.value, each.error, localized.language)
        for each in (goal.chance_baseline, goal.chance_package)
    )
    value = level_text(localized, levels.window, goal.value)
    return {
        "when": localized.when(levels.window),
        "value": value,
        "before": before,
        "after": after,
    }


def _points(one: GoalSummary) -> Iterator[str]:
    """State verdict, fitness for a number and what must be known first."""
    localized = one.localized
    if one.verdict is not None:
        finding = localized.t(f"app.finding.{one.verdict.finding}")
        yield localized.t("slides.verdict", finding=finding)
    state = localized.t(f"one_page.state.{one.state}")
    yield localized.t("slides.state", state=state)
    if one.caveat:
        yield localized.t("slides.caveat", caveat=one.caveat)


def _without_number(scope: Scope, found: tuple[GoalSummary, ...]) -> Iterator[Slide]:
    dark = [one for one in found if one.why_hidden is not None]
    if not dark:
        return
    columns = [scope.t(f"slides.column.{name}") for name in ("goal", "state", "why")]
    rows = [
        (one.localized.title, scope.t(f"one_page.state.{one.state}"), one.caveat) for one in dark
    ]
    table = Table(pd.DataFrame(rows, columns=columns), "", "all/without", shares=(26, 20, 54))
    yield Slide(scope.t("slides.without", count=len(dark)), (table,))


def _sources(localized: LocalizedIndicator) -> Iterator[str]:
    """Cite the documents behind a goal."""
    cited = observations.cited(localized)
    if cited:
        yield localized.t("report.cited", sources=localized.t("cite.between").join(cited))


def _charts(blocks: Iterable[Block]) -> dict[str, Chart]:
    found: dict[str, Chart] = {}
    for block in blocks:
        charts = block.charts if isinstance(block, Row) else (block,)
        found |= {one.key: one for one in charts if isinstance(one, Chart)}
    return found


def _by_goal(blocks: Iterable[Block]) -> dict[str, tuple[str, ...]]:
    """Return the words of the report below the heading of each goal."""
    told: dict[str, list[str]] = {}
    kept: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and block.kind == "goal":
            kept = told.setdefault(block.text, [])
        elif isinstance(block, Heading) and block.level < 4:
            kept = []
        else:
            kept += words_of(block)
    return {title: tuple(words) for title, words in told.items()}


def words_of(block: Block) -> list[str]:
    """Return the running text of a block; nothing of tables and figures."""
    if isinstance(block, (Heading, Paragraph)):
        return [block.text]
    if isinstance(block, (Sentences, Note)):
        return list(block.items)
    if isinstance(block, Terms):
        return [f"{term}　{said}" for term, said in block.items]
    return []
