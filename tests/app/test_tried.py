"""What a session has tried is listed, and each step is one click back."""

from urllib.parse import parse_qsl

import pytest

from kgisim.app.state import MOST_TRIED, State
from kgisim.app.tried import go_back, tried_panel
from kgisim.app.url import step_of
from kgisim.presentation.localized import scenario_titles

LEVER = "measure:overseas_expansion_support"


def test_every_trial_is_a_step_that_leads_back(session):
    session.target = 80.0
    session.go({"levers": f"{LEVER}@3.5", "year": "2035", "target": "82"})
    session.go({"goal": "kgi1c_top30", "target": "7"})
    steps = [dict(parse_qsl(one)) for one in session.tried]
    assert [one.get("target") for one in steps] == [None, "80", "82", None, "7"]
    for step in session.tried:
        go_back(session, dict(parse_qsl(step)))
        assert step_of(session) == step
    assert len(session.tried) == len(steps)  # going back is no trial
    assert not session.notices


def test_looking_at_goals_is_no_trial(session):
    session.go({"goal": "kgi1c_top30", "page": "target"})
    session.go({"goal": "kgi3_supply"})
    assert session.tried == []


def test_steps_that_a_browser_kept_come_before_those_of_the_session(session):
    session.target = 80.0
    own = list(session.tried)
    session.take_tried(["goal=kgi1c_top30&target=7", own[0]])
    assert session.tried == ["goal=kgi1c_top30&target=7", *own]


def test_only_the_last_steps_are_kept(session):
    for level in range(50, 50 + MOST_TRIED + 5):
        session.target = float(level)
    assert len(session.tried) == MOST_TRIED
    assert session.tried[-1] == step_of(session)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_shows_level_scenario_lever_and_the_one_on_the_screen(plan, language):
    session = State(plan, goal="kgi1b_overseas_ratio", language=language)
    assert session.t("app.tried.none") in str(tried_panel(session))
    session.go({"levers": f"{LEVER}@5", "target": "80"})
    written = str(tried_panel(session))
    title = scenario_titles(plan.run, language)[session.scenario]
    measures = plan.scenarios[session.scenario].measures
    lever = next(one for one in measures if one.id == LEVER.removeprefix("measure:"))
    assert title in written
    assert lever.title(language) in written
    assert written.count(session.t("app.tried.now")) == 1


@pytest.mark.parametrize("wrong", ["goal=kgi9&target=1", "goal=kgi1c_top30&target=-5", "<b>", ""])
def test_a_step_that_the_run_does_not_know_is_left_out(session, wrong):
    session.target = 80.0
    before = str(tried_panel(session))
    session.take_tried([wrong])
    after = str(tried_panel(session))
    assert "<b>" not in after
    assert after.count("<tr>") == before.count("<tr>") + (wrong in ("<b>", ""))
