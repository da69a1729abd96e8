"""The fields of a Word document: content controls by tag, pictures and tables by alternative text.

A mark around each filled field keeps it known when a program saves the document that drops the
tags of content controls, as LibreOffice does.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml.etree import Element

from kgisim.report.fill.fields import Field, Kind, lines_of
from kgisim.report.fill.letters import Grid, look_of, run_of, set_text
from kgisim.report.fill.office import EditablePackage
from kgisim.report.fill.picture_frame import Picture
from kgisim.report.fill.spot import Held, Place, Spot, field_name, shown
from kgisim.report.parsed import Part, plain
from kgisim.report.reading.docx_look import Look
from kgisim.report.reading.docx_runs import Paragraph
from kgisim.report.reading.package import local, tag

MARK = re.compile(r"kgisim_field_(\d+)")
"""Names of the bookmarks around filled fields; the number is the place in the list of names."""
PARTS: dict[str, Part] = {
    "header": "header",
    "footer": "footer",
    "footnotes": "footnote",
    "endnotes": "endnote",
}
REMOVED = (tag("w:del"), tag("w:moveFrom"))


def spots(package: EditablePackage, names: Sequence[str]) -> list[Spot]:
    """List the fields of a Word document in their order.

    Parameters
    ----------
    package
        The document.
    names
        Names of the fields that were filled before, by the number of their marks.
    """
    look = Look(package)
    places: dict[str, Part] = {package.main: "body"}
    for kind, part in PARTS.items():
        for source in package.related(package.main, kind):
            places[source] = part
    parts = (_of_part(package, look, source, part, names) for source, part in places.items())
    return [spot for found in parts for spot in found]


def _of_part(
    package: EditablePackage, look: Look, source: str, part: Part, names: Sequence[str]
) -> Iterator[Spot]:
    near = ""
    for one in package.xml(source).iter():
        name = local(one)
        if name == "p" and look.is_heading(one):
            near = plain("".join(text.text or "" for text in one.iter(tag("w:t"))))
        found = _named(one, name, names)
        if not found or any(up.tag in REMOVED for up in one.iterancestors()):
            continue
        where = WordPart(package, look, source, Place(part, near=near))
        if name == "docPr":
            yield WordPicture(found, where, one.getparent())
        elif name == "tbl":
            yield WordTable(found, where, one)
        else:
            yield _text_or_table(found, where, one)


def _named(one: Any, name: str, names: Sequence[str]) -> str:
    """Return the field that an element names."""
    if name == "sdt":
        label = one.find(f"{tag('w:sdtPr')}/{tag('w:tag')}")
        return "" if label is None else field_name(label.get(tag("w:val")))
    if name == "bookmarkStart":
        mark = MARK.fullmatch(one.get(tag("w:name"), ""))
        is_field = mark is not None and int(mark[1]) < len(names) and not _is_named_otherwise(one)
        return names[int(mark[1])] if mark is not None and is_field else ""
    if name == "docPr":
        return field_name(one.get("descr")) or field_name(one.get("title"))
    if name == "tbl":
        about = one.find(tag("w:tblPr"))
        given = (about.find(tag(f"w:{key}")) for key in ("tblCaption", "tblDescription"))
        said = [field_name(found.get(tag("w:val"))) for found in given if found is not None]
        return next(filter(None, said), "")
    return ""


def _is_named_otherwise(begin: Any) -> bool:
    """Return whether what a mark stands around names its field itself."""
    held = [control for one in _between(begin) for control in one.iter(tag("w:sdt"))]
    tables = begin.iterancestors(tag("w:tbl"))
    return any(_named(one, local(one), ()) for one in (*held, *tables))


def _between(begin: Any) -> list[Any]:
    """Return what stands between the two ends of a bookmark, in the paragraph where it begins."""
    id, found = begin.get(tag("w:id")), []
    for one in begin.itersiblings():
        if local(one) == "bookmarkEnd" and one.get(tag("w:id")) == id:
            break
        found.append(one)
    return [one for one in found if not local(one).startswith("bookmark")]


def _text_or_table(name: str, where: "WordPart", one: Any) -> Spot:
    cell = next(one.iterancestors(tag("w:tc")), None)
    inside = next(one.iter(tag("w:tc")), None)
    first = cell if cell is not None else inside
    table = None if first is None else next(first.iterancestors(tag("w:tbl")))
    if table is not None and next(table.iter(tag("w:tc"))) is first:
        return WordCorner(name, where, one, table)
    return WordText(name, where, one)


class WordPart:
    """A part of a Word document, and where in it something is."""

    def __init__(self, package: EditablePackage, look: Look, source: str, place: Place) -> None:
        self.package, self.look, self.source, self.place = package, look, source, place

    def shown(self, elements: Sequence[Any]) -> str:
        """Return the text of elements as it is shown: without what was deleted or hidden."""
        holder = Element(tag("w:p"))
        holder.extend([deepcopy(one) for one in elements])
        return Paragraph(holder, self.look, []).text

    def touch(self) -> None:
        """Keep what was changed."""
        self.package.touch(self.source)


class WordText(Spot):
    """A text between two places of a paragraph."""

    takes_all: tuple[Kind, ...] = ("text",)

    def __init__(self, name: str, where: WordPart, element: Any) -> None:
        held = list(element.iter(tag("w:drawing")))
        takes: tuple[Kind, ...] = ("text", "figure") if held else self.takes_all
        super().__init__(name, where.place, takes)
        self.where, self.element = where, element

    @property
    def _nodes(self) -> list[Any]:
        """What the field holds: below a control, or between two bookmarks."""
        if local(self.element) == "sdt":
            content = self.element.find(tag("w:sdtContent"))
            return [] if content is None else list(content)
        return _between(self.element)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        if kind == "figure":
            return self._picture().read()
        return self.where.shown(self._nodes)

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        if field.kind == "figure":
            self._picture().write(field.content.image("png"))  # type: ignore[union-attr]
            return
        if self.read("text") != shown(field) or self._is_placeholder:
            self.replace_text(str(field.content))

    def replace_text(self, text: str) -> None:
        """Write a text with the look of what is there."""
        if local(self.element) == "sdt":
            in_line(self.element)
        nodes = self._nodes
        made = run_of("w", text, look_of("w", nodes))
        if local(self.element) == "sdt":
            self._settle()
            content = self.element.find(tag("w:sdtContent"))
            content[:] = [made]
        else:
            for one in nodes:
                one.getparent().remove(one)
            self.element.addnext(made)
        self.where.touch()

    def mark(self, number: int) -> None:
        """Set a mark around a control that survives programs that drop its tag."""
        if local(self.element) != "sdt":
            self.element.set(tag("w:name"), mark_name(number))
        elif local(self.element.getparent()) == "p":
            before, last = self.element.getprevious(), self.element
            if before is not None and MARK.fullmatch(before.get(tag("w:name"), "")):
                before.set(tag("w:name"), mark_name(number))
            else:
                begin, end = new_marks(self.element, number)
                self.element.addprevious(begin)
                last.addnext(end)
        self.where.touch()

    @property
    def _is_placeholder(self) -> bool:
        return self.element.find(f"{tag('w:sdtPr')}/{tag('w:showingPlcHdr')}") is not None

    def _settle(self) -> None:
        """Make the control hold what is written: no hint to enter text, no source elsewhere."""
        about = self.element.find(tag("w:sdtPr"))
        for one in list(about):
            if local(one) in ("showingPlcHdr", "dataBinding"):
                about.remove(one)

    def _picture(self) -> Picture:
        holder = next(self.element.iter(tag("pic:pic")), self.element)
        return Picture(self.where.package, self.where.source, holder)


class WordCorner(WordText):
    """A control in the first cell of a table, which stands for the cell or for the whole table."""

    takes_all = ("text", "table")

    def __init__(self, name: str, where: WordPart, element: Any, table: Any) -> None:
        super().__init__(name, where, element)
        self.grid = _grid(where, table, self._put)

    def _put(self, cell: Any, text: str) -> None:
        own = next(cell.iterancestors(tag("w:sdt")), None)
        if own is self.element or self.element in list(cell.iter()):
            self.replace_text(text)
        else:
            set_text("w", cell, text)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        return self.grid.read() if kind == "table" else super().read(kind)

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        if field.kind == "table":
            _write_grid(self.grid, field, self.where)
        else:
            super().write(field)


class WordTable(Spot):
    """A table whose alternative text names a field."""

    def __init__(self, name: str, where: WordPart, table: Any) -> None:
        super().__init__(name, where.place, ("table",))
        self.where, self.grid = where, _grid(where, table)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        return self.grid.read()

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        _write_grid(self.grid, field, self.where)

    def mark(self, number: int) -> None:
        """Set a mark in the first cell that survives programs that drop alternative texts."""
        first = next(self.grid.table.iter(tag("w:p")))
        for one in first.iter(tag("w:bookmarkStart")):
            if MARK.fullmatch(one.get(tag("w:name"), "")):
                one.set(tag("w:name"), mark_name(number))
                break
        else:
            begin, end = new_marks(first, number)
            first.insert(0 if first.find(tag("w:pPr")) is None else 1, begin)
            first.append(end)
        self.where.touch()


class WordPicture(Spot):
    """A picture whose alternative text names a field."""

    def __init__(self, name: str, where: WordPart, frame: Any) -> None:
        super().__init__(name, where.place, ("figure",))
        self.about = frame.find(tag("wp:docPr"))
        holder = next(frame.iter(tag("pic:pic")), frame)
        self.where, self.picture = where, Picture(where.package, where.source, holder)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        return self.picture.read()

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        self.picture.write(field.content.image("png"))  # type: ignore[union-attr]
        says = f"{self.name}\n{field.text}"
        if self.about.get("descr") != says:
            self.about.set("descr", says)
            self.where.touch()


def _grid(where: WordPart, table: Any, put: Any = None) -> Grid:
    def read(cell: Any) -> str:
        paragraphs = (where.shown(list(one)) for one in cell.iter(tag("w:p")))
        return plain(" ".join(paragraphs))

    return Grid("w", table, read, put)


def _write_grid(grid: Grid, field: Field, where: WordPart) -> None:
    if grid.read() != shown(field):
        grid.write(lines_of(field.content))  # type: ignore[arg-type]
        where.touch()


def mark_name(number: int) -> str:
    """Name the bookmark of a field."""
    return f"kgisim_field_{number}"


def new_marks(element: Any, number: int) -> tuple[Any, Any]:
    """Make both ends of a bookmark that is not yet in the document."""
    root = element.getroottree().getroot()
    ids = [int(one.get(tag("w:id"), 0)) for one in root.iter(tag("w:bookmarkStart"))]
    begin, end = Element(tag("w:bookmarkStart")), Element(tag("w:bookmarkEnd"))
    for one in (begin, end):
        one.set(tag("w:id"), str(max(ids, default=0) + 1))
    begin.set(tag("w:name"), mark_name(number))
    return begin, end


def in_line(control: Any) -> None:
    """Move a control around a cell or paragraphs into the line; LibreOffice repeats others."""
    content = control.find(tag("w:sdtContent"))
    paragraphs = list(content.iter(tag("w:p")))
    if not paragraphs or any(local(one) == "tr" for one in content):
        return
    first, *others = paragraphs
    for one in others:
        one.getparent().remove(one)
    for one in list(content):
        control.addprevious(one)
    control.getparent().remove(control)
    inside = [one for one in first if local(one) != "pPr"]
    first.append(control)
    content.extend(inside)
