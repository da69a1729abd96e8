"""Everything about one goal, part by part."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kgisim.presentation.figures.frontier import frontier_figure
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.ranking import ranking_figures
from kgisim.presentation.goal_view import package
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.ranking_view import ranking_of
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.accountability import accountability_text
from kgisim.presentation.sentences.backtest import goal_backtest
from kgisim.presentation.sentences.calibration import calibration_text
from kgisim.presentation.sentences.levels import levels_text, shift_text, stated_levels
from kgisim.presentation.sentences.members import attaining_text, members_title, named_text
from kgisim.presentation.sentences.ranking import ends_text, ranking_text
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.presentation.tables import observations, results
from kgisim.presentation.tables.levels import levels_table
from kgisim.presentation.tables.members import members as members_table
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    SECTION,
    Block,
    Chart,
    Deferred,
    Heading,
    Note,
    Paragraph,
    Row,
    Sentences,
    Table,
)
from kgisim.report.scope import Scope, key_of
from kgisim.report.sections.analysis import ledger, measures, screen, spread, value_of_information
from kgisim.report.sections.backcast import backcast, milestones
from kgisim.report.sections.conditional import conditional
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict

Part = Callable[[Scope, LocalizedIndicator], Iterator[Block]]


def goals(scope: Scope) -> Iterator[Block | Deferred]:
    """Show every goal in full."""
    yield Heading(scope.t("report.goals"), CHAPTER, name="goals")
    for localized in scope.goals:
        yield Deferred(partial(goal, scope, localized, FULL))


def goal(scope: Scope, localized: LocalizedIndicator, parts: tuple[str, ...]) -> Iterator[Block]:
    """Show the named parts of one goal."""
    yield Heading(localized.title, SECTION, name=f"goal-{localized.indicator.id}", kind="goal")
    for part in parts:
        yield from PARTS[part](scope, localized)


def definition(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State what is measured."""
    line = scope.t("report.definition_line", text=localized.indicator.definition(scope.language))
    yield Paragraph(line, key_of(localized, "definition"), "definition")


def reading(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Read the numbers in sentences, or say why there are none."""
    why = scope.hidden(localized)
    warning = summary.warning(localized) if why is None else None
    if warning:
        yield Note((warning,), key_of(localized, "warning"), "alert")
    # what its own past forecasts were worth comes first
    shown = (goal_backtest, summary.reading, calibration_text)
    told = shown if why is None else (summary.withheld_reading,)
    said = tuple(one for say in told for one in say(localized))
    yield Sentences(said, key_of(localized, "reading"), "reading")
    if why is not None:
        yield Note((why,), key_of(localized, "why"), "withheld", scope.t("report.why"))


def outlook(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Draw the futures, as a fan and as dots to be counted."""
    if scope.hidden(localized) is not None:
        return
    drawn = Figures(localized)
    fan = Chart(drawn.fan(), key_of(localized, "fan"), message=summary.outlook(localized))
    if localized.indicator.better == "neither":
        yield fan
        return
    yield Row((fan, Chart(drawn.dots(), key_of(localized, "dots"))))


def outlook_short(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Draw the futures as a fan: record, present policy, package, and the proposed levels."""
    if scope.hidden(localized) is None:
        figure = Figures(localized, is_short=True).fan()
        yield Chart(figure, key_of(localized, "fan"), message=summary.outlook(localized))


def accountability(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State what the plan can be held to, and from when failure shows."""
    found = levels_of(localized.view) if scope.hidden(localized) is None else None
    if found is not None:
        yield Heading(scope.t("accountability.title"), PART)
        said = scope.t("join").join(accountability_text(localized, found))
        yield Paragraph(said, key_of(localized, "accountability"))


def levels_short(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Propose levels to choose from, with what is said of each."""
    found = levels_of(localized.view) if scope.hidden(localized) is None else None
    if found is None:
        return
    yield Heading(scope.t("levels.title"), PART)
    table = levels_table(localized, found)
    yield Table(table, scope.t("levels.title"), key_of(localized, "levels-table"), "targets")
    yield Paragraph(scope.t("report.targets_note"), kind="note")
    said = tuple(stated_levels(localized, found))
    yield Sentences(said, key_of(localized, "levels-stated"), "reading")


def cited(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Cite the documents from which most numbers come."""
    documents = observations.cited(localized)
    if documents:
        sources = scope.t("cite.between").join(documents)
        said = scope.t("report.cited", sources=sources)
        yield Paragraph(said, key_of(localized, "cited"), "note")


def chances(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Draw the chance of every level."""
    if scope.hidden(localized) is None and localized.indicator.better != "neither":
        figure = Figures(localized).chances()
        yield Chart(figure, key_of(localized, "chances"), "chances", _likely(localized))


def ladder(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Draw the chance of every candidate target."""
    if scope.hidden(localized) is None and localized.view.targets:
        yield Chart(
            Figures(localized).ladder(), key_of(localized, "ladder"), "ladder", _likely(localized)
        )


def _likely(localized: LocalizedIndicator) -> str:
    example = localized.view.example
    if example is None:
        return ""
    return summary.likely(localized, example)


def targets(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show every target with its chances."""
    if scope.hidden(localized) is not None:
        return
    table = results.targets(localized)
    if table.empty:
        return
    yield Table(table, scope.t("report.targets"), key_of(localized, "targets"), "targets")
    yield Paragraph(scope.t("report.targets_note"), kind="note")


def rule(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Judge the example level by the two-probability rule."""
    said = tuple(judged(localized)) if scope.hidden(localized) is None else ()
    if said:
        yield Heading(scope.t("report.rule"), PART)
        yield Sentences(said, key_of(localized, "rule"), "reading")


def judged(localized: LocalizedIndicator) -> Iterator[str]:
    """Return whether the example level is ambitious and reasonable, and where the band lies."""
    run, indicator = localized.view.run, localized.indicator
    target, scenario = localized.view.example, package(run.scenarios)
    if target is None or scenario is None or indicator.better == "neither":
        return
    chosen = TwoProbabilityRule()
    found = verdict(
        forecast_in(run, indicator.id),
        target.question.under(scenario),
        rule=chosen,
        reference=reference_class(run.catalog, indicator, chosen.span),
    )
    yield from verdict_text(localized, found)


def levels(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Propose levels to choose from, and show all levels as one curve."""
    found = levels_of(localized.view) if scope.hidden(localized) is None else None
    if found is None:
        return
    yield Heading(scope.t("levels.title"), PART)
    yield Sentences(tuple(levels_text(localized, found)), key_of(localized, "levels"), "reading")
    table = levels_table(localized, found)
    yield Table(table, scope.t("levels.title"), key_of(localized, "levels-table"), "targets")
    figure = frontier_figure(localized, found)
    yield Chart(figure, key_of(localized, "frontier"), "chances", shift_text(localized, found))


def members(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the members of a group beside each other."""
    table = members_table(localized, show_failed=scope.show_failed)
    if table.empty:
        return
    yield Heading(members_title(localized), PART)
    said = tuple(attaining_text(localized)) if scope.hidden(localized) is None else ()
    yield Sentences(said, key_of(localized, "members-text"), "reading")
    yield from _ranked(scope, localized)
    yield Table(table, members_title(localized), key_of(localized, "members"), "overview")


def _ranked(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show members in their order, and how sure it is."""
    found = ranking_of(localized, show_failed=scope.show_failed)
    if found is None:
        return
    told = tuple(ranking_text(localized, found))
    yield Sentences(told, key_of(localized, "ranking-text"), "reading")
    for number, figure in enumerate(ranking_figures(localized, found), 1):
        key = key_of(localized, "ranking" if number == 1 else f"ranking-{number}")
        yield Chart(figure, key, "wide", ends_text(localized, found))


def members_short(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Name the members of a group that attain its target, and those that do not."""
    if localized.indicator.group is None or scope.hidden(localized) is not None:
        return
    yield Heading(members_title(localized), PART)
    named = named_text(localized, show_failed=scope.show_failed)
    said = (*attaining_text(localized), *named)
    yield Sentences(said, key_of(localized, "members-short"), "reading")


def variants(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the same goal under other definitions."""
    table = results.variants(localized, show_failed=scope.show_failed)
    yield Table(table, scope.t("report.variants"), key_of(localized, "variants"), "overview")


def caveats(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State what must be kept in mind."""
    yield from _listed(scope, localized, "caveats")


def wanted(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State which data would help."""
    yield from _listed(scope, localized, "wanted")


def _listed(scope: Scope, localized: LocalizedIndicator, what: str) -> Iterator[Block]:
    items = tuple(item(scope.language) for item in getattr(localized.indicator, what))
    if items:
        heading = {"caveats": scope.t("report.caveats"), "wanted": scope.t("report.wanted")}[what]
        yield Heading(heading, PART)
        yield Sentences(items, key_of(localized, what))


def candidates(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the KPIs that could stand for a goal without an indicator, and what to test first."""
    if not scope.conditional:
        return
    table = results.candidates(localized)
    yield Table(
        table, scope.t("report.candidates"), key_of(localized, "candidates"), "evidence conditional"
    )


def kpis(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the KPIs and components that serve the goal."""
    table = results.kpis(localized)
    yield Table(table, scope.t("report.kpis"), key_of(localized, "kpis"))


def documents(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the documents behind the goal."""
    table = observations.documents(localized)
    yield Table(table, scope.t("report.documents"), key_of(localized, "documents"), "evidence")


PARTS: Mapping[str, Part] = {
    part.__name__: part
    for part in (
        definition,
        reading,
        conditional,
        candidates,
        outlook,
        outlook_short,
        chances,
        ladder,
        targets,
        accountability,
        levels,
        levels_short,
        rule,
        screen,
        backcast,
        milestones,
        measures,
        ledger,
        spread,
        value_of_information,
        members,
        members_short,
        variants,
        caveats,
        wanted,
        kpis,
        documents,
        cited,
    )
}
"""What can be said of one goal, in the order of the full report."""

SHORT = frozenset({"ladder", "outlook_short", "levels_short", "members_short", "cited"})
"""Parts of shorter papers alone: a full report says the same at greater length."""
FULL = tuple(part for part in PARTS if part not in SHORT)
"""Parts of the full report."""
