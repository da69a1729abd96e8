"""Numbers that their publisher calls provisional."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

MARKS = re.compile(
    r"\b(provisional|preliminary|flash|advance estimate|first estimate|estimate at publication"
    r"|to be revised|subject to revision)\b|速報|暫定|概数|概算|未確定",
    re.IGNORECASE,
)
"""Words that say that a number may still change."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about exact rows with such a mark that state no error; bounds say it themselves."""
    for row in case.rows:
        found = MARKS.search(words_of(row))
        if found and row.relation not in ("ge", "le", "about") and not row.se > 0:
            yield case.question(row, "provisional", "note", found=found.group())
