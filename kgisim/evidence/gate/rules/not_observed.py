"""Projections, targets and forecasts among observations."""

import re
from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, words_of

AHEAD = re.compile(
    r"\b(projections?|projected|forecasts?|outlook|scenario|targets?|plan|plans|planned|budget(ed)?"
    r"|guidance|nowcasts?|expected (by|for|in|to)|anticipated|simulat(ed|ions?)|extrapolated"
    r"|interpolated|imputed)\b"
    r"|予測|予想|将来推計|見通し|見込|目標|計画値|計画の値|事業計画|経営計画|予算額|想定|試算|補間|外挿",
    re.IGNORECASE,
)
"""Words for what has not happened, or was not counted."""


def check(case: Case) -> Iterator[Finding]:
    """Refuse rows whose definition is a projection; ask about those whose note speaks of one."""
    for row in case.rows:
        defined, noted = AHEAD.search(row.definition), AHEAD.search(words_of(row))
        if defined:
            yield case.refusal(row, "projection", "definition", found=row.definition)
        elif noted:
            yield case.question(row, "projection_noted", "note", found=noted.group())
