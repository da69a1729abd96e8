"""Documents made by others are filled twice with edits by hand between, and verified."""

import shutil
import subprocess
from types import SimpleNamespace

import docx
import openpyxl
import pptx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image
from pptx.util import Inches as SlideInches

from kgisim.errors import ContentError
from kgisim.projection.projection import Projection
from kgisim.report.fill.example import control, write_example
from kgisim.report.fill.fields import Fields
from kgisim.report.fill.fill import altered, fill
from kgisim.report.fill.office import EditablePackage
from kgisim.report.inputs import inputs_in
from kgisim.runs.run_cache import RunCache

LATEST, CHANCE = "syn_share.latest", "syn_share.chance.goal.package"
MEDIAN, FAN, TABLE = "syn_share.median.baseline", "syn_share.fan", "syn_share.levels"


@pytest.fixture(scope="module")
def later(run):
    """The same run with other futures."""
    draws = run.projection.draws * 1.13
    projection = Projection(
        run.catalog, {}, run.scenarios, draws, run.projection.ess, run.projection.seed
    )
    changed = vars(run) | {"id": "r999999999999", "projection": projection, "cache": RunCache()}
    return SimpleNamespace(**changed)


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "placeholder.png"
    Image.new("RGB", (300, 200), "white").save(path)
    return str(path)


def named(name):
    return control(SimpleNamespace(name=name))


def word(picture, *, font="ＭＳ 明朝"):
    """A document with a field of each kind below a heading."""
    document = docx.Document()
    document.add_heading("第１　目標", 1)
    document.add_heading("１　世界市場", 2)
    document.add_heading("（１）見通し", 3)
    paragraph = document.add_paragraph("2040年度の見込みは")
    field = named(MEDIAN)
    run = field.find(f".//{qn('w:r')}")
    fonts = run.get_or_add_rPr()._add_rFonts()
    fonts.set(qn("w:ascii"), "Century")
    if font:
        fonts.set(qn("w:eastAsia"), font)
    paragraph._p.append(field)
    paragraph.add_run("である。")
    document.add_picture(picture, width=Inches(4))._inline.docPr.set("descr", FAN)
    return document


def numbered(path, picture):
    document = word(picture)
    table = document.add_table(2, 3, style="Table Grid")
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), TABLE)
    table._tbl.tblPr.append(about)
    document.sections[0].footer.paragraphs[0]._p.append(named("run.note"))
    document.save(path)


def landscape(path, picture):
    document = word(picture)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    table = document.add_table(3, 9)
    table.cell(0, 0).paragraphs[0]._p.append(named(TABLE))
    document.add_paragraph()
    other = document.add_table(1, 2)
    cell = other.cell(0, 1)._tc
    around = named(CHANCE)
    cell.addprevious(around)
    around[1][:] = [cell]
    document.save(path)


def without_font(path, picture):
    document = word(picture, font="")
    block = named(CHANCE)
    paragraph = document.add_paragraph("placeholder")._p
    paragraph.addprevious(block)
    block[1][:] = [paragraph]
    document.save(path)


def tracked(path, picture):
    document = word(picture)
    for name, text in (("ins", "加えた"), ("del", "消した")):
        change = OxmlElement(f"w:{name}")
        change.set(qn("w:id"), "90")
        change.set(qn("w:author"), "課長")
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)._r
        if name == "del":
            run[0].tag = qn("w:delText")
        change.append(run)
        paragraph._p.append(change)
    document.save(path)


def slides(path, picture):
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.name = "syn_share.title"
    box = slide.shapes.add_textbox(0, SlideInches(2), SlideInches(4), SlideInches(1))
    box.name = MEDIAN
    box.text_frame.text = "…"
    box.text_frame.paragraphs[0].runs[0].font.bold = True
    slide.shapes.add_table(2, 3, 0, SlideInches(3), SlideInches(9), SlideInches(1)).name = TABLE
    slide.shapes.add_picture(picture, 0, 0, SlideInches(3)).name = FAN
    show.save(path)


def sheets(path, picture):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "数値"
    places = {MEDIAN: "$B$2", CHANCE: "$B$3", LATEST: "$B$4", TABLE: "$D$2"}
    for name, place in places.items():
        book.defined_names[name] = DefinedName(name, attr_text=f"'数値'!{place}")
    sheet["B2"].number_format, sheet["B3"].number_format = "0.0", "0%"
    sheet["A3"], sheet["C3"] = "確率", "=B3*2"
    sheet["A1"].font = openpyxl.styles.Font(name="ＭＳ ゴシック")
    sheet["A1"] = "記入表"
    book.save(path)


MADE = {
    "numbered.docx": numbered,
    "landscape.docx": landscape,
    "without_font.docx": without_font,
    "tracked.docx": tracked,
    "slides.pptx": slides,
    "sheets.xlsx": sheets,
}


KEPT = {"tracked.docx": ("課長", "消した"), "landscape.docx": ("landscape",)}
"""What has to be in a document at the end."""


def edit(path):
    """Edit a document by hand: a remark, and another look of a field."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        document.add_paragraph("担当課の所見")
        run = next(document.element.body.iter(qn("w:sdtContent"))).find(qn("w:r"))
        run.get_or_add_rPr()._add_i()
        document.save(str(path))
    elif path.suffix == ".pptx":
        show = pptx.Presentation(str(path))
        shape = next(one for one in show.slides[0].shapes if one.name == MEDIAN)
        shape.left = SlideInches(5)
        show.slides[0].notes_slide.notes_text_frame.text = "担当課の所見"
        show.save(str(path))
    else:
        book = openpyxl.load_workbook(path)
        book.active["A9"] = "担当課の所見"
        book.active["B3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
        book.save(path)


def everything(path):
    parts = EditablePackage(path).parts
    return b"".join(parts[one] for one in sorted(parts) if one.endswith(".xml")).decode()


def differences(path, run):
    return list(altered(EditablePackage(path), path.suffix, run, "ja"))


@pytest.mark.parametrize("name", MADE)
def test_a_document_is_filled_twice_and_keeps_edits_by_hand(run, later, picture, tmp_path, name):
    template, first, second = tmp_path / name, tmp_path / f"1-{name}", tmp_path / f"2-{name}"
    MADE[name](template, picture)
    fill(run, template, first, "ja")
    assert differences(first, run) == []
    assert Fields(run, "ja")[MEDIAN].text in everything(first) or name == "sheets.xlsx"
    edit(first)
    assert differences(first, run) == []
    filled = fill(later, first, second)
    assert filled.changed >= 2
    assert differences(second, later) == []
    assert {one.key for one in differences(second, run)} >= {MEDIAN}
    text = everything(second)
    assert "担当課の所見" in text
    for kept in {"tracked.docx": ("課長", "消した"), "landscape.docx": ("landscape",)}.get(
        name, ()
    ):
        assert kept in text
    styles = {".docx": "word/styles.xml", ".pptx": "ppt/theme/theme1.xml"}.get(template.suffix)
    if styles:
        assert EditablePackage(second).parts[styles] == EditablePackage(first).parts[styles]


def test_a_field_keeps_the_look_that_was_given_to_it(run, later, picture, tmp_path):
    path = tmp_path / "paper.docx"
    numbered(path, picture)
    fill(run, path, path, "ja")
    edit(path)
    fill(later, path, path)
    look = next(docx.Document(str(path)).element.body.iter(qn("w:sdtContent"))).find(
        f"{qn('w:r')}/{qn('w:rPr')}"
    )
    assert look.find(qn("w:i")) is not None
    assert look.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "ＭＳ 明朝"


def test_cells_hold_numbers_where_their_format_is_one_of_numbers(run, picture, tmp_path):
    path = tmp_path / "book.xlsx"
    sheets(path, picture)
    fill(run, path, path, "ja")
    sheet, fields = openpyxl.load_workbook(path).active, Fields(run, "ja")
    assert sheet["B2"].value == fields[MEDIAN].number.value
    assert sheet["B3"].value == fields[CHANCE].number.value / 100
    assert sheet["B4"].value == fields[LATEST].text
    assert sheet["C3"].value == "=B3*2"


def type_over(path):
    """Type another number over a field, as somebody would."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        next(document.element.body.iter(qn("w:sdtContent"))).find(qn("w:r")).text = "99.9％"
        document.save(str(path))
    elif path.suffix == ".pptx":
        show = pptx.Presentation(str(path))
        shape = next(one for one in show.slides[0].shapes if one.name == MEDIAN)
        shape.text_frame.paragraphs[0].runs[0].text = "99.9％"
        show.save(str(path))
    else:
        book = openpyxl.load_workbook(path)
        book.active["B2"].number_format = '"99.9"'
        book.save(path)


@pytest.mark.parametrize("name", ["tracked.docx", "slides.pptx", "sheets.xlsx"])
def test_a_field_that_was_typed_over_is_found(run, picture, tmp_path, name):
    path = tmp_path / name
    MADE[name](path, picture)
    fill(run, path, path, "ja")
    type_over(path)
    (found,) = differences(path, run)
    assert (found.what, found.key) == ("text", MEDIAN)


def test_a_field_whose_control_was_removed_is_missed(run, picture, tmp_path):
    path = tmp_path / "paper.docx"
    tracked(path, picture)
    fill(run, path, path, "ja")
    document = docx.Document(str(path))
    control = next(document.element.body.iter(qn("w:sdt")))
    for mark in list(control.itersiblings(qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    control.getparent().remove(control.getprevious())
    control.getparent().remove(control)
    document.save(str(path))
    assert [(one.what, one.key) for one in differences(path, run)] == [("missing", MEDIAN)]


def test_a_wrong_field_is_told_with_its_place_and_the_nearest(run, picture, tmp_path):
    path = tmp_path / "paper.docx"
    document = word(picture)
    for name in ("syn_share.chance.gaol.package", TABLE, "syn_withheld.median.baseline"):
        document.add_paragraph()._p.append(named(name))
    document.save(str(path))
    with pytest.raises(ContentError) as told:
        fill(run, path, tmp_path / "out.docx", "ja")
    found = str(told.value)
    assert "did you mean 'syn_share.chance.goal.package'" in found
    assert "（１）見通し" in found
    assert f"'{TABLE}' is a table" in found
    assert "no number may be shown for 'syn_withheld.median.baseline'" in found
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx"])
def test_an_example_of_each_kind_can_be_filled(run, tmp_path, form):
    path = write_example(Fields(run, "ja"), tmp_path / f"example.{form}")
    fill(run, path, path, "ja")
    assert differences(path, run) == []


@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx"])
def test_a_document_that_must_not_hold_inputs_loses_those_of_before(quick_run, tmp_path, form):
    path = write_example(Fields(quick_run, "ja"), tmp_path / f"example.{form}")
    fill(quick_run, path, path, "ja")
    assert inputs_in(path) is not None
    fill(quick_run, path, path, "ja", carries_inputs=False)
    assert inputs_in(path) is None
    assert differences(path, quick_run) == []


LOST = {"slides.pptx": [("missing", "syn_share.title")]}
"""LibreOffice drops the names of placeholders, such as titles; that is told."""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs soffice of LibreOffice")
@pytest.mark.parametrize("name", ["numbered.docx", "landscape.docx", "slides.pptx", "sheets.xlsx"])
def test_fields_survive_a_save_by_libreoffice(run, later, picture, tmp_path, name):
    path, form = tmp_path / name, name.rpartition(".")[2]
    MADE[name](path, picture)
    fill(run, path, path, "ja")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    asked = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", tmp_path / "saved"]
    subprocess.run([*asked, path], check=True, capture_output=True, timeout=300)
    saved = tmp_path / "saved" / name
    assert [(one.what, one.key) for one in differences(saved, run)] == LOST.get(name, [])
    fill(later, saved, saved)
    assert differences(saved, later) == []
