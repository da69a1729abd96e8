"""What is wrong, in the reader's language; what the engine says in English is recognised.

Files are written in one set of words, and so is what is said of them. The English messages of the
catalogue (``problem.*``) are the very patterns of what the engine says.
"""

import re
from collections.abc import Iterator
from functools import cache

from kgisim.errors import ContentError, KgisimError, Problem
from kgisim.presentation.i18n.catalog import catalogue, known, text

SPOKEN = "en"
"""Language of the engine's messages."""
PLACE = re.compile(r"line (?P<line>\d+)|row (?P<row>\d+)(, (?P<column>\w+))?")
"""Where in a table something is wrong."""


def problem_text(problem: Problem, language: str) -> str:
    """Tell one problem of a file: where, what was found, what was expected."""
    said = {"file": problem.file, "message": message_text(problem.message, language)}
    if not problem.where:
        return text("place.whole", language, **said)
    return text("place.at", language, place=_place(problem.where, language), **said)


def message_text(message: str, language: str) -> str:
    """Tell a message of the engine; one that is not in the catalogue stays as it is.

    Examples
    --------
    >>> message_text("found '20', expected a year such as 2024", "ja")
    '「20」は年として読めない。2024のように書く'
    """
    if language == SPOKEN:
        return message
    for name, pattern in _patterns():
        found = pattern.fullmatch(message)
        if found is not None:
            values = {key: _word(key, value, language) for key, value in found.groupdict().items()}
            return text(f"problem.{name}", language, **values)
    return message


def error_text(error: KgisimError, language: str) -> str:
    """Tell an error: each problem of wrong content, or what was asked wrongly."""
    if isinstance(error, ContentError):
        return "\n".join(problem_text(one, language) for one in error.problems)
    return message_text(str(error), language)


def reason_text(reason: str, language: str) -> str:
    """Tell why a fit failed its gate, one line for each reason."""
    return "\n".join(message_text(one, language) for one in reason.split("; "))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(_compiled())


def _compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    for key, message in catalogue(SPOKEN).items():
        group, _, name = key.partition(".")
        if group == "problem":
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(message))
            yield name, re.compile(pattern, re.DOTALL)


def _place(where: str, language: str) -> str:
    found = PLACE.fullmatch(where)
    if found is None:
        return where
    if found["line"]:
        return text("place.line", language, line=found["line"])
    if found["column"] is None:
        return text("place.row", language, row=found["row"])
    column = known(f"data.fields.{found['column']}", language, found["column"])
    return text("place.cell", language, row=found["row"], column=column)


def _word(key: str, value: str, language: str) -> str:
    """Name what the engine calls by the word of a file or a form."""
    if key == "kind":
        return known(f"data.fields.{value}", language, value)
    return known(f"minutes.{value}", language, value) if key == "what" else value
