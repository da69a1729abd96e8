"""What a reader finds in a file: the printed blocks, by run and key, and all text beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from kgisim.report.provenance import Provenance


@dataclass(frozen=True)
class ParsedBlock:
    """One block as it stands in a file.

    Parameters
    ----------
    run, key
        Where it says its numbers come from.
    said
        Its text, piece by piece, in the order of reading.
    drawn
        The numbers of its charts, as text of twelve digits.
    image
        Its picture, if it has one.
    """

    run: str
    key: str
    said: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    image: bytes = b""


@dataclass(frozen=True)
class TextPassage:
    """A piece of text in the order of reading.

    Parameters
    ----------
    key
        The block to which it belongs; empty if to none.
    said
        The text.
    image
        The picture that stands before it, if there is one.
    """

    key: str
    said: str
    image: bytes = b""


@dataclass(frozen=True)
class ParsedReport:
    """All that was found in a file.

    Parameters
    ----------
    stamp
        Which report of which run it says it is.
    blocks
        The printed blocks.
    loose
        Text that belongs to no block: headings, and what somebody wrote in.
    passages
        All text in the order of reading, for formats whose marks other programs remove.
    """

    stamp: Provenance
    blocks: tuple[ParsedBlock, ...]
    loose: tuple[str, ...]
    passages: tuple[TextPassage, ...] = ()

    @property
    def is_unmarked(self) -> bool:
        """Whether it names its run and has text, but no block of it is marked."""
        return bool(self.passages) and not self.blocks


def pieces(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return texts without differences in white space, and without the empty ones.

    Examples
    --------
    >>> pieces([" a  b ", "", None])
    ('a b',)
    """
    return tuple(
        one for text in texts if text and (one := " ".join(normalize("NFC", text).split()))
    )


def merged(blocks: Iterable[ParsedBlock]) -> tuple[ParsedBlock, ...]:
    """Assemble the parts of blocks that needed several slides."""
    found: dict[tuple[str, str], ParsedBlock] = {}
    for one in blocks:
        mark = (one.run, one.key)
        before = found.get(mark, ParsedBlock(*mark))
        found[mark] = ParsedBlock(
            *mark, before.said + one.said, before.drawn + one.drawn, before.image + one.image
        )
    return tuple(found.values())


def digits(value: object) -> str:
    """Write a chart's number so that it survives being saved by another program.

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
