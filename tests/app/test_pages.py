"""Every page found on disk is built for every goal in both languages."""

import re

import panel as pn
import pytest

from kgisim.app.html_pane import HtmlPane
from kgisim.app.lever_controls import LeverBoard
from kgisim.app.pages import load_pages
from kgisim.app.state import State
from kgisim.app.target_slider import TargetBoard
from kgisim.errors import ContentError
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace

PAGES = load_pages(Workspace.bundled())
GOALS = ("kgi1a_world_share", "kgi1d_acquisitions", "kgi3_supply")
JAPANESE = re.compile("[ぁ-んァ-ヶ]")


def written(built) -> str:
    """Give everything that a page writes as HTML, without its tags."""
    sheets = [built] if isinstance(built, HtmlPane) else list(built.select(HtmlPane))
    whole = " ".join(sheet.html for sheet in sheets).replace("<wbr>", "")
    return re.sub("<[^>]*>", " ", whole)


@pytest.fixture(params=PAGES)
def page(request):
    return PAGES[request.param]


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_built_for_every_goal(plan, page, goal, language):
    state = State(plan, pages=list(PAGES), page=page.name, goal=goal, language=language)
    assert isinstance(page.build(state), pn.viewable.Viewable)


def test_a_page_in_english_says_nothing_in_japanese_but_titles_of_sources(plan, page):
    state = State(plan, pages=list(PAGES), page=page.name, goal=GOALS[0], language="en")
    text = written(page.build(state))
    if page.name in ("indicator", "data", "checks"):  # documents keep the titles they have
        pytest.skip("lists documents")
    assert not JAPANESE.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_calls_nothing_by_the_name_of_a_file_or_a_function(plan, page, language):
    state = State(plan, pages=list(PAGES), page=page.name, goal=GOALS[0], language=language)
    told = re.sub(r"https?:\S+", "", written(page.build(state)))
    if page.name == "data":  # its forms and lists name files
        pytest.skip("names files")
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b|\b(?:world|measure|hyper|effect):\w+", told)


def test_a_page_has_one_heading_of_the_first_level(plan, page):
    state = State(plan, pages=list(PAGES), page=page.name, goal=GOALS[0])
    built = page.build(state)
    sheets = [built] if isinstance(built, HtmlPane) else list(built.select(HtmlPane))
    assert sum(sheet.html.count("<h1") for sheet in sheets) == 1


def test_a_goal_without_a_number_has_no_board_to_move_one(plan):
    state = State(plan, pages=list(PAGES), page="target", goal="kgi3_supply")
    built = pn.Column(PAGES["target"].build(state), PAGES["scenario"].build(state))
    assert not [*built.select(TargetBoard), *built.select(LeverBoard)]


def test_pages_stand_in_the_order_they_ask_for():
    assert [page.order for page in PAGES.values()] == sorted(p.order for p in PAGES.values())


def test_a_page_that_cannot_be_loaded_is_told_by_its_file(smallest):
    (smallest.dashboards / "wrong.py").write_text("TITLE = 1 / 0\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"dashboards/wrong\.py: ZeroDivisionError"):
        load_pages(smallest)


def test_a_page_without_build_is_told(smallest):
    (smallest.dashboards / "empty.py").write_text("TITLE, ORDER = 1, 2\n", encoding="utf-8")
    with pytest.raises(ContentError, match="expected TITLE, ORDER and build"):
        load_pages(smallest)


def test_a_workspace_without_a_page_is_told(smallest):
    with pytest.raises(ContentError, match="no page"):
        load_pages(smallest)
