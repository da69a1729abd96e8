"""How slides look: paper and fonts of one's own, or those of a template."""

import re
from pathlib import Path
from typing import Any

from lxml.etree import SubElement
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from kgisim.presentation.i18n.catalog import text
from kgisim.report.provenance import ReportError

FONT = "Yu Gothic"
"""Font of Japanese letters, for presentations without a template."""


def open_presentation(template: Path | None, language: str) -> Any:
    """Create an empty presentation: with our own look, or with the master of a template.

    Raises
    ------
    ReportError
        If the template is no presentation.
    """
    if template is None:
        presentation: Any = Presentation()
        presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
        theme_fonts(presentation, text("language.font", language))
        return presentation
    try:
        presentation = Presentation(str(template))
    except Exception as error:  # whatever a file that is no presentation may raise
        values = {"path": str(template), "cause": str(error)}
        raise ReportError("report.template", **values) from error
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    return presentation


def theme_fonts(presentation: Any, latin: str) -> None:
    """Name fonts of both scripts in the theme, so that charts and tables have them too."""
    for master in presentation.slide_masters:
        for relation in master.part.rels.values():
            if relation.reltype.endswith("/theme"):
                theme = relation.target_part
                for script, font in ((b"latin", latin), (b"ea", FONT)):
                    old = rb"<a:" + script + rb' typeface="[^"]*"'
                    new = b"<a:" + script + b' typeface="' + font.encode() + b'"'
                    theme._blob = re.sub(old, new, theme.blob)


def blank_slide(presentation: Any, layout: Any, title: str, wide: int, margin: int) -> Any:
    """Add a slide that has a title and nothing else."""
    slide = presentation.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if shape.placeholder_format.idx != 0:
            shape._element.getparent().remove(shape._element)
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = margin, Inches(0.45), Emu(wide), Inches(0.9)
    head.text_frame.text = title
    head.text_frame.word_wrap = True
    paragraph = head.text_frame.paragraphs[0]
    paragraph.alignment = None
    paragraph.runs[0].font.size = Pt(22 if len(title) < 60 else 17)
    paragraph.runs[0].font.bold = True
    paragraph._p.get_or_add_pPr().set("algn", "l")
    return slide


def number_slide(slide: Any, left: int, top: int) -> None:
    """Write the number of a slide, which every program keeps up to date."""
    box = slide.shapes.add_textbox(left, top, Inches(0.8), Inches(0.3))
    paragraph = box.text_frame.paragraphs[0]._p
    paragraph.get_or_add_pPr().set("algn", "r")
    about = {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    number = SubElement(paragraph, qn("a:fld"), about)
    SubElement(number, qn("a:rPr"), {"sz": "1000"})
    SubElement(number, qn("a:t")).text = "‹#›"


def title_layout(presentation: Any) -> Any:
    """Choose the layout that has a title and the least else.

    Raises
    ------
    ReportError
        If no layout has a title.
    """
    titled = [
        layout
        for layout in presentation.slide_layouts
        if any(shape.placeholder_format.idx == 0 for shape in layout.placeholders)
    ]
    if not titled:
        raise ReportError("report.layout")
    return min(titled, key=lambda layout: len(layout.placeholders))
