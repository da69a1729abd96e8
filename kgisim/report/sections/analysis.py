"""Why a goal's chances are what they are, what they rest on, and whether it may carry a number."""

from collections.abc import Iterator

from kgisim.presentation.figures.analysis_figures import share_figure, swing_figure
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.knowing import knowing_text
from kgisim.presentation.sentences.measures import contributions, package_text
from kgisim.presentation.sentences.screening import criteria, detectable_text, screen_text
from kgisim.presentation.sentences.value_of_information import worth
from kgisim.presentation.sentences.variance import spread_text
from kgisim.presentation.tables import assumption_ledger as ledgers
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    SECTION,
    Block,
    Chart,
    Heading,
    Paragraph,
    Sentences,
    Table,
)
from kgisim.report.scope import Scope, key_of


def screen(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say whether the goal may carry a number, and why."""
    yield Heading(scope.t("report.screen"), PART)
    said = (*screen_text(words), *filter(None, [detectable_text(words)]))
    yield Sentences(said, key_of(words, "screen"), "reading")
    yield Table(
        criteria(words), scope.t("report.screen_table"), key_of(words, "criteria"), "folded"
    )


def measures(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say what the measures add, and which smallest package would do."""
    said = () if scope.hidden(words) else tuple(package_text(words))
    if not said:
        return
    yield Heading(scope.t("report.measures"), PART)
    yield Sentences(said, key_of(words, "measures"), "reading")
    table = contributions(words)
    if len(table) > 1:
        yield Table(table, scope.t("report.contributions"), key_of(words, "contributions"))


def ledger(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show the assumptions on which most hangs."""
    table = ledgers.ledger(words, ledgers.TOP)
    if scope.hidden(words) is not None or table.empty:
        return
    yield Heading(scope.t("report.ledger"), PART)
    yield Sentences(tuple(filter(None, [ledgers.leading(words)])), key_of(words, "leading"))
    figure = swing_figure(words)
    if figure is not None:
        yield Chart(figure, key_of(words, "swings"), "chances")
    caption = scope.t("report.ledger_table", most=ledgers.TOP)
    yield Table(table, caption, key_of(words, "ledger"), "folded evidence ledger")


def spread(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Show where the uncertainty comes from."""
    said, figure = spread_text(words), share_figure(words)
    if scope.hidden(words) is not None or said is None or figure is None:
        return
    yield Heading(scope.t("report.spread"), PART)
    yield Sentences((said,), key_of(words, "spread"), "reading")
    yield Chart(figure, key_of(words, "shares"), "chances")


def knowing(scope: Scope, words: LocalizedIndicator) -> Iterator[Block]:
    """Say which data would be worth most."""
    said = () if scope.hidden(words) else tuple(knowing_text(words))
    if not said:
        return
    yield Heading(scope.t("report.knowing"), PART)
    yield Sentences(said, key_of(words, "knowing"), "reading")
    table = worth(scope.run, words.indicator.id, scope.language)
    yield Table(table, scope.t("report.knowing_table"), key_of(words, "worth"), "folded")


def assumed(scope: Scope) -> Iterator[Block]:
    """List every assumption behind every goal."""
    listed = [(words, ledgers.ledger(words)) for words in scope.shown]
    yield Heading(scope.t("report.assumed"), CHAPTER, name="assumed")
    yield Paragraph(scope.t("report.assumed_lead"), "all/assumed-lead")
    for words, table in listed:
        yield Heading(words.title, SECTION, name=f"assumed-{words.indicator.id}")
        yield Table(table, words.title, key_of(words, "assumed"), "evidence ledger")
