"""The page that comes first: all goals, and what the council is asked to decide."""

from collections.abc import Iterator

from kgisim.presentation.goal_summary import summaries
from kgisim.presentation.sentences.decisions import decisions, rule_text
from kgisim.presentation.tables.one_page import one_page as table_of
from kgisim.report.blocks import CHAPTER, SECTION, Block, Heading, Paragraph, Sentences, Table
from kgisim.report.scope import Scope

SHARES = (14.5, 10.0, 13.5, 11.0, 11.5, 10.5, 8.5, 20.5)
"""Widths of the columns: what is said in sentences gets the most."""


def one_page(scope: Scope) -> Iterator[Block]:
    """Place all goals on one page, and after them what is open."""
    run, language, plan = scope.run, scope.language, scope.run.catalog.plan
    found = summaries(run, language, show_failed=scope.show_failed, conditional=scope.conditional)
    yield Heading(scope.t("one_page.title"), CHAPTER, name="one-page")
    said = rule_text(run, found, language)
    if said is not None:
        yield Paragraph(said, "all/one-page-rule")
    table = table_of(found, plan, language)
    yield Table(table, scope.t("report.overview"), "all/one-page", "one-page grouped", SHARES)
    yield Paragraph(_note(scope), "all/one-page-note", "note")
    asked = decisions(run, found, language)
    if asked:
        yield Heading(scope.t("one_page.decisions"), SECTION)
        yield Sentences(asked, "all/decisions", "prose")


def _note(scope: Scope) -> str:
    sources = (policy.source for policy in scope.run.catalog.plan.policies)
    said = (scope.t("one_page.source", title=one.title, address=one.address) for one in sources)
    named = scope.t("list").join(dict.fromkeys(said))
    note = scope.t("one_page.note", scenario=scope.baseline)
    if not named:
        return note
    return scope.t("join").join([note, scope.t("one_page.sources", sources=named)])
