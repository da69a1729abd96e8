"""From a run to a file, from the file to a verdict, by the commands that people type."""

import re
import sys

import pytest
from docx import Document
from docx.oxml.ns import qn

from kgisim.cli import main
from kgisim.report.formats.registry import FORMATS

READABLE = [name for name, one in FORMATS.items() if one.is_readable]


@pytest.fixture
def kgisim(monkeypatch, capsys, quick_run):
    """Give a command about the quick run; its code and its answer come back."""
    monkeypatch.setenv("COLUMNS", "240")

    def give(*arguments):
        asked = [*arguments, "--runs", quick_run.path.parent]
        monkeypatch.setattr(sys, "argv", ["kgisim", *map(str, asked)])
        code = 0
        try:
            main.main()
        except SystemExit as end:
            code = end.code
        return code, capsys.readouterr().out

    return give


@pytest.fixture
def brief(kgisim, tmp_path):
    def written(form):
        path = tmp_path / f"brief.{form}"
        kgisim("report", "--kind", "brief", "--format", form, "--out", path)
        return path

    return written


@pytest.mark.parametrize("form", READABLE)
def test_an_untouched_file_ends_with_nought(kgisim, brief, form):
    assert kgisim("verify", brief(form))[0] == 0


@pytest.fixture
def altered(kgisim, brief):
    """Change a digit in a table of a document; give the code, the answer and the new text.

    Of a short cell: what is long takes several lines of a terminal.
    """
    path = brief("docx")
    document = Document(str(path))
    tables = document.element.body.iter(qn("w:tbl"))
    cells = [text for table in tables for text in table.iter(qn("w:t"))]
    changed = next(one for one in reversed(cells) if re.fullmatch(r"\D{0,9}\d\D{0,9}", one.text))
    changed.text = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), changed.text)
    document.save(str(path))
    return (*kgisim("verify", path), changed.text)


def test_an_alteration_ends_with_one_and_is_shown_with_what_to_do(altered):
    code, answer, now = altered
    assert code == 1
    assert now in answer
    assert "kgisim report" in answer
    assert "--format docx" in answer
