"""Everything about one goal, part by part."""

from collections.abc import Callable, Iterator, Mapping

from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.goal_view import package
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.backtest import goal_backtest
from kgisim.presentation.sentences.calibration import calibration_text
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.presentation.tables import observations, results
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    SECTION,
    Block,
    Chart,
    Heading,
    Note,
    Paragraph,
    Row,
    Sentences,
    Table,
)
from kgisim.report.scope import Scope, key_of
from kgisim.report.sections.analysis import knowing, ledger, measures, screen, spread
from kgisim.report.sections.backcast import backcast, milestones
from kgisim.targets.forecast import Aim, prospect_of
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict

Part = Callable[[Scope, LocalizedIndicator], Iterator[Block]]


def goals(scope: Scope) -> Iterator[Block]:
    """Show every goal in full."""
    yield Heading(scope.t("report.goals"), CHAPTER, name="goals")
    for words in scope.goals:
        yield from goal(scope, words, FULL)


def goal(scope: Scope, words: LocalizedIndicator, parts: tuple[str, ...]) -> Iterator[Block]:
    """Show the named parts of one goal."""
    yield Heading(words.title, SECTION, name=f"goal-{words.indicator.id}", kind="goal")
    for part in parts:
        yield from PARTS[part](scope, words)


def definition(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say what is measured."""
    line = scope.t("report.definition_line", text=words.indicator.definition(scope.language))
    yield Paragraph(line, key_of(words, "definition"), "definition")


def reading(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Read the numbers in sentences, or say why there are none."""
    why = scope.hidden(words)
    warning = summary.warning(words) if why is None else None
    if warning:
        yield Note((warning,), key_of(words, "warning"), "alert")
    shown = (summary.reading, calibration_text, goal_backtest)
    told = shown if why is None else (summary.withheld_reading,)
    said = tuple(one for say in told for one in say(words))
    yield Sentences(said, key_of(words, "reading"), "reading")
    if why is not None:
        yield Note((why,), key_of(words, "why"), "withheld", scope.t("report.why"))


def outlook(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Draw the futures, as a fan and as dots to be counted."""
    if scope.hidden(words) is not None:
        return
    drawn = Figures(words)
    fan = Chart(drawn.fan(), key_of(words, "fan"), message=summary.outlook(words))
    if words.indicator.better == "neither":
        yield fan
        return
    yield Row((fan, Chart(drawn.dots(), key_of(words, "dots"))))


def chances(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Draw the chance of every level."""
    if scope.hidden(words) is None and words.indicator.better != "neither":
        figure = Figures(words).chances()
        yield Chart(figure, key_of(words, "chances"), "chances", _likely(words))


def ladder(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Draw the chance of every candidate target."""
    if scope.hidden(words) is None and words.outlook.targets:
        yield Chart(Figures(words).ladder(), key_of(words, "ladder"), "ladder", _likely(words))


def _likely(words: LocalizedIndicator) -> str:
    example = words.outlook.example
    if example is None:
        return ""
    return summary.likely(words, example)


def targets(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show every target with its chances."""
    if scope.hidden(words) is not None:
        return
    table = results.targets(words)
    if table.empty:
        return
    yield Table(table, scope.t("report.targets"), key_of(words, "targets"), "targets")
    yield Paragraph(scope.t("report.targets_note"), kind="note")


def rule(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Judge the example level by the two-probability rule."""
    said = tuple(judged(words)) if scope.hidden(words) is None else ()
    if said:
        yield Heading(scope.t("report.rule"), PART)
        yield Sentences(said, key_of(words, "rule"), "reading")


def judged(words: LocalizedIndicator) -> Iterator[str]:
    """Say whether the example level is ambitious and reasonable, and where the band lies."""
    run, indicator = words.outlook.run, words.indicator
    target, scenario = words.outlook.example, package(run.scenarios)
    if target is None or scenario is None or indicator.better == "neither":
        return
    chosen = TwoProbabilityRule()
    found = verdict(
        prospect_of(run.catalog, run.ess, run.projection, indicator.id),
        Aim(target.value, target.basis, target.illustrative),
        package=scenario,
        rule=chosen,
        reference=reference_class(run.catalog, indicator, chosen.span),
    )
    yield from verdict_text(words, found)


def variants(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show the same goal under other definitions."""
    table = results.variants(
        scope.run, words.indicator, scope.language, show_failed=scope.show_failed
    )
    yield Table(table, scope.t("report.variants"), key_of(words, "variants"), "overview")


def caveats(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say what must be kept in mind."""
    yield from _listed(scope, words, "caveats")


def wanted(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say which data would help."""
    yield from _listed(scope, words, "wanted")


def _listed(scope: Scope, words: LocalizedIndicator, what: str) -> Iterator[Block]:
    items = tuple(item(scope.language) for item in getattr(words.indicator, what))
    if items:
        heading = {"caveats": scope.t("report.caveats"), "wanted": scope.t("report.wanted")}[what]
        yield Heading(heading, PART)
        yield Sentences(items, key_of(words, what))


def kpis(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show the KPIs and components that serve the goal."""
    table = results.kpis(scope.run, words.indicator, scope.language)
    yield Table(table, scope.t("report.kpis"), key_of(words, "kpis"))


def documents(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show the documents behind the goal."""
    table = observations.documents(words)
    yield Table(table, scope.t("report.documents"), key_of(words, "documents"), "evidence")


PARTS: Mapping[str, Part] = {
    part.__name__: part
    for part in (
        definition,
        reading,
        outlook,
        chances,
        ladder,
        targets,
        rule,
        screen,
        backcast,
        milestones,
        measures,
        ledger,
        spread,
        knowing,
        variants,
        caveats,
        wanted,
        kpis,
        documents,
    )
}
"""What can be said of one goal, in the order of the full report."""

FULL = tuple(part for part in PARTS if part != "ladder")
"""Parts of the full report, where the curve of all chances stands in place of the ladder."""
