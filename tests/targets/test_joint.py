import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, multivariate_normal, norm

from kgisim.errors import RequestError
from kgisim.targets.joint import SIGNIFICANCE, joint, joint_of, poisson_binomial
from tests.targets import gaussian
from tests.targets.gaussian import LOADING, MEAN, SD, question

FOUR = 4.0
DRAWS = 20_000


def pair(correlation: float, cuts=(0.5, 0.2), draws: int = DRAWS, seed: int = 2) -> pd.DataFrame:
    covariance = [[1.0, correlation], [correlation, 1.0]]
    drawn = np.random.default_rng(seed).multivariate_normal([0, 0], covariance, draws)
    return pd.DataFrame(drawn > cuts, columns=["a", "b"])


def analytic(correlation: float, cuts=(0.5, 0.2)) -> float:
    law = multivariate_normal([0, 0], [[1.0, correlation], [correlation, 1.0]])
    return float(law.cdf(-np.array(cuts)))


@pytest.mark.parametrize("correlation", [-0.7, -0.2, 0.0, 0.4, 0.9])
def test_both_together_have_the_bivariate_normal_chance(correlation):
    row = joint_of(pair(correlation)).pairs.iloc[0]
    assert abs(row["both"] - analytic(correlation)) < FOUR * row["mcse"]


@pytest.mark.parametrize(
    ("correlation", "relation"), [(-0.5, "conflict"), (0.0, "none"), (0.5, "synergy")]
)
def test_a_pair_is_called_what_it_is(correlation, relation):
    assert joint_of(pair(correlation)).pairs["relation"].tolist() == [relation]


def test_a_goal_and_the_driver_it_knows_are_attained_together_as_their_correlation_says(normal):
    yen = gaussian.forecast(normal.draws, gaussian.others()["yen"])
    found = joint([(normal, question(MEAN + SD)), (yen, question(110.0, id="yen"))])
    assert abs(found.all - analytic(LOADING, (1.0, 0.5))) < FOUR * found.at_least["mcse"].iloc[-1]


def test_lift_compares_with_independence():
    row = joint_of(pair(-0.5)).pairs.iloc[0]
    expected = analytic(-0.5) / norm.sf(0.5) / norm.sf(0.2)
    assert row["lift"] == pytest.approx(expected, abs=0.05)


def test_independent_targets_are_attained_k_at_a_time_as_the_binomial_says():
    marks = np.random.default_rng(4).random((DRAWS, 7)) < 0.5
    found = joint_of(pd.DataFrame(marks)).at_least
    assert found["independent"].to_numpy() == pytest.approx(
        binom.sf(np.arange(7), 7, 0.5), abs=0.02
    )
    assert (abs(found["chance"] - binom.sf(np.arange(7), 7, 0.5)) < FOUR * found["mcse"]).all()


def test_the_expected_number_is_the_sum_of_the_chances_and_of_the_steps():
    found = joint_of(pair(-0.3))
    assert found.expected == pytest.approx(found.each["chance"].sum())
    assert found.expected == pytest.approx(found.at_least["chance"].sum())


def test_all_of_them_is_at_least_as_many_as_there_are():
    marks = pair(0.3)
    assert joint_of(marks).all == pytest.approx(float((marks["a"] & marks["b"]).mean()))


def test_independent_pairs_are_rarely_called_anything():
    random = np.random.default_rng(9)
    called = 0
    for _ in range(100):
        marks = pd.DataFrame(random.random((400, 4)) < 0.4)
        called += bool((joint_of(marks).pairs["relation"] != "none").any())
    assert called <= binom.isf(1e-4, 100, SIGNIFICANCE)


def test_a_conflict_that_few_effective_futures_support_is_not_called_one():
    marks = pair(-0.15)
    assert joint_of(marks).conflicts.shape[0] == 1
    assert joint_of(marks, ess=60.0).conflicts.empty


def test_a_departure_too_small_to_matter_is_not_called_a_conflict():
    assert joint_of(pair(-0.04, draws=200_000)).conflicts.empty


def test_likely_targets_that_exclude_each_other_are_a_conflict_although_the_lift_is_near_one():
    fails = np.arange(DRAWS) % 10
    row = joint_of(pd.DataFrame({"a": fails != 0, "b": fails != 1})).pairs.iloc[0]
    assert (row["relation"], row["association"]) == ("conflict", pytest.approx(-1.0))
    assert row["lift"] > 0.98


def test_a_target_contained_in_another_has_association_one():
    values = np.random.default_rng(1).normal(size=DRAWS)
    row = joint_of(pd.DataFrame({"a": values > 0, "b": values > 1})).pairs.iloc[0]
    assert row["association"] == pytest.approx(1.0)


def test_a_pair_too_rare_to_judge_is_left_untold():
    rare = pd.DataFrame({"a": np.arange(DRAWS) < 3, "b": np.arange(DRAWS) % 2 == 0})
    assert joint_of(rare).pairs["relation"].tolist() == ["untold"]


def test_a_target_that_no_future_attains_gives_no_nan():
    marks = pair(0.0).assign(c=False)
    found = joint_of(marks)
    assert found.all == 0.0
    assert found.at_least.notna().all(axis=None)


def test_chances_of_many_targets_fall_with_their_number():
    found = joint_of(pd.DataFrame(np.random.default_rng(1).random((500, 5)) < 0.3)).at_least
    assert found["chance"].is_monotonic_decreasing


def test_the_number_of_independent_successes_has_total_chance_one():
    assert poisson_binomial(np.array([0.1, 0.7, 0.4])).sum() == pytest.approx(1.0)


def test_one_target_alone_is_refused():
    with pytest.raises(RequestError, match="at least two"):
        joint_of(pair(0.0)[["a"]])


def test_targets_under_several_scenarios_are_refused(normal):
    with pytest.raises(RequestError, match="several scenarios"):
        joint([(normal, question(MEAN)), (normal, question(MEAN, scenario="package"))])


def test_two_levels_of_one_indicator_are_refused(normal):
    with pytest.raises(RequestError, match="two targets of one indicator"):
        joint([(normal, question(MEAN)), (normal, question(MEAN + 1.0))])
