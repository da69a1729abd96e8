"""Short papers: a brief of two pages a goal, and a sheet of one page a target."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences import summary as summary_sentences
from kgisim.presentation.sentences.rule import rule_note
from kgisim.report.blocks import (
    CHAPTER,
    PART,
    SECTION,
    Block,
    Deferred,
    Heading,
    PageBreak,
    Paragraph,
    Sentences,
)
from kgisim.report.scope import Scope, key_of
from kgisim.report.sections.goal import PARTS, goal, judged
from kgisim.report.sections.overview import summary_short
from kgisim.targets.two_probability_rule import TwoProbabilityRule

BRIEF = (
    "definition",
    "reading",
    "conditional",
    "candidates",
    "outlook_short",
    "accountability",
    "levels_short",
    "rule",
    "members_short",
    "caveats",
    "wanted",
    "cited",
)
"""What a council brief says of one goal."""

LEADING = 3
"""How many sentences of each part a target sheet has room for."""
WAY = slice(0, LEADING, 2)
"""Sentences of a backcast that it has room for: how many futures attain, and what moves in them."""


def brief(scope: Scope) -> Iterator[Block | Deferred]:
    """Place every goal on two pages of its own, after the summary."""
    yield Deferred(partial(summary_short, scope))
    yield PageBreak()
    yield Heading(scope.t("report.goals"), CHAPTER, name="goals")
    for place, localized in enumerate(scope.goals):
        if place:
            yield PageBreak()
        yield Deferred(partial(goal, scope, localized, BRIEF))


def target_sheet(scope: Scope) -> Iterator[Block]:
    """Place every example target on one page: what it asks, why, and what would have to be true."""
    yield Heading(scope.t("report.target_sheets"), CHAPTER, name="target-sheets")
    targets = [localized for localized in scope.shown if localized.view.example is not None]
    for localized in targets:
        yield PageBreak()
        yield Heading(localized.title, SECTION, name=f"goal-{localized.indicator.id}", kind="goal")
        yield from _sheet(scope, localized)


def _sheet(scope: Scope, localized: LocalizedIndicator) -> Iterator[Block]:
    example = localized.view.example
    if example is None:
        return
    known = (summary_sentences.known(localized), summary_sentences.outlook(localized))
    yield Sentences(
        (
            summary_sentences.demand_text(localized, example),
            summary_sentences.likely(localized, example),
        ),
        key_of(localized, "proposal"),
        "summary",
    )
    yield from PARTS["ladder"](scope, localized)
    yield from _titled(scope.t("report.why_sheet"), known, key_of(localized, "known"))
    # that limits are examples is said at the head; the finding comes first, the band at the end
    note = rule_note(localized, TwoProbabilityRule())
    sentences = tuple(one for one in judged(localized) if one != note)
    if sentences:
        kept = sentences if len(sentences) < LEADING else (sentences[0], sentences[-1])
        yield from _titled(scope.t("report.rule"), kept, key_of(localized, "rule-short"))
    yield from _in_words(PARTS["backcast"](scope, localized), WAY)
    yield from _in_words(PARTS["milestones"](scope, localized))
    caveats = tuple(item(scope.language) for item in localized.indicator.caveats)
    yield from _titled(scope.t("report.dissent"), caveats, key_of(localized, "caveats"))
    yield Paragraph(scope.t("report.dissent_blank"))


def _titled(title: str, items: tuple[str, ...], key: str) -> Iterator[Block]:
    yield Heading(title, PART)
    if items:
        yield Sentences(items, key)


def _in_words(blocks: Iterator[Block], kept: slice = slice(LEADING)) -> Iterator[Block]:
    """Keep headings and the sentences that fit on the page."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        elif isinstance(block, Sentences):
            yield replace(block, items=block.items[kept], key=f"{block.key}-short")
