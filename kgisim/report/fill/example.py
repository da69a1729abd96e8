"""Documents with fields to begin from: one of each kind, small enough to be edited at once."""

from pathlib import Path
from typing import Any

from kgisim.errors import RequestError
from kgisim.io import write_whole
from kgisim.report.fill.fields import Field, Fields

TEXTS = ("title", "latest.period", "latest", "level.goal", "chance.goal.baseline")
"""Texts of one goal that an example shows, by the ends of their names."""
SENTENCES, TABLE, FIGURE = "outlook", "levels", "fan"
WIDE = 6.0
"""Inches of the figure."""


def write_example(fields: Fields, out: Path) -> Path:
    """Write a document that names fields of the first goal with levels.

    Parameters
    ----------
    fields
        All fields; their present values are shown until the document is filled.
    out
        File to write; its ending chooses the kind.

    Raises
    ------
    RequestError
        If the ending is none of the three.
    """
    writers = {".docx": _word, ".pptx": _slides, ".xlsx": _sheet}
    if out.suffix.lower() not in writers:
        raise RequestError("fill.format", path=str(out), expected=tuple(writers))
    goal = next(name for name in fields if name.endswith(f".{TABLE}")).partition(".")[0]
    own = {name.partition(".")[2]: field for name, field in fields.items() if name.startswith(goal)}
    write_whole(out, writers[out.suffix.lower()](own))
    return out


def _bytes(document: Any) -> bytes:
    import io

    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _image(field: Field) -> Any:
    import io

    return io.BytesIO(field.content.image("png"))  # type: ignore[union-attr]


def _word(own: dict[str, Field]) -> bytes:
    from docx import Document
    from docx.shared import Inches

    document: Any = Document()
    for name in (*TEXTS, SENTENCES):
        paragraph = document.add_paragraph(style="Heading 1" if name == "title" else None)
        paragraph._p.append(control(own[name]))
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    table.cell(0, 0).paragraphs[0]._p.append(control(own[TABLE]))
    picture = document.add_picture(_image(own[FIGURE]), width=Inches(WIDE))
    picture._inline.docPr.set("descr", own[FIGURE].name)
    return _bytes(document)


def control(field: Field, text: str = "…") -> Any:
    """Make a content control of Word that names a field."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement("w:sdt")
    about, content, run = (OxmlElement(f"w:{one}") for one in ("sdtPr", "sdtContent", "r"))
    for name in ("alias", "tag"):
        label = OxmlElement(f"w:{name}")
        label.set(qn("w:val"), field.name)
        about.append(label)
    run.text = text
    content.append(run)
    made.append(about)
    made.append(content)
    return made


def _slides(own: dict[str, Field]) -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    show: Any = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.name = own["title"].name
    for at, name in enumerate((*TEXTS[1:], SENTENCES)):
        box = slide.shapes.add_textbox(Inches(0.5), Inches(1.4 + 0.5 * at), Inches(9), Inches(0.5))
        box.name = own[name].name
        box.text_frame.text = "…"
    slide.shapes.add_table(2, 2, Inches(0.5), Inches(4.5), Inches(9), Inches(1)).name = own[
        TABLE
    ].name
    picture = show.slides.add_slide(show.slide_layouts[6]).shapes.add_picture(
        _image(own[FIGURE]), Inches(1), Inches(1), Inches(WIDE)
    )
    picture.name = own[FIGURE].name
    return _bytes(show)


def _sheet(own: dict[str, Field]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.drawing.image import Image
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet: Any = book.active
    for at, name in enumerate((*TEXTS, SENTENCES, TABLE), 1):
        field = own[name]
        sheet.cell(at, 1, name)
        place = f"$B${at}" if field.kind == "text" else f"$A${at + 1}:$H${at + 4}"
        book.defined_names[field.name] = DefinedName(
            field.name, attr_text=f"'{sheet.title}'!{place}"
        )
        if field.number is not None:
            sheet.cell(at, 2).number_format = "0%" if field.number.is_percent else "0.0"
    sheet.add_image(Image(_image(own[FIGURE])), f"A{len(TEXTS) + 9}")
    content = _bytes(book)
    return _named_picture(content, own[FIGURE].name)


def _named_picture(content: bytes, name: str) -> bytes:
    """Write a name into the alternative text of the only picture of a workbook."""
    import io

    from kgisim.report.fill.office import EditablePackage
    from kgisim.report.reading.package import local

    package = EditablePackage(io.BytesIO(content))
    part = next(one for one in package.parts if one.startswith("xl/drawings/drawing"))
    for one in package.xml(part).iter():
        if local(one) == "cNvPr":
            one.set("descr", name)
    package.touch(part)
    return package.packed()
