"""Projections, targets and forecasts among observations."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

AHEAD = re.compile(
    r"\b(projections?|projected|forecasts?|outlook|scenario|targets?|planned|budgeted)\b"
    r"|予測|将来推計|見通し|見込|目標|計画値|予算額",
    re.IGNORECASE,
)
"""Words for what has not happened."""


def check(case: Case) -> Iterator[Finding]:
    """Refuse rows whose definition is a projection; ask about those whose note speaks of one."""
    for row in case.rows:
        defined, noted = AHEAD.search(row.definition), AHEAD.search(words_of(row))
        if defined:
            yield case.refusal(row, "projection", "definition", found=row.definition)
        elif noted:
            yield case.question(row, "projection_noted", "note", found=noted.group())
