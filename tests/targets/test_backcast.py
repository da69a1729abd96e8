import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from kgisim.projection.scenario import Scenario
from kgisim.targets.backcast import backcast, conditional_moments, measure_sizes
from kgisim.targets.refusal import Refusal, chance_bounds
from tests.builders import TEXT
from tests.targets import gaussian
from tests.targets.gaussian import LOADING, MEAN, SD, question

CUT = 0.8
"""The target lies this many standard deviations above the mean."""
QUESTION = question(MEAN + CUT * SD)
MILLS = norm.pdf(CUT) / norm.sf(CUT)
"""Mean of a standard normal above CUT."""
FOUR = 4.0


@pytest.fixture(scope="module")
def found(normal):
    random = np.random.default_rng(8).normal(size=gaussian.DRAWS)
    sizes = {"measure": random}
    return backcast(normal, QUESTION, others=gaussian.others(), measures=sizes)


def shift(found, name: str) -> tuple[float, float]:
    row = found.moved.set_index("name").loc[name]
    return row["shift"], row["error"]


@pytest.mark.parametrize(("name", "loading"), [("y", 1.0), ("yen", LOADING), ("rain", 0.0)])
def test_the_mean_in_the_attaining_futures_is_the_conditional_mean(found, name, loading):
    moved, error = shift(found, name)
    assert abs(moved - loading * MILLS) < FOUR * error


def test_the_covariance_in_the_attaining_futures_is_the_conditional_covariance(found):
    shrink = MILLS * (MILLS - CUT)  # a normal loses this share of its variance above the cut
    loading = np.array([1.0, LOADING, 0.0, 0.0])
    expected = np.eye(4) - shrink * np.outer(loading, loading)
    expected[0, 1] = expected[1, 0] = LOADING * (1 - shrink)
    spread = np.outer(*[np.sqrt(np.diag(expected))] * 2)
    error = np.sqrt((spread**2 + expected**2) / found.draws)  # of a normal's covariance
    # cut normals have other fourth moments: their errors are at most √2 times these here
    assert (np.abs(found.covariance.to_numpy() - expected) < FOUR * np.sqrt(2) * error).all()


def test_the_likeliest_way_moves_the_driver_that_matters_furthest(found):
    assert found.least_surprising()["name"].tolist()[0] == "yen"


def test_a_measure_that_does_nothing_does_not_move(found):
    moved, error = shift(found, "measure")
    assert abs(moved) < FOUR * error


def test_the_way_there_lists_drivers_and_measures_only(found):
    assert set(found.least_surprising()["name"]) == {"yen", "rain", "measure"}


def test_the_attaining_futures_diverge_by_minus_the_log_of_the_chance(found):
    assert found.kl == pytest.approx(-np.log(found.draws / gaussian.DRAWS))


def test_the_weights_are_equal_among_those_that_attain(found):
    assert found.weights.sum() == pytest.approx(1.0)
    assert set(np.round(found.weights * found.draws, 9)) == {0.0, 1.0}


def test_the_effective_size_is_the_attaining_share_of_the_posteriors(normal):
    thin = gaussian.forecast(normal.draws, ess=1000.0)
    found = backcast(thin, QUESTION, others={})
    assert found.ess == pytest.approx(found.chance / (1 / 1000 + 1 / gaussian.DRAWS))


def test_every_attaining_path_ends_above_the_target(found):
    path = found.paths.sel(futures="attained", year=2040, series="y")
    assert (path >= QUESTION.value).all()


def test_all_futures_are_the_same_whatever_the_target(normal, found):
    other = backcast(normal, question(MEAN), others=gaussian.others())
    assert found.paths.sel(futures="all").equals(other.paths.sel(futures="all"))


def test_quantiles_in_the_table_are_those_of_the_paths(found):
    row = found.moved.set_index("name").loc["y"]
    ends = found.paths.sel(futures="attained", year=2040, series="y")
    assert row["attained_05":"attained_95"].to_numpy(float) == pytest.approx(ends.to_numpy())


@pytest.mark.parametrize("name", ["y", "yen"])
def test_the_path_of_a_series_alone_is_that_among_others(found, name):
    assert found.path(name).equals(found.paths.sel(series=name))


def test_too_few_attaining_futures_are_refused_with_an_upper_bound(normal):
    found = backcast(normal, question(MEAN + 4 * SD), others={})
    assert isinstance(found, Refusal)
    assert found.reason == "few_attain"
    assert found.high > norm.sf(4.0)


def test_ninety_nine_futures_are_too_few_and_a_hundred_are_enough(normal):
    ends = np.sort(normal.draws["outcome"].sel(series="y", year=2040)[0].to_numpy())
    assert isinstance(backcast(normal, question(ends[-99]), others={}), Refusal)
    assert backcast(normal, question(ends[-100]), others={}).draws == 100


def test_the_bound_without_any_success_is_the_rule_of_three():
    assert chance_bounds(0.0, 1000.0)[1] == pytest.approx(3.0 / 1000, rel=0.01)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_the_bounds_hold_the_share_and_stay_within_0_and_1(share):
    low, high = chance_bounds(share, 250.0)
    assert 0.0 <= low <= share <= high <= 1.0


def test_what_does_not_vary_does_not_move():
    mean, covariance = conditional_moments(pd.DataFrame({"a": [3.0] * 4}), np.arange(4) > 1)
    assert (mean["a"], covariance.loc["a", "a"]) == (0.0, 0.0)


def measure(name: str, indicator: str) -> dict:
    effect = {"p10": 0.0, "p50": 2.0, "p90": 10.0}
    given = {"id": name, "title": TEXT, "indicator": indicator, "on": "level", "unit": "percent"}
    return given | {"effect": effect, "start": 2027, "rationale": TEXT, "source": "illustrative"}


@pytest.fixture(scope="module")
def package() -> Scenario:
    measures = [measure("one", "y"), measure("other", "z")]
    given = {"id": "package", "title": TEXT, "description": TEXT, "measures": measures}
    return Scenario.model_validate(given)


def test_the_sizes_of_measures_have_the_elicited_quantiles(package):
    sizes = measure_sizes(package, {"y"}, 20_000, seed=1)["one"]
    assert np.quantile(sizes, [0.1, 0.5, 0.9]) == pytest.approx([0.0, 2.0, 10.0], abs=0.3)


def test_only_measures_that_act_on_what_is_looked_at_are_described(package):
    assert set(measure_sizes(package, {"y"}, 10, seed=1)) == {"one"}


def test_a_measure_is_described_where_any_indicator_that_it_moves_is_behind_the_goal():
    effect = {"p10": 0, "p50": 1, "p90": 2}
    text = {"ja": "例", "en": "example"}
    measure = {"id": "help", "title": text, "indicator": "a", "also": ["b"], "on": "level"}
    measure |= {"unit": "percent", "effect": effect, "start": 2026, "rationale": text}
    package = Scenario.model_validate(
        {"id": "package", "title": text, "description": text}
        | {"measures": [measure | {"source": "illustrative"}]}
    )
    assert list(measure_sizes(package, ["b"], 4, 1)) == ["help"]
    assert measure_sizes(package, ["c"], 4, 1) == {}
