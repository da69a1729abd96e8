"""The frame: what a page has bound is let go when it is left."""

import gc
import weakref
from types import SimpleNamespace

import pytest

from kgisim.app.layout import SessionLayout
from kgisim.app.pages import load_pages
from kgisim.workspace import Workspace


@pytest.fixture
def shell(plan):
    made = SessionLayout(plan, load_pages(Workspace.bundled()))
    made.follow(SimpleNamespace(search="?goal=kgi1b_overseas_ratio"))
    return made


def bound(state) -> int:
    return sum(len(some) for kind in state.param.watchers.values() for some in kind.values())


def test_a_page_that_is_left_keeps_nothing_bound(shell):
    shell.go({"page": "overview"})
    before = bound(shell.state)
    for page in ("target", "scenario", "backcast", "overview"):
        shell.go({"page": page})
    assert bound(shell.state) == before


def test_a_page_stays_when_what_it_shows_stays(shell):
    shell.go({"page": "target"})
    before = shell._body.objects[0]
    shell.state.target = 80.0
    assert shell._body.objects[0] is before


@pytest.mark.parametrize("said", [{"language": "en"}, {"goal": "kgi1c_top30"}, {"year": "2035"}])
def test_a_page_is_made_again_when_its_subject_changes(shell, said):
    shell.go({"page": "target"})
    before = shell._body.objects[0]
    shell.go(said)
    assert shell._body.objects[0] is not before


def test_back_shows_what_was_there_before(shell):
    shell.go({"page": "target", "target": "80"})
    before = shell._browser.search
    shell.go({"target": "85"})
    shell.go({"page": "follow"})
    shell._browser.search = before  # as the browser does it
    assert (shell.state.page, shell.state.target) == ("target", 80.0)
    assert "80" in str(shell._body.objects[0].objects[2].level)
    assert shell._browser.search == before


def test_the_menu_marks_the_page_that_is_shown(shell):
    shell.go({"page": "target"})
    assert shell._menu.html.count("aria-current") == 1


def test_what_is_wrong_is_shown_as_text(shell):
    shell.go({"goal": "<b>nothing</b>"})
    assert "&lt;b&gt;nothing" in shell._notices.html


def test_the_work_of_one_session_is_not_told_to_all(shell):
    assert shell.screen.busy is False


@pytest.mark.parametrize("page", sorted(load_pages(Workspace.bundled())))
def test_a_session_that_is_over_is_let_go(plan, page):
    made = SessionLayout(plan, load_pages(Workspace.bundled()))
    made.follow(SimpleNamespace(search=f"?page={page}&goal=kgi1b_overseas_ratio"))
    state = weakref.ref(made.state)
    del made
    gc.collect()
    assert state() is None
