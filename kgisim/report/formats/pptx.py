"""The report as a PowerPoint presentation: one message a slide, charts that can be edited."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml.etree import SubElement
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from kgisim.io import write_whole
from kgisim.report.blocks import (
    Block,
    Chart,
    Heading,
    Note,
    Paragraph,
    Report,
    Row,
    Sentences,
    Slide,
    Table,
    Terms,
)
from kgisim.report.formats.docx import column_widths, shared
from kgisim.report.formats.pptx_charts import NATIVE, chart_of
from kgisim.report.formats.pptx_layout import (
    CELL_LEADING,
    CELL_LINE,
    CELL_MARGIN,
    LEADING,
    MOST,
    Area,
    grid_height,
    largest,
    line_count,
    line_height,
    pages,
    row_lines,
    table_pages,
    text_height,
    texts_of,
)
from kgisim.report.formats.pptx_style import (
    blank_slide,
    number_slide,
    open_presentation,
    title_layout,
)
from kgisim.report.formats.registry import Format
from kgisim.report.provenance import bind, sign
from kgisim.report.reading.pptx_reader import read_slides, template_mark

MARGIN = Inches(0.6)
LINES = 12
"""Lines of text that a slide holds."""
CELL_POINTS = 10
CHART_SHARE = 0.6
"""Share of a slide's width that a chart takes from what stands beside it."""
INK, QUIET = RGBColor(0x22, 0x22, 0x22), RGBColor(0x76, 0x76, 0x76)


def write_slides(report: Report, path: Path, *, template: Path | None = None) -> Path:
    """Write a report as a presentation; the file appears whole or not at all.

    Parameters
    ----------
    template
        A presentation (.pptx) whose master, layouts and size are used; its slides are left out.

    Raises
    ------
    ReportError
        If the template cannot be read.
    """
    buffer = io.BytesIO()
    SlideReport(report, open_presentation(template, report.language)).presentation.save(buffer)
    write_whole(Path(path), buffer.getvalue())
    return Path(path)


class SlideReport:
    """A report as it is laid out, slide by slide."""

    def __init__(self, report: Report, presentation: Any) -> None:
        self.report, self.presentation = report, presentation
        self.layout = title_layout(presentation)
        self.chapter = self.heading = ""
        sign(presentation.core_properties, report)
        shown = (self.layout, self.layout.slide_master)
        mark = template_mark(one.shapes._spTree for one in shown)
        presentation.core_properties.category = mark
        self._front()
        for slide in report.slides:
            self._message(slide)
        for block in () if report.slides else (*report.lead, *report.blocks):
            self._lay(block)

    @property
    def _wide(self) -> int:
        return int(self.presentation.slide_width) - 2 * int(MARGIN)

    @property
    def _high(self) -> int:
        return int(self.presentation.slide_height)

    def _front(self) -> None:
        slide = self._slide(self.report.title)
        self._text(slide, [self.report.subtitle], Inches(1.15), Inches(0.4), 16)
        top = 1.7
        for block in self.report.head:
            texts = texts_of(block)
            high = 0.3 * sum(line_count(text, 80) for text in texts)
            self._text(slide, texts, Inches(top), Inches(high), 12, block)
            top += high + 0.2

    def _message(self, one: Slide) -> None:
        """Show one message: a chart with what stands beside it, or all blocks below each other."""
        slide = self._slide(one.title, one.kicker)
        self._say(slide, one.notes)
        top = 1.45
        area = Area(MARGIN.inches, top, Emu(self._wide).inches, Emu(self._high).inches - top - 0.55)
        charts = [block for block in one.blocks if isinstance(block, Chart)]
        others = [block for block in one.blocks if not isinstance(block, Chart)]
        if charts:
            left, area = area.split(CHART_SHARE) if others else (area, area)
            self._draw(slide, charts[0], left)
        for block, part in zip(others, area.stack(others), strict=True):
            if isinstance(block, Table):
                self._fit_table(slide, block, part)
            else:
                self._fit_text(slide, block, part)

    def _say(self, slide: Any, notes: Sequence[str]) -> None:
        """Write what is read and cited to a slide below its run."""
        frame = slide.notes_slide.notes_text_frame
        frame.text = "\n".join([self.report.t("report.run_note", run=self.report.run.id), *notes])

    def _draw(self, slide: Any, block: Chart, area: "Area") -> None:
        figure, caption = block.figure, 0.45
        box = (*map(Inches, (area.left, area.top, area.wide)), Inches(area.high - caption))
        if figure.name.partition("-")[0] in NATIVE:
            shape = chart_of(slide.shapes, figure.name, figure.numbers, box, self.report.language)
        else:
            shape = _fitted(slide.shapes, figure.image("png"), box)
        shape.name = bind(self.report.run.id, block.key)
        _describe(shape, figure.alt)
        under = replace(area, top=area.top + area.high - caption, high=caption)
        self._write(slide, [figure.caption, self.report.under(block)], under, 9)

    def _fit_table(self, slide: Any, block: Table, area: "Area") -> None:
        """Set a table as large as it fits."""
        lines = [list(block.frame.columns), *block.frame.to_numpy().tolist()]
        lines = [[str(cell) for cell in line] for line in lines]
        wide = shared(block.shares) if block.shares else column_widths(lines)
        wide = [area.wide * one / sum(wide) for one in wide]
        points = largest(14.0, area.high, lambda size: grid_height(lines, wide, size))
        shape = slide.shapes.add_table(
            len(lines), len(wide), *map(Inches, (area.left, area.top, area.wide, 0.2))
        )
        shape.name = bind(self.report.run.id, block.key)
        _describe(shape, block.caption or slide.shapes.title.text_frame.text)
        for column, one in zip(shape.table.columns, wide, strict=True):
            column.width = Inches(one)
        for number, line in enumerate(lines):
            row = shape.table.rows[number]
            group = number > 0 and block.is_group(line)
            row.height = Inches(line_height(line, [sum(wide)] if group else wide, points))
            cells = list(row.cells)
            if group:
                cells[0].merge(cells[-1])
            for cell, value in zip(cells, line, strict=True):
                _write_cell(cell, value, bold=number == 0 or group, points=points, tight=True)

    def _fit_text(self, slide: Any, block: Any, area: "Area") -> None:
        """Set text as large as it fits."""
        texts = texts_of(block)
        points = largest(MOST, area.high, lambda size: text_height(texts, area.wide, size))
        self._write(slide, texts, area, points, block)

    def _write(
        self, slide: Any, texts: Sequence[str], area: "Area", points: float, block: Any = None
    ) -> None:
        left, wide = Inches(area.left), Inches(area.wide)
        self._text(
            slide, list(texts), Inches(area.top), Inches(area.high), points, block, left, wide
        )

    def _lay(self, block: Block) -> None:
        layers: dict[type, Callable[[Any], None]] = {
            Heading: self._remember,
            Paragraph: self._paragraph,
            Sentences: self._localized,
            Terms: self._localized,
            Note: self._localized,
            Table: self._table,
            Chart: self._chart,
            Row: self._row,
        }
        if type(block) in layers:
            layers[type(block)](block)

    def _remember(self, block: Heading) -> None:
        """Keep headings for the slides to come; a slide that only says a heading has no message."""
        if block.level <= 3:
            self.chapter, self.heading = block.text, ""
        else:
            self.heading = block.text

    def _paragraph(self, block: Paragraph) -> None:
        if block.key:
            self._localized(block)

    def _localized(self, block: Any) -> None:
        title = " – ".join(
            filter(None, [self.chapter, getattr(block, "title", "") or self.heading])
        )
        for texts in pages(texts_of(block), LINES, 58):
            slide = self._slide(title)
            self._text(slide, texts, Inches(1.5), Emu(self._high - int(Inches(2.3))), 18, block)

    def _chart(self, block: Chart) -> None:
        figure, run = block.figure, self.report.run.id
        slide = self._slide(block.message or figure.caption, self.chapter)
        if block.message:
            slide.shapes.title.name = bind(run, f"{block.key}/message")
        top = Inches(1.75)
        box = (MARGIN, top, Emu(self._wide), Emu(self._high - int(top) - int(Inches(0.75))))
        if figure.name.partition("-")[0] in NATIVE:
            shape = chart_of(slide.shapes, figure.name, figure.numbers, box, self.report.language)
        else:
            shape = _fitted(slide.shapes, figure.image("png"), box)
        shape.name = bind(run, block.key)
        _describe(shape, figure.alt)
        if block.message:
            self._text(slide, [figure.caption], Inches(1.35), Inches(0.35), 12)
        foot = Emu(self._high - int(Inches(0.75)))
        self._text(slide, [self.report.under(block)], foot, Inches(0.3), 9)

    def _row(self, block: Row) -> None:
        for chart in block.charts:
            self._chart(chart)

    def _table(self, block: Table) -> None:
        lines = block.frame.to_numpy().tolist()
        wide = shared(block.shares) or column_widths([list(block.frame.columns), *lines])
        for part in table_pages(lines, wide):
            slide = self._slide(block.caption, self.chapter)
            self._grid(slide, [list(block.frame.columns), *part], wide, block)

    def _grid(self, slide: Any, lines: list[list[str]], wide: list[float], block: Table) -> None:
        shape = slide.shapes.add_table(
            len(lines), len(lines[0]), MARGIN, Inches(1.5), Emu(self._wide), Inches(0.3)
        )
        shape.name = bind(self.report.run.id, block.key)
        _describe(shape, block.caption)
        table = shape.table
        for column, one in zip(table.columns, wide, strict=True):
            column.width = Emu(int(self._wide * one / sum(wide)))
        for number, line in enumerate(lines):
            high = row_lines(line, wide) * CELL_LINE + 2 * CELL_MARGIN
            table.rows[number].height = Inches(high)
            for cell, value in zip(table.rows[number].cells, line, strict=True):
                _write_cell(cell, str(value), bold=number == 0)

    def _slide(self, title: str, kicker: str = "") -> Any:
        slide = blank_slide(self.presentation, self.layout, title, self._wide, MARGIN)
        if kicker and kicker != title:
            self._text(slide, [kicker], Inches(0.22), Inches(0.3), 12)
        note = self.report.t("report.run_note", run=self.report.run.id)
        foot = Emu(self._high - int(Inches(0.45)))
        self._text(slide, [note], foot, Inches(0.3), 9)
        slide.notes_slide.notes_text_frame.text = note
        number_slide(slide, Emu(int(MARGIN) + self._wide - int(Inches(0.8))), foot)
        return slide

    def _text(
        self,
        slide: Any,
        texts: list[str],
        top: Any,
        high: Any,
        size: float,
        block: Any = None,
        left: Any = MARGIN,
        wide: Any = None,
    ) -> None:
        box = slide.shapes.add_textbox(left, top, wide or Emu(self._wide), high)
        if block is not None and getattr(block, "key", ""):
            box.name = bind(self.report.run.id, block.key)
        frame = box.text_frame
        frame.word_wrap = True
        for place, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.line_spacing = Pt(size * LEADING)  # fonts that stand in are not equally high
            run = paragraph.add_run()
            run.text = text
            run.font.size = Pt(size)
            run.font.color.rgb = INK if size > 12 or block is not None else QUIET
            paragraph.space_after = Pt(size / 2 if size > 12 else 2)


def _write_cell(
    cell: Any, text: str, *, bold: bool, points: float = CELL_POINTS, tight: bool = False
) -> None:
    body = cell.text_frame._txBody
    for place, line in enumerate(text.split("\n")):
        paragraph = body.p_lst[0] if place == 0 else body.add_p()
        if tight:
            spacing = SubElement(
                SubElement(paragraph.get_or_add_pPr(), qn("a:lnSpc")), qn("a:spcPts")
            )
            spacing.set("val", str(int(points * CELL_LEADING * 100)))
        # the library's own way parses a text for every run, which is most of a long report's time
        run = SubElement(paragraph, qn("a:r"))
        SubElement(run, qn("a:rPr"), {"sz": str(int(points * 100)), "b": str(int(bold))})
        SubElement(run, qn("a:t")).text = line
    cell.margin_top = cell.margin_bottom = Inches(0.015 if tight else CELL_MARGIN)
    # half of what the count of lines allows for, so that a stand-in font still finds room
    cell.margin_left = cell.margin_right = Inches(0.05)


def _describe(shape: Any, said: str) -> None:
    """Say what a shape shows to readers who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", said)


def _fitted(shapes: Any, image: bytes, box: tuple) -> Any:
    """Place a picture into a box without bending it."""
    left, top, wide, high = box
    picture = shapes.add_picture(io.BytesIO(image), left, top, height=high)
    if picture.width > wide:
        picture.height = int(picture.height * wide / picture.width)
        picture.width = wide
    picture.left = left + (wide - picture.width) // 2
    return picture


FORMAT = Format(
    "pptx", ending=".pptx", writer=write_slides, reader=read_slides, takes_template=True
)
