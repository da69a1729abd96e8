"""The report as an Excel workbook: the numbers behind each figure, with unit and sources."""

import io
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from kgisim.io import write_whole
from kgisim.presentation.figures.figure import Numbers
from kgisim.presentation.figures.palette import BAND50, BAND90, GRID, INK, STROKES, TARGET
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.localized import wording
from kgisim.presentation.tables import observations
from kgisim.report.blocks import (
    Block,
    Chart,
    Heading,
    Note,
    Numbering,
    Paragraph,
    Report,
    Row,
    Sentences,
    Table,
    Terms,
)
from kgisim.report.formats.pptx_charts import stacked
from kgisim.report.formats.registry import Format
from kgisim.report.formats.xlsx_numbers import cell_number, with_errors_apart
from kgisim.report.provenance import stamp_of
from kgisim.report.reading.xlsx_names import SOURCES, name_of
from kgisim.report.reading.xlsx_reader import read_sheets

COLUMNS, CELL, NUMBER = (28, 110), 26, 11
"""Widths of the columns of text, of a table and of numbers, in letters of Excel."""
LINE = 16.0
"""Points of a line; not every program makes rows as high as what stands in them."""
TOP = 4
"""Row in which a table, a picture and its numbers, or a chart begin."""
CHART = (860, 440)
"""Width and height of a chart in pixels."""
UNDER = TOP + 23
"""Row in which the numbers of a chart begin: below it, for beside many columns nobody finds it,
and a page that holds both would print too small to be read."""
NATIVE = ("fan", "chances", "ladder", "dots")
"""Figures that become charts of Excel; others are pictures beside their numbers."""
BESIDE = {"position": "right", "delete_series": [0, 1]}
"""Legend of a fan: without the area that only carries the others, and without half a band;
beside the drawing, for below it so many entries leave no room for it."""
A4 = 9
"""The number that Excel has for this paper."""
THOUSAND = 1000
"""Size from which on numbers have separators and no digits after the point."""
PLAIN = {"num_format": "General"}
"""How whole numbers are written, and numbers at an axis: with no more digits than they have."""
LOOK = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top"}


def write_sheets(report: Report, path: Path) -> Path:
    """Write a report as a workbook; the file appears whole or not at all."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": False}) as book:
        SheetReport(report, book).lay()
    write_whole(Path(path), buffer.getvalue())
    return Path(path)


def height(cells: Iterable[object], wide: Iterable[float]) -> float:
    """Return a row of cells the points that its longest cell needs.

    Examples
    --------
    >>> height(["a", "目標" * 20], [10, 20])
    64.0
    """
    return LINE * max(
        sum(max(1, ceil(label_width(part) * 1.7 / letters)) for part in str(cell).split("\n"))
        for cell, letters in zip(cells, wide, strict=True)
    )


def column_letters(lines: Sequence[Sequence[object]]) -> list[float]:
    """Return the width of each column below its head: of its longest line, within limits.

    Examples
    --------
    >>> column_letters([["a", "b"], ["7.3％", "目標" * 20]])
    [11, 26]
    """
    longest = [
        max(label_width(part) for cell in column for part in str(cell).split("\n"))
        for column in zip(*lines, strict=True)
    ]
    return [min(CELL, max(NUMBER, ceil(2 * ems) + 2)) for ems in longest]


def _printable(sheet: Any) -> None:
    """Print a sheet as wide as one page of A4, so that no line is cut in two."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


class SheetReport:
    """A report as it is laid out, sheet by sheet."""

    def __init__(self, report: Report, book: Any) -> None:
        self.report, self.book = report, book
        self.number = Numbering(report.language)
        self.plain = book.add_format(LOOK | {"text_wrap": True})
        self.bold = book.add_format(LOOK | {"bold": True})
        self.quiet = book.add_format(LOOK)
        self.head = book.add_format(LOOK | {"bold": True, "bg_color": "#E3ECF5", "text_wrap": True})
        self.small = book.add_format(LOOK | {"num_format": "0.00"})
        self.large = book.add_format(LOOK | {"num_format": "#,##0"})
        self.whole = book.add_format(LOOK | PLAIN)
        self.link = book.add_format(LOOK | {"font_color": "#0563C1", "underline": 1})
        self.first = book.add_worksheet(report.t("sheet.text"))
        self.codes: dict[str, Any] = {}
        self.line = 0

    def lay(self) -> None:
        """Lay out all blocks: text on the first sheet, each chart and table on its own."""
        self.book.set_properties(
            {"title": self.report.title, "keywords": str(stamp_of(self.report))}
        )
        for column, wide in enumerate(COLUMNS):
            self.first.set_column(column, column, wide)
        self._write(self.report.title, self.bold)
        self._write(self.report.subtitle, self.quiet)
        for block in (*self.report.lead, *self.report.head, *self.report.blocks):
            self._lay(block)
        for sheet in self.book.worksheets():
            _printable(sheet)

    def _lay(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._write(block.text, self.bold)
        elif isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, Row):
            for chart in block.charts:
                self._chart(chart)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, (Paragraph, Sentences, Terms, Note)):
            self._text(block)

    def _write(self, text: str, look: Any) -> None:
        self.first.write_string(self.line, 0, text, look)
        self.line += 1

    def _text(self, block: Paragraph | Sentences | Terms | Note) -> None:
        start = self.line
        if isinstance(block, Terms):
            items = block.items
        else:
            said = (block.text,) if isinstance(block, Paragraph) else block.items
            items = tuple(("", one) for one in said)
        for cells in items:
            self.first.set_row(self.line, height(cells, COLUMNS))
            for column, text in enumerate(cells):
                if text:
                    self.first.write_string(self.line, column, text, self.plain)
            self.line += 1
        if block.key:
            self._bind(self.first, block.key, (start, 0, self.line - 1, 1))

    def _bind(self, sheet: Any, key: str, cells: tuple[int, int, int, int]) -> None:
        where = f"='{sheet.get_name()}'!{xl_range_abs(*cells)}"
        self.book.define_name(name_of(self.report.run.id, key), where)

    def _sheet(self, label: str, caption: str, block: Table | Chart) -> Any:
        """Add a sheet, with a link to it from the first."""
        sheet = self.book.add_worksheet(label)
        self.first.write_url(self.line, 0, f"internal:'{label}'!A1", self.link, label)
        self.first.write_string(self.line, 1, caption, self.plain)
        self.line += 1
        sheet.write_string(0, 0, caption, self.bold)
        sheet.write_string(1, 0, self.report.under(block), self.quiet)
        return sheet

    def _table(self, block: Table) -> None:
        label = self.number.table("").strip()
        sheet = self._sheet(label, block.caption, block)
        frame = with_errors_apart(block.frame, self.report.language)
        lines = [list(frame.columns), *frame.to_numpy().tolist()]
        wide = column_letters([line for line in lines[1:] if not block.is_group(line)])
        for column, letters in enumerate(wide):
            sheet.set_column(column, column, letters)
        for row, line in enumerate(lines, TOP - 1):
            if block.is_group(line):
                sheet.set_row(row, height(line[:1], [sum(wide)]))
                sheet.merge_range(row, 0, row, len(line) - 1, str(line[0]), self.head)
                continue
            sheet.set_row(row, height(line, wide))
            for column, value in enumerate(line):
                self._cell(sheet, (row, column), str(value), is_head=row == TOP - 1)
        sheet.freeze_panes(TOP, 1)
        self._bind(sheet, block.key, (TOP - 1, 0, TOP - 2 + len(lines), len(lines[0]) - 1))

    def _cell(self, sheet: Any, place: tuple[int, int], value: str, *, is_head: bool) -> None:
        """Write a number as a number that looks as printed elsewhere, and all else as text."""
        number = None if is_head else cell_number(value)
        if number is None:
            sheet.write_string(*place, value, self.head if is_head else self.plain)
            return
        sheet.write_number(*place, number.value, self._number_look(number.code))

    def _number_look(self, code: str) -> Any:
        if code not in self.codes:
            self.codes[code] = self.book.add_format(LOOK | {"num_format": code, "align": "left"})
        return self.codes[code]

    def _chart(self, block: Chart) -> None:
        figure, numbers = block.figure, block.figure.numbers
        sheet = self._sheet(self.number.figure("").strip(), figure.caption, block)
        unit = self.report.t("sheet.unit", unit=numbers.unit)
        sheet.write_string(2, 0, unit, self.quiet)
        frame, kind = numbers.frame, figure.name.partition("-")[0]
        if kind == "fan":
            frame = pd.concat([frame, stacked(numbers, self.report.language)], axis=1)
        top = UNDER if kind in NATIVE else TOP
        self._numbers(sheet, frame, top)
        bottom = top + len(frame)
        self._bind(sheet, block.key, (top - 1, 0, bottom - 1, len(frame.columns) - 1))
        self._sources(sheet, block, bottom + 1)
        options: dict[str, Any] = {"description": figure.alt[:250], "object_position": 3}
        if kind not in NATIVE:
            options["image_data"] = io.BytesIO(figure.image("png"))
            sheet.insert_image(TOP, len(frame.columns) + 1, f"{figure.name}.png", options)
            return
        drawing = Drawing(self.book, sheet.get_name(), numbers, frame).chart()
        drawing.set_title({"name": figure.caption, "name_font": {"size": 11, "bold": False}})
        drawing.set_size(dict(zip(("width", "height"), CHART, strict=True)))
        sheet.insert_chart(TOP - 1, 1, drawing, options)

    def _numbers(self, sheet: Any, frame: pd.DataFrame, top: int) -> None:
        sheet.set_row(top - 1, height(frame.columns, [NUMBER] * len(frame.columns)))
        for column, (title, values) in enumerate(frame.items()):
            sheet.write_string(top - 1, column, str(title), self.head)
            look = self._look(values)
            for row, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(top + row, column, value, self.plain)
                elif not pd.isna(value):
                    sheet.write_number(top + row, column, float(value), look)
        sheet.set_column(0, len(frame.columns) - 1, NUMBER)
        sheet.freeze_panes(top if top == TOP else 0, 1)

    def _look(self, values: "pd.Series") -> Any:
        """Choose how the numbers of a column are written: by the largest, whatever its sign."""
        if values.dtype.kind != "f":
            return self.whole
        return self.large if values.abs().max() >= THOUSAND else self.small

    def _sources(self, sheet: Any, block: Chart, line: int) -> None:
        subject = block.key.partition("/")[0]
        if subject not in self.report.run.catalog.indicators:
            return
        localized = wording(self.report.run, subject, self.report.language)
        documents = observations.documents(localized)
        if documents.empty:
            return
        look = self.quiet
        sheet.write_string(line, 0, self.report.t("report.documents"), look)
        cells = documents.to_numpy().tolist()
        for row, document in enumerate(cells, line + 1):
            sheet.write_string(row, 0, " / ".join(filter(None, map(str, document))), look)
        self._bind(sheet, f"{block.key}{SOURCES}", (line + 1, 0, line + len(cells), 0))


class Drawing:
    """A native chart over the numbers of a sheet."""

    def __init__(self, book: Any, sheet: str, numbers: Numbers, frame: pd.DataFrame) -> None:
        self.book, self.sheet, self.numbers, self.frame = book, sheet, numbers, frame

    def chart(self) -> Any:
        """Return the chart that fits what the columns are."""
        roles = set(self.numbers.roles)
        if "low90" in roles:
            made = self._fan()
        elif "chance" in roles:
            made = self._add("scatter", {"subtype": "straight"}, "chance")
        elif "rung" in roles:
            made = self._add("column", {}, "rung")
        else:
            made = self._add("scatter", {}, "dot")
        if roles & {"chance", "rung"}:
            made.set_y_axis({"min": 0, "max": 100, "name": "%"} | PLAIN)
        else:
            made.set_y_axis(
                {
                    "name": self.numbers.unit,
                    "major_gridlines": {"visible": True} | _line(GRID, 0.75),
                }
                | PLAIN
            )
        made.set_legend(BESIDE if "low90" in roles else {"position": "bottom"})
        return made

    def _fan(self) -> Any:
        areas = self.book.add_chart({"type": "area", "subtype": "stacked"})
        width = len(self.numbers.roles)
        for place, colour in enumerate((None, BAND90, BAND50, BAND90)):
            fill = {"none": True} if colour is None else {"color": colour}
            areas.add_series(self._series(width + place) | {"fill": fill, "border": {"none": True}})
        lines = self.book.add_chart({"type": "line"})
        scenario = 0
        for column, role in enumerate(self.numbers.roles):
            if role == "median":
                look: dict[str, Any] = _line(STROKES[scenario % len(STROKES)].colour, 2.25)
                scenario += 1
            elif role == "past":
                look = _line(INK, 2.25)
            elif role == "target":
                look = {"line": {"color": TARGET, "width": 1, "dash_type": "dash"}}
            elif role == "observed":
                marker = {"type": "circle", "size": 5, "fill": {"color": INK}}
                look = {"line": {"none": True}, "marker": marker}
            else:
                continue
            lines.add_series(self._series(column) | look)
        areas.combine(lines)
        areas.set_x_axis({"interval_unit": 5, "name": str(self.frame.columns[0])} | PLAIN)
        areas.show_blanks_as("gap")
        return areas

    def _add(self, kind: str, more: dict[str, str], role: str) -> Any:
        made = self.book.add_chart({"type": kind} | more)
        columns = [place for place, one in enumerate(self.numbers.roles) if one == role]
        for number, column in enumerate(columns):
            colour = STROKES[number % len(STROKES)].colour
            look = {"fill": {"color": colour}} if kind == "column" else _line(colour, 2)
            if role == "dot":
                look = {"line": {"none": True}, "marker": {"type": "circle", "size": 7}}
            made.add_series(self._series(column) | look)
        made.set_x_axis({"name": str(self.frame.columns[0])} | PLAIN)
        return made

    def _series(self, column: int) -> dict[str, Any]:
        last = UNDER + len(self.frame) - 1
        return {
            "name": f"='{self.sheet}'!{xl_rowcol_to_cell(UNDER - 1, column, True, True)}",
            "categories": f"='{self.sheet}'!{xl_range_abs(UNDER, 0, last, 0)}",
            "values": f"='{self.sheet}'!{xl_range_abs(UNDER, column, last, column)}",
        }


def _line(colour: str, width: float) -> dict[str, Any]:
    return {"line": {"color": colour, "width": width}}


FORMAT = Format("xlsx", ending=".xlsx", writer=write_sheets, reader=read_sheets)
