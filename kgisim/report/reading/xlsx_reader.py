"""Reads all that can be seen in a workbook, whoever saved it last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kgisim.report.parsed import ParsedReport, Passage, plain
from kgisim.report.reading.drawing import shapes
from kgisim.report.reading.package import Package, local, tag
from kgisim.report.reading.xlsx_cells import Book, Sheet, place_of
from kgisim.report.reading.xlsx_names import key_in

RANGE = re.compile(r"'?((?:[^']|'')+?)'?!(\$?[A-Z]+\$?\d+)(?::(\$?[A-Z]+\$?\d+))?")
"""A sheet and a range of cells in it."""


@dataclass
class Marks:
    """Which cells belong to which block."""

    ranges: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    prints: list[str] = field(default_factory=list)

    def key(self, sheet: str, row: int) -> str:
        """Return the key of a row of a sheet; blank if it belongs to no block."""
        held = self.ranges.get(sheet, [])
        return next((key for key, first, last in held if first <= row <= last), "")


def read_sheets(path: Path) -> ParsedReport:
    """Read everything that can be seen in a workbook.

    Raises
    ------
    ReportError
        If the file cannot be read or names no run.
    """
    package = Package(path)
    stamp = package.stamp()
    book = Book(package)
    marks = _marks(book)
    passages = tuple(one for sheet in book.sheets for one in _sheet(sheet, marks))
    prints = tuple(Passage("sheet", "print_area", "state", where=one) for one in marks.prints)
    return ParsedReport(stamp, passages + prints, tuple(marks.runs.items()))


def _marks(book: Book) -> Marks:
    found = Marks()
    for one in book.root.iter(tag("s:definedName")):
        name, where = one.get("name", ""), RANGE.fullmatch(one.text or "")
        if name == "_xlnm.Print_Area":
            found.prints.append(plain(one.text))
        mark = key_in(name)
        if mark and where:
            sheet, first, last = where.groups()
            span = (mark[1], place_of(first)[0], place_of(last or first)[0])
            found.ranges.setdefault(sheet.replace("''", "'"), []).append(span)
            found.runs.setdefault(*mark)
    return found


def _sheet(sheet: Sheet, marks: Marks) -> Iterator[Passage]:
    title = sheet.title
    yield Passage("sheet", title, "break", where=title)
    for (row, column), text in sheet.rows():
        address = f"{title}!{letters(column)}{row}"
        yield Passage("sheet", text, "row", key=marks.key(title, row), where=address)
    for state, where in sheet.states():
        yield Passage("sheet", state, "state", where=f"{title}!{where}".rstrip("!"))
    package = sheet.book.package
    for drawing in package.related(sheet.part, "drawing"):
        for one in shapes(package, drawing, package.xml(drawing), cells=True):
            yield Passage("sheet", one.text, one.kind, where=title, image=one.image)
    yield from _remarks(sheet)
    yield from _margins(sheet)


def _remarks(sheet: Sheet) -> Iterator[Passage]:
    """Read comments on cells, and what is said where something is to be entered."""
    package = sheet.book.package
    for kind in ("comments", "threadedComment"):
        for part in package.related(sheet.part, kind):
            for note in package.xml(part).iter():
                if local(note) in ("comment", "threadedComment"):
                    where = f"{sheet.title}!{note.get('ref')}"
                    yield Passage("comment", plain("".join(note.itertext())), where=where)
    for one in sheet.root.iter(tag("s:dataValidation")):
        said = plain(f"{one.get('promptTitle', '')} {one.get('prompt', '')}")
        if said:
            yield Passage("comment", said, where=f"{sheet.title}!{one.get('sqref')}")


def _margins(sheet: Sheet) -> Iterator[Passage]:
    """Read what is printed above and below a sheet, and what lies behind or in it."""
    for one in sheet.root.iterfind(f"{tag('s:headerFooter')}/*"):
        if plain(one.text):
            part = "header" if local(one).endswith("Header") else "footer"
            yield Passage(part, plain(one.text), where=sheet.title)
    for one in sheet.root:
        if local(one) in ("picture", "oleObjects"):
            yield Passage("sheet", local(one), "shape", where=sheet.title)


def letters(column: int) -> str:
    """Name a column.

    Examples
    --------
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name
