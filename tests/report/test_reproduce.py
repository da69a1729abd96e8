"""The run of a paper is made again from the paper alone, and every number compared."""

import shutil
import socket
from dataclasses import replace

import pytest

from kgisim.report.fill.example import write_example
from kgisim.report.fill.fields import Fields
from kgisim.report.fill.fill import fill
from kgisim.report.formats.registry import write_report
from kgisim.report.inputs import attach, inputs_in
from kgisim.report.kinds import make_report
from kgisim.report.provenance import ReportError
from kgisim.report.reproduce import reproduce
from kgisim.report.scope import Scope
from kgisim.report.verify import verify
from kgisim.runs.make_run import make_run
from kgisim.workspace import Workspace, init_workspace


@pytest.fixture(scope="module")
def minimal(tmp_path_factory):
    """A run of the minimal workspace with real fits."""
    folder = tmp_path_factory.mktemp("minimal")
    workspace = Workspace.open(init_workspace(folder / "plan", minimal=True))
    return make_run(workspace, folder=folder / "runs", draws=400, jobs=1, cache=folder / "cache")


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def brief(minimal):
    return make_report(Scope(minimal, "ja"), "brief")


@pytest.mark.slow
def test_a_brief_is_reproduced_offline(minimal, brief, offline, tmp_path):
    path = write_report(brief, tmp_path / "brief.docx", "docx")
    shutil.move(minimal.path, tmp_path / "away")
    try:
        found = reproduce(path, jobs=1)
    finally:
        shutil.move(tmp_path / "away", minimal.path)
    assert found.is_same
    assert (found.run, found.versions, found.paper) == (found.again, {}, ())
    assert found.numbers > 100


@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx", "html", "pdf"])
def test_every_format_carries_the_same_inputs(brief, tmp_path, form):
    path = write_report(brief, tmp_path / f"brief.{form}", form)
    other = write_report(brief, tmp_path / f"again.{form}", form)
    packed = inputs_in(path)
    assert packed is not None
    assert packed == inputs_in(other)
    if form != "pdf":
        assert verify(path, brief.run.path.parent).differences == ()


@pytest.mark.slow
def test_a_filled_document_carries_its_inputs(minimal, tmp_path):
    path = write_example(Fields(minimal, "ja"), tmp_path / "own.xlsx")
    fill(minimal, path, path, "ja")
    assert inputs_in(path) is not None


@pytest.mark.slow
def test_a_number_that_was_changed_is_found(minimal, brief, tmp_path):
    changed = replace(minimal, path=shutil.copytree(minimal.path, tmp_path / "run"))
    table = changed.path / "values.csv"
    before, last = table.read_text("utf-8").rstrip("\n").rsplit(",", 1)
    table.write_text(f"{before},{float(last) + 1}\n", "utf-8")
    path = write_report(replace(brief, run=changed), tmp_path / "brief.pdf", "pdf")
    found = reproduce(path, jobs=1)
    assert [(one.table, one.column) for one in found.tables] == [("values.csv", "value")]
    assert not found.is_same
    assert found.paper is None


def test_a_paper_without_inputs_is_refused(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><body></body></html>")
    with pytest.raises(ReportError, match="carries no inputs"):
        reproduce(path)


def test_code_that_is_not_part_of_the_program_is_not_run(tmp_path):
    from tests.report.test_inputs import packed

    page = tmp_path / "page.html"
    page.write_text("<html><body></body></html>")
    inputs = {"manifest.json": b'{"inputs": {}}', "workspace/models/evil.py": b"raise SystemExit"}
    attach(page, packed(**inputs))
    with pytest.raises(ReportError, match=r"models/evil\.py"):
        reproduce(page)
