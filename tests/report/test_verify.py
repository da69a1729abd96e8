import io
import re
import shutil
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from openpyxl import load_workbook
from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.oxml.ns import qn as pptx_qn
from pptx.util import Inches

from kgisim.errors import RunError
from kgisim.report import verify
from kgisim.report.formats.registry import FORMATS, format_of, write_report
from kgisim.report.kinds import make_report
from kgisim.report.provenance import ReportError, bind, unbind
from kgisim.report.scope import Scope
from kgisim.report.verify import compare, find, same_picture

READABLE = [name for name, one in FORMATS.items() if one.is_readable]
OTHER = "rffffffffffff"


def other_digit(text: str) -> str:
    """Change the last digit of a text."""
    return re.sub(r"\d(?=\D*$)", lambda found: str((int(found[0]) + 1) % 10), text)


def in_zip(path, part, change):
    """Change one part of a zipped document."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts[part])
    with ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


# HTML


def in_html(change):
    def alter(path):
        page = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
        change(page)
        path.write_bytes(html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))

    return alter


def of_html(page, key):
    return next(one for one in page.xpath("//*[@data-key]") if one.get("data-key").endswith(key))


def html_sentence(page):
    item = of_html(page, "/reading").find("li")
    item.text = other_digit(item.text)


def html_cell(page):
    cell = of_html(page, "/targets").findall(".//td")[-1]
    cell.text = other_digit(cell.text)


def html_drawing(page):
    path = next(one for one in of_html(page, "/fan").iter("path") if one.get("d"))
    path.set("d", other_digit(path.get("d").strip("z \n")))


def html_removed(page):
    of_html(page, "/rule").drop_tree()


def html_twice(page):
    table = of_html(page, "/targets")
    table.addnext(html.fromstring(html.tostring(table)))


def html_other_run(page):
    of_html(page, "/fan").set("data-run", OTHER)


def html_written_in(page):
    page.xpath("//main")[0].append(html.fragment_fromstring("<p>達成確率は90％である。</p>"))


# Word


def in_word(change):
    def alter(path):
        document = Document(str(path))
        change(document)
        document.save(str(path))

    return alter


def of_word(document, key):
    for control in document.element.body.iter(qn("w:sdt")):
        mark = unbind(control.find(f".//{qn('w:tag')}").get(qn("w:val")))
        if mark and mark[1].endswith(key):
            return control
    raise AssertionError(key)


def texts_of(control):
    return [one for one in control.iter(qn("w:t")) if re.search(r"\d", one.text or "")]


def word_sentence(document):
    text = texts_of(of_word(document, "/reading"))[0]
    text.text = other_digit(text.text)


def word_cell(document):
    text = texts_of(of_word(document, "/targets"))[-1]
    text.text = other_digit(text.text)


def word_row(document):
    row = list(of_word(document, "/targets").iter(qn("w:tr")))[-1]
    row.getparent().remove(row)


def word_removed(document):
    control = of_word(document, "/rule")
    control.getparent().remove(control)


def word_written_in(document):
    document.add_paragraph("達成確率は９０％である。")


def word_other_run(document):
    tag = of_word(document, "/targets").find(f".//{qn('w:tag')}")
    tag.set(qn("w:val"), bind(OTHER, unbind(tag.get(qn("w:val")))[1]))


def blip_of(document, key):
    return next(of_word(document, key).iter(qn("a:blip")))


def word_exchanged(document):
    other = blip_of(document, "/ladder").get(qn("r:embed"))
    blip_of(document, "/fan").set(qn("r:embed"), other)


def painted(png: bytes) -> bytes:
    """Draw a line into a picture."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    ImageDraw.Draw(picture).line((300, 300, 500, 250), fill="red", width=4)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def word_alternative(document):
    picture = next(of_word(document, "/fan").iter(qn("wp:docPr")))
    picture.set("descr", other_digit(picture.get("descr")))


def word_painted(document):
    part = document.part.related_parts[blip_of(document, "/fan").get(qn("r:embed"))]
    part._blob = painted(part.blob)


# PowerPoint


def in_slides(change):
    def alter(path):
        presentation = Presentation(str(path))
        change(presentation)
        presentation.save(str(path))

    return alter


def of_slides(presentation, key):
    for slide in presentation.slides:
        for shape in slide.shapes:
            mark = unbind(shape.name)
            if mark and mark[1].endswith(key):
                return shape
    raise AssertionError(key)


def slides_value(presentation):
    chart = of_slides(presentation, "/fan").chart
    value = list(chart._chartSpace.iter(pptx_qn("c:v")))[-1]
    value.text = other_digit(value.text)


def slides_sheet(presentation):
    part = of_slides(presentation, "/ladder").chart.part.chart_workbook.xlsx_part
    book = load_workbook(io.BytesIO(part.blob))
    book.active["B2"] = 99
    buffer = io.BytesIO()
    book.save(buffer)
    part._blob = buffer.getvalue()


def slides_alternative(presentation):
    shape = next(of_slides(presentation, "/ladder")._element.iter(pptx_qn("p:cNvPr")))
    shape.set("descr", other_digit(shape.get("descr")))


def slides_message(presentation):
    frame = of_slides(presentation, "/fan/message").text_frame
    frame.paragraphs[0].runs[0].text = other_digit(frame.text)


def slides_cell(presentation):
    cell = of_slides(presentation, "/targets").table.cell(1, 2)
    cell.text = other_digit(cell.text)


def slides_removed(presentation):
    element = of_slides(presentation, "/rule")._element
    element.getparent().remove(element)


def slides_other_run(presentation):
    shape = of_slides(presentation, "/ladder")
    shape.name = bind(OTHER, unbind(shape.name)[1])


def slides_written_in(presentation):
    box = presentation.slides[0].shapes.add_textbox(0, 0, Inches(3), Inches(1))
    box.text_frame.text = "達成確率は90％"


# Excel


def in_sheets(change):
    def alter(path):
        book = load_workbook(path)
        change(book)
        book.save(path)

    return alter


def of_sheets(book, key):
    escaped = key.replace("/", "_x2F_")
    name = next(one for one in book.defined_names if one.endswith(escaped))
    title, where = next(iter(book.defined_names[name].destinations))
    return name, book[title], book[title][where]


def sheets_number(book):
    cells = of_sheets(book, "/fan")[2]
    cell = next(one for row in cells[1:] for one in row[1:] if one.value is not None)
    cell.value += 0.001


def sheets_cell(book):
    cell = of_sheets(book, "/targets")[2][1][2]
    cell.value = other_digit(cell.value)


def sheets_removed(book):
    book.remove(of_sheets(book, "/targets")[1])


def sheets_unnamed(book):
    del book.defined_names[of_sheets(book, "/rule")[0]]


def sheets_written_in(book):
    book.worksheets[0]["H1"] = 0.9


def sheets_painted(path):
    in_zip(path, "xl/media/image1.png", painted)


def sheets_chart(path):
    def other_column(xml):
        return re.sub(rb"\$([B-Z])\$(\d+):\$\1", rb"$A$\2:$A", xml)

    in_zip(path, "xl/charts/chart1.xml", other_column)


ALTERATIONS = [
    ("html", in_html(html_sentence), "text"),
    ("html", in_html(html_cell), "text"),
    ("html", in_html(html_drawing), "chart"),
    ("html", in_html(html_removed), "missing"),
    ("html", in_html(html_twice), "added"),
    ("html", in_html(html_other_run), "other_run"),
    ("html", in_html(html_written_in), "loose_number"),
    ("docx", in_word(word_sentence), "text"),
    ("docx", in_word(word_cell), "text"),
    ("docx", in_word(word_row), "text"),
    ("docx", in_word(word_removed), "missing"),
    ("docx", in_word(word_written_in), "loose_number"),
    ("docx", in_word(word_other_run), "other_run"),
    ("docx", in_word(word_exchanged), "picture"),
    ("docx", in_word(word_painted), "picture"),
    ("docx", in_word(word_alternative), "text"),
    ("pptx", in_slides(slides_value), "chart"),
    ("pptx", in_slides(slides_sheet), "chart"),
    ("pptx", in_slides(slides_message), "text"),
    ("pptx", in_slides(slides_alternative), "text"),
    ("pptx", in_slides(slides_cell), "text"),
    ("pptx", in_slides(slides_removed), "missing"),
    ("pptx", in_slides(slides_other_run), "other_run"),
    ("pptx", in_slides(slides_written_in), "loose_number"),
    ("xlsx", in_sheets(sheets_number), "chart"),
    ("xlsx", in_sheets(sheets_cell), "text"),
    ("xlsx", in_sheets(sheets_removed), "missing"),
    ("xlsx", in_sheets(sheets_unnamed), "missing"),
    ("xlsx", in_sheets(sheets_written_in), "loose_number"),
    ("xlsx", sheets_chart, "chart"),
]


@pytest.fixture
def checked(written, expected, tmp_path):
    """Copy a file, do something to it, and give what is told of it."""

    def give(form, alter):
        path = shutil.copy(written[form], tmp_path / written[form].name)
        alter(path)
        return {one.what for one in compare(expected[form], FORMATS[form].read(path))}

    return give


@pytest.mark.parametrize(("form", "alter", "what"), ALTERATIONS)
def test_an_alteration_is_found(checked, form, alter, what):
    assert what in checked(form, alter)


def test_a_picture_that_was_changed_in_a_workbook_is_found_at_its_figure(workbook, tmp_path):
    report, path = workbook
    changed = shutil.copy(path, tmp_path / path.name)
    sheets_painted(changed)
    found = compare(FORMATS["xlsx"].read(path), FORMATS["xlsx"].read(changed))
    first = next(chart for chart in report.charts if chart.figure.name.startswith("corridor"))
    assert [(one.what, one.key) for one in found] == [("picture", first.key)]


@pytest.fixture(scope="module")
def again(run):
    """The same brief, made anew."""
    return make_report(Scope(run, "ja"), "brief")


@pytest.mark.parametrize("form", READABLE)
def test_an_untouched_file_passes(again, form, expected, tmp_path):
    fresh = write_report(again, tmp_path / f"again.{form}", form)
    assert list(compare(FORMATS[form].read(fresh), expected[form])) == []


@pytest.mark.parametrize("form", READABLE)
def test_every_file_holds_marked_blocks_of_its_run(form, expected, run):
    assert len(expected[form].blocks) > 10
    assert {block.run for block in expected[form].blocks} == {run.id}


def html_reworded(page):
    page.xpath("//main//h4")[0].text = "判定の結果"


def word_reworded(document):
    document.add_paragraph("委員から異論はなかった。")


def slides_reworded(presentation):
    presentation.slides[0].shapes.title.text_frame.text = "検討資料"


def sheets_reworded(book):
    book.worksheets[0]["H1"] = "委員会資料"


@pytest.mark.parametrize(
    ("form", "alter"),
    [
        ("html", in_html(html_reworded)),
        ("docx", in_word(word_reworded)),
        ("pptx", in_slides(slides_reworded)),
        ("docx", in_word(lambda document: None)),
        ("pptx", in_slides(lambda presentation: None)),
    ],
)
def test_wording_between_the_blocks_may_be_edited(checked, form, alter):
    assert checked(form, alter) == set()


def test_a_file_is_compared_with_the_run_that_it_names(written, run, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(verify, "find", lambda runs, id: asked.append((runs, id)) or run)
    assert verify.verify(written["xlsx"], tmp_path).differences == ()
    assert asked == [(tmp_path, run.id)]


def test_a_run_that_is_not_there_is_named(written, tmp_path, run):
    with pytest.raises(RunError, match=rf"{run.id} is not in .*--runs"):
        verify.verify(written["xlsx"], tmp_path)


def test_a_run_is_sought_by_its_id(tmp_path):
    with pytest.raises(RunError, match="r1 is not in"):
        find(tmp_path, "r1")


@pytest.mark.parametrize("name", ["report.pdf", "report.txt"])
def test_a_format_that_cannot_be_read_again_is_refused(name, tmp_path):
    with pytest.raises(ReportError, match=r"expected one of \.docx, \.html, \.pptx, \.xlsx"):
        format_of(tmp_path / name)


def test_a_file_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(ReportError, match=r"gone\.docx does not exist"):
        format_of(tmp_path / "gone.docx")


def picture(size, at=None) -> bytes:
    drawn = Image.new("RGB", size, "white")
    if at:
        ImageDraw.Draw(drawn).rectangle((*at, at[0] + 40, at[1] + 200), fill="black")
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_that_was_made_smaller_is_the_same():
    one = Image.open(io.BytesIO(picture((1200, 600), (300, 200))))
    buffer = io.BytesIO()
    one.resize((800, 400)).save(buffer, "PNG")
    assert same_picture(picture((1200, 600), (300, 200)), buffer.getvalue())


def test_a_picture_that_shows_something_else_is_another():
    assert not same_picture(picture((1200, 600), (300, 200)), picture((800, 400), (500, 100)))


def test_no_picture_is_not_a_picture():
    assert not same_picture(picture((20, 20)), b"")
