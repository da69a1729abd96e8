import numpy as np
import pytest
from scipy.stats import chi2

from kgisim.projection.plausibility import COLUMNS, _farther_than, plausibility

QUANTILES = [0.001, 0.003, 0.1, 0.5, 0.93, 0.997]


@pytest.fixture(scope="module")
def judged(futures):
    def judge(**parts):
        scenario = futures.scenario(**parts)
        both = {"baseline": futures.scenario(), "tried": scenario}
        table = plausibility(futures.projection(both))
        return table.set_index(["series", "statistic"])

    return judge


@pytest.mark.parametrize("quantile", QUANTILES)
def test_a_quantile_path_ends_at_its_own_quantile(futures, judged, quantile):
    row = judged(world=[futures.world(kind="quantile", quantile=quantile)]).loc[("yen", "last")]
    below = row["beyond"] if row["side"] == "above" else 1 - row["beyond"]
    assert below == pytest.approx(quantile, abs=2 / futures.DRAWS)


@pytest.mark.parametrize("quantile", QUANTILES)
def test_a_path_outside_the_99_per_cent_is_flagged(futures, judged, quantile):
    row = judged(world=[futures.world(kind="quantile", quantile=quantile)]).loc[("yen", "last")]
    assert row["flagged"] == (abs(quantile - 0.5) > 0.495)


def test_the_mean_is_judged_over_the_assumed_years(futures, judged):
    points = {2028: 120.0, 2036: 120.0, 2040: 90.0}
    table = judged(world=[futures.world(kind="values", points=points)])
    assert table.loc[("yen", "mean"), "value"] == pytest.approx(
        np.interp(np.arange(2028, 2041), list(points), list(points.values())).mean(), rel=1e-5
    )


def test_an_unheard_of_world_is_farther_than_all_futures(futures, judged):
    table = judged(world=[futures.world(kind="growth", percent_a_year=30.0)])
    assert table.loc[("", "joint"), "beyond"] > 0.99


def test_a_scenario_that_assumes_nothing_of_the_world_has_no_row(futures, judged):
    assert judged(measures=[futures.measure()]).empty


def test_the_table_has_the_documented_columns(futures):
    both = {"baseline": futures.scenario()}
    table = plausibility(futures.projection(both))
    assert tuple(table.columns) == COLUMNS


def test_a_series_without_a_projection_has_no_row(futures):
    both = {
        "baseline": futures.scenario(),
        "tried": futures.scenario(world=[futures.world(kind="hold")]),
    }
    assert plausibility(futures.projection(both, series=["sales"])).empty


def test_a_rare_shock_shows_outside_and_not_in_the_middle(futures, judged):
    row = judged(shocks=[futures.shock(0.2, depth=dict.fromkeys(("p10", "p50", "p90"), -90.0))])
    assert row.loc[("yen", "last"), "outside"] == pytest.approx(0.2, abs=0.04)


def test_a_shock_is_called_one(futures, judged):
    assert judged(shocks=[futures.shock(0.2)]).loc[("yen", "last"), "kind"] == "shock"


@pytest.mark.parametrize("radius", [0.5, 1.5, 2.5])
def test_the_whole_is_judged_by_the_distance_of_correlated_normals(radius):
    mixing = np.array([[1.0, 0.0], [0.8, 0.6]])
    futures = mixing @ np.random.default_rng(3).standard_normal((2, 40_000))
    share = _farther_than(mixing @ np.array([0.0, radius]), futures)
    assert share == pytest.approx(chi2(2).cdf(radius**2), abs=0.01)


def test_the_whole_does_not_depend_on_the_scale_of_a_series():
    futures = np.random.default_rng(4).standard_normal((2, 999))
    stretched = np.exp(futures * [[1.0], [3.0]])
    value = np.array([0.3, -0.7])
    assert _farther_than(value, futures) == _farther_than(np.exp(value * [1.0, 3.0]), stretched)
