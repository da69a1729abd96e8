"""The error family: what was wrong, what was expected and what to do, as a code with values.

The words are in the message catalogue, in every language.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kgisim.messages import SPOKEN, Message, Nearest, Word


@dataclass(frozen=True)
class Line:
    """A line of a text file, counted from 1."""

    line: int


@dataclass(frozen=True)
class Cell:
    """A row of a table as a spreadsheet counts it (the header is 1), or one cell of it.

    In a table of many members a row is known by its member, too, which stays when rows are sorted.
    """

    row: int
    column: str = ""
    member: str = ""


Keys = tuple[str | int, ...]
"""Keys of a YAML file that lead to a value, and positions in lists, counted from 1."""


class KgisimError(Exception):
    """Anything that a user of kgisim can correct; printed by the command line without a traceback.

    Parameters
    ----------
    code
        Key of the message below ``error`` in the catalogue, or a whole message.
    values
        What fills its placeholders.
    """

    def __init__(self, code: str | Message, /, **values: object):
        super().__init__(code)
        self.message = code if isinstance(code, Message) else Message(code, **values)

    def __str__(self) -> str:
        """Format in English, for tracebacks and logs."""
        return self.text(SPOKEN)

    def text(self, language: str) -> str:
        """Format in a language."""
        return self.message.text(language)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one file.

    Parameters
    ----------
    file
        Path relative to the workspace, with forward slashes.
    where
        Line, cell or keys; an empty tuple for the whole file.
    message
        What was found, what was expected, and the nearest valid name where there is one.
    """

    file: str
    where: Line | Cell | Keys
    message: Message

    def __str__(self) -> str:
        """One line in English, for a terminal or a log."""
        return self.text(SPOKEN)

    def __lt__(self, other: "Problem") -> bool:
        """Sort as people read: by file, then by place, row 9 before row 10."""
        return self._order() < other._order()

    def text(self, language: str) -> str:
        """Format in a language, as one line."""
        message = self.message.text(language)
        place = place_text(self.where, language)
        if not place:
            return Message("place.whole", file=self.file, message=message).text(language)
        return Message("place.at", file=self.file, place=place, message=message).text(language)

    def _order(self) -> tuple[object, ...]:
        where = self.where
        if isinstance(where, Line):
            keys: Keys = (where.line,)
        else:
            keys = (where.row, where.column) if isinstance(where, Cell) else where
        place = [(0, key, "") if isinstance(key, int) else (1, 0, key) for key in keys]
        return self.file, place, str(self.message)


def place_text(where: Line | Cell | Keys, language: str) -> str:
    """Format a place in a file.

    Examples
    --------
    >>> place_text(Cell(7, "value"), "en"), place_text(("drivers", 2, "driver"), "en")
    ('row 7, value', 'drivers[item 2].driver')
    >>> place_text(Cell(7, "value", "tokyo"), "en")
    'row 7 (tokyo), value'
    """
    if isinstance(where, Line):
        return Message("place.line", line=where.line).text(language)
    if isinstance(where, Cell):
        code = "place.member_row" if where.member else "place.row"
        row = Message(code, row=where.row, member=where.member)
        if not where.column:
            return row.text(language)
        return Message("place.cell", row=row, column=Word(where.column)).text(language)
    parts = [
        Message("place.item", position=key).text(language) if isinstance(key, int) else f".{key}"
        for key in where
    ]
    return "".join(parts).removeprefix(".")


class ContentError(KgisimError, ValueError):
    """Files of the workspace are wrong; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__("content", problems=self.problems)
        self.args = (self.problems,)

    def text(self, language: str) -> str:
        """Format in a language, one line for each problem."""
        return "\n".join(problem.text(language) for problem in self.problems)


class InvalidValueError(KgisimError, ValueError):
    """A value that its cell or key does not take; who reads the file adds the place."""


class NotFoundError(KgisimError, KeyError):
    """A name that does not exist; the message offers the nearest ones that do.

    Parameters
    ----------
    kind
        What was looked for, as a `kgisim.messages.Word` (``indicator``) or a message.
    name
        The name that was given.
    valid
        The names that exist.
    """

    def __init__(self, kind: str | Message, name: str, valid: Iterable[str]):
        self.kind, self.name, self.valid = kind, name, tuple(sorted(valid))
        called = kind if isinstance(kind, Message) else Word(kind)
        near = Nearest(name, self.valid)
        super().__init__("not_found", kind=called, name=name, near=near)
        self.args = (kind, name, self.valid)


class FitError(KgisimError, RuntimeError):
    """A fit failed its gate and its numbers may not be used."""


class ProjectionError(KgisimError, ArithmeticError):
    """Draws of a projection leave the scale of their series; nothing of it may be shown."""


class SchemaError(KgisimError, ValueError):
    """An array or table does not have the dimensions, columns or units of the schema."""


class RunError(KgisimError, RuntimeError):
    """A run folder is missing, incomplete or altered."""


class RequestError(KgisimError, ValueError):
    """A question that cannot be answered as put (a year in the past, a probability of 2)."""
