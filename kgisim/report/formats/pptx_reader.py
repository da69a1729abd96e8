"""Reads the blocks of a presentation again, with the numbers inside its charts."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn

from kgisim.report.parsed import ParsedBlock, ParsedReport, digits, merged, pieces
from kgisim.report.provenance import read_stamp, unbind


def read_slides(path: Path) -> ParsedReport:
    """Read the blocks and the loose text of a presentation."""
    presentation: Any = Presentation(str(path))
    stamp = read_stamp(presentation.core_properties.keywords, path)
    blocks, loose = [], []
    for slide in presentation.slides:
        for shape in slide.shapes:
            mark = unbind(shape.name)
            if mark:
                blocks.append(_printed(shape, mark))
            else:
                loose += pieces(_texts(shape))
    return ParsedReport(stamp, merged(blocks), tuple(loose))


def _printed(shape: Any, mark: tuple[str, str]) -> ParsedBlock:
    drawn = tuple(_drawn(shape.chart)) if shape.has_chart else ()
    image = shape.image.blob if hasattr(shape, "image") else b""
    return ParsedBlock(*mark, said=pieces(_texts(shape)), drawn=drawn, image=image)


def _texts(shape: Any) -> Iterator[str | None]:
    """Return what stands in place of a drawing, and the text of a shape."""
    yield next(shape._element.iter(qn("p:cNvPr"))).get("descr")
    if shape.has_text_frame:
        yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
    if shape.has_table:
        for row in shape.table.rows:
            yield from (cell.text for cell in row.cells)


def _drawn(chart: Any) -> Iterator[str]:
    """Return what the chart shows, and the cells of its own sheet, from which it may be redrawn."""
    for value in chart._chartSpace.iter(qn("c:v")):
        yield digits(value.text)
    book: Any = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
    for row in book.active.iter_rows(values_only=True):
        yield from map(digits, row)
