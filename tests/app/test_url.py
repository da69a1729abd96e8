"""The address bar: what it says is restored, what is wrong in it is told and ignored."""

from urllib.parse import parse_qsl

import param
import pytest

from kgisim.app import url
from kgisim.app.state import State
from kgisim.app.url import AddressBar, query_of
from kgisim.targets.window import TargetWindow

LEVER, YEN = "measure:overseas_expansion_support", "world:usd_jpy"


class Bar(param.Parameterized):
    """An address bar."""

    search = param.String("")


def opened(plan, search: str) -> State:
    state = State(plan, pages=["overview", "target"], page="overview")
    AddressBar(state, Bar(search=search)).read()
    return state


def test_an_address_restores_the_view(plan):
    state = opened(plan, "?page=target&goal=kgi1c_top30&scenario=weak_yen&target=7&language=en")
    found = (state.page, state.goal, state.scenario, state.target, state.language)
    assert found == ("target", "kgi1c_top30", "weak_yen", 7.0, "en")


def test_a_level_belongs_to_the_goal_wherever_it_stands_in_the_address(plan):
    assert opened(plan, "?target=7&goal=kgi1c_top30").target == 7.0


def test_what_is_wrong_is_told_in_the_language_that_the_address_names(plan):
    assert opened(plan, "?page=nowhere&language=en").notices[0].startswith("“page=nowhere”")


def test_the_state_survives_the_way_into_an_address_and_back(plan):
    state = opened(plan, "?page=target&goal=kgi1c_top30&target=7.5&year=2035&window=3")
    again = opened(plan, query_of(state))
    assert query_of(again) == query_of(state)


def test_years_that_are_not_the_usual_ones_are_carried(plan):
    state = opened(plan, "?goal=kgi1b_overseas_ratio&year=2035&window=3&statistic=mean")
    assert state.window == TargetWindow(2035, 3, "mean")


@pytest.mark.parametrize(
    "wrong",
    ["page=nowhere", "goal=kgi9", "scenario=utopia", "target=many", "target=nan", "language=fr"],
)
def test_what_is_wrong_is_told_and_ignored(plan, wrong):
    untouched, state = opened(plan, ""), opened(plan, f"?{wrong}")
    assert wrong in state.notices[0]
    assert query_of(state) == query_of(untouched)


@pytest.mark.parametrize("wrong", ["year=1999", "year=2041", "year=soon", "window=0"])
def test_years_that_cannot_be_judged_are_told(plan, wrong):
    state = opened(plan, f"?{wrong}")
    assert len(state.notices) == 1
    assert state.window == opened(plan, "").window


def test_markup_in_an_address_stays_text(plan):
    state = opened(plan, "?page=<script>")
    assert "<script>" in state.notices[0]


def test_every_change_is_written_into_the_address(plan):
    location = Bar()
    state = State(plan, pages=["overview", "target"], page="overview")
    AddressBar(state, location).read()
    state.param.update(page="target", language="en")
    said = dict(parse_qsl(location.search.lstrip("?")))
    assert (said["page"], said["language"]) == ("target", "en")


def test_levers_survive_the_way_into_an_address_and_back(plan):
    state = opened(plan, "?goal=kgi1b_overseas_ratio&scenario=package_under_stress")
    state.levers = {LEVER: 3.5, YEN: None}
    again = opened(plan, query_of(state))
    assert again.levers == state.levers
    assert not again.notices


@pytest.mark.parametrize(
    "wrong",
    ["nothing@1", f"{LEVER}@99", f"{LEVER}@many", f"{LEVER}@nan", "@", LEVER, f"{YEN}@0.99"],
)
def test_a_lever_that_cannot_stand_there_is_told_and_ignored(plan, wrong):
    state = opened(plan, f"?goal=kgi1b_overseas_ratio&levers={wrong}")
    assert len(state.notices) == 1
    assert state.levers == {}


def test_what_an_address_does_not_say_is_as_at_first(plan):
    bar = Bar(search="?goal=kgi1b_overseas_ratio&target=80&year=2035")
    state = State(plan, pages=["overview", "target"], page="overview")
    made = AddressBar(state, bar)
    bar.search = "?goal=kgi1b_overseas_ratio"
    assert made.is_ahead
    made.read()
    assert (state.target, state.levers) == (None, {})
    assert state.window == state.localized.view.window


def test_a_link_is_one_step_of_the_history(plan):
    steps, bar = [], Bar()
    state = State(plan, pages=["overview", "target"], page="overview")
    AddressBar(state, bar)
    bar.param.watch(lambda event: steps.append(event.new), "search")
    state.go({"goal": "kgi1c_top30", "page": "target", "target": "7"})
    assert len(steps) == 1


def test_limits_that_were_tried_are_in_the_address_and_come_back(state):
    tried = state.limits.model_copy(update={"floor": 0.9, "goal": 0.6})
    state.limits = tried
    address = query_of(state)
    other = State(state.shared, goal="share")
    url.go(other, dict(parse_qsl(address.lstrip("?"))), is_whole=True)
    assert other.limits == tried
    url.go(other, {}, is_whole=True)
    assert other.limits == state.shared.limits


@pytest.mark.parametrize("wrong", ["", "x", "0.9", "0.2,0.5,0.8,0.8", "1,0.5,0.2,0.8", "2,1,0,nan"])
def test_limits_that_cannot_be_are_told_and_ignored(state, wrong):
    url.go(state, {"limits": wrong})
    assert state.limits == state.shared.limits
    assert "limits" in state.notices[-1]
