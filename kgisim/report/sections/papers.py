"""Short papers: a brief of two pages a goal, and a sheet of one page a target."""

from collections.abc import Iterator

from kgisim.report.blocks import CHAPTER, Block, Heading, PageBreak
from kgisim.report.scope import Scope
from kgisim.report.sections.goal import goal
from kgisim.report.sections.overview import summary

BRIEF = ("definition", "reading", "outlook", "targets", "ladder", "rule", "caveats", "wanted")
"""What a council brief says of one goal."""


def brief(scope: Scope) -> Iterator[Block]:
    """Put every goal on two pages of its own, after the summary."""
    yield from summary(scope)
    yield PageBreak()
    yield Heading(scope.t("report.goals"), CHAPTER, name="goals")
    for place, words in enumerate(scope.goals):
        if place:
            yield PageBreak()
        yield from goal(scope, words, BRIEF)
