"""The solver against every package there is, and against the normal distribution."""

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtr

from kgisim.analysis.package_solver import HIGHEST, at_levels, solve
from kgisim.errors import RequestError
from tests.analysis.gaussian import additive, flat, measure, normals, posed, scenario

X = flat(normals(1)[:, 0])
PROJECT = additive({"x": X})
QUESTION = posed("x", 1.0)
SIZES = {"a": 0.8, "b": 0.6, "c": 0.3}
PACKAGE = scenario("package", *(measure(name, size, size, size) for name, size in SIZES.items()))


def chance_of(levels):
    moved = sum(SIZES[name] * level / HIGHEST for name, level in levels.items())
    return (X[:, 0] + moved >= 1.0 - 1e-6).mean()


def cheapest(probability, costs):
    found = [
        sum(costs[name] * level for name, level in levels.items())
        for combination in product(range(HIGHEST + 1), repeat=3)
        if chance_of(levels := dict(zip(SIZES, combination, strict=True))) >= probability
    ]
    return min(found)


@pytest.mark.parametrize("probability", [0.2, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("costs", [{"a": 1.0, "b": 1.0, "c": 1.0}, {"a": 3.0, "b": 1.0, "c": 0.4}])
def test_no_package_is_cheaper(probability, costs):
    priced = [one.model_copy(update={"cost": HIGHEST * costs[one.id]}) for one in PACKAGE.measures]
    found = solve(PROJECT, PACKAGE.with_parts(priced), QUESTION, probability)
    assert found.priced
    assert found.package.cost == pytest.approx(cheapest(probability, costs))


@pytest.mark.parametrize("probability", [0.2, 0.3, 0.5, 0.7])
def test_the_package_reaches_the_probability(probability):
    assert solve(PROJECT, PACKAGE, QUESTION, probability).package.chance.value >= probability


def test_one_level_less_of_anything_does_not_reach_it():
    found = solve(PROJECT, PACKAGE, QUESTION, 0.5)
    assert all(one.chance.value < 0.5 for one in found.smaller)


def test_the_next_smaller_packages_are_told_best_first():
    chances = [one.chance.value for one in solve(PROJECT, PACKAGE, QUESTION, 0.5).smaller]
    assert chances == sorted(chances, reverse=True)


def test_what_cannot_be_reached_is_refused_with_the_best_there_is():
    found = solve(PROJECT, PACKAGE, QUESTION, 0.99)
    assert found.package is None
    expected = ndtr(sum(SIZES.values()) - 1.0)
    assert found.full.chance.value == pytest.approx(expected, abs=3 * found.full.chance.error)


@pytest.mark.parametrize(("probability", "said"), [(0.1, "0 measures at cost 0"), (0.99, "none")])
def test_a_solution_is_summarised_in_one_line(probability, said):
    found = solve(PROJECT, PACKAGE, QUESTION, probability)
    assert said in repr(found)
    assert "\n" not in repr(found)
    assert found._repr_html_().count("<tr>") == len(found.full.levels)


def test_what_needs_no_measure_costs_nothing():
    assert solve(PROJECT, PACKAGE, QUESTION, 0.1).package.cost == 0.0


def test_a_harmful_measure_is_never_used():
    package = scenario("package", measure("bad", -1.0, -0.5, -0.1), measure("a", 0.8, 0.8, 0.8))
    assert solve(PROJECT, package, QUESTION, 0.3).package.levels["bad"] == 0


@pytest.mark.parametrize("probability", [0.3, 0.5, 0.7])
def test_branch_and_bound_finds_what_trying_all_finds(probability):
    # 100 projections are too few to try all 125 packages
    bounded = solve(PROJECT, PACKAGE, QUESTION, probability, most=100)
    assert bounded.proven
    assert bounded.package.cost == solve(PROJECT, PACKAGE, QUESTION, probability).package.cost


def test_of_packages_that_cost_the_same_the_best_is_taken():
    package = scenario("package", measure("a", 0.5, 0.5, 0.5), measure("b", 0.9, 0.9, 0.9))
    assert solve(PROJECT, package, QUESTION, 0.25).package.levels["a"] == 0


HALF_SURE = scenario("package", *(measure(name, -0.2, 0.8, 1.5) for name in "abc"))


def test_a_measure_that_may_do_harm_ends_the_proof_of_a_bounded_search():
    assert not solve(PROJECT, HALF_SURE, QUESTION, 0.5, most=100).proven


def test_trying_all_packages_needs_no_promise_that_measures_only_help():
    assert solve(PROJECT, HALF_SURE, QUESTION, 0.5).proven


def test_a_search_that_is_cut_off_says_so_and_still_reaches_the_probability():
    found = solve(PROJECT, PACKAGE, QUESTION, 0.5, most=6)
    assert not found.proven
    assert found.package.chance.value >= 0.5


def test_where_lower_is_better_the_same_package_is_found():
    down = scenario("package", *(measure(n, -size, -size, -size) for n, size in SIZES.items()))
    mirrored = solve(additive({"x": -X}), down, posed("x", -1.0, better="lower"), 0.5)
    assert mirrored.package.levels == solve(PROJECT, PACKAGE, QUESTION, 0.5).package.levels


def test_a_level_is_a_share_of_the_elicited_effect():
    package = scenario("package", measure("a", -0.4, 0.8, 2.0))
    half = at_levels(package, {"a": 2}).measures[0].effect
    assert (half.p10, half.p50, half.p90) == (-0.2, 0.4, 1.0)


def test_close_calls_are_marked():
    exact = chance_of({"a": 4, "b": 4, "c": 4})
    assert solve(PROJECT, PACKAGE, QUESTION, float(exact)).close


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.5, np.nan])
def test_an_impossible_probability_is_refused(probability):
    with pytest.raises(RequestError, match="between 0 and 1"):
        solve(PROJECT, PACKAGE, QUESTION, probability)


def test_without_a_cost_for_every_measure_effort_levels_are_counted():
    first, *others = PACKAGE.measures
    some = PACKAGE.with_parts([first.model_copy(update={"cost": 99.0}), *others])
    found = solve(PROJECT, some, QUESTION, 0.5)
    assert not found.priced
    assert found.package.cost == sum(found.package.levels.values())


def test_a_cost_of_nothing_is_refused():
    with pytest.raises(ValueError, match="greater than 0"):
        measure("a", 0.0, 1.0, 2.0, cost=0.0)


def test_a_scenario_without_measures_is_refused():
    with pytest.raises(RequestError, match="no measure"):
        solve(PROJECT, scenario("package"), QUESTION, 0.5)
