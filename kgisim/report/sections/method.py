"""How the numbers were made, and what they were made of."""

from collections.abc import Iterator

from kgisim.evidence.members import Member
from kgisim.presentation.sentences.backtest import backtest_note, backtest_table, backtest_text
from kgisim.presentation.sentences.calibration import coverage_note, coverage_table, untested_text
from kgisim.presentation.tables import observations, results
from kgisim.presentation.tables.members import member_rows
from kgisim.report.blocks import CHAPTER, Block, Heading, Paragraph, Sentences, Table
from kgisim.report.scope import Scope


def method(scope: Scope) -> Iterator[Block]:
    """Explain the method in a few sentences, with the quality of every fit."""
    yield Heading(scope.t("report.method"), CHAPTER, name="method")
    yield Sentences(method_sentences(scope), "all/method")
    localized = results.likelihoods(scope.language)
    yield Table(localized, scope.t("report.method_words"), "all/likelihoods", "narrow")
    fits = results.fits(scope.run, scope.language)
    yield Table(fits, scope.t("report.method_fits"), "all/fits")
    yield from coverage(scope)
    yield from backtests(scope)


def method_sentences(scope: Scope) -> tuple[str, ...]:
    """Explain the method to those who will not read more of it."""
    draws = f"{scope.run.manifest['draws']:,}"
    return (
        scope.t("report.method_draws", year=scope.run.catalog.axis.last, draws=draws),
        *(scope.t(f"report.method_{key}") for key in ("rows", "pairs", "chance", "gate")),
    )


def backtests(scope: Scope) -> Iterator[Block]:
    """Report how forecasts from past years did, beside simple ones, where the run made any."""
    sentences = tuple(backtest_text(scope.run, scope.language))
    if not sentences:
        return
    yield Heading(scope.t("backtest.title"), name="backtest")
    yield Sentences(sentences, "all/backtest-text")
    table = backtest_table(scope.run, scope.language)
    yield Table(table, scope.t("backtest.table"), "all/backtest")
    yield Paragraph(backtest_note(scope.run, scope.language), "all/backtest-note", "note")


def coverage(scope: Scope) -> Iterator[Block]:
    """Show how often intervals of the method held on public series, where that was tested."""
    for number, known in enumerate(scope.run.coverage.values()):
        name = f"all/coverage-{known.family}" if number else "all/coverage"
        yield Table(coverage_table(known, scope.language), scope.t("coverage.title"), name)
        yield Paragraph(coverage_note(known, scope.language), f"{name}-note", "note")
    untested = tuple(untested_text(scope.run, scope.language))
    if untested:
        yield Sentences(untested, "all/coverage-untested")


def evidence(scope: Scope) -> Iterator[Block]:
    """List every number that was used, and every deal behind the counted ones."""
    yield Heading(scope.t("report.annex"), CHAPTER, name="annex")
    yield Paragraph(scope.t("report.annex_lead"))
    for id, indicator in scope.run.catalog.indicators.items():
        is_apart = indicator.role == "reference" or isinstance(indicator, Member)
        if is_apart or id not in scope.behind or not len(scope.run.catalog.rows(id)):
            continue
        localized = scope.wording(id)
        yield Heading(localized.title, name=f"evidence-{id}")
        yield Table(
            observations.observations(localized), localized.title, f"{id}/rows", "evidence rows"
        )
        own = member_rows(localized)
        yield Table(own, scope.t("members.rows"), f"{id}/member-rows", "evidence rows")
    for number, (title, frame) in enumerate(observations.deals(scope.run, scope.language), 1):
        yield Heading(title, name=f"deals-{number}")
        yield Paragraph(scope.t("report.deals_lead"))
        yield Table(frame, title, f"deals-{number}/rows", "evidence")
