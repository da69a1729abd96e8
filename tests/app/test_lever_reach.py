from dataclasses import replace

from kgisim.app.lever_controls import lever_facts
from kgisim.app.lever_reach import weak_levers
from kgisim.app.levers import levers_of


def weak(state, question):
    shared, scenario = state.shared, state.shared.scenarios[state.scenario]
    levers = levers_of(shared.catalog, scenario, state.goal)
    return levers, weak_levers(shared, levers, question, state.scenario)


def test_a_measure_that_moves_the_chance_is_not_weak(state):
    drawn = state.shared.forecast("share").drawn(state.window).sel(scenario=state.scenario)
    levers, found = weak(state, replace(state.question, value=float(drawn.median())))
    assert [one.key for one in levers if one.is_policy] == ["measure:support"]
    assert found == frozenset()


def test_a_measure_is_weak_where_the_level_is_out_of_its_reach(state):
    levers, found = weak(state, replace(state.question, value=99.9))
    assert found == {"measure:support"}
    facts = lever_facts(state.shared, levers, {}, "ja", found)
    assert [bool(one["hint"]) for one in facts["policy"]] == [True]
    assert not any(one["hint"] for one in facts["world"])


def test_nothing_is_weak_without_a_level(state):
    assert weak(state, None)[1] == frozenset()
