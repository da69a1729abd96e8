"""The report as a Word document: headings, tables and captions that Word knows as such."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches
from docx.table import _Cell

from kgisim.io import write_whole
from kgisim.presentation.figures.wrapping import label_width
from kgisim.report.blocks import (
    CHAPTER,
    Block,
    Chart,
    Heading,
    Note,
    Numbering,
    PageBreak,
    Paragraph,
    Report,
    Row,
    Sentences,
    Table,
    Terms,
)
from kgisim.report.formats.docx_style import (
    GOAL_HEADING,
    dress,
    end_lead,
    field,
    page_footer,
    shade,
)
from kgisim.report.formats.registry import Format
from kgisim.report.provenance import sign
from kgisim.report.reading.docx_marks import name_of
from kgisim.report.reading.docx_reader import read_word

WIDE, LEAD_WIDE = 6.5, 7.3
"""Inches between the margins: usually, and on the page that comes first."""
ALONE, CROWDED = 0.8, 0.56
"""How large a chart is printed that stands alone, against its natural size: usually, and in a
compact report."""
UNBROKEN, WIDEST = 7.5, 24.0
"""Ems that every column gets if it needs them, and ems beyond which it has to break its lines."""
PADDING = 1.6
"""Ems left and right of the text in a cell."""
TALLEST = Inches(1.8)
"""Height of a ladder of many rungs where a page has to hold all that is said of a level."""
CELL_SIDES = 0.17
"""Inches that Word keeps free left and right in a cell, together."""
NUMBER = re.compile(r"[−▲+±]?\d[\d.,]*(?:[～–][\d.,]+)?[^\s\d、（(]{0,3}")
"""A number or a range with its unit, which is not broken over two lines."""
LONGEST_NUMBER = 12.0
"""Ems of a number beyond which it may be broken all the same."""
EMS_PER_INCH = 9.0
"""How much text of a cell's size stands on an inch."""
SHADES = {"banner": "FFF4DE", "alert": "FBE3E0", "withheld": "EFEFEF", "conditional": "EDE7F6"}
"""Background of what is set apart."""


def write_word(report: Report, path: Path) -> Path:
    """Write a report as a Word document; the file appears whole or not at all."""
    buffer = io.BytesIO()
    WordReport(report).document.save(buffer)
    write_whole(Path(path), buffer.getvalue())
    return Path(path)


class WordReport:
    """A report as it is laid out, block by block."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.number = Numbering(report.language)
        self._breaks = self._is_lead = False
        self._bookmarks = 0
        self.document: Any = Document()
        dress(self.document, report.language, small=report.is_compact)
        sign(self.document.core_properties, report)
        page_footer(self.document, self._run_mark)
        if report.lead:
            self._lead()
        self._front()
        for block in report.blocks:
            self._lay(block, self.document)

    @property
    def _run_mark(self) -> str:
        return self.report.t("report.run_note", run=self.report.run.id)

    def _lead(self) -> None:
        """Lay out what comes before everything else on a page of its own."""
        self._is_lead = True
        for block in self.report.lead:
            self._lay(block, self.document)
        self._is_lead = False
        end_lead(self.document)

    def _front(self) -> None:
        self.document.add_paragraph(self.report.title, style="Title")
        self.document.add_paragraph(self.report.subtitle, style="Subtitle")
        for block in self.report.head:
            self._lay(block, self.document)
        if self.report.has_contents:
            self._contents()

    def _contents(self) -> None:
        """Leave a table of contents that Word fills with pages when it opens the document."""
        self.document.add_paragraph(self.report.t("report.contents"), style="Contents")
        listed = [
            block
            for block in self.report.blocks
            if isinstance(block, Heading) and (block.level == CHAPTER or block.kind == "goal")
        ]
        paragraphs = [
            self.document.add_paragraph(one.text, style=f"Contents {one.level - CHAPTER + 1}")
            for one in listed
        ]
        field(paragraphs, rf'TOC \o "1-1" \t "{GOAL_HEADING},2" \h \z')

    def _lay(self, block: Block, place: Any) -> None:
        layers: dict[type, Callable[[Any, Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Sentences: self._sentences,
            Terms: self._terms,
            Note: self._note,
            Table: self._table,
            Chart: self._chart,
            Row: self._row,
            PageBreak: self._page_break,
        }
        with self._bound(getattr(block, "key", ""), place):
            layers[type(block)](block, place)

    @contextmanager
    def _bound(self, key: str, place: Any) -> Iterator[None]:
        """Mark what is laid out meanwhile with a bookmark that names its key."""
        body = place._element if hasattr(place, "_tc") else place.element.body
        behind = len(body.findall(qn("w:sectPr")))  # it stays the last
        first = len(body) - behind
        yield
        made = body[first : len(body) - behind]
        if key and made:
            self._bookmarks += 1
            bookmark(made, name_of(key), self._bookmarks)

    def _heading(self, block: Heading, place: Any) -> None:
        style = GOAL_HEADING if block.kind == "goal" else f"Heading {block.level - CHAPTER + 1}"
        made = place.add_paragraph(block.text, style=style)
        # a break of its own could leave an empty page behind a full one
        made.paragraph_format.page_break_before = self._breaks
        self._breaks = False

    def _page_break(self, block: PageBreak, place: Any) -> None:
        self._breaks = True

    def _paragraph(self, block: Paragraph, place: Any) -> None:
        style = "Small" if block.kind else "Normal"
        lead = "Lead note" if block.kind else "Lead"
        place.add_paragraph(block.text, style=lead if self._is_lead else style)

    def _sentences(self, block: Sentences, place: Any) -> None:
        prose = "Lead" if self._is_lead else "Normal"
        style = prose if block.kind == "prose" else "List Bullet"
        for item in block.items:
            place.add_paragraph(item, style=style)

    def _terms(self, block: Terms, place: Any) -> None:
        table = place.add_table(rows=0, cols=2)
        table.style = "Report"
        for term, said in block.items:
            first, second = table.add_row().cells
            write_cell(first, term)
            write_cell(second, said)
            shade(first, "F2F2F2")
        widths(table, [0.28 * WIDE, 0.72 * WIDE])
        place.add_paragraph(style="Gap")

    def _note(self, block: Note, place: Any) -> None:
        table = place.add_table(rows=1, cols=1)
        table.style = "Report"
        cell = table.cell(0, 0)
        shade(cell, SHADES[block.kind])
        write_cell(cell, "\n".join(filter(None, [block.title, *block.items])))
        if block.title:
            cell.paragraphs[0].runs[0].bold = True
        place.add_paragraph(style="Gap")

    def _table(self, block: Table, place: Any) -> None:
        caption = place.add_paragraph(style="Caption")
        caption.add_run(self.number.table(block.caption))
        caption.add_run(f"　{self.report.under(block)}", style="Run mark")
        caption.paragraph_format.keep_with_next = True
        frame = block.frame
        table = place.add_table(rows=1 + len(frame), cols=len(frame.columns))
        table.style = "Report"
        lines = [list(frame.columns), *frame.to_numpy().tolist()]
        for row, line in zip(rows_of(table), lines, strict=True):
            keep_row_whole(row)
            for cell, value in zip(row, line, strict=True):
                write_cell(cell, str(value), small=bool(block.shares))
        first = next(rows_of(table))
        repeat_on_every_page(first)
        for cell in first:
            shade(cell, "E3ECF5")
        wide = LEAD_WIDE if self._is_lead else WIDE
        widths(table, shared(block.shares, wide) if block.shares else column_widths(lines))
        for row, line in zip(rows_of(table), lines, strict=True):
            if block.is_group(line):
                span(row)
        place.add_paragraph(style="Gap")

    def _chart(self, block: Chart, place: Any, scale: float | None = None) -> None:
        scale = scale or (CROWDED if self.report.is_compact else ALONE)
        scale = 1.0 if block.kind == "wide" else scale
        wide = min(WIDE, block.figure.inches * scale)
        paragraph = place.add_paragraph(style="Picture")
        picture = paragraph.add_run().add_picture(
            io.BytesIO(block.figure.image("png")), width=Inches(wide)
        )
        if self.report.is_compact and block.kind == "ladder" and picture.height > TALLEST:
            picture.width, picture.height = int(picture.width * TALLEST / picture.height), TALLEST
        about = picture._inline.docPr
        about.set("descr", block.figure.alt)
        about.set("name", block.figure.name)
        caption = place.add_paragraph(style="Caption")
        caption.add_run(self.number.figure(block.figure.caption))
        caption.add_run(f"\n{self.report.under(block)}", style="Run mark")
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _row(self, block: Row, place: Any) -> None:
        for line in lines_of(block):
            wide = sum(chart.figure.inches for chart in line)
            free = WIDE - CELL_SIDES * len(line)
            scale = min(1.0, free / wide)
            table = place.add_table(rows=1, cols=len(line))
            shares = [free * chart.figure.inches / wide + CELL_SIDES for chart in line]
            widths(table, shares)
            cells = next(rows_of(table))
            for cell, chart in zip(cells, line, strict=True):
                with self._bound(chart.key, cell):
                    self._chart(chart, cell, scale)
                cell._tc.remove(cell.paragraphs[0]._p)
                cell.add_paragraph(style="Gap")
            keep_row_whole(cells)
        place.add_paragraph(style="Gap")


def lines_of(row: Row) -> Iterator[tuple[Chart, ...]]:
    """Break a row of many charts into pairs."""
    for start in range(0, len(row.charts), 2):
        yield row.charts[start : start + 2]


def bookmark(made: list[Any], name: str, number: int) -> None:
    """Mark where elements of a document begin.

    A content control or a bookmark around all of them would say more, but LibreOffice repeats the
    text of tables inside either when it saves the document.
    """
    first = next(one for part in made for one in part.iter(qn("w:p")))
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (begin, end):
        mark.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), name)
    first.insert(0 if first.pPr is None else 1, end)
    end.addprevious(begin)


def rows_of(table: Any) -> Iterator[list[Any]]:
    """Return the cells row by row; the library's own way takes the square of their number."""
    for row in table._tbl.tr_lst:
        yield [_Cell(cell, table) for cell in row.tc_lst]


def write_cell(cell: Any, text: str, *, small: bool = False) -> None:
    """Write lines into a cell, each a paragraph; the names of its styles are their ids too."""
    element = cell._tc
    for place, line in enumerate(text.split("\n")):
        paragraph = element.p_lst[0] if place == 0 else element.add_p()
        paragraph.style = "Tight" if small else "Cell"
        # the library's own way of adding text searches the document for every cell
        paragraph.add_r().add_t(line)


def shared(shares: Sequence[float], wide: float = WIDE) -> list[float]:
    """Share the width of the page among columns as given, in inches."""
    return [wide * one / sum(shares) for one in shares]


def column_widths(lines: list[list[Any]]) -> list[float]:
    """Share the width of the page among columns by what they hold, in inches."""
    floors, wanted = [], []
    for heading, *cells in zip(*lines, strict=True):
        longest = max(label_width(part) for cell in cells for part in str(cell).split("\n"))
        # a heading may take two lines, so that columns of short numbers stay slim
        longest = max(longest, label_width(str(heading)) / 2) + PADDING
        whole = max(
            (label_width(one) for cell in cells for one in NUMBER.findall(str(cell))), default=0
        )
        floors.append(max(min(longest, UNBROKEN), min(whole + PADDING, longest, LONGEST_NUMBER)))
        wanted.append(min(longest, WIDEST) - floors[-1])
    spare = WIDE * EMS_PER_INCH - sum(floors)
    share = spare / sum(wanted) if sum(wanted) and spare > 0 else 0.0
    ems = [floor + share * more for floor, more in zip(floors, wanted, strict=True)]
    return [WIDE * one / sum(ems) for one in ems]


def widths(table: Any, inches: list[float]) -> None:
    """Set the width of every column; Word reads it from the cells."""
    table.autofit = False
    for column, wide in zip(table._tbl.tblGrid.gridCol_lst, inches, strict=True):
        column.w = Inches(wide)
    for row in table._tbl.tr_lst:
        for cell, wide in zip(row.tc_lst, inches, strict=True):
            cell.width = Inches(wide)


def keep_row_whole(row: list[Any]) -> None:
    """Never break a row over two pages."""
    row[0]._tc.getparent().get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def span(row: list[Any]) -> None:
    """Make one cell of a row, the first; merging would keep an empty line of every other."""
    first, *others = row
    wide = sum(cell.width for cell in row)
    for cell in others:
        cell._tc.getparent().remove(cell._tc)
    first._tc.grid_span, first.width = len(row), wide
    shade(first, "F2F2F2")


def repeat_on_every_page(row: list[Any]) -> None:
    """Repeat the headings where a table goes on."""
    row[0]._tc.getparent().get_or_add_trPr().append(OxmlElement("w:tblHeader"))


FORMAT = Format("docx", ending=".docx", writer=write_word, reader=read_word, draws=("png",))
