import io
import json

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation

from kgisim.errors import KgisimError, RequestError
from kgisim.presentation.figures.fonts import GlyphError, check_glyphs
from kgisim.presentation.i18n.catalog import catalogue
from kgisim.report.blocks import Heading, Table
from kgisim.report.declared import kinds
from kgisim.report.formats.charts import FORMS
from kgisim.report.formats.docx import UNBROKEN, WIDE, column_widths
from kgisim.report.formats.pdf import write_pdf
from kgisim.report.formats.pptx import write_slides
from kgisim.report.formats.pptx_charts import stacked
from kgisim.report.formats.pptx_layout import pages
from kgisim.report.formats.registry import (
    FORMATS,
    find_formats,
    get_ready,
    write_report,
    write_set,
)
from kgisim.report.formats.xlsx import NATIVE, UNDER
from kgisim.report.kinds import KINDS, make_report, subtitle_key
from kgisim.report.parsed import digits
from kgisim.report.provenance import ReportError, unbind
from kgisim.report.scope import Scope
from kgisim.runs.run import open_run
from kgisim.schema import LANGUAGES


@pytest.fixture(scope="module")
def charts(brief):
    return list(brief["ja"].charts)


@pytest.fixture(scope="module")
def document(written):
    return Document(str(written["docx"]))


@pytest.fixture(scope="module")
def presentation(written):
    return Presentation(str(written["pptx"]))


@pytest.fixture(scope="module")
def book(written):
    return load_workbook(written["xlsx"])


LOOKLESS = [name for name, one in FORMATS.items() if not one.takes_template]


@pytest.mark.parametrize("form", LOOKLESS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_that_would_not_be_used_is_refused(brief, tmp_path, form, language):
    target = tmp_path / "report"
    with pytest.raises(RequestError) as refused:
        write_report(brief["ja"], target, form, template=tmp_path / "look.pptx")
    assert all(word in refused.value.text(language) for word in (form, "pptx", "--template"))
    assert not target.exists()


# Word


def whole(report):
    return (*report.lead, *report.blocks)


def test_headings_of_word_are_those_of_the_report(document, brief):
    styled = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert styled == [one.text for one in whole(brief["ja"]) if isinstance(one, Heading)]


def test_every_style_of_word_names_one_font_for_both_scripts(document):
    fonts = {
        style.element.rPr.rFonts.get(qn(script))
        for style in document.styles
        if style.name in ("Normal", "Heading 1", "Title", "Cell", "Caption")
        for script in ("w:ascii", "w:eastAsia")
    }
    assert fonts == {"Yu Gothic"}


def test_no_style_of_word_falls_back_to_a_theme_font(document):
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    assert [name for name in fonts.attrib if name.endswith("Theme")] == []


def test_every_paragraph_of_word_has_a_style_that_there_is(document):
    known = {style.style_id for style in document.styles}
    used = {one.get(qn("w:val")) for one in document.element.body.iter(qn("w:pStyle"))}
    assert used <= known


def test_every_picture_of_word_has_a_text_alternative(document, charts):
    told = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert told == [chart.figure.alt for chart in charts]


def test_headings_of_tables_are_repeated_on_every_page(document, brief):
    tables = sum(isinstance(block, Table) for block in whole(brief["ja"]))
    assert len(list(document.element.body.iter(qn("w:tblHeader")))) == tables


def test_columns_fill_the_width_of_the_page():
    lines = [["a", "目標"], ["長い説明" * 20, "約70％"]]
    assert sum(column_widths(lines)) == pytest.approx(WIDE)


def test_a_short_cell_is_never_broken_for_a_long_one():
    narrow = column_widths([["a", "b"], ["長い説明" * 20, "約70％"]])[1]
    assert narrow * 9 > 4.1  # ems of the text


def test_columns_that_hold_the_same_are_equally_wide():
    assert len(set(column_widths([["a"] * 3, ["x" * int(UNBROKEN)] * 3]))) == 1


# PowerPoint


def native(presentation):
    return [shape for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def test_a_fan_can_be_edited_in_powerpoint(presentation, charts):
    expected = [one.key for one in charts if one.figure.name.startswith("fan")]
    assert [unbind(shape.name)[1] for shape in native(presentation)] == expected


def test_the_sheet_behind_a_native_chart_holds_what_it_shows(presentation):
    for shape in native(presentation):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        rows = list(load_workbook(io.BytesIO(blob)).active.values)
        shown = [list(series.values) for plot in shape.chart.plots for series in plot.series]
        columns = [list(map(digits, column)) for column in zip(*rows[1:], strict=True)][1:]
        assert columns == [list(map(digits, values)) for values in shown]


def test_a_fan_is_areas_under_lines_on_the_same_axes(presentation):
    fan = next(one.chart for one in native(presentation) if "/fan" in one.name)
    assert [plot._element.tag.rpartition("}")[2] for plot in fan.plots] == [
        "areaChart",
        "lineChart",
    ]
    axes = [[axis.get("val") for axis in plot._element.iter(qn("c:axId"))] for plot in fan.plots]
    assert axes[0] == axes[1]


def test_a_stack_ends_where_the_intervals_end(charts):
    for numbers in (one.figure.numbers for one in charts if one.figure.name.startswith("fan")):
        top = stacked(numbers, "ja").sum(axis=1)
        high = numbers.of("high90").iloc[:, 0]
        known = high.notna()
        assert top[known].to_numpy() == pytest.approx(high[known].to_numpy())


def test_a_stack_has_no_width_before_the_fan_opens(charts):
    for numbers in (one.figure.numbers for one in charts if one.figure.name.startswith("fan")):
        before = numbers.of("high90").iloc[:, 0].isna()
        assert (stacked(numbers, "ja").loc[before].iloc[:, 1:] == 0).all(axis=None)


def test_every_slide_has_a_title_and_tells_its_run(presentation, run):
    for slide in presentation.slides:
        assert slide.shapes.title.text_frame.text
        assert run.id in slide.notes_slide.notes_text_frame.text


def test_a_brief_has_one_message_a_slide(presentation, brief):
    titles = [slide.shapes.title.text_frame.text for slide in presentation.slides]
    assert titles[1:] == [one.title for one in brief["ja"].slides]
    assert len(titles) <= 15


def test_every_slide_shows_its_number(presentation):
    for slide in presentation.slides:
        fields = [one.get("type") for one in slide._element.iter(qn("a:fld"))]
        assert fields == ["slidenum"]


def test_notes_hold_what_is_read_and_cited(presentation):
    notes = [slide.notes_slide.notes_text_frame.text for slide in presentation.slides]
    goal = next(one for one in notes if "すう勢" in one and "合成統計" in one)
    assert "達成確率" in goal


def test_slides_take_size_and_master_of_a_template(brief, tmp_path):
    template = Presentation()
    template.slide_width = 9_000_000
    template.slides.add_slide(template.slide_layouts[0])
    template.save(str(tmp_path / "master.pptx"))
    path = write_slides(brief["ja"], tmp_path / "out.pptx", template=tmp_path / "master.pptx")
    made = Presentation(str(path))
    assert made.slide_width == 9_000_000
    assert made.slides[0].shapes.title.text_frame.text == brief["ja"].title


def test_a_template_that_is_no_presentation_is_refused(brief, tmp_path):
    (tmp_path / "master.pptx").write_text("no", "utf-8")
    with pytest.raises(ReportError, match=r"master\.pptx is not a PowerPoint presentation"):
        write_slides(brief["ja"], tmp_path / "out.pptx", template=tmp_path / "master.pptx")


def test_no_text_is_lost_between_slides():
    texts = [f"{number}" * 30 for number in range(40)]
    assert [text for page in pages(texts, 5, 20.0) for text in page] == texts


# Excel


@pytest.fixture(scope="module")
def native_charts(charts):
    return [one for one in charts if one.figure.name.partition("-")[0] in NATIVE]


def test_every_chart_of_excel_stands_over_its_numbers(book, native_charts):
    drawn = [sheet for sheet in book if sheet._charts]
    assert len(drawn) == len(native_charts) > 0


def test_numbers_of_excel_are_those_that_are_drawn(book, native_charts):
    sheets = [sheet for sheet in book if sheet._charts]
    for sheet, chart in zip(sheets, native_charts, strict=True):
        frame = chart.figure.numbers.frame
        cells = [sheet.cell(UNDER + 1 + row, len(frame.columns)).value for row in range(len(frame))]
        assert list(map(digits, cells)) == list(map(digits, frame.iloc[:, -1]))


def test_numbers_of_excel_begin_below_their_chart(book):
    ends = [sheet._charts[0].anchor.to.row for sheet in book if sheet._charts]
    assert max(ends) < UNDER


def test_sources_stand_below_the_numbers_of_excel(book):
    assert any(name.endswith("sources") for name in book.defined_names)


def test_a_figure_that_excel_cannot_draw_is_a_picture_beside_its_numbers(workbook):
    report, path = workbook
    drawn = [bool(sheet._charts) for sheet in load_workbook(path) if sheet._charts or sheet._images]
    kinds = [chart.figure.name.partition("-")[0] for chart in report.charts]
    assert drawn == [kind in NATIVE for kind in kinds]


# PDF


def test_a_pdf_is_one(written):
    assert written["pdf"].read_bytes().startswith(b"%PDF-")


def test_the_same_report_gives_the_same_pdf(brief, written, tmp_path):
    assert (
        write_pdf(brief["ja"], tmp_path / "again.pdf").read_bytes() == written["pdf"].read_bytes()
    )


def test_a_character_without_a_glyph_is_an_error():
    with pytest.raises(GlyphError, match="\U0001f9ff"):
        check_glyphs("達成確率 \U0001f9ff")


def test_usual_japanese_has_all_its_glyphs():
    assert check_glyphs("目標水準：約30％（±1.5ポイント）−●○◐①～〜") is None


# single charts


@pytest.mark.parametrize("form", [*FORMS, "csv", "metadata.json"])
def test_every_chart_stands_alone_in_every_form(written, charts, form):
    files = {path.name for path in written["charts"].iterdir()}
    assert {f"{chart.figure.name}.{form}" for chart in charts} <= files


def test_a_single_picture_has_three_hundred_dots_per_inch(written, charts):
    with Image.open(written["charts"] / f"{charts[0].figure.name}.png") as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_the_numbers_beside_a_chart_are_those_that_are_drawn(written, charts):
    for chart in charts:
        told = pd.read_csv(written["charts"] / f"{chart.figure.name}.csv")
        pd.testing.assert_frame_equal(told, chart.figure.numbers.frame, check_dtype=False)


def test_a_chart_says_where_its_numbers_come_from(written, charts, run):
    name = f"{charts[0].figure.name}.metadata.json"
    told = json.loads((written["charts"] / name).read_text("utf-8"))
    assert (told["run"], told["key"], told["seed"]) == (run.id, charts[0].key, 20401)


def test_a_set_holds_every_format(brief, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "kgisim.report.formats.registry.write_report",
        lambda report, path, form, template: asked.append((path.name, form)) or path,
    )
    write_set(brief["en"], tmp_path)
    assert [form for _, form in asked] == [*FORMATS]
    assert ("brief-r0123456789ab-en.html", "html") in asked
    assert ("brief-r0123456789ab-en-charts", "charts") in asked


@pytest.mark.parametrize("listed", FORMATS.values(), ids=FORMATS)
def test_a_format_is_listed_as_its_module_declares_it(listed):
    made = listed.load()
    assert (listed.name, listed.ending) == (made.name, made.ending)
    assert listed.is_readable == (made.reader is not None)
    assert listed.takes_template == made.takes_template
    assert listed.draws == made.draws


@pytest.mark.parametrize("carries", [True, False])
def test_inputs_are_packed_ahead_where_they_are_carried(quick_run, carries):
    fresh = open_run(quick_run.path)
    get_ready(fresh, "xlsx", carries_inputs=carries)
    assert bool(fresh.cache.kept(["inputs"])) == carries


@pytest.fixture
def declare(tmp_path, monkeypatch):
    """Add a module to the formats."""

    def add(name, text):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.setattr("kgisim.report.formats.__path__", [str(tmp_path)])

    return add


def test_a_format_that_cannot_be_listed_is_told_with_its_file(declare):
    declare("odd", "FORMAT = Format(NAME, ending='.odd', writer=write)")
    with pytest.raises(KgisimError, match=r"odd\.py: .*expected literals for name and ending"):
        find_formats()


def test_two_formats_of_one_name_are_told(declare):
    declare("one", "FORMAT = Format('text', ending='.txt', writer=write)")
    declare("two", "FORMAT = Format('text', ending='.text', writer=write)")
    with pytest.raises(KgisimError, match=r"two\.py: .*text is already declared by .* one"):
        find_formats()


def test_a_module_without_a_format_is_no_format(declare):
    declare("style", "SIZE = 1")
    assert find_formats() == {}


def test_kinds_are_listed_as_they_are_declared():
    assert kinds() == tuple(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_subtitle(language):
    assert {subtitle_key(kind) for kind in KINDS} <= set(catalogue(language))


def test_a_chart_keeps_its_message_apart_from_its_caption(charts):
    assert all(chart.message != chart.figure.caption for chart in charts)


def test_every_sheet_is_printed_one_page_wide(book):
    # one page is the default for the width; the height is left free by 0
    asked = {
        (one.sheet_properties.pageSetUpPr.fitToPage, one.page_setup.fitToHeight) for one in book
    }
    assert asked == {(True, 0)}


def test_labels_of_rungs_are_not_turned(run, tmp_path):
    path = write_slides(make_report(Scope(run), "target-sheet"), tmp_path / "sheet.pptx")
    charts = [one.chart for one in native(Presentation(str(path))) if "/ladder" in one.name]
    turned = [
        one.category_axis._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").get("rot")
        for one in charts
    ]
    assert turned == ["0"] * len(charts) != []
