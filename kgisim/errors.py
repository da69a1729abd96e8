"""The error family: each says what was wrong, where, what was expected and what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class KgisimError(Exception):
    """Anything that a user of kgisim can mend; the command line prints it without a traceback."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in one file, told in the words of the person who wrote the file.

    Parameters
    ----------
    file
        Path relative to the workspace, with forward slashes.
    where
        Key path (``model.family``) or row (``row 7, value``); empty for the whole file.
    message
        What was found, what was expected, and the nearest valid name where there is one.
    """

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        """One line for a terminal."""
        place = f"{self.file}: {self.where}" if self.where else self.file
        return f"{place}: {self.message}"


class ContentError(KgisimError, ValueError):
    """Files of the workspace are wrong; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFoundError(KgisimError, KeyError):
    """A name that does not exist; the message offers the nearest ones that do."""

    def __init__(self, kind: str, name: str, valid: Iterable[str]):
        self.kind, self.name, self.valid = kind, name, tuple(sorted(valid))
        super().__init__(f"no {kind} is called '{name}'{nearest(name, self.valid)}")

    def __str__(self) -> str:
        """Give the message itself; ``KeyError`` would print its repr."""
        return str(self.args[0])


class FitError(KgisimError, RuntimeError):
    """A fit failed its gate and its numbers may not be used."""


class SchemaError(KgisimError, ValueError):
    """An array or table handed between rooms does not have the agreed form."""


class RunError(KgisimError, RuntimeError):
    """A run folder is missing, incomplete or altered."""


class RequestError(KgisimError, ValueError):
    """A question that cannot be answered as put (a year in the past, a probability of 2)."""


def nearest(name: str, valid: Iterable[str], most: int = 3) -> str:
    """Say which valid names are nearest to a wrong one.

    Examples
    --------
    >>> nearest("usd_jp", ["usd_jpy", "world_market"])
    "; did you mean 'usd_jpy'?"
    >>> nearest("zzz", [])
    ''
    """
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    if not names:
        return ""
    listed = ", ".join(f"'{item}'" for item in names[:most])
    return f"; valid: {listed}{', …' if len(names) > most else ''}"
