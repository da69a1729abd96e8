import numpy as np
import pytest
from scipy.stats import nbinom, norm

from kgisim.errors import RequestError
from kgisim.targets.follow_up import follow_up
from kgisim.targets.observation_likelihood import Observed, log_likelihood
from kgisim.targets.refusal import Refusal
from kgisim.targets.window import TargetWindow
from tests.builders import goal
from tests.targets import gaussian
from tests.targets.gaussian import AHEAD, DRIFT, HORIZON, LAST, MEAN, SD, START, STEP, question

NOISE = 1.5
"""Standard deviation of the published number around the level."""
Y = goal("y", "real")
YEAR = 2029
DONE = YEAR - LAST
FOUR = 4.0


@pytest.fixture(scope="module")
def noisy():
    return gaussian.forecast(gaussian.world(noise=NOISE))


def expected(value: float, target: float, se: float = 0.0) -> float:
    """Chance of the target after the observation: Kalman's update, then the rest of the walk."""
    prior = STEP**2 * DONE
    gain = prior / (prior + NOISE**2 + se**2)
    mean = START + DRIFT * DONE + gain * (value - START - DRIFT * DONE)
    spread = np.sqrt(prior * (1 - gain) + STEP**2 * (AHEAD - DONE) + NOISE**2)
    return float(norm.sf(target, mean + DRIFT * (AHEAD - DONE), spread))


@pytest.mark.parametrize("value", [9.0, 12.0, 15.0])
@pytest.mark.parametrize("se", [0.0, 2.0])
def test_the_new_chance_is_that_of_the_normal_update(noisy, value, se):
    found = follow_up(noisy, question(MEAN + SD), [Observed(Y, YEAR, value, se=se)])
    assert abs(found.after - expected(value, MEAN + SD, se)) < FOUR * found.mcse_after


def test_two_observations_are_weighed_together(noisy):
    both = [Observed(Y, 2027, 13.0), Observed(Y, YEAR, 15.0)]
    alone = follow_up(noisy, question(MEAN), both[1:])
    assert follow_up(noisy, question(MEAN), both).after > alone.after


def test_the_chance_before_is_the_chance_of_the_run(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 12.0)])
    assert found.before == float(noisy.chance(question(MEAN))[0][0])


def test_a_number_as_expected_is_no_surprise(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, START + DRIFT * DONE)])
    assert found.surprise[0] == pytest.approx(0.5, abs=0.02)


def test_a_driver_tells_of_the_goal_as_much_as_it_is_correlated(noisy):
    projection = noisy.draws.copy()
    random = np.random.default_rng(6).normal(scale=5.0, size=projection["level"].shape[:3])
    projection["outcome"] = projection["outcome"].copy()
    projection["outcome"].loc[{"series": "yen"}] = projection["level"].sel(series="yen") + random
    yen = gaussian.others()["yen"]
    one = gaussian.forecast(projection)
    found = follow_up(one, question(MEAN), [Observed(yen, HORIZON, 120.0)])
    signal = 20.0**2 / (20.0**2 + 5.0**2)  # share of the driver's variance that is level
    correlation = gaussian.LOADING * SD / np.hypot(SD, NOISE)
    shift = correlation * signal * (120.0 - 100.0) / 20.0
    rest = np.sqrt(1 - correlation**2 * signal)
    assert abs(found.after - norm.cdf(shift / rest)) < FOUR * found.mcse_after


def test_a_floor_raises_the_chance_and_a_ceiling_lowers_it(noisy):
    floor = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 14.0, "ge")])
    ceiling = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 14.0, "le")])
    assert ceiling.after < floor.before < floor.after


def test_a_floor_below_every_future_changes_nothing(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, -30.0, "ge")])
    assert found.after == pytest.approx(found.before)


def test_weights_sum_to_one(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 12.0)])
    assert found.weights.sum() == pytest.approx(1.0)


def test_a_number_that_no_future_foresaw_is_refused(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 60.0)])
    assert isinstance(found, Refusal)
    assert (found.reason, found.left < found.needed) == ("few_match", True)
    assert found.surprise == (1.0,)


def test_an_impossible_number_is_refused_not_answered_with_nan(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, 1e200)])
    assert isinstance(found, Refusal)


@pytest.mark.parametrize(("value", "track"), [(20.0, "on_track"), (5.0, "off_track")])
def test_the_observation_is_classed_against_its_checkpoint(noisy, value, track):
    found = follow_up(noisy, question(MEAN), [Observed(Y, YEAR, value)])
    assert (found.track, found.checkpoint.year) == (track, YEAR)


def test_a_driver_alone_does_not_class_the_goal(noisy):
    yen = gaussian.others()["yen"]
    found = follow_up(noisy, question(MEAN), [Observed(yen, YEAR, 100.0, se=5.0)])
    assert (found.track, found.checkpoint) == (None, None)


def test_a_window_is_classed_as_a_window_once_all_its_years_are_known(noisy):
    asked = question(3 * MEAN, TargetWindow(2040, 3, "sum"))
    observed = [Observed(Y, year, 12.0) for year in (2026, 2027, 2028)]
    whole = follow_up(noisy, asked, observed)
    part = follow_up(noisy, asked, observed[:2])
    assert (whole.checkpoint.window, part.checkpoint.window) == (
        TargetWindow(2028, 3, "sum"),
        TargetWindow(2027),
    )


def test_an_observation_in_the_targets_own_year_settles_it(noisy):
    found = follow_up(noisy, question(MEAN), [Observed(Y, HORIZON, MEAN + 0.1)])
    assert (found.after, found.track) == (pytest.approx(1.0), None)


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        ([], "no observation"),
        ([Observed(Y, LAST, 10.0)], "already in the run"),
        ([Observed(Y, YEAR, 1.0), Observed(Y, YEAR, 2.0)], "given twice"),
        ([Observed(Y, 2050, 1.0)], "has no y in 2050"),
        ([Observed(Y, YEAR, float("nan"))], "expected numbers"),
        ([Observed(Y, YEAR, 1.0, se=-1.0)], "no error < 0"),
        ([Observed(goal("rain", "share"), YEAR, 101.0)], "between 0 and 100"),
        ([Observed(goal("rain", "count"), YEAR, 1.5)], "whole number"),
        ([Observed(goal("rain", "positive"), YEAR, 0.0)], "above 0"),
        ([Observed(goal("rain", "real", ceiling=3), YEAR, 4.0)], "at most 3"),
    ],
)
def test_an_observation_that_cannot_be_is_refused(noisy, observed, said):
    with pytest.raises(RequestError, match=said):
        follow_up(noisy, question(MEAN), observed)


def test_a_series_without_noise_needs_the_error_of_the_number(normal):
    with pytest.raises(RequestError, match="state the standard error"):
        follow_up(normal, question(MEAN), [Observed(Y, YEAR, 12.0)])


def counted(alpha: float, draws: int = 20_000):
    """Rates over three years and overdispersed counts around them; dims draw, year."""
    random = np.random.default_rng(3)
    rate = random.lognormal(1.5, 0.6, (draws, 3))
    size = 1 / alpha
    return rate, random.negative_binomial(size, size / (size + rate)).astype(float)


@pytest.mark.parametrize("relation", ["eq", "ge", "le"])
def test_the_likelihood_of_a_count_is_negative_binomial(relation):
    rate, count = counted(0.4)
    found = log_likelihood(rate, count, Observed(goal("y", "count"), YEAR, 7, relation))
    law = nbinom(2.5, 2.5 / (2.5 + rate[:, -1]))
    exact = {"eq": law.pmf(7), "ge": law.sf(6), "le": law.cdf(7)}[relation]
    assert np.exp(found) == pytest.approx(exact, rel=0.05)


def test_the_chances_of_all_counts_add_up_to_one():
    rate, count = counted(0.4, draws=500)
    one = goal("y", "count")
    total = sum(np.exp(log_likelihood(rate, count, Observed(one, YEAR, k))) for k in range(400))
    assert total == pytest.approx(1.0)


def test_the_chances_of_all_places_of_a_list_add_up_to_one():
    level = np.random.default_rng(2).uniform(2, 28, (500, 2))
    noisy = np.round(level + np.random.default_rng(3).normal(0, 1.0, level.shape)).clip(0, 30)
    one = goal("y", "count", counting="stock", ceiling=30)
    total = sum(np.exp(log_likelihood(level, noisy, Observed(one, YEAR, k))) for k in range(31))
    assert total == pytest.approx(1.0)


def test_the_likelihood_of_a_share_is_normal_on_the_logit():
    level = np.full((2000, 4), 30.0)
    link = np.log(30 / 70) + np.random.default_rng(1).normal(0, 0.2, level.shape)
    outcome = 100 / (1 + np.exp(-link))
    found = log_likelihood(level, outcome, Observed(goal("y", "share"), YEAR, 40.0))
    exact = norm.logpdf(np.log(40 / 60), np.log(30 / 70), 0.2)
    assert found == pytest.approx(exact, abs=0.1)
