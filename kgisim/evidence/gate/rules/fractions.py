"""Shares written as fractions of one."""

from collections.abc import Iterator

from kgisim.evidence.gate.finding import Case, Finding, written


def check(case: Case) -> Iterator[Finding]:
    """Ask about the first row of a share all of whose values are at most one per cent."""
    if case.indicator.scale != "share" or not case.rows:
        return
    largest = max(row.high if row.relation == "about" else row.value for row in case.rows)
    if 0 < largest <= 1:
        yield case.question(case.rows[0], "all_fractions", found=written(largest))
