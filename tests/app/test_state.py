"""The state of a session."""

import pytest

from kgisim.app.levers import BOTH, POLICY, WORLD
from kgisim.app.target_answers import answers_of
from kgisim.schema import BASELINE
from kgisim.targets.example_target import EXAMPLE_CHANCE
from kgisim.targets.window import TargetWindow


def test_another_goal_forgets_the_level_and_the_levers(session):
    session.param.update(target=90.0, levers={"world:usd_jpy": 0.2})
    session.goal = "kgi1c_top30"
    assert (session.target, session.levers) == (None, {})


def test_another_goal_brings_its_own_years(session):
    session.goal = "kgi1d_acquisitions"
    assert session.window == session.localized.view.example.question.window


def test_another_scenario_forgets_the_levers_and_keeps_the_level(session):
    session.param.update(target=90.0, levers={"world:usd_jpy": 0.2})
    session.scenario = "weak_yen"
    assert (session.target, session.levers) == (90.0, {})


def test_without_a_level_the_example_is_asked_about(session):
    assert session.question.value == session.localized.view.example.question.value


def test_a_chosen_level_is_asked_about_over_the_chosen_years(session):
    session.param.update(target=80.0, window=TargetWindow(2035))
    assert (session.question.value, session.question.window) == (80.0, TargetWindow(2035))


@pytest.mark.parametrize("year", [2030, 2035])
def test_without_a_level_other_years_ask_for_one_as_hard_as_the_example(session, year):
    session.window = TargetWindow(year, length=3)
    found = answers_of(session)
    chance, today = found.verdict().chance_baseline, found.forecast.today(session.window)
    assert found.question.window == session.window
    assert found.question.value >= today
    # where so hard a level were below today's, today's is asked about
    assert abs(chance - EXAMPLE_CHANCE) < 0.01 or (
        found.question.value == today and chance < EXAMPLE_CHANCE
    )


def test_four_lines_are_compared(session):
    assert list(session.worlds) == [BASELINE, WORLD, POLICY, BOTH]


def test_the_question_under_an_untouched_scenario_is_that_of_the_run(session):
    assert answers_of(session).forecast is session.shared.forecast(session.goal)


def test_a_moved_lever_changes_the_chance(session):
    before = answers_of(session).verdict().chance_package
    session.levers = {"measure:overseas_expansion_support": 5.0}
    assert answers_of(session).verdict().chance_package > before


def test_a_moved_lever_leaves_the_baseline_alone(session):
    before = answers_of(session).verdict().chance_baseline
    session.levers = {"measure:overseas_expansion_support": 5.0}
    assert answers_of(session).verdict().chance_baseline == before


def test_a_goal_without_a_number_asks_nothing(session):
    session.goal = "kgi3_supply"
    assert answers_of(session) is None
