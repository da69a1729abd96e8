"""What each measure contributes: closed forms, exact sums, and nothing for idle measures."""

import numpy as np
import pytest
from scipy.special import ndtr

from kgisim.analysis.contributions import contributions
from kgisim.analysis.shapley import exact_weights, sample_orders, sampled_weights, teams
from kgisim.errors import RequestError
from tests.analysis.gaussian import additive, flat, measure, normals, posed, scenario

X = flat(normals(1)[:, 0])
PROJECT = additive({"x": X, "y": X})
QUESTION = posed("x", 1.0)


def fixed(name, size, **more):
    return measure(name, size, size, size, **more)


def told(package, **more):
    return contributions(PROJECT, package, QUESTION, seed=1, **more)


def test_without_uncertainty_the_chance_moves_as_the_normal_distribution_says():
    found = told(scenario("package", fixed("a", 0.5)))
    row = found.table.iloc[0]
    assert row["chance_alone"] == pytest.approx(
        ndtr(-0.5) - ndtr(-1.0), abs=3 * row["chance_alone_error"]
    )


def test_of_measures_that_add_up_the_median_share_is_the_effect():
    found = told(scenario("package", fixed("a", 0.5), fixed("b", 0.2))).table
    shares = found.set_index("measure")["median_share"]
    assert shares.to_dict() == pytest.approx({"a": 0.5, "b": 0.2})


@pytest.mark.parametrize("number", ["chance", "median"])
@pytest.mark.parametrize("count", [1, 3, 9])
def test_shares_add_up_to_the_total(number, count):
    package = scenario("package", *(measure(f"m{i}", -0.2, 0.1, 0.5) for i in range(count)))
    found = told(package, pairs=4)
    total = getattr(found.complete, number).value - getattr(found.without, number).value
    assert found.table[f"{number}_share"].sum() == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("number", ["chance", "median"])
def test_what_each_does_alone_and_the_interaction_add_up_to_the_total(number):
    package = scenario("package", fixed("a", 0.5), fixed("b", 0.7), fixed("c", 0.1))
    found = told(package)
    total = getattr(found.complete, number).value - getattr(found.without, number).value
    alone = found.table[f"{number}_alone"].sum()
    assert alone + getattr(found.interaction, number).value == pytest.approx(total, abs=1e-12)


def test_two_measures_towards_a_far_target_help_each_other():
    found = told(scenario("package", fixed("a", 0.5), fixed("b", 0.5)))
    expected = ndtr(0.0) - 2 * ndtr(-0.5) + ndtr(-1.0)
    error = found.interaction.chance.error
    assert found.interaction.chance.value == pytest.approx(expected, abs=3 * error)


def test_one_measure_alone_has_nothing_to_interact_with():
    found = told(scenario("package", fixed("a", 0.5)))
    assert found.interaction.chance.value == 0.0


def test_equal_measures_have_equal_shares():
    shares = told(scenario("package", fixed("a", 0.3), fixed("b", 0.3))).table["chance_share"]
    assert shares[0] == pytest.approx(shares[1])


def test_a_measure_on_another_series_has_no_share_and_costs_no_combination():
    package = scenario("package", fixed("a", 0.3), fixed("b", 0.3, indicator="y"))
    found = told(package)
    assert found.table.set_index("measure").loc["b", "chance_share"] == 0.0
    assert found.projections == 4


def test_sampled_orders_agree_with_the_exact_split_within_their_error():
    package = scenario("package", *(fixed(f"m{i}", 0.1 * (i + 1)) for i in range(9)))
    found = told(package, pairs=2).table.set_index("measure")
    assert not told(package, pairs=2).exact
    # effects add up on the scale of the median, so that every order gives the same shares
    assert found["median_share"].to_dict() == pytest.approx(
        {f"m{i}": 0.1 * (i + 1) for i in range(9)}
    )


def test_sampling_orders_adds_to_the_error():
    package = scenario("package", *(fixed(f"m{i}", 0.1 * (i + 1)) for i in range(9)))
    few, many = (told(package, pairs=pairs).table["chance_share_error"] for pairs in (2, 12))
    assert few.sum() > many.sum()


def test_a_smaller_effective_sample_gives_a_larger_error():
    package = scenario("package", fixed("a", 0.5))
    rough = contributions(PROJECT, package, posed("x", 1.0, ess=400.0), seed=1)
    ratio = rough.table["chance_alone_error"] / told(package).table["chance_alone_error"]
    assert ratio[0] == pytest.approx(np.sqrt(4000 * (1 / 4000 + 1 / 400)))


def test_a_scenario_without_measures_is_refused():
    with pytest.raises(RequestError, match="no measure"):
        told(scenario("package"))


def test_weights_of_all_teams_give_each_player_its_own_worth_where_worths_add_up():
    own = {"a": 1.0, "b": 2.0, "c": 4.0}
    worth = {team: sum(own[name] for name in team) for team in teams("abc")}
    values = sum(worth[team] * weight for team, weight in exact_weights("abc").items())
    assert values == pytest.approx([1.0, 2.0, 4.0])


def test_sampled_weights_of_all_players_together_keep_only_the_two_ends():
    orders = sample_orders("abcd", 3, np.random.default_rng(1))
    sums = {team: weight.sum() for team, weight in sampled_weights("abcd", orders).items()}
    kept = {team: total for team, total in sums.items() if abs(total) > 1e-12}
    assert kept == pytest.approx({frozenset("abcd"): 1.0, frozenset(): -1.0})
