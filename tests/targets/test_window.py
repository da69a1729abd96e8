import numpy as np
import pytest
from scipy.stats import norm

from kgisim.errors import RequestError
from kgisim.targets.attainment import chance, easiest_value, value_for
from kgisim.targets.window import TargetWindow, judge
from tests.targets import gaussian
from tests.targets.gaussian import AHEAD, DRIFT, HORIZON, LAST, MEAN, SD, START, question

FOUR = 4.0
"""Standard errors within which a Monte Carlo answer has to meet the analytic one."""


def total(since: int) -> tuple[float, float]:
    """Mean and standard deviation of the sum of the walk over `since` … 2040."""
    ahead = np.arange(since, HORIZON + 1) - LAST
    covariance = np.minimum.outer(ahead, ahead)
    return float(np.sum(START + DRIFT * ahead)), float(np.sqrt(covariance.sum()))


@pytest.mark.parametrize("level", [MEAN - 2 * SD, MEAN, MEAN + SD, MEAN + 3 * SD])
def test_the_chance_of_a_year_is_the_normal_tail(normal, level):
    share, error = normal.chance(question(level))
    assert abs(float(share[0]) - norm.sf(level, MEAN, SD)) < FOUR * float(error[0])


@pytest.mark.parametrize("probability", [0.05, 0.3, 0.5, 0.9])
def test_the_level_for_a_chance_is_the_normal_quantile(normal, probability):
    level = float(normal.value_for(TargetWindow(2040), probability)[0])
    density = norm.pdf(norm.isf(probability)) / SD
    error = np.sqrt(probability * (1 - probability) / gaussian.DRAWS) / density
    assert abs(level - norm.isf(probability, MEAN, SD)) < FOUR * error


@pytest.mark.parametrize("statistic", ["mean", "sum"])
def test_a_window_is_judged_by_the_normal_law_of_its_years(normal, statistic):
    centre, spread = total(2038)
    share = 3.0 if statistic == "mean" else 1.0
    window = TargetWindow(2040, length=3, statistic=statistic)
    found, error = normal.chance(question((centre + spread) / share, window))
    assert abs(float(found[0]) - norm.sf(1.0)) < FOUR * float(error[0])


def test_a_cumulative_target_counts_from_its_year(normal):
    centre, spread = total(2030)
    found, error = normal.chance(
        question(centre - spread, TargetWindow(2040, statistic="cumulative", since=2030))
    )
    assert abs(float(found[0]) - norm.cdf(1.0)) < FOUR * float(error[0])


def test_a_random_walk_reaches_a_level_at_least_once_as_often_as_independent_years_say():
    projection = gaussian.world()
    random = np.random.default_rng(5).normal(size=projection["outcome"].shape)
    projection["outcome"] = projection["outcome"].copy(data=random)
    found, error = gaussian.forecast(projection).chance(
        question(1.5, TargetWindow(2040, statistic="once", since=2031))
    )
    assert abs(float(found[0]) - (1 - norm.cdf(1.5) ** 10)) < FOUR * float(error[0])


def test_at_least_once_is_never_less_likely_than_in_the_last_year(normal):
    once, _ = normal.chance(question(MEAN, TargetWindow(2040, statistic="once", since=2030)))
    last, _ = normal.chance(question(MEAN))
    assert (once >= last).all()


def test_at_least_once_takes_the_lowest_year_where_lower_is_better(normal):
    window = TargetWindow(2040, statistic="once", since=2026)
    found = judge(normal.draws, "y", window, better="lower")
    assert (found <= judge(normal.draws, "y", TargetWindow(2026))).all()


def test_a_settled_year_takes_the_place_of_its_draws(normal):
    window = TargetWindow(2027, length=2, statistic="sum")
    found = judge(normal.draws, "y", window, settled={2026: 100.0, 2027: 1.0, 2030: 7.0})
    assert (found == 101.0).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"statistic": "median"}, "expected mean, sum, cumulative, once"),
        ({"length": 0}, "expected at least 1"),
        ({"statistic": "cumulative"}, "needs the first year"),
        ({"statistic": "once", "since": 2041}, "expected a year up to 2040"),
        ({"statistic": "once", "since": 2030, "length": 3}, "leave out 'window'"),
        ({"since": 2030}, "'since' is for cumulative and once"),
    ],
)
def test_a_window_that_contradicts_itself_is_refused(given, said):
    with pytest.raises(RequestError, match=said):
        TargetWindow(**({"year": 2040} | given))


@pytest.mark.parametrize("window", [TargetWindow(2041), TargetWindow(2040, length=60)])
def test_years_beyond_the_axis_are_refused(normal, window):
    with pytest.raises(RequestError, match="expected within 2010–2040"):
        judge(normal.draws, "y", window)


def test_years_before_the_record_are_refused_not_answered_with_nan(normal):
    blank = normal.draws.copy()
    blank["outcome"] = blank["outcome"].where(blank["year"] > 2020)
    with pytest.raises(RequestError, match="record starts in 2021"):
        judge(blank, "y", TargetWindow(2040, statistic="cumulative", since=2015))


def counts(*values: float):
    import xarray as xr

    return xr.DataArray(np.array(values), dims="draw")


def test_of_counts_the_easiest_level_with_at_most_a_chance_is_the_next_whole_number():
    assert easiest_value(counts(1, 1, 2, 2, 2, 5, 9, 9), 0.4, "higher", grain=1.0) == 3.0


def test_of_counts_where_lower_is_better_it_is_the_next_lower_number():
    assert easiest_value(counts(5, 5, 5, 2, 2, 1), 0.4, "lower", grain=1.0) == 1.0


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("probability", [0.1, 0.33, 0.5, 0.77])
def test_the_easiest_ambitious_level_keeps_its_promise(better, probability):
    values = counts(*np.random.default_rng(3).normal(size=501))
    level = easiest_value(values, probability, better)
    assert float(chance(values, level, better)[0]) <= probability


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_level_for_a_chance_keeps_its_promise_for_counts(better):
    values = counts(*np.random.default_rng(3).poisson(3.0, 501))
    level = float(value_for(values, 0.4, better))
    assert float(chance(values, level, better)[0]) >= 0.4


def test_no_level_is_beyond_what_every_future_shares():
    assert easiest_value(counts(2, 2, 2), 0.5, "higher") == np.inf


@pytest.mark.parametrize("probability", [0.0, 1.0, -1.0, 2.0, float("nan")])
def test_a_certain_or_impossible_chance_has_no_level(normal, probability):
    with pytest.raises(RequestError, match="expected between 0 and 1"):
        normal.value_for(TargetWindow(2040), probability)


def test_the_error_of_a_chance_counts_the_effective_size_of_the_posterior(normal):
    thin, size = gaussian.forecast(normal.draws, ess=400.0), 1 / (1 / 400 + 1 / gaussian.DRAWS)
    assert float(thin.chance(question(MEAN))[1][0]) == pytest.approx(0.5 / size**0.5, rel=1e-3)


def test_the_middle_of_the_future_is_where_a_total_has_to_be_on_average(normal):
    asked = question(15 * 12.0, TargetWindow(2040, statistic="cumulative", since=LAST + 1))
    assert normal.remaining(asked) == (12.0, LAST + (AHEAD + 1) / 2)
