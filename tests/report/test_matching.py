"""A Word document that another program saved: its text is kept, the marks are gone."""

import re
import shutil
import subprocess

import pytest
from docx import Document
from docx.oxml.ns import qn

from kgisim.report.formats.docx_reader import read_word
from kgisim.report.matching import marked_again
from kgisim.report.parsed import ParsedReport, TextPassage
from kgisim.report.provenance import Provenance
from kgisim.report.verify import compare

STAMP = Provenance("r1", "brief", "ja")


def other_digit(text: str) -> str:
    return re.sub(r"\d(?=\D*$)", lambda found: str((int(found[0]) + 1) % 10), text)


def unmark(document) -> None:
    for tag in list(document.element.body.iter(qn("w:tag"))):
        tag.getparent().remove(tag)


def nothing(document) -> None:
    """Leave it as it is."""


def sentence(document) -> None:
    paragraphs = document.element.body.iter(qn("w:t"))
    text = next(one for one in paragraphs if re.search(r"\d", one.text) and "。" in one.text)
    text.text = other_digit(text.text)


def wide_table(document):
    tables = document.element.body.iter(qn("w:tbl"))
    return next(one for one in tables if len(one.tr_lst[0].tc_lst) > 2)


def cell(document) -> None:
    texts = [one for one in wide_table(document).iter(qn("w:t")) if re.search(r"\d", one.text)]
    texts[-1].text = other_digit(texts[-1].text)


def exchanged(document) -> None:
    first, second, *_ = document.element.body.iter(qn("a:blip"))
    first.set(qn("r:embed"), second.get(qn("r:embed")))


def written_in(document) -> None:
    document.add_paragraph("達成確率は９０％である。")


def row_removed(document) -> None:
    table = wide_table(document)
    table.remove(table.tr_lst[-1])


@pytest.fixture
def told(written, expected, tmp_path):
    """Change a document, remove its marks, and give what is told of it."""

    def give(alter):
        path = shutil.copy(written["docx"], tmp_path / "saved.docx")
        document = Document(str(path))
        alter(document)
        unmark(document)
        document.save(str(path))
        return list(compare(expected["docx"], read_word(path)))

    return give


def test_a_document_without_marks_is_known_as_such(written, tmp_path):
    document = Document(str(written["docx"]))
    unmark(document)
    document.save(str(tmp_path / "saved.docx"))
    assert read_word(tmp_path / "saved.docx").is_unmarked


def test_a_document_with_marks_is_not_taken_for_one_without(expected):
    assert not expected["docx"].is_unmarked


def test_an_unchanged_document_without_marks_passes(told):
    assert told(nothing) == []


@pytest.mark.parametrize(
    ("alter", "what"),
    [
        (sentence, "text"),
        (cell, "text"),
        (row_removed, "text"),
        (exchanged, "picture"),
        (written_in, "loose_number"),
    ],
)
def test_an_alteration_is_found_without_marks(told, alter, what):
    assert [one.what for one in told(alter)] == [what]


def test_a_changed_number_is_told_with_its_place(told):
    (found,) = told(sentence)
    assert found.key
    assert other_digit(found.expected) == found.found


def passages(*pairs) -> ParsedReport:
    return ParsedReport(STAMP, (), (), tuple(TextPassage(*pair) for pair in pairs))


def test_text_in_the_place_of_other_text_belongs_to_its_block():
    wanted = passages(("a", "one 1"), ("b", "two 2"), ("", "three"))
    held = passages(("", "one 1"), ("", "two 3"), ("", "three"))
    found = marked_again(wanted, held)
    assert {block.key: block.said for block in found.blocks} == {"a": ("one 1",), "b": ("two 3",)}


def test_text_that_was_added_belongs_to_no_block():
    found = marked_again(passages(("a", "one")), passages(("", "one"), ("", "9 of 10")))
    assert found.loose == ("9 of 10",)


def test_a_block_whose_text_is_gone_is_missing():
    wanted = passages(("a", "one"), ("b", "two"))
    found = marked_again(wanted, passages(("", "one")))
    assert [block.key for block in found.blocks] == ["a"]


def test_a_picture_goes_with_the_text_below_it():
    found = marked_again(passages(("a", "one")), passages(("", "one", b"png")))
    assert found.blocks[0].image == b"png"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_document_saved_by_libreoffice_is_read_block_by_block(written, expected, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    asked = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path]
    subprocess.run([*asked, written["docx"]], check=True, capture_output=True, timeout=300)
    saved = read_word(tmp_path / written["docx"].name)
    assert saved.is_unmarked
    # LibreOffice 7.4 writes the words of tables several times over, which has to be told
    assert {one.what for one in compare(expected["docx"], saved)} <= {"text"}
