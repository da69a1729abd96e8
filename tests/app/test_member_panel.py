"""The page of a group shows one member at a time, the one that is chosen."""

import re
from urllib.parse import parse_qsl

import panel_material_ui as pmui
import pytest

from kgisim.app import member_panel, url
from kgisim.app.html_pane import HtmlPane
from kgisim.app.pages import load_pages
from kgisim.app.shared_run import study_of
from kgisim.app.state import State
from kgisim.workspace import Workspace
from tests.presentation.grouped import VALUES, grouped


@pytest.fixture
def built(smallest, quick_fits, tmp_path):
    """The page of a goal with three members."""
    run = grouped(smallest, tmp_path / "runs").view.run
    return State(study_of(run, smallest), goal="beds", language="en")


def parts(state):
    """Return the list of members, and what is shown of the chosen one."""
    panel = member_panel.member_panel(state)
    (choice,), (shown,) = panel.select(pmui.Select), panel.select(HtmlPane)
    return choice, shown


def test_the_member_that_is_chosen_is_shown_with_its_numbers_and_its_outlook(built):
    choice, shown = parts(built)
    assert [*choice.options] == [name.title() for name in VALUES]
    for name, value in VALUES.items():
        choice.value = name
        assert f"Adoption: {name.title()}</h2>" in shown.html
        assert f"The latest value is {value + 1}.0" in shown.html
        assert shown.html.count("<svg") == 1
        others = {other.title() for other in VALUES} - {name.title()}
        assert not any(other in shown.html for other in others)


def test_the_member_that_is_shown_is_in_the_address_and_comes_back_with_it(built):
    choice, _ = parts(built)
    choice.value = "south"
    address = url.query_of(built)
    again = State(built.shared, goal="share")
    url.go(again, dict(parse_qsl(address.lstrip("?"))), is_whole=True)
    choice, shown = parts(again)
    assert choice.value == "south"
    assert "Adoption: South</h2>" in shown.html


def test_a_link_to_another_member_changes_what_is_shown(built):
    choice, shown = parts(built)
    built.go({"member": "north"})
    assert choice.value == "north"
    built.go({"member": "south"})
    assert choice.value == "south"
    assert "Adoption: South</h2>" in shown.html


def test_an_address_that_names_no_member_shows_the_first(built):
    choice, _ = parts(built)
    choice.value = "south"
    url.go(built, {"goal": "beds"}, is_whole=True)
    assert choice.value == next(iter(VALUES))
    assert built.member == ""


@pytest.mark.parametrize(("goal", "expected"), [("beds", ", ".join(VALUES)), ("share", "none")])
def test_a_member_that_is_none_of_the_goal_is_told_and_ignored(built, goal, expected):
    built.go({"goal": goal, "member": "moon"})
    assert f"valid: {expected}" in built.notices[0]
    assert built.member == ""


def test_another_goal_forgets_the_member(built):
    choice, _ = parts(built)
    choice.value = "south"
    built.goal = "share"
    assert built.member == ""
    built.goal = "beds"
    assert choice.value == "south"  # that part is off the page
    assert parts(built)[0].value == next(iter(VALUES))


def test_of_a_member_whose_outlook_may_not_be_shown_the_reason_is(built, monkeypatch):
    monkeypatch.setattr(member_panel, "hidden", lambda own: "not told")
    _, shown = parts(built)
    assert "not told" in shown.html
    assert "<svg" not in shown.html


def test_what_is_no_group_has_no_list(built):
    built.goal = "share"
    assert member_panel.member_panel(built) is None


def test_the_page_of_a_group_has_the_list_below_all_members(built):
    page = load_pages(Workspace.bundled())["indicator"].build(built)
    sheets = [sheet.html for sheet in page.select(HtmlPane)]
    (all_members,) = (at for at, one in enumerate(sheets) if "By prefecture: 3" in one)
    (chosen,) = (at for at, one in enumerate(sheets) if "Adoption: North</h2>" in one)
    assert chosen == all_members + 1


MEASURE = """
  - id: fund
    title: {ja: 基金, en: fund}
    indicator: beds
    on: level
    unit: points
    effect: {p10: 1, p50: 4, p90: 8}
    start: 2023
    rationale: {ja: 例示, en: illustrative}
    source: illustrative
"""


def test_a_lever_of_a_group_moves_every_member_and_the_count_of_those_that_attain(
    smallest, quick_fits, tmp_path
):
    with (smallest.scenarios / "policy.yaml").open("a") as file:
        file.write(MEASURE)
    run = grouped(smallest, tmp_path / "runs").view.run
    state = State(study_of(run, smallest), goal="beds", scenario="policy", language="en")
    panel = member_panel.count_panel(state)
    (button,), (shown,) = panel.select(pmui.Button), panel.select(HtmlPane)
    told = []
    for size in (0.0, 30.0):
        state.move({"measure:fund": size})
        assert shown.html == ""
        button.clicks += 1
        told.append(int(re.search(r"by prefecture: (\d) of 3", shown.html)[1]))
    assert told[0] < told[1]


def test_nothing_is_counted_of_what_is_no_group(built):
    built.goal = "share"
    assert member_panel.count_panel(built) is None
