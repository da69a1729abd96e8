"""The run of a paper is made again from the paper alone, and every number compared."""

import shutil
import socket
from dataclasses import replace

import pytest

from kgisim.report.formats.registry import write_report
from kgisim.report.inputs import attach, inputs_in, packed_inputs
from kgisim.report.kinds import make_report
from kgisim.report.provenance import ReportError
from kgisim.report.reproduce import reproduce
from kgisim.report.scope import Scope
from kgisim.runs.make_run import make_run
from kgisim.runs.run import Run
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
def brief(quick_run):
    return make_report(Scope(quick_run, "ja"), "brief")


@pytest.mark.slow
def test_a_brief_with_real_fits_is_reproduced_offline(minimal, offline, tmp_path):
    report = make_report(Scope(minimal, "ja"), "brief")
    path = write_report(report, tmp_path / "brief.docx", "docx")
    found = reproduce(path, jobs=1)
    assert found.is_same
    assert (found.run, found.versions, found.paper) == (found.again, {}, ())


def test_a_brief_is_reproduced_offline(brief, quick_fits, offline, tmp_path):
    path = write_report(brief, tmp_path / "brief.docx", "docx")
    found = reproduce(path, jobs=1, trust=True)
    assert (found.tables, found.paper) == ((), ())
    assert (found.run, found.versions) == (found.again, {})
    assert found.numbers > 20


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_a_paper_that_must_not_hold_inputs_holds_none(brief, tmp_path, form):
    bare = replace(brief, carries_inputs=False, blocks=(), make_slides=tuple)
    assert inputs_in(write_report(bare, tmp_path / f"brief.{form}", form)) is None


@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx", "html", "pdf"])
def test_every_format_carries_the_same_inputs(brief, tmp_path, form):
    bare = replace(brief, blocks=(), make_slides=tuple)
    path = write_report(bare, tmp_path / f"brief.{form}", form)
    assert inputs_in(path) == packed_inputs(brief.run)
    assert inputs_in(path) is not None


def test_a_number_that_was_changed_is_found(quick_run, brief, quick_fits, tmp_path):
    folder = shutil.copytree(quick_run.path, tmp_path / "run")
    table = folder / "values.csv"
    before, last = table.read_text("utf-8").rstrip("\n").rsplit(",", 1)
    table.write_text(f"{before},{float(last) + 1}\n", "utf-8")
    changed = Run(folder, quick_run.manifest)
    path = write_report(replace(brief, run=changed), tmp_path / "brief.pdf", "pdf")
    found = reproduce(path, jobs=1, trust=True)
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
