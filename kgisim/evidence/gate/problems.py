"""What the gate found, as problems of files, and the lines that answer its questions."""

from collections.abc import Iterable

from kgisim.errors import Cell, Keys, Problem
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.screen import Screening
from kgisim.messages import Message

TO_WRITE = "{ja: , en: }"
"""A reason that is still to be written."""


def gate_problems(screening: Screening) -> list[Problem]:
    """Return what stands in the way of a run: refusals, open questions and stray answers."""
    problems = [problem_of(finding) for finding in (*screening.refused, *screening.open)]
    for name, answer in screening.unmatched:
        values = {"finding": answer.finding, "row": answer.row, "source": answer.source}
        where = ("accept",)
        problems.append(
            Problem(f"data/{name}.yaml", where, Message("plausibility.unmatched", **values))
        )
    return problems


def problem_of(finding: Finding) -> Problem:
    """Return a finding as a problem of the file that holds the row or the link."""
    message, file = message_of(finding), finding.stem
    if not finding.is_refused:
        message = Message("plausibility.asked", finding=message, indicator=file)
    if finding.line:
        where: Cell | Keys = Cell(finding.line, finding.column, finding.member)
        return Problem(f"data/{file}.csv", where, message)
    return Problem(f"data/{file}.yaml", (), message)


def message_of(finding: Finding) -> Message:
    """Return what was found, what was expected and what to do."""
    return Message(f"plausibility.{finding.code}", **finding.values)


def answer_lines(findings: Iterable[Finding], day: str) -> str:
    """Write the lines that answer questions about one indicator, to be filled in.

    Parameters
    ----------
    findings
        Open questions of one indicator.
    day
        Date of the answers, ``YYYY-MM-DD``.

    Examples
    --------
    >>> asked = Finding("share", "step", False, "2021", "firm", 3)
    >>> print(answer_lines([asked], "2026-11-29"))
    accept:
      - row: "2021"
        source: firm
        finding: step
        reason: {ja: , en: }
        who:
        date: 2026-11-29
    """
    lines = ["accept:"]
    for one in findings:
        row = f'"{one.row}"' if one.row[:1].isdigit() else one.row
        lines.append(f"  - row: {row}")
        lines += [f"    member: {one.member}"] if one.member else []
        lines += [f"    source: {one.source}"] if one.source else []
        lines += [f"    finding: {one.code}", f"    reason: {TO_WRITE}", "    who:"]
        lines.append(f"    date: {day}")
    return "\n".join(lines)
