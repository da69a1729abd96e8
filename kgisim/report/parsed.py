"""What a reader finds in a file: everything that can be seen in it, in the order of reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import normalize

from kgisim.report.provenance import Provenance

Part = Literal[
    "body",
    "contents",
    "header",
    "footer",
    "footnote",
    "endnote",
    "comment",
    "slide",
    "notes",
    "layout",
    "sheet",
]
"""Where something can be in a file."""
Kind = Literal[
    "text",
    "heading",
    "row",
    "picture",
    "alternative",
    "chart",
    "embedded",
    "shape",
    "state",
    "field",
    "code",
    "break",
]
"""What a passage is: `state` names a property that changes what is seen, such as a hidden row;
`field` is computed by the program that shows it; `code` is run or styled by a browser; `break` is
the beginning of a slide or sheet; `alternative` and `embedded` are the text and the workbook
behind a chart, which not every program keeps."""


@dataclass(frozen=True)
class Passage:
    """One piece of what can be seen in a file.

    Parameters
    ----------
    part
        Where in the file it is.
    text
        Its text; of a picture, its alternative text; of a state, the name of the state.
    kind
        What it is.
    key
        Block of the report to which it belongs; blank: none.
    where
        Number of the slide, name of the sheet or cell.
    near
        Heading above it.
    image
        Its picture.
    """

    part: Part
    text: str
    kind: Kind = "text"
    key: str = ""
    where: str = ""
    near: str = ""
    image: bytes = b""

    @property
    def token(self) -> tuple[str, str, str]:
        """What must be equal for two passages to be the same."""
        return self.part, "text" if self.kind == "heading" else self.kind, self.text


@dataclass(frozen=True)
class ParsedReport:
    """All that was found in a file.

    Parameters
    ----------
    stamp
        Which report of which run it says it is.
    passages
        Everything that can be seen, in the order of reading.
    runs
        Runs that the marks of its blocks name, with the key of the first such block.
    """

    stamp: Provenance
    passages: tuple[Passage, ...]
    runs: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the blocks that are marked."""
        return frozenset(one.key for one in self.passages if one.key)


def plain(text: str | None) -> str:
    """Return a text without differences in white space.

    Examples
    --------
    >>> plain(" a  b "), plain(None)
    ('a b', '')
    """
    return " ".join(normalize("NFC", text or "").split())


def below_headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Add to every passage the last heading above it, and drop keys that a heading ends."""
    near = ""
    for one in passages:
        if one.kind == "heading":
            near = one.text
        yield replace(one, near=one.near or near)


def digits(value: object) -> str:
    """Write a number so that it survives being saved by another program.

    Examples
    --------
    >>> digits(0.1 + 0.2), digits(None), digits("3")
    ('0.3', '', '3')
    """
    if value is None or value != value:
        return ""
    try:
        return f"{float(str(value)):.12g}"
    except ValueError:
        return str(value)
