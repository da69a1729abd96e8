"""Numbers that their publisher calls provisional."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

MARKS = re.compile(
    r"\b(provisional|preliminary|flash|tentative|interim|unaudited|(advance|first|rapid) estimate"
    r"|estimate at publication|to be (revised|confirmed)|subject to (revision|change))\b"
    r"|\bprov\.|\(p\)|(^|;)\s*p\s*(;|$)"
    r"|速報|（速）|暫定|概数|概算|未確定|未監査|仮集計|改定予定",
    re.IGNORECASE,
)
"""Words that say that a number may still change; a lone p is the flag of statistics."""


def check(case: Case) -> Iterator[Finding]:
    """Ask about exact rows with such a mark that state no error; bounds say it themselves."""
    for row in case.rows:
        found = MARKS.search(words_of(row).strip())
        if found and row.relation not in ("ge", "le", "about") and not row.se > 0:
            yield case.question(row, "provisional", "note", found=found.group().strip("; "))
