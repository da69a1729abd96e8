"""Rows whose note or definition speaks of a part of the year."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

MONTHS = (
    "January|February|April|May|June|July|August|September|October|November"
    "|Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov"
)
"""Months with which no usual year ends."""
PART = re.compile(
    r"\b(first|second)[ _-]half\b|\bhalf[ -]year\b|\bH[12]\b|\b[369]M\b|\bYTD\b"
    r"|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01])[ -](months?|quarters?)\b"
    r"|\b(first|second|third|fourth) quarter\b|\b[1-4]Q\b|\bQ[1-4]\b|\byear[ -]to[ -]date\b"
    r"|\b(January|April|July|October) to (March|June|September|December)\b"
    rf"|\b(through|until|up to) (the end of )?(\d+ )?({MONTHS})\b"
    r"|\bannuali[sz]ed\b|年率換算|年換算|年初来|期初来"
    r"|上期|下期|上半期|下半期|半期|四半期|[0-9０-９一二三四五六七八九十]+[かヶカケ]月"
    r"|[0-9０-９]+月?[〜～~–-](翌年?)?[0-9０-９]+月",
    re.IGNORECASE,
)
"""Words for less than a year; April to March is a year."""
WHOLE = re.compile(
    r"April to March|January to December|July to June|October to September|(12|１２)[かヶカケ]月"
    r"|(1|１)月?[〜～~–-](12|１２)月|(4|４)月?[〜～~–-](翌年?)?(3|３)月|(mean|average) of monthly",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """Ask about exact rows of a part of a year; a floor or bounds say so themselves."""
    for row in case.rows:
        said = words_of(row)
        found = PART.search(said)
        if found and row.relation not in ("ge", "about") and not WHOLE.search(said):
            yield case.question(row, "part_of_year", "note", found=found.group())
