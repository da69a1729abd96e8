"""Why a goal's chances are what they are, what they rest on, and whether it may carry a number."""

from collections.abc import Iterator

from kgisim.presentation.figures.sensitivity import share_figure, swing_figure
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.measures import contributions, package_text
from kgisim.presentation.sentences.screening import criteria, detectable_text, screen_text
from kgisim.presentation.sentences.value_of_information import information_text, worth
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


def screen(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Return whether the goal may carry a number, and why."""
    yield Heading(scope.t("report.screen"), PART)
    sentences = (*screen_text(localized), *filter(None, [detectable_text(localized)]))
    yield Sentences(sentences, key_of(localized, "screen"), "reading")
    yield Table(
        criteria(localized), scope.t("report.screen_table"), key_of(localized, "criteria"), "folded"
    )


def measures(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State what the measures add, and which smallest package would do."""
    sentences = () if scope.hidden(localized) else tuple(package_text(localized))
    if not sentences:
        return
    yield Heading(scope.t("report.measures"), PART)
    yield Sentences(sentences, key_of(localized, "measures"), "reading")
    table = contributions(localized)
    if len(table) > 1:
        yield Table(table, scope.t("report.contributions"), key_of(localized, "contributions"))


def ledger(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show the assumptions on which most hangs."""
    table = ledgers.ledger(localized, ledgers.TOP)
    if scope.hidden(localized) is not None or table.empty:
        return
    yield Heading(scope.t("report.ledger"), PART)
    yield Sentences(tuple(filter(None, [ledgers.leading(localized)])), key_of(localized, "leading"))
    figure = swing_figure(localized)
    if figure is not None:
        yield Chart(figure, key_of(localized, "swings"), "chances")
    caption = scope.t("report.ledger_table", most=ledgers.TOP)
    yield Table(table, caption, key_of(localized, "ledger"), "folded evidence ledger")


def spread(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """Show where the uncertainty comes from."""
    said, figure = spread_text(localized), share_figure(localized)
    if scope.hidden(localized) is not None or said is None or figure is None:
        return
    yield Heading(scope.t("report.spread"), PART)
    yield Sentences((said,), key_of(localized, "spread"), "reading")
    yield Chart(figure, key_of(localized, "shares"), "chances")


def value_of_information(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    """State which data would be worth most."""
    sentences = () if scope.hidden(localized) else tuple(information_text(localized))
    if not sentences:
        return
    yield Heading(scope.t("report.knowing"), PART)
    yield Sentences(sentences, key_of(localized, "knowing"), "reading")
    table = worth(localized)
    yield Table(table, scope.t("report.knowing_table"), key_of(localized, "worth"), "folded")


def assumed(scope: Scope) -> Iterator[Block]:
    """List every assumption behind every goal."""
    listed = [(localized, ledgers.ledger(localized)) for localized in scope.shown]
    yield Heading(scope.t("report.assumed"), CHAPTER, name="assumed")
    yield Paragraph(scope.t("report.assumed_lead"), "all/assumed-lead")
    for localized, table in listed:
        yield Heading(localized.title, SECTION, name=f"assumed-{localized.indicator.id}")
        yield Table(table, localized.title, key_of(localized, "assumed"), "evidence ledger")
