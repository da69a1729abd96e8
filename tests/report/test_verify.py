import shutil
import subprocess
from dataclasses import replace

import docx
import openpyxl
import pptx
import pytest

from kgisim.errors import RunError
from kgisim.report import verify
from kgisim.report.formats.registry import FORMATS, format_of, write_report
from kgisim.report.kinds import make_report
from kgisim.report.provenance import ReportError
from kgisim.report.scope import Scope
from kgisim.report.verify import compare, find, made_again
from tests.report.conftest import READABLE
from tests.report.plants import docx as of_word
from tests.report.plants import everywhere
from tests.report.plants import html as of_page
from tests.report.plants import pptx as of_slides
from tests.report.plants import xlsx as of_sheets
from tests.report.plants.office import opened

OTHER = "rffffffffffff"
OWN = {"docx": of_word, "pptx": of_slides, "xlsx": of_sheets, "html": of_page}
PLANTS = [
    *everywhere.PLANTS,
    *((name, form, alter) for form, one in OWN.items() for name, alter in one.PLANTS.items()),
]
OFFICE = ("docx", "pptx", "xlsx")
SAVED_BY = {
    "docx": lambda path: docx.Document(str(path)).save(str(path)),
    "pptx": lambda path: pptx.Presentation(str(path)).save(str(path)),
    "xlsx": lambda path: openpyxl.load_workbook(path).save(path),
}
"""How each library of Python saves a file again."""


@pytest.fixture(scope="session")
def short(brief, tmp_path_factory):
    """The beginning of the brief, with two goals, in every format."""
    blocks = brief["ja"].blocks
    third = [at for at, one in enumerate(blocks) if getattr(one, "kind", "") == "goal"][2]
    report = replace(brief["ja"], blocks=blocks[:third])
    folder = tmp_path_factory.mktemp("short")
    return {form: write_report(report, folder / f"paper.{form}", form) for form in READABLE}


@pytest.fixture(scope="session")
def whole(short):
    """What a reader finds in the beginning of the brief, by format."""
    return {form: FORMATS[form].read(path) for form, path in short.items()}


@pytest.fixture
def told(short, whole, tmp_path):
    """Make an alteration, and give what is told of the file."""

    def give(form, alter):
        path = shutil.copy(short[form], tmp_path / short[form].name)
        file = opened(path)
        alter(file)
        file.save()
        return list(compare(whole[form], FORMATS[form].read(path)))

    return give


@pytest.mark.parametrize(
    ("form", "alter"),
    [pytest.param(form, alter, id=f"{form}: {name}") for name, form, alter in PLANTS],
)
def test_an_alteration_is_found(told, form, alter):
    assert told(form, alter)


def test_there_are_enough_alterations():
    assert len(PLANTS) >= 120
    assert len({name for name, _, _ in PLANTS}) >= 30


@pytest.mark.parametrize("form", READABLE)
def test_a_file_that_is_only_opened_and_saved_passes(told, form):
    assert told(form, lambda file: None) == []


@pytest.mark.parametrize("form", OFFICE)
def test_a_file_saved_by_a_library_passes(written, expected, tmp_path, form):
    path = shutil.copy(written[form], tmp_path / f"paper.{form}")
    SAVED_BY[form](path)
    assert list(compare(expected[form], FORMATS[form].read(path))) == []


@pytest.fixture(scope="module")
def again(run):
    """The same brief, made anew."""
    return make_report(Scope(run, "ja"), "brief")


@pytest.mark.parametrize("form", READABLE)
def test_an_untouched_file_passes(again, form, expected, tmp_path):
    fresh = write_report(again, tmp_path / f"again.{form}", form)
    assert list(compare(FORMATS[form].read(fresh), expected[form])) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs soffice of LibreOffice")
@pytest.mark.parametrize(
    ("form", "kind"),
    # the slides of a full report hold every kind of block that those of a brief do
    [("docx", "brief"), ("docx", "full"), ("pptx", "full"), ("xlsx", "brief"), ("xlsx", "full")],
)
def test_a_file_saved_by_libreoffice_passes(run, tmp_path, form, kind):
    path = write_report(make_report(Scope(run, "ja"), kind), tmp_path / f"paper.{form}", form)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    asked = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", tmp_path / "saved"]
    subprocess.run([*asked, path], check=True, capture_output=True, timeout=300)
    saved = FORMATS[form].read(tmp_path / "saved" / path.name)
    assert list(compare(FORMATS[form].read(path), saved)) == []


@pytest.mark.parametrize("form", READABLE)
def test_every_file_holds_marked_blocks(form, expected, brief):
    shown = brief["ja"].blocks
    if form == "pptx":
        shown = [block for slide in brief["ja"].slides for block in slide.blocks]
    keys = {block.key for block in shown if getattr(block, "key", "")}
    assert len(keys) > 10
    assert keys - {"syn_share/fan"} <= expected[form].keys | {"all/example"}


def test_a_block_of_another_run_is_found(told):
    def alter(file):
        file.keyed("/fan")[0].set("data-run", OTHER)

    assert [(one.what, one.found) for one in told("html", alter)] == [("other_run", OTHER)]


def test_a_difference_is_told_with_its_place(told):
    (found,) = told("docx", everywhere.reworded(r"中央値で7\.3％", "中央値で9.3％"))
    assert (found.what, found.key, found.part) == ("text", "syn_share/reading", "body")
    assert "7.3％" in found.expected
    assert "9.3％" in found.found
    assert found.near.startswith("KGI 9a")


def test_a_difference_on_a_slide_names_the_slide_and_its_title(told):
    (found, *_) = told("pptx", of_slides.label_typed_over)
    assert (found.what, found.part, found.key) == ("chart", "slide", "syn_share/fan")
    assert found.where.isdigit()
    assert found.near


def test_a_file_is_compared_with_the_run_that_it_names(written, run, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(verify, "find", lambda runs, id: asked.append((runs, id)) or run)
    assert verify.verify(written["xlsx"], tmp_path).differences == ()
    assert asked == [(tmp_path, run.id)]


def test_a_paper_about_some_goals_is_made_again_with_those_alone(run, brief, tmp_path):
    made = make_report(Scope(run, "ja", only=("syn_share",)), "brief")
    held = FORMATS["html"].read(write_report(made, tmp_path / "some.html", "html"))
    whole = FORMATS["html"].read(write_report(brief["ja"], tmp_path / "all.html", "html"))
    assert (held.stamp.goals, whole.stamp.goals) == ("syn_share", "")
    assert list(compare(made_again(held.stamp, "html", run), held)) == []
    assert list(compare(whole, held))


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


@pytest.mark.parametrize("form", OFFICE)
def test_a_file_that_is_no_document_is_named(form, tmp_path):
    path = tmp_path / f"broken.{form}"
    path.write_bytes(b"PK\3\4 no archive")
    with pytest.raises(ReportError, match=rf"broken\.{form} cannot be read"):
        FORMATS[form].read(path)


@pytest.mark.parametrize("form", OFFICE)
def test_a_document_that_is_no_report_is_named(form, tmp_path):
    path = tmp_path / f"other.{form}"
    new = {"docx": docx.Document, "pptx": pptx.Presentation, "xlsx": openpyxl.Workbook}
    new[form]().save(str(path))
    with pytest.raises(ReportError, match=rf"other\.{form} carries no mark"):
        FORMATS[form].read(path)
