"""A new run beside the one on the screen: begun and stopped by analysts, seen by all."""

from types import SimpleNamespace

import pytest

from kgisim.app.first_run import FirstRun
from kgisim.app.new_run import NewRun
from kgisim.app.new_run_form import NewRunForm
from kgisim.audit.users import AccessError, Person
from kgisim.errors import KgisimError, RequestError

ANALYST, MEMBER = Person("Suzuki", "analyst"), Person("田中", "member")
LANGUAGES = ("ja", "en")


class Job:
    """A run on its way, as a process of its own would tell of it."""

    def __init__(self, *asked):
        self.asked, self.status, self.done, self.total = asked, "running", 0, 0
        self.run, self.error = None, None

    def look(self):
        return self.status

    def cancel(self):
        self.status = "cancelled"


@pytest.fixture
def new_run(shared, monkeypatch):
    monkeypatch.setattr("kgisim.app.new_run.FirstRun", Job)
    return shared.new_run


def test_it_is_made_with_the_options_of_the_run_on_the_screen_and_lies_beside_it(new_run, shared):
    new_run.start(ANALYST)
    workspace, folder, options = new_run.job.asked
    manifest = shared.run.manifest
    assert (workspace, folder) == (shared.workspace, shared.run.path.parent)
    assert (options["seed"], options["draws"]) == (manifest["seed"], manifest["draws"])
    assert {**options, "folder": folder}.keys() <= FirstRun.__annotations__.keys() | {
        "seed",
        "draws",
        "as_of",
        "unverified",
    }


def test_there_is_one_at_a_time(new_run):
    new_run.start(ANALYST)
    with pytest.raises(RequestError, match="being made already"):
        new_run.start(ANALYST)
    new_run.cancel(ANALYST)
    new_run.start(ANALYST)
    assert new_run.is_running


def test_a_member_neither_begins_nor_stops_one(new_run, member):
    with pytest.raises(AccessError):
        new_run.start(MEMBER)
    new_run.start(ANALYST)
    with pytest.raises(AccessError):
        new_run.cancel(MEMBER)
    form = NewRunForm(member)
    for button in (form.start, form.cancel):
        button.param.trigger("clicks")
        assert "warning" in form.told.html
    assert new_run.is_running


def test_without_a_workspace_there_is_nothing_to_run(shared):
    with pytest.raises(RequestError, match="no workspace"):
        NewRun(shared.run, None).start(ANALYST)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"total": 0}, {"ja": "計算中", "en": "being made"}),
        ({"total": 10, "done": 5}, {"ja": "およそ1分", "en": "about 1 min"}),
        ({"total": 10, "done": 10}, {"ja": "まとめている", "en": "put together"}),
        ({"status": "failed", "error": KgisimError("rerun.running")}, {"ja": "別の", "en": "wait"}),
        ({"status": "cancelled"}, {"ja": "中止した", "en": "stopped"}),
        (
            {"status": "done", "run": SimpleNamespace(id="rffff")},
            {"ja": "beside=run:rffff", "en": "beside=run:rffff"},
        ),
    ],
    ids=["begun", "on its way", "at its end", "failed", "stopped", "done"],
)
def test_all_are_told_how_far_it_is(new_run, language, said, told):
    assert new_run.progress(language) == ""
    new_run.start(ANALYST)
    vars(new_run.job).update(said)
    assert told[language] in new_run.progress(language)


def test_a_run_without_changes_says_so(new_run, shared):
    new_run.start(ANALYST)
    vars(new_run.job).update(status="done", run=SimpleNamespace(id=shared.run.id))
    assert "同じ" in new_run.progress("ja")
