"""Texts and tables of Word and PowerPoint: changed without their styles.

Both are written alike: paragraphs of runs, and tables of rows of cells; only the prefix differs.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

from lxml.etree import Element, SubElement

from kgisim.report.parsed import plain
from kgisim.report.reading.package import local, tag

KEPT = ("pPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "endParaRPr")
"""What stays of a paragraph whose text is replaced."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Read = Callable[[Any], str]
Put = Callable[[Any, str], None]
PLACEHOLDER = "PlaceholderText"
"""Style of the words that Word shows where nothing was entered yet."""


def run_of(prefix: str, text: str, look: Any = None) -> Any:
    """Make a run of a text whose lines are broken, with a look."""
    run = Element(tag(f"{prefix}:r"))
    if look is not None:
        run.append(look)
    for at, line in enumerate(text.split("\n")):
        if at:
            SubElement(run, tag(f"{prefix}:br"))
        made = SubElement(run, tag(f"{prefix}:t"))
        made.text = line
        if line != line.strip():
            made.set(SPACE, "preserve")
    return run


def runs_of(prefix: str, text: str, look: Any = None) -> list[Any]:
    """Make the runs of a text; in a presentation a break of line stands between runs."""
    if prefix == "w":
        return [run_of(prefix, text, look)]
    made: list[Any] = []
    for at, line in enumerate(text.split("\n")):
        if at:
            made.append(Element(tag("a:br")))
        made.append(run_of(prefix, line, deepcopy(look)))
    return made


def look_of(prefix: str, elements: Iterable[Any]) -> Any:
    """Return a copy of the look of the first run below some elements; None if it has none."""
    for element in elements:
        for run in element.iter(tag(f"{prefix}:r")):
            if run.find(tag(f"{prefix}:t")) is None:
                continue
            look = run.find(tag(f"{prefix}:rPr"))
            return _without_placeholder(deepcopy(look)) if look is not None else None
    return None


def _without_placeholder(look: Any) -> Any:
    style = look.find(tag("w:rStyle"))
    if style is not None and style.get(tag("w:val")) == PLACEHOLDER:
        look.remove(style)
    return look


def set_text(prefix: str, holder: Any, text: str) -> None:
    """Replace the text below an element that holds paragraphs, with the look of its first letters.

    Parameters
    ----------
    prefix
        ``w`` in Word, ``a`` in a presentation.
    holder
        A cell or the body of a text.
    text
        Its lines are broken where the text has breaks.
    """
    paragraphs = list(holder.iter(tag(f"{prefix}:p")))
    if not paragraphs:
        paragraphs = [SubElement(holder, tag(f"{prefix}:p"))]
    first, *others = paragraphs
    look = look_of(prefix, paragraphs)
    if look is None:
        end = first.find(tag(f"{prefix}:endParaRPr"))
        mark = first.find(f"{tag(f'{prefix}:pPr')}/{tag(f'{prefix}:rPr')}")
        found = end if end is not None else mark
        if found is not None:
            look = deepcopy(found)
            look.tag = tag(f"{prefix}:rPr")
    for one in others:
        one.getparent().remove(one)
    for one in list(first):
        if local(one) not in KEPT:
            first.remove(one)
    end = first.find(tag(f"{prefix}:endParaRPr"))
    for run in runs_of(prefix, text, look):
        first.append(run) if end is None else end.addprevious(run)


class Grid:
    """A table of Word or PowerPoint.

    Parameters
    ----------
    prefix
        ``w`` or ``a``.
    table
        The table.
    read
        Returns the text of a cell as it is shown.
    put
        Writes a text into a cell; None: in the place of all that is there.
    """

    def __init__(self, prefix: str, table: Any, read: Read, put: Put | None = None) -> None:
        self.prefix, self.table, self._read = prefix, table, read
        self._put = put or (lambda cell, text: set_text(prefix, cell, text))

    @property
    def rows(self) -> list[Any]:
        """Its rows, without those of tables inside it and those that were deleted."""
        found = self.table.iter(tag(f"{self.prefix}:tr"))
        own = [row for row in found if next(row.iterancestors(self.table.tag)) is self.table]
        return [row for row in own if row.find(f"{tag('w:trPr')}/{tag('w:del')}") is None]

    def cells(self, row: Any) -> list[Any]:
        """Return the cells of a row."""
        name = tag(f"{self.prefix}:tc")
        return [one for one in row.iter(name) if next(one.iterancestors(row.tag)) is row]

    def read(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts of all cells."""
        return tuple(tuple(self._read(cell) for cell in self.cells(row)) for row in self.rows)

    def write(self, lines: Sequence[Sequence[str]]) -> None:
        """Write headings and rows; rows and columns come and go at the end, with the last's look.

        A cell that already says the same is left alone.
        """
        for row in self.rows[len(lines) :]:
            row.getparent().remove(row)
        while len(self.rows) < len(lines):
            last = self.rows[-1]
            last.addnext(_fresh(deepcopy(last)))
        self._columns(len(lines[0]))
        for row, line in zip(self.rows, lines, strict=True):
            for cell, text in zip(self.cells(row), line, strict=True):
                if self._read(cell) != plain(text):
                    self._put(cell, text)

    def _columns(self, count: int) -> None:
        grid = self.table.find(tag(f"{self.prefix}:tblGrid"))
        for row in self.rows:
            _level(self.cells(row), count)
        columns = [] if grid is None else list(grid)
        if grid is not None and columns and len(columns) != count:
            width = tag("w:w") if self.prefix == "w" else "w"
            before = sum(int(one.get(width, 0)) for one in columns)
            _level(columns, count)
            for one in grid:
                one.set(width, str(before // count))
            for cell in (cell for row in self.rows for cell in self.cells(row)):
                own = cell.find(f"{tag('w:tcPr')}/{tag('w:tcW')}")
                if own is not None and own.get(tag("w:type")) == "dxa":
                    own.set(tag("w:w"), str(before // count))


def _level(elements: list[Any], count: int) -> None:
    """Make as many elements as asked for, by removing the last or repeating it."""
    for one in elements[count:]:
        one.getparent().remove(one)
    for _ in range(count - len(elements)):
        elements[-1].addnext(_fresh(deepcopy(elements[-1])))


def _fresh(copy: Any) -> Any:
    """Remove marks from a copy that may be in a document only once."""
    for name in ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd"):
        for mark in list(copy.iter(tag(name))):
            mark.getparent().remove(mark)
    for key in [one for one in copy.attrib if one.endswith("}paraId")]:
        del copy.attrib[key]
    for one in copy.iter():
        for key in [name for name in one.attrib if name.endswith(("}paraId", "}textId"))]:
            del one.attrib[key]
    return copy
