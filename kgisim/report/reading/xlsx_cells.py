"""The cells of a workbook as they are shown, row by row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from kgisim.report.parsed import digits, plain
from kgisim.report.reading.chart import is_white
from kgisim.report.reading.package import EMBED, Package, local, tag

CELLS = " | "
"""What stands between the cells of a row."""
STANDARD = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    49: "@",
}
"""Number formats that have a number and no code; of others the number is named."""
NARROW = 0.3
"""Width of a column in letters, and height of a row in points, below which nothing is seen."""


class Book:
    """A workbook, opened for reading."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = package.xml(package.main)

    @cached_property
    def sheets(self) -> list["Sheet"]:
        """Its sheets, in their order."""
        relations = self.package.relations(self.package.main)
        found = []
        for one in self.root.iter(tag("s:sheet")):
            part = relations[one.get(f"{EMBED}id")].target
            found.append(Sheet(self, one.get("name"), part, one.get("state", "visible")))
        return found

    @cached_property
    def strings(self) -> list[str]:
        """Texts that cells share."""
        found = []
        for part in self.package.related(self.package.main, "sharedStrings"):
            found += [_rich(one) for one in self.package.xml(part).iter(tag("s:si"))]
        return found

    @cached_property
    def styles(self) -> list["Style"]:
        """How cells are shown, by the number of their style."""
        found = []
        for part in self.package.related(self.package.main, "styles"):
            root = self.package.xml(part)
            codes = {
                int(one.get("numFmtId")): one.get("formatCode", "")
                for one in root.iter(tag("s:numFmt"))
            }
            fonts = root.findall(f"{tag('s:fonts')}/*")
            fills = root.findall(f"{tag('s:fills')}/*")
            for one in root.findall(f"{tag('s:cellXfs')}/*"):
                number = int(one.get("numFmtId", 0))
                code = codes.get(number, STANDARD.get(number, f"#{number}"))
                font, fill = int(one.get("fontId", 0)), int(one.get("fillId", 0))
                hidden = _unseen(fonts[font], fills[fill] if fill < len(fills) else None)
                found.append(Style(_bare(code), hidden))
        return found


@dataclass(frozen=True)
class Style:
    """How a cell is shown: the code of its numbers, and whether its letters cannot be seen."""

    code: str = ""
    is_hidden: bool = False


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, book: Book, title: str, part: str, state: str) -> None:
        self.book, self.title, self.part = book, title, part
        self.is_hidden = state != "visible"
        self.root = book.package.xml(part)

    def rows(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Return place (row and column, from 1) and text of every row that has one."""
        covered = self._covered()
        for row in self.root.iter(tag("s:row")):
            texts: dict[int, str] = {}
            for cell in row.iter(tag("s:c")):
                place = place_of(cell.get("r", "A1"))
                column = place[1]
                text = "" if place in covered else self.shown(cell)
                if text:
                    texts[column] = text
            if texts:
                line = [texts.get(column, "") for column in range(1, max(texts) + 1)]
                yield (int(row.get("r", 0)), min(texts)), CELLS.join(line)

    def _covered(self) -> set[tuple[int, int]]:
        """Return cells that are merged into another, whose text is not shown."""
        found = set()
        for one in self.root.iter(tag("s:mergeCell")):
            first, _, last = one.get("ref").partition(":")
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
            cells = product(range(top, bottom + 1), range(left, right + 1))
            found |= set(cells) - {(top, left)}
        return found

    def states(self) -> Iterator[tuple[str, str]]:
        """Return what hides a part of the sheet or colours it by its numbers, and where."""
        if self.is_hidden:
            yield "hidden_sheet", ""
        filled = [place_of(one.get("r", "A1")) for one in self.root.iter(tag("s:c")) if len(one)]
        rows, columns = {row for row, _ in filled}, {column for _, column in filled}
        for one in self.root.iter(tag("s:row")):
            if int(one.get("r", 0)) in rows and _closed(one, "ht"):
                yield "hidden_row", one.get("r")
        for one in self.root.iter(tag("s:col")):
            span = range(int(one.get("min")), min(int(one.get("max")), 200) + 1)
            if _closed(one, "width") and columns & set(span):
                yield "hidden_column", one.get("min")
        names = {local(one) for one in self.root.iter()}
        if "conditionalFormatting" in names or "sparklineGroup" in names:
            yield "conditional_format", ""

    def shown(self, cell: Any) -> str:
        """Return the text of a cell, with the format of its number and its formula."""
        kind, value = cell.get("t", "n"), cell.findtext(tag("s:v"))
        number = int(cell.get("s", 0))
        styles = self.book.styles
        style = styles[number] if number < len(styles) else Style()
        if kind == "s" and value is not None:
            text = self.book.strings[int(value)]
        elif kind == "inlineStr":
            text = _rich(cell.find(tag("s:is")))
        elif kind == "n" and value is not None:
            text = digits(value) + (f" [{style.code}]" if style.code else "")
        else:
            text = value or ""
        if style.is_hidden:
            text = ""
        formula = cell.find(tag("s:f"))
        return plain(text) if formula is None else plain(f"{text} [={formula.text or ''}]")


def place_of(address: str) -> tuple[int, int]:
    """Return row and column of a cell, both from 1.

    Examples
    --------
    >>> place_of("AB12"), place_of("$C$4")
    ((12, 28), (4, 3))
    """
    letters, number = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(number), column


def _rich(item: Any) -> str:
    """Return a text whose letters may be set differently, without what is struck through."""
    if item is None:
        return ""
    texts = []
    for one in item.iter(tag("s:t")):
        parent = one.getparent()
        struck = parent.find(f"{tag('s:rPr')}/{tag('s:strike')}")
        if parent.tag != tag("s:rPh") and (struck is None or struck.get("val") in ("0", "false")):
            texts.append(one.text or "")
    text = "".join(texts)
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _bare(code: str) -> str:
    """Return a number format without marks that programs add; blank for the general one."""
    bare = re.sub(r'["\\\s]|_.|\[\$-[0-9A-Fa-f]+\]', "", code)
    return "" if bare in ("General", "@") else bare


def _unseen(font: Any, fill: Any) -> bool:
    strike = font.find(tag("s:strike"))
    if strike is not None and strike.get("val", "1") not in ("0", "false"):
        return True
    colour = font.find(tag("s:color"))
    if colour is None:
        return False
    named = colour.get("theme") == "0" or colour.get("indexed") == "9"
    white = named or is_white(colour.get("rgb", ""))
    ground = None if fill is None else fill.find(f"{tag('s:patternFill')}/{tag('s:fgColor')}")
    dark = ground is not None and not is_white(ground.get("rgb", "")) and ground.get("theme") != "0"
    same = ground is not None and bool(ground.get("rgb")) and ground.get("rgb") == colour.get("rgb")
    return same or (white and not dark)


def _closed(element: Any, measure: str) -> bool:
    hidden = element.get("hidden") in ("1", "true")
    size = element.get(measure)
    return hidden or (size is not None and float(size) < NARROW)
