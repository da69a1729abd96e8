"""A place in a document that asks for a field by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kgisim.report.fill.fields import Field, Kind, lines_of
from kgisim.report.parsed import Part, plain

NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
"""Names of fields: parts in small letters with points between them."""
PICTURES = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "webp")
"""Endings by which the name of a file is known, which programs write as alternative text."""

type Held = str | tuple[tuple[str, ...], ...] | bytes
"""What a place holds: a text, the rows of a table, or a picture."""


def field_name(text: str | None) -> str:
    r"""Return the field that a text names with its first word; blank if it names none.

    Examples
    --------
    >>> field_name("kgi1a.fan\nA fan of futures"), field_name("logo.png"), field_name("Title 1")
    ('kgi1a.fan', '', '')
    """
    first = next(iter((text or "").split()), "")
    is_name = NAME.fullmatch(first) is not None and not first.endswith(PICTURES)
    return first if is_name else ""


@dataclass(frozen=True)
class Place:
    """Where in a document something is, as people read it."""

    part: Part
    where: str = ""
    near: str = ""


class Spot:
    """A place in a document that asks for a field by name.

    Parameters
    ----------
    name
        Name of the field.
    place
        Where it is.
    takes
        Kinds of fields that can be written there.
    """

    def __init__(self, name: str, place: Place, takes: Sequence[Kind]) -> None:
        self.name, self.place, self.takes = name, place, tuple(takes)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        raise NotImplementedError

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        raise NotImplementedError

    def overwritten(self, field: Field) -> str:
        """Return what would be overwritten if a field were written there; blank if nothing."""
        return ""

    def mark(self, number: int) -> None:
        """Set a mark that survives programs that drop the name; here it is not needed.

        Parameters
        ----------
        number
            Place of the field in the list of all fields of the document.
        """

    def expected(self, field: Field) -> Held:
        """Return what is shown there when a field has been written."""
        return shown(field)


def shown(field: Field) -> Held:
    """Return what a reader sees of a field."""
    content: Any = field.content
    if field.kind == "text":
        return plain(content)
    if field.kind == "table":
        return tuple(tuple(plain(cell) for cell in line) for line in lines_of(content))
    return content.image("png")
