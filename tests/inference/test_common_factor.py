import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

from kgisim.inference.common_factor import (
    correlation_draws,
    equicorrelated,
    join_panels,
    residual_growth,
)
from tests.builders import AXIS, catalog, driver_effect, fit_of, indicator, row, yearly

NAMES = ("a", "b", "c", "d", "e", "f")
DRAWS = 4000


def panel_growth(rho, years, seed):
    """Growth of the six firms as the model has it, each with its own mean and spread."""
    generator = np.random.default_rng(seed)
    factor = generator.standard_normal((years, 1))
    own = generator.standard_normal((years, len(NAMES)))
    scores = np.sqrt(rho) * factor + np.sqrt(1.0 - rho) * own
    spread, mean = generator.uniform(0.02, 0.2, len(NAMES)), generator.normal(0, 0.1, len(NAMES))
    return pd.DataFrame(mean + spread * scores, columns=NAMES, index=range(years))


def firms(rho=0.6, years=120, **more):
    """A panel whose rows grow together, and unlike fits for it."""
    links = panel_growth(rho, years, 3).cumsum()
    made = []
    for name in NAMES:
        values = np.exp(links[name].to_numpy()[:20])
        made.append((indicator(name, panel="makers", **more), yearly(values, first=2001)))
    content = catalog(*made)
    generator = np.random.default_rng(4)
    fits = {
        name: fit_of(
            content.indicators[name],
            np.cumsum(generator.normal(0.0, 0.1, (DRAWS, len(AXIS))), axis=1),
            first=2001,
        )
        for name in NAMES
    }
    return content, fits


def gone(fit):
    return fit.trend[:, -1] - fit.trend[:, 20]


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7])
def test_the_correlation_is_recovered(rho):
    drawn = correlation_draws(panel_growth(rho, 200, 1), DRAWS, np.random.default_rng(2))
    assert np.mean(drawn) == pytest.approx(rho, abs=0.1)


def test_a_short_panel_holds_the_truth_as_often_as_it_says():
    held = 0
    for seed in range(100):
        truth = np.random.default_rng(seed).uniform(0.0, 0.9)
        drawn = correlation_draws(panel_growth(truth, 15, seed), 500, np.random.default_rng(seed))
        low, high = np.quantile(drawn, [0.1, 0.9])
        held += low <= truth <= high
    # 80 % of 100 within three standard errors of the count, 4
    assert abs(held - 80) <= 12


def test_the_density_is_that_of_an_equicorrelated_normal():
    scores = np.random.default_rng(5).standard_normal((9, 3))
    matrix = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    exact = [multivariate_normal(np.zeros(3), m).logpdf(scores).sum() for m in (np.eye(3), matrix)]
    parts = equicorrelated(scores, np.array([0.0, 0.4]))
    assert np.diff(-0.5 * sum(parts)) == pytest.approx(np.diff(exact), abs=1e-9)


def test_an_unknown_series_is_left_out_of_its_year():
    scores, rho = np.random.default_rng(6).standard_normal((4, 3)), np.array([0.5])
    holed = np.column_stack([scores, np.full(4, np.nan)])
    assert np.array_equal(equicorrelated(holed, rho), equicorrelated(scores, rho))


def test_without_growth_in_common_every_correlation_is_as_likely():
    nothing = pd.DataFrame({"a": [np.nan] * 5, "b": [0.1, 0.2, 0.1, 0.3, 0.2]})
    drawn = correlation_draws(nothing, 20_000, np.random.default_rng(7))
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.02)


def test_growth_beyond_the_drivers_is_what_is_left():
    yen = indicator("yen", role="driver")
    firm = indicator("firm", drivers=[driver_effect("yen", mean=0.5)])
    content = catalog((yen, yearly([100, 110, 90])), (firm, yearly([10, 12, 11])))
    left = residual_growth(content, ["firm"])["firm"]
    assert left.loc[2011] == pytest.approx(np.log(1.2) - 0.5 * np.log(1.1))


def test_a_year_that_a_driver_missed_lies_between_its_neighbours():
    market = indicator("market", role="driver")
    firm = indicator("firm", drivers=[driver_effect("market", mean=1.0)])
    known = [row(2010, 100.0), row(2012, 121.0)]
    content = catalog((market, known), (firm, yearly([10, 11, 12.1])))
    assert residual_growth(content, ["firm"])["firm"].loc[2011] == pytest.approx(0.0, abs=1e-12)


def test_the_futures_of_a_panel_come_together():
    content, fits = firms()
    joined = join_panels(content, fits, seed=1)
    pairs = np.corrcoef([gone(joined[name]) for name in NAMES])
    assert pairs[np.triu_indices(len(NAMES), 1)] == pytest.approx(0.6, abs=0.15)


@pytest.mark.parametrize("part", ["trend", "effect", "noise", "hyper"])
def test_no_draw_is_changed(part):
    content, fits = firms()
    joined = join_panels(content, fits, seed=1)
    for name in NAMES:
        before, after = (np.sort(getattr(one[name], part), axis=0) for one in (fits, joined))
        assert np.array_equal(before, after, equal_nan=True)


def test_the_parts_of_a_draw_stay_together():
    content, fits = firms()
    fit = fits["a"]
    fit.hyper[:, 0] = fit.trend[:, -1]
    joined = join_panels(content, fits, seed=1)["a"]
    assert np.array_equal(joined.hyper[:, 0], joined.trend[:, -1])


def test_the_order_does_not_depend_on_which_fits_are_asked_for():
    content, fits = firms()
    alone = join_panels(content, {"b": fits["b"]}, seed=1)["b"]
    assert np.array_equal(
        alone.trend, join_panels(content, fits, seed=1)["b"].trend, equal_nan=True
    )


def test_a_series_of_no_panel_stays_as_it_is():
    one = indicator("x")
    fit = fit_of(one, np.zeros((10, 1)))
    assert join_panels(catalog((one, yearly([1, 2, 3]))), {"x": fit}, seed=1)["x"] is fit


def test_a_failed_fit_stays_as_it_is():
    content, fits = firms()
    failed = fit_of(content.indicators["a"], np.zeros((DRAWS, 1)), status="failed")
    assert join_panels(content, fits | {"a": failed}, seed=1)["a"] is failed


def test_only_a_fitted_indicator_has_a_panel():
    with pytest.raises(ValueError, match="'panel' is only for fitted indicators"):
        indicator("x", panel="makers", model={"family": None}, identity={"sum_of": ["a"]})
