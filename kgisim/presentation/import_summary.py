"""What an import found, in the reader's language: answers, reasons, and what is left out."""

import re
from collections.abc import Sequence

from kgisim.importers.importing import NothingLeft
from kgisim.importers.questions import TOTAL, Answer, Choice, Question, QuestionOpen
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.table import LeftOut
from kgisim.presentation.i18n.catalog import text

MOST_CHOICES = 40
"""Choices that are listed at most."""
MOST_EXAMPLES = 3
PLACE = re.compile(r"(?:(?P<sheet>.*)!)?(?P<column>[A-Z]+)(?P<row>\d+)")


def refusal_text(error: ImportRefused, language: str) -> str:
    """Return why nothing was imported; of an open question also its choices."""
    if isinstance(error, QuestionOpen):
        asked = text(f"import.question.{error.question.kind}", language)
        values = {**error.message.values, "question": asked}
        first = text(f"error.{error.message.code}", language, **values)
        return "\n".join([first, *choice_lines(error.question, language)])
    said = error.text(language)
    if isinstance(error, NothingLeft):
        _, rows = left_out_table(error.left_out, language)
        said = "\n".join([said, *(f"  {reason} ({cells})" for reason, _, cells, _ in rows)])
    return said


def choice_lines(question: Question, language: str) -> list[str]:
    """Return the choices of a question, and what the file says that may help, one line each."""
    shown = question.choices[:MOST_CHOICES]
    lines = [f"  {place}. {choice_text(one, language)}" for place, one in enumerate(shown, start=1)]
    more = len(question.choices) - len(shown)
    if more:
        lines.append("  " + text("import.more_choices", language, count=more))
    return lines + ["  " + text("import.hint", language, hint=hint) for hint in question.hints]


def choice_text(choice: Choice, language: str) -> str:
    """Return one choice with what it stands for."""
    name = text("import.total", language) if choice.label == TOTAL else choice.label
    return f"{name}  [{choice.detail}]" if choice.detail else name


def answer_text(answer: Answer, language: str) -> str:
    """Return how a question was settled, in one line."""
    sentence = text("import.total", language) if answer.text == TOTAL else answer.text
    key = "given" if answer.is_given else "stated"
    return text(
        f"import.settled.{key}",
        language,
        question=text(f"import.question.{answer.kind}", language),
        answer=sentence or text("import.nothing_stated", language),
    )


def left_out_table(
    left_out: Sequence[LeftOut], language: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return what is left out as a table, one row for each reason.

    Returns
    -------
    tuple
        Headings, and rows of reason, number of cells, cells, and examples as written.
    """
    groups: dict[str, list[LeftOut]] = {}
    for one in left_out:
        groups.setdefault(one.reason.code, []).append(one)
    headings = tuple(
        text(f"import.heading.{name}", language) for name in ("reason", "count", "cells", "written")
    )
    return headings, [
        (
            text(f"import.left_out.{code}", language),
            str(len(found)),
            cell_range([one.place for one in found]),
            _examples(found),
        )
        for code, found in groups.items()
    ]


def _examples(found: Sequence[LeftOut]) -> str:
    """Return the first texts as written, with the years beside them where there are some."""
    texts = []
    for one in found:
        year = one.reason.values.get("text", "")
        status = one.reason.values.get("status", "")
        texts.append(" ".join(part for part in (year and f"{year}:", one.text, status) if part))
    shown = list(dict.fromkeys(texts))
    return "; ".join(shown[:MOST_EXAMPLES]) + (" …" if len(shown) > MOST_EXAMPLES else "")


def cell_range(places: Sequence[str]) -> str:
    """Return cells in short: a range if they lie one after the other, otherwise first and last.

    Examples
    --------
    >>> cell_range(["C2", "C3", "C4"]), cell_range(["C2", "D9"]), cell_range(["C2"])
    ('C2:C4', 'C2 … D9', 'C2')
    """
    if len(places) == 1:
        return places[0]
    found = [PLACE.fullmatch(place) for place in places]
    columns = {one["column"] for one in found if one}
    rows = [int(one["row"]) for one in found if one]
    in_one_piece = rows == list(range(rows[0], rows[0] + len(rows))) if rows else False
    joined = ":" if len(columns) == 1 and in_one_piece else " … "
    return f"{places[0]}{joined}{places[-1]}"
