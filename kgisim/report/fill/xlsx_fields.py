"""The fields of a workbook: cells by their defined names, pictures by alternative text."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml.etree import SubElement

from kgisim.report.fill.fields import Field, Kind, lines_of
from kgisim.report.fill.office import EditablePackage
from kgisim.report.fill.picture_frame import Picture
from kgisim.report.fill.spot import Held, Place, Spot, field_name, shown
from kgisim.report.parsed import digits, plain
from kgisim.report.reading.package import local, tag
from kgisim.report.reading.xlsx_cells import Book, Sheet, place_of
from kgisim.report.reading.xlsx_reader import RANGE, letters

NUMERIC = re.compile(r"(?=.*[0#])[^1-9]+")
"""Codes of cells that show their number, and not one that the code holds."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def spots(package: EditablePackage, names: Sequence[str]) -> list[Spot]:
    """List the fields of a workbook; marks of its own are not needed."""
    book = Book(package)
    sheets = {one.title: one for one in book.sheets}
    found: list[Spot] = []
    for one in book.root.iter(tag("s:definedName")):
        name, where = field_name(one.get("name")), RANGE.fullmatch(one.text or "")
        sheet = None if where is None else sheets.get(where[1].replace("''", "'"))
        if name and where is not None and sheet is not None:
            found.append(Cells(name, package, sheet, one, where[2], where[3] or where[2]))
    for sheet in book.sheets:
        found += _pictures(package, sheet)
    return found


def _pictures(package: EditablePackage, sheet: Sheet) -> Iterator[Spot]:
    for part in package.related(sheet.part, "drawing"):
        for holder in package.xml(part).iter(tag("xdr:pic")):
            about = next(one for one in holder.iter() if local(one) == "cNvPr")
            said = (about.get(key) for key in ("name", "descr", "title"))
            name = next(filter(None, map(field_name, said)), "")
            if name:
                yield SheetPicture(name, package, part, sheet.title, holder, about)


class Cells(Spot):
    """Named cells of a sheet: one for a text or number, or the range of a table.

    Parameters
    ----------
    first, last
        Addresses of the corners of the range.
    """

    def __init__(
        self,
        name: str,
        package: EditablePackage,
        sheet: Sheet,
        defined: Any,
        first: str,
        last: str,
    ) -> None:
        address = first.replace("$", "")
        super().__init__(name, Place("sheet", f"{sheet.title}!{address}"), ("text", "table"))
        self.package, self.sheet, self.defined = package, sheet, defined
        (self.top, self.left), (self.bottom, self.right) = place_of(first), place_of(last)

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        if kind == "text":
            return self._shown(self.top, self.left)
        rows = [
            tuple(self._shown(row, column) for column in range(self.left, self.right + 1))
            for row in range(self.top, self.bottom + 1)
        ]
        return _trimmed(rows)

    def expected(self, field: Field) -> Held:
        """Return what is shown there when a field has been written."""
        number, said = self._number(field), shown(field)
        if number is not None:
            return digits(number)
        return _trimmed(said) if isinstance(said, tuple) else said

    def overwritten(self, field: Field) -> str:
        """Return the first cell outside the range that a table would overwrite."""
        if field.kind != "table":
            return ""
        lines = lines_of(field.content)  # type: ignore[arg-type]
        for row in range(self.top, self.top + len(lines)):
            for column in range(self.left, self.left + len(lines[0])):
                is_own = row <= self.bottom and column <= self.right
                if not is_own and self._shown(row, column):
                    return f"{letters(column)}{row}"
        return ""

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        if self.read(field.kind) == self.expected(field):
            return
        if field.kind == "text":
            number = self._number(field)
            self._set(self.top, self.left, str(field.content), number)
        else:
            self._fill(lines_of(field.content))  # type: ignore[arg-type]
        self.package.touch(self.sheet.part)
        calculate_again(self.package)

    def _fill(self, lines: list[list[str]]) -> None:
        """Write a table; cells below it take the look of the row above them."""
        bottom = max(self.bottom, self.top + len(lines) - 1)
        right = max(self.right, self.left + len(lines[0]) - 1)
        for row in range(self.top, bottom + 1):
            for column in range(self.left, right + 1):
                inside = row - self.top < len(lines) and column - self.left < len(lines[0])
                text = lines[row - self.top][column - self.left] if inside else ""
                if self._shown(row, column) != plain(text):
                    self._set(row, column, text, None)
        if (bottom, right) != (self.bottom, self.right):
            self.bottom, self.right = bottom, right
            title = self.sheet.title.replace("'", "''")
            corner = f"${letters(self.left)}${self.top}"
            self.defined.text = f"'{title}'!{corner}:${letters(right)}${bottom}"
            self.package.touch(self.package.main)

    def _number(self, field: Field) -> float | None:
        """Return the number for a cell whose format is one of numbers; else None."""
        style = self._style(self.top, self.left)
        is_numeric = NUMERIC.fullmatch(style) is not None
        if field.kind != "text" or not is_numeric or field.number is None:
            return None
        number = field.number
        return number.value / 100 if number.is_percent and "%" in style else number.value

    def _style(self, row: int, column: int) -> str:
        cell, styles = self._cell(row, column), self.sheet.book.styles
        at = 0 if cell is None else int(cell.get("s", 0))
        return styles[at].code if at < len(styles) else ""

    def _shown(self, row: int, column: int) -> str:
        cell = self._cell(row, column)
        if cell is None:
            return ""
        text = self.sheet.shown(cell)
        code = self._style(row, column)
        return text.removesuffix(f" [{code}]") if code else text

    def _cell(self, row: int, column: int) -> Any:
        address = f"{letters(column)}{row}"
        found = self._row(row)
        cells = () if found is None else found
        return next((one for one in cells if one.get("r") == address), None)

    def _row(self, row: int) -> Any:
        rows = self.sheet.root.iter(tag("s:row"))
        return next((one for one in rows if int(one.get("r", 0)) == row), None)

    def _set(self, row: int, column: int, text: str, number: float | None) -> None:
        cell = self._cell(row, column)
        if cell is None:
            cell = self._made(row, column)
        for one in list(cell):
            cell.remove(one)
        cell.attrib.pop("t", None)
        if number is not None:
            SubElement(cell, tag("s:v")).text = digits(number)
        elif text:
            cell.set("t", "inlineStr")
            said = SubElement(SubElement(cell, tag("s:is")), tag("s:t"))
            said.text = text
            said.set(SPACE, "preserve")

    def _made(self, row: int, column: int) -> Any:
        """Make a cell at its place, with the look of the one above or beside it."""
        line = self._row(row)
        if line is None:
            data = next(self.sheet.root.iter(tag("s:sheetData")))
            above = [one for one in data if int(one.get("r", 0)) < row]
            line = deepcopy(above[-1]) if above and row > self.top else None
            if line is None:
                line = data.makeelement(tag("s:row"))
            line[:] = []
            line.set("r", str(row))
            data.insert(len(above), line)
        cell = SubElement(line, tag("s:c"), {"r": f"{letters(column)}{row}"})
        before = [one for one in line if one is not cell and place_of(one.get("r"))[1] < column]
        line.remove(cell)
        line.insert(len(before), cell)
        near = self._cell(row - 1, column) if row > self.top + 1 else None
        near = near if near is not None else self._cell(row, column - 1)
        if near is not None and near.get("s") and (row, column) != (self.top, self.left):
            cell.set("s", near.get("s"))
        return cell


class SheetPicture(Spot):
    """A picture on a sheet whose alternative text names a field."""

    def __init__(
        self,
        name: str,
        package: EditablePackage,
        part: str,
        sheet: str,
        holder: Any,
        about: Any,
    ) -> None:
        super().__init__(name, Place("sheet", sheet), ("figure",))
        self.picture, self.about = Picture(package, part, holder), about

    def read(self, kind: Kind) -> Held:
        """Return what is shown there."""
        return self.picture.read()

    def write(self, field: Field) -> None:
        """Write a field there, without touching what already says the same."""
        self.picture.write(field.content.image("png"))  # type: ignore[union-attr]
        is_named = bool(field_name(self.about.get("name")))
        says = field.text if is_named else f"{self.name}\n{field.text}"
        if self.about.get("descr") != says:
            self.about.set("descr", says)
            self.picture.package.touch(self.picture.part)


def _trimmed(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Leave out empty rows at the end and empty columns on the right."""
    high = max((at for at, row in enumerate(rows, 1) if any(row)), default=0)
    wide = max((at for row in rows for at, text in enumerate(row, 1) if text), default=0)
    return tuple(row[:wide] for row in rows[:high])


def calculate_again(package: EditablePackage) -> None:
    """Have formulas computed when the workbook is opened."""
    root = package.xml(package.main)
    found = root.find(tag("s:calcPr"))
    if found is None:
        found = root.makeelement(tag("s:calcPr"))
        names = root.find(tag("s:definedNames"))
        place = names if names is not None else root.find(tag("s:sheets"))
        place.addnext(found)
    found.set("fullCalcOnLoad", "1")
    package.touch(package.main)
