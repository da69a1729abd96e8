"""Recorded answers: why a questioned row is right, written into the file of its indicator."""

import json
import re
from collections.abc import Sequence

from kgisim.errors import RequestError
from kgisim.evidence.answers import Answer
from kgisim.evidence.base import Text
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.plan import Plan
from kgisim.evidence.yaml_records import make_record

KEY = re.compile(r"^accept:\s*(#.*)?$")
"""The line under which answers are listed."""
OTHER_FORM = re.compile(r"^accept:\s*[^\s#]")
ITEM = re.compile(r"^(\s*)- ")
INSIDE = re.compile(r"^(\s|-|#|$)")
"""Lines that still belong to the list."""


def answer_to(finding: Finding, reason: str, who: str, day: str, plan: Plan) -> Answer:
    """Return the answer to a question of the plausibility gate.

    Parameters
    ----------
    finding
        The question.
    reason
        Why the row is right; what is typed is the text of every language.
    who
        Who answers for it.
    day
        Day of the answer, ``YYYY-MM-DD``.
    plan
        Names the languages of texts.

    Raises
    ------
    ContentError
        If the reason or the name is blank.
    """
    values = {
        "row": finding.row,
        "source": finding.source,
        "member": finding.member,
        "finding": finding.code,
        "reason": dict.fromkeys(plan.languages, reason.strip()),
        "who": who.strip(),
        "date": day,
    }
    file = f"data/{finding.stem}.yaml"
    return make_record(Answer, values, file, ("accept",), context=plan.context)


def with_answers(text: str, answers: Sequence[Answer], file: str) -> str:
    """Return the text of an indicator's file with more answers; every other line stays as it is.

    Parameters
    ----------
    text
        The YAML file.
    answers
        Answers to questions about its rows.
    file
        Its path in the workspace.

    Raises
    ------
    RequestError
        If its answers are not listed one below the other, so that none can be added safely.

    Examples
    --------
    >>> why = Text(en="new survey")
    >>> one = Answer(row="2024", finding="step", reason=why, who="A", date="2026-11-30")
    >>> print(with_answers("id: x", [one], "data/x.yaml"), end="")
    id: x
    accept:
      - row: "2024"
        finding: step
        reason: {"en": "new survey"}
        who: "A"
        date: 2026-11-30
    """
    lines = text.splitlines()
    if any(OTHER_FORM.match(line) for line in lines):
        raise RequestError("revision.accept_form", file=file)
    place = next((place for place, line in enumerate(lines) if KEY.match(line)), None)
    if place is None:
        lines.append("accept:")
        end, indent = len(lines), "  "
    else:
        end = _end(lines, place + 1)
        found = next(
            (ITEM.match(line) for line in lines[place + 1 : end] if ITEM.match(line)), None
        )
        indent = found[1] if found else "  "
    new = [indent + line for answer in answers for line in _lines(answer)]
    return "\n".join([*lines[:end], *new, *lines[end:]]) + "\n"


def _end(lines: Sequence[str], begin: int) -> int:
    """Return where the list ends: behind its last line that is neither blank nor a comment."""
    end = begin
    for place in range(begin, len(lines)):
        if not INSIDE.match(lines[place]):
            break
        if lines[place].strip() and not lines[place].startswith("#"):
            end = place + 1
    return end


def _lines(answer: Answer) -> list[str]:
    source = [f"  source: {_quoted(answer.source)}"] if answer.source else []
    member = [f"  member: {_quoted(answer.member)}"] if answer.member else []
    return [
        f"- row: {_quoted(answer.row)}",
        *member,
        *source,
        f"  finding: {answer.finding}",
        f"  reason: {_mapping(answer.reason)}",
        f"  who: {_quoted(answer.who)}",
        f"  date: {answer.date}",
    ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a string of JSON is one of YAML


def _mapping(text: Text) -> str:
    each = (f"{_quoted(language)}: {_quoted(words)}" for language, words in text.words.items())
    return "{" + ", ".join(each) + "}"
