"""How a Word document looks: paper, fonts for both scripts, and the styles that blocks use."""

from functools import cache
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kgisim.presentation.i18n.catalog import text

FONT = "Yu Gothic"
"""Font of Japanese letters; it comes with Japanese Windows, and LibreOffice finds one like it."""
INK, QUIET = RGBColor(0x22, 0x22, 0x22), RGBColor(0x76, 0x76, 0x76)
GOAL_HEADING = "Heading 2 goal"
"""Style of the headings below a chapter that the table of contents lists."""
LATEST_LAYOUT = "15"
"""How Word lays out documents since 2013; without it, it opens one in compatibility mode."""
PARAGRAPHS: dict[str, dict[str, Any]] = {
    "Normal": {"size": 10, "after": 5, "line": 1.15},
    "Title": {"size": 20, "after": 2, "bold": True},
    "Subtitle": {"size": 11, "after": 10, "colour": QUIET},
    "Heading 1": {"size": 15, "before": 14, "after": 6, "bold": True, "keep": True},
    "Heading 2": {"size": 12.5, "before": 12, "after": 4, "bold": True, "keep": True},
    "Heading 3": {"size": 10.5, "before": 8, "after": 3, "bold": True, "keep": True},
    "List Bullet": {"size": 10, "after": 3, "line": 1.1},
    "Caption": {"size": 9, "before": 3, "after": 3, "bold": True},
    "Small": {"size": 8.5, "after": 5, "colour": QUIET},
    "Cell": {"size": 8, "after": 0},
    "Lead": {"size": 7.5, "after": 1, "line": Pt(9)},
    "Lead note": {"size": 6.5, "after": 1, "line": Pt(8), "colour": QUIET},
    "Tight": {"size": 6.5, "after": 0, "line": Pt(7.5)},
    "Gap": {"size": 4, "after": 0},
    "Picture": {"size": 10, "before": 4, "after": 0, "centred": True, "keep": True},
    "Contents": {"size": 12, "before": 10, "after": 4, "bold": True},
    "Contents 1": {"size": 10, "after": 2},
    "Contents 2": {"size": 9.5, "after": 1, "indent": 6},
}
"""Points, and what else sets a style apart."""
SMALL: dict[str, dict[str, Any]] = {
    "Heading 2": {"before": 0, "after": 3, "line": Pt(17)},
    "Heading 3": {"size": 9.5, "before": 4, "after": 1, "line": Pt(12.5)},
    "List Bullet": {"size": 8.5, "after": 1, "line": Pt(10.5)},
    "Normal": {"size": 8.5, "after": 2, "line": Pt(11)},
    "Cell": {"size": 7.5, "after": 0, "line": Pt(9.5)},
    "Caption": {"size": 8.5, "before": 1, "after": 2, "line": Pt(11)},
}
"""What is different where much has to go on one page; lines of fixed height, because fonts that
stand in for one another are not equally high."""
LEAD_SIDES, LEAD_ENDS = 12, 10
"""Millimetres beside the page that comes first, and above and below it."""
ROOMY, TIGHT = (20, 18, 10), (14, 14, 7)
"""Millimetres above and below the text, and below the footer: usually, and where much has to go
on one page."""


def dress(document: Any, language: str, *, small: bool = False) -> None:
    """Prepare paper and styles of a new document; small: as much as possible on a page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22.5)
    top, bottom, foot = TIGHT if small else ROOMY
    section.top_margin, section.bottom_margin, section.footer_distance = (
        Mm(top),
        Mm(bottom),
        Mm(foot),
    )
    for name, look in PARAGRAPHS.items():
        _paragraph_style(document, name, look | (SMALL.get(name, {}) if small else {}))
    goal = document.styles.add_style(GOAL_HEADING, WD_STYLE_TYPE.PARAGRAPH)
    goal.base_style = document.styles["Heading 2"]
    goal.next_paragraph_style = document.styles["Normal"]
    _lay_out_as_now(document)
    mark = document.styles.add_style("Run mark", WD_STYLE_TYPE.CHARACTER)
    _letters(mark, 7, bold=False, colour=QUIET)
    _table_style(document)
    _latin(document, text("language.font", language))
    tongue = document.styles.element.find(f".//{qn('w:lang')}")
    tongue.set(qn("w:val"), text("language.locale", language))
    tongue.set(qn("w:eastAsia"), "ja-JP")
    _find_styles_once(document)


def _find_styles_once(document: Any) -> None:
    """Look a style up by its name once, not at every paragraph: that is half the time of a brief.

    The library goes through all styles for the name, and through them again for the usual one.
    """
    document.part.get_style_id = cache(document.part.get_style_id)


def _latin(document: Any, font: str) -> None:
    """Name the font of Latin letters in every style."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for script in ("w:ascii", "w:hAnsi", "w:cs"):
            if fonts.get(qn(script)) is not None:
                fonts.set(qn(script), font)


def _lay_out_as_now(document: Any) -> None:
    for one in document.settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), LATEST_LAYOUT)


def end_lead(document: Any) -> None:
    """End the page that comes first, which has narrower margins than those that follow."""
    following = document.add_section(WD_SECTION.NEW_PAGE)
    lead = document.sections[-2]
    following.left_margin = following.right_margin = lead.left_margin
    lead.left_margin = lead.right_margin = Mm(LEAD_SIDES)
    lead.top_margin = lead.bottom_margin = Mm(LEAD_ENDS)
    lead.footer_distance = Mm(LEAD_ENDS / 2)
    document.paragraphs[-1].style = "Gap"


def _paragraph_style(document: Any, name: str, look: dict[str, Any]) -> None:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _letters(style, look["size"], bold=look.get("bold", False), colour=look.get("colour", INK))
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.get("before", 0)), Pt(look["after"])
    shape.line_spacing = look.get("line", 1.0)
    shape.keep_with_next = look.get("keep", False)
    if "indent" in look:
        shape.left_indent = Mm(look["indent"])
    if look.get("centred"):
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:  # the default title is underlined
        border.getparent().remove(border)


def _letters(style: Any, size: float, *, bold: bool, colour: RGBColor) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):  # a theme font would win over the one that is named
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _table_style(document: Any) -> None:
    style = document.styles.add_style("Report", WD_STYLE_TYPE.TABLE)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "A6A6A6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    shape = OxmlElement("w:tblPr")
    shape.append(borders)
    style.element.append(shape)


def shade(cell: Any, colour: str) -> None:
    """Colour the background of a cell."""
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(fill)


def field(paragraphs: list[Any], code: str) -> None:
    """Make paragraphs the present content of a field, which Word brings up to date on opening."""
    first, last = paragraphs[0]._p, paragraphs[-1]
    begin, instruction, separate = (_field_mark(one) for one in ("begin", None, "separate"))
    begin[0].set(qn("w:dirty"), "true")
    instruction[0].text = code
    place = 1 if first.pPr is not None else 0
    for run in (separate, instruction, begin):
        first.insert(place, run)
    last._p.append(_field_mark("end"))


def _field_mark(kind: str | None) -> Any:
    run = OxmlElement("w:r")
    mark = OxmlElement("w:instrText" if kind is None else "w:fldChar")
    if kind is not None:
        mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def page_footer(document: Any, text: str) -> None:
    """Write a text and the number of the page at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Small"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{text}　–　")
    code = OxmlElement("w:fldSimple")
    code.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    number = OxmlElement("w:t")
    number.text = "1"
    run.append(number)
    code.append(run)
    paragraph._p.append(code)
