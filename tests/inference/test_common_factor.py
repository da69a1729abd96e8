import numpy as np
import pandas as pd
import pytest
from scipy.stats import ks_2samp, multivariate_normal

from kgisim.inference.common_factor import (
    common_factor,
    correlation_draws,
    equicorrelated,
    residual_growth,
)
from kgisim.inference.fit_one import compute
from kgisim.rng import stream
from tests.builders import PLAN, TEXT, catalog, driver_effect, indicator, row, yearly
from tests.inference.families import RandomWalk

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


def firms(rho=0.6, years=18):
    """A panel whose rows grow together."""
    links = panel_growth(rho, years, 3).cumsum()
    walk = {"family": "random_walk"}
    return catalog(
        *(
            (indicator(name, panel="makers", model=walk), yearly(np.exp(links[name]), first=2003))
            for name in NAMES
        )
    )


def fitted(content, name, *, common=True):
    shared = common_factor(content, name, seed=1, draws=DRAWS) if common else None
    return compute(
        content.indicators[name],
        content.rows(name),
        RandomWalk(),
        {},
        PLAN.axis,
        key="k",
        draws=DRAWS,
        generator=stream(1, "fit", name),
        common=shared,
    )


@pytest.fixture(scope="module")
def panel():
    content = firms()
    return content, {name: fitted(content, name) for name in NAMES}


def correlation(fits, year, since=2020):
    """Mean correlation of what any two series change by."""
    place, start = PLAN.axis.place(year), PLAN.axis.place(since)
    pairs = np.corrcoef([fit.trend[:, place] - fit.trend[:, start] for fit in fits.values()])
    return pairs[np.triu_indices(len(fits), 1)].mean()


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


def test_the_year_of_a_declared_break_is_no_growth():
    step = {"year": 2012, "sd": 0.3, "reason": TEXT}
    firm = indicator("firm", breaks=[step])
    content = catalog((firm, yearly([10, 11, 22, 23])))
    growth = residual_growth(content, ["firm"])["firm"]
    assert np.isfinite(growth[[2011, 2013]]).all()
    assert np.isnan(growth[2012])


def test_the_way_into_and_out_of_an_exceptional_year_is_no_growth():
    pulse = {"years": [2012], "reason": TEXT}
    content = catalog((indicator("firm", exceptional=[pulse]), yearly([10, 11, 2, 12, 13])))
    growth = residual_growth(content, ["firm"])["firm"]
    assert np.isfinite(growth[[2011, 2014]]).all()
    assert np.isnan(growth[[2012, 2013]]).all()


def test_changes_are_correlated_alike_at_every_date(panel):
    """The first year, 2030 and the horizon: within the Monte Carlo error of the mean of 15 pairs.

    Sizes of innovations are uncertain in every fit alike, so all three are the same share of ρ.
    """
    content, fits = panel
    found = [correlation(fits, year) for year in (2021, 2026, 2030, 2040)]
    assert np.ptp(found) < 4 / np.sqrt(DRAWS)
    rho = common_factor(content, "a", seed=1, draws=DRAWS).correlation.mean()
    assert 0.85 * rho < np.mean(found) < rho + 2 / np.sqrt(DRAWS)


def test_each_later_year_brings_a_factor_of_its_own(panel):
    _, fits = panel
    steps = [fit.trend[:, PLAN.axis.place(2021) :] for fit in fits.values()]
    yearly_steps = np.diff(np.mean(steps, axis=0), axis=1)
    between = np.corrcoef(yearly_steps.T)
    assert np.abs(between[np.triu_indices(len(between), 1)]).max() < 5 / np.sqrt(DRAWS)


@pytest.mark.parametrize("year", [2019, 2021, 2030, 2040])
def test_every_series_keeps_its_posterior(panel, year):
    content, fits = panel
    alone, place = fitted(content, "a", common=False), PLAN.axis.place(year)
    assert ks_2samp(alone.trend[:, place], fits["a"].trend[:, place]).pvalue > 1e-3


def test_what_rows_have_seen_is_put_in_order_and_not_changed(panel):
    content, fits = panel
    alone, known = fitted(content, "a", common=False), PLAN.axis.place(2020)
    assert np.array_equal(np.sort(alone.hyper, axis=0), np.sort(fits["a"].hyper, axis=0))
    before, after = (np.sort(one.trend[:, known]) for one in (alone, fits["a"]))
    assert before == pytest.approx(after, abs=1e-12)


def test_the_draws_do_not_depend_on_which_fits_are_asked_for(panel):
    content, fits = panel
    again = fitted(content, "b")
    assert np.array_equal(again.trend, fits["b"].trend, equal_nan=True)


def test_a_series_that_ends_earlier_shares_the_years_that_are_to_come_for_both(panel):
    content, fits = panel
    short = catalog(
        *(
            (one, content.rows(name).query("year < 2018 or indicator != 'a'").to_dict("records"))
            for name, one in content.indicators.items()
        )
    )
    early = {"a": fitted(short, "a"), "b": fitted(short, "b")}
    assert early["a"].last == 2017
    own, since = [correlation(early, year, since=2020) for year in (2021, 2040)], 2020
    assert own == pytest.approx([correlation(fits, 2021, since)] * 2, abs=0.12)


def test_a_series_of_no_panel_shares_nothing():
    content = catalog((indicator("x"), yearly([1, 2, 3])))
    assert common_factor(content, "x", seed=1, draws=10) is None


def test_only_a_fitted_indicator_has_a_panel():
    with pytest.raises(ValueError, match="'panel' is only for fitted indicators"):
        indicator("x", panel="makers", model={"family": None}, identity={"sum_of": ["a"]})
