"""Levers: what may be moved, and what a moved scenario holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.app.lever_controls import after, lever_facts, positions
from kgisim.app.levers import (
    BOTH,
    POLICY,
    WORLD,
    levers_of,
    live_scenarios,
    shifted_effect,
    with_settings,
)
from kgisim.projection.scenario import Effect
from kgisim.schema import BASELINE, LANGUAGES
from tests.builders import PLAN

MEASURE = "measure:overseas_expansion_support"
YEN = "world:usd_jpy"


@pytest.fixture
def levers(plan):
    found = levers_of(plan.catalog, plan.scenarios["package_under_stress"], "kgi1b_overseas_ratio")
    return {one.key: one for one in found}


def test_only_what_can_reach_the_goal_is_a_lever(plan, levers):
    elsewhere = [
        one for one in plan.scenarios["policy_package"].measures if "d_acq" in one.indicator
    ]
    assert MEASURE in levers
    assert elsewhere
    assert not {f"measure:{one.id}" for one in elsewhere} & set(levers)


def test_measures_and_drivers_are_told_apart(levers):
    assert (levers[MEASURE].is_policy, levers[YEN].is_policy) == (True, False)


def test_a_measure_moves_over_its_elicited_range(levers):
    effect, places = levers[MEASURE].part.effect, positions(levers[MEASURE])
    assert (places[0], places[len(places) // 2], places[-1]) == (effect.p10, effect.p50, effect.p90)


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0, 5), st.floats(-9, 9))
def test_a_moved_effect_is_as_wide_as_before(middle, below, above, to):
    effect = Effect(p10=middle - below, p50=middle, p90=middle + above)
    moved = shifted_effect(effect, to)
    assert moved.p50 == to
    assert moved.p90 - moved.p10 == pytest.approx(effect.p90 - effect.p10, abs=1e-9)


def test_untouched_levers_give_the_scenario_as_written(plan):
    scenario = plan.scenarios["package_under_stress"]
    assert with_settings(scenario, {}, PLAN.axis).parts == scenario.parts


def test_a_lever_that_is_off_is_gone(plan):
    moved = with_settings(plan.scenarios["policy_package"], {MEASURE: None}, PLAN.axis)
    assert MEASURE not in moved.keys()  # noqa: SIM118 # a scenario is no mapping


def test_a_driver_follows_the_chosen_path(plan):
    moved = with_settings(plan.scenarios["policy_package"], {YEN: 0.25}, PLAN.axis)
    assert [(one.driver, one.kind, one.quantile) for one in moved.world] == [
        ("usd_jpy", "quantile", 0.25)
    ]


def test_the_world_line_has_no_measure_and_the_policy_line_no_world(plan):
    lines = live_scenarios(plan.scenarios, "package_under_stress", {}, PLAN.axis)
    assert (lines[WORLD].measures, lines[POLICY].world, lines[POLICY].shocks) == ((), (), ())


def test_both_lines_together_hold_what_the_two_hold(plan):
    lines = live_scenarios(plan.scenarios, "package_under_stress", {YEN: 0.25}, PLAN.axis)
    assert lines[BOTH].keys() == lines[WORLD].keys() | lines[POLICY].keys()
    assert lines[BASELINE].parts == ()


def test_moving_back_to_the_middle_leaves_nothing_moved(levers):
    middle = len(positions(levers[MEASURE])) // 2
    assert after({MEASURE: 3.0}, levers[MEASURE], on=True, at=middle) == {}


def test_switching_a_measure_off_is_a_setting(levers):
    assert after({}, levers[MEASURE], on=False, at=None) == {MEASURE: None}


def test_a_driver_of_which_nothing_is_said_is_let_go_again(plan):
    found = levers_of(plan.catalog, plan.scenarios["policy_package"], "kgi1b_overseas_ratio")
    yen = next(one for one in found if one.key == YEN)
    assert after({YEN: 0.2}, yen, on=False, at=None) == {}


@pytest.mark.parametrize("at", [-1, 10_000])
def test_a_place_that_is_not_on_the_slider_is_ignored(levers, at):
    assert after({}, levers[MEASURE], on=True, at=at) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_every_lever_is_in_words(plan, levers, language):
    facts = lever_facts(plan, tuple(levers.values()), {}, language)
    for told in (*facts["policy"], *facts["world"]):
        assert len(told["texts"]) == len(positions(levers[told["key"]]))
        assert all(told["texts"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_undoes_a_move_names_its_lever_in_the_readers_language(plan, levers, language):
    facts = lever_facts(plan, tuple(levers.values()), {}, language)
    for told in (*facts["policy"], *facts["world"]):
        words = told["undo"].replace(told["title"], "")
        assert words.strip() in {"ja": ["を戻す"], "en": ["Undo:"]}[language]
