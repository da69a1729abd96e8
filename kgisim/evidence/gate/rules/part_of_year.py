"""Rows whose note or definition speaks of a part of the year."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

PART = re.compile(
    r"\b(first|second)[ _-]half\b|\bhalf[ -]year\b"
    r"|\b(three|six|nine|[369])[ -](months?|quarters?)\b"
    r"|\b(first|second|third|fourth) quarter\b|\b[1-4]Q\b|\bQ[1-4]\b|\byear[ -]to[ -]date\b"
    r"|\b(January|April|July|October) to (March|June|September|December)\b"
    r"|上期|下期|上半期|下半期|半期|四半期|[0-9一二三四五六七八九十]+か月",
    re.IGNORECASE,
)
"""Words for less than a year; April to March is a year."""
WHOLE = re.compile(
    r"April to March|January to December|July to June|October to September|12か月"
    r"|(mean|average) of monthly",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """Ask about exact rows of a part of a year; a floor or bounds say so themselves."""
    for row in case.rows:
        said = words_of(row)
        found = PART.search(said)
        if found and row.relation not in ("ge", "about") and not WHOLE.search(said):
            yield case.question(row, "part_of_year", "note", found=found.group())
