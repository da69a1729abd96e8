"""Two definitions or surveys in one series that nothing in the model keeps apart."""

from collections.abc import Iterator
from typing import Any

from kgisim.evidence.gate.finding import Case, Finding
from kgisim.evidence.gate.vintages import statement
from kgisim.evidence.indicator import Indicator


def check(case: Case) -> Iterator[Finding]:
    """Ask about each definition that is not the commonest one and not kept apart from it.

    Apart are definitions that a declared break divides, whose sources have offsets of their own,
    that ``definitions`` gives an offset, or whose rows are bounds that allow for the difference.
    """
    by_word: dict[str, list[Any]] = {}
    for row in case.rows:
        by_word.setdefault(statement(case.indicator, row.definition), []).append(row)
    commonest = max(by_word, key=lambda word: (len(by_word[word]), word == ""), default="")
    for word in sorted(by_word.keys() - {commonest}):
        if not _apart(case.indicator, by_word[word], by_word[commonest]):
            values = {"found": _shown(word), "other": _shown(commonest)}
            yield case.question(by_word[word][0], "definitions", "definition", **values)


def _apart(indicator: Indicator, mine: list[Any], rest: list[Any]) -> bool:
    has_offset = any(rows[0].definition in indicator.definitions for rows in (mine, rest))
    bounded = all(row.relation in ("about", "ge", "le") for row in mine)
    sources = {row.source for row in mine} & {row.source for row in rest}
    divided = any(
        _last(one) < step.year <= _first(other)
        for step in indicator.breaks
        for one, other in ((mine, rest), (rest, mine))
    )
    return has_offset or bounded or (indicator.offsets is not None and not sources) or divided


def _first(rows: list[Any]) -> int:
    return min(row.year for row in rows)


def _last(rows: list[Any]) -> int:
    return max(row.year_end for row in rows)


def _shown(word: str) -> str:
    return word or "-"
