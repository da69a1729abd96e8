"""A disk that refuses, a register that is held and a run that is gone: told, with nothing lost."""

import resource
import shutil
import sqlite3
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from kgisim.app.data_form import Revising
from kgisim.app.layout import SessionLayout
from kgisim.app.pages import load_pages
from kgisim.app.proposal_form import Recording, StatementList
from kgisim.app.scenario_form import scenario_form
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.audit import log
from kgisim.audit.entries import Proposal, Revision
from kgisim.presentation.i18n.catalog import text
from kgisim.runs.run import open_run

ROW = {"year": "2022", "value": "42", "relation": "eq", "evidence": "official"}


@contextmanager
def full_disk():
    """Let no file of this process grow, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def closed_folder(monkeypatch):
    """Refuse every new file, as a folder does that may only be read."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("kgisim.io.tempfile.mkstemp", refuse)
        yield


@contextmanager
def full_folder(monkeypatch):
    """Take what is written to a folder, and find no room for it when it is to stay there."""

    def refuse(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kgisim.io.os.fsync", refuse)
        yield


def trouble(kind, monkeypatch):
    return {"full": full_folder, "closed": closed_folder}[kind](monkeypatch)


def contents(folder):
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.suffix in (".csv", ".yaml")
    }


def say(form):
    form._keep(None)


@pytest.mark.parametrize("kind", ["full", "closed"])
def test_a_scenario_that_cannot_be_written_is_told_where_it_was_saved(state, monkeypatch, kind):
    row, pane = scenario_form(state).objects
    state.levers = {"measure:support": 3.0}
    for field, value in zip(row.objects, ("mine", "題名", "理由"), strict=False):
        field.value = value
    before = contents(state.shared.workspace.root)
    with trouble(kind, monkeypatch):
        row.objects[3].param.trigger("clicks")
    assert text(f"app.fault.{kind}", "ja") in pane.html
    assert contents(state.shared.workspace.root) == before
    assert not [*state.shared.workspace.scenarios.glob(".*")]
    row.objects[3].param.trigger("clicks")
    assert (state.shared.workspace.scenarios / "mine.yaml").exists()


@pytest.mark.parametrize("kind", ["full", "closed"])
def test_data_that_cannot_be_written_are_not_entered_in_the_register(state, monkeypatch, kind):
    form = Revising(state)
    form.into.value = "share"
    for name, value in ROW.items():
        form.fields[name].value = value
    form._compare_row(None)
    form.reason.value = "公表値"
    before = contents(state.shared.workspace.root)
    with trouble(kind, monkeypatch):
        form._accept(None)
    assert text(f"app.fault.{kind}", "ja") in form.told.html
    assert contents(state.shared.workspace.root) == before
    assert not state.shared.register.entries(Revision)
    assert form.acceptance.visible
    form._accept(None)
    assert len(state.shared.register.entries(Revision)) == 1


@pytest.mark.parametrize("kind", ["full", "held"])
def test_a_proposal_that_cannot_be_kept_is_told_and_kept_once_afterwards(
    quick_run, smallest, monkeypatch, kind
):
    monkeypatch.setattr(log, "PATIENCE", 0.2)
    register = log.open_register(smallest.root)
    state = State(SharedRun(quick_run, smallest, register), goal="share", user="Suzuki")
    form = Recording(state, StatementList(state))
    form.reason.value = "届く水準である。"
    if kind == "full":
        with full_disk():
            say(form)
    else:
        other = sqlite3.connect(smallest.root / log.FILE)
        other.execute("BEGIN EXCLUSIVE")
        say(form)
        other.rollback()
        other.close()
    assert text("app.fault.register", "ja") in form.said.html
    assert form.reason.value == "届く水準である。"
    assert not register.entries(Proposal)
    say(form)
    assert [one.reason for one in register.entries(Proposal)] == ["届く水準である。"]
    register.close()


def test_a_run_whose_folder_is_gone_is_told_on_every_page(
    quick_run, smallest, shared, tmp_path, caplog
):
    folder = tmp_path / "runs" / quick_run.id
    shutil.copytree(quick_run.path, folder)
    gone = SharedRun(open_run(folder), smallest, shared.register)
    pages = load_pages(smallest)
    layout = SessionLayout(gone, pages)
    layout.follow(SimpleNamespace(search="?goal=share"))
    shutil.rmtree(folder)
    told = 0
    for page in pages:
        layout.go({"page": page, "goal": "share"})
        (shown,) = layout._body.objects
        told += text("app.fault.gone", "ja") in str(getattr(shown, "html", ""))
    assert told
    assert not [one for one in caplog.records if one.exc_info]
