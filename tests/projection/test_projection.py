"""The bundle of draws and of what they were made from, over a small catalog and shared fits."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from kgisim.projection.order import projected_series
from kgisim.projection.projection import project
from kgisim.schema import BASELINE, LEVEL, OUTCOME, SCENARIO
from tests.builders import (
    AXIS,
    catalog,
    driver_effect,
    fit_of,
    identity,
    indicator,
    measure,
    row,
    scenario,
    world,
)

DRAWS = 2000
NORMAL = np.random.default_rng(1).standard_normal((DRAWS, 1))
LATE = AXIS > 2020
YEN = indicator("yen", role="driver")
SALES = indicator("sales", drivers=[driver_effect("yen")])
ABROAD = indicator("abroad", drivers=[driver_effect("yen")])
MARKET = indicator("market")
SHARE = identity("share", "share", product_of=["sales"], divided_by=["market"], times=10.0)
FIRMS = indicator("firms", "count", counting="stock", ceiling=10)
DEALS = indicator("deals", "count")
EVERYTHING = (YEN, SALES, ABROAD, MARKET, SHARE, FIRMS, DEALS)


def known(one, year=2020):
    return (one, [row(year, 7.0)] if one.is_fitted else [])


def drifting(centre=2.0, size=0.05):
    """Link paths that spread after the last observed year."""
    return centre + size * NORMAL * np.maximum(AXIS - 2020, 0)


def projected(*parts, indicators=EVERYTHING, seed=1, **fits):
    """Project the baseline, and a scenario if there are parts; fits can be replaced."""
    made = {one.id: fit_of(one, drifting()) for one in indicators if one.is_fitted} | fits
    known_rows = [known(one, made[one.id].last if one.is_fitted else 2020) for one in indicators]
    scenarios = {BASELINE: scenario(BASELINE)} | (
        {"tried": scenario("tried", *parts)} if parts else {}
    )
    return project(catalog(*known_rows), made, scenarios, seed=seed).draws


def values(projection, series, variable=LEVEL, under=BASELINE):
    return projection[variable].sel(series=series, scenario=under).to_numpy().astype(float)


# Drivers


def test_the_future_of_a_driver_is_shared_draw_by_draw():
    made = projected()
    moves = [np.log(values(made, name)) - drifting() for name in ("sales", "abroad")]
    yen = np.log(values(made, "yen")) - np.log(7.0)
    for move in moves:
        assert np.allclose(move[:, LATE], 0.5 * yen[:, LATE], atol=1e-5)


def test_a_driver_that_is_known_longer_enters_as_it_was_published():
    rows = [row(2019, 5.0), row(2020, 6.0), row(2021, 8.0), row(2022, 7.0)]
    fits = {
        "yen": fit_of(YEN, drifting(np.log(7.0)), last=2022),
        "sales": fit_of(SALES, drifting()),
    }
    made = project(
        catalog((YEN, rows), known(SALES)), fits, {BASELINE: scenario(BASELINE)}, seed=1
    ).draws
    known_years = (AXIS >= 2019) & (AXIS <= 2022)
    trend = drifting()[:, known_years]
    expected = trend + 0.5 * np.log(np.array([5.0, 6.0, 8.0, 7.0]) / 7.0)
    assert np.allclose(np.log(values(made, "sales"))[:, known_years], expected, atol=1e-5)


def early_yen():
    return fit_of(YEN, np.log(7.0) + 0.1 * NORMAL * np.maximum(AXIS - 2018, 0), last=2018)


def test_a_driver_that_is_known_less_long_leaves_observed_years_as_they_were_fitted():
    made = projected(yen=early_yen())
    observed = (AXIS >= 2010) & (AXIS <= 2020)
    assert np.allclose(np.log(values(made, "sales"))[:, observed], 2.0, atol=1e-5)


def test_a_driver_that_is_known_less_long_moves_from_the_last_observation_on():
    made = projected(yen=early_yen())
    yen = np.log(values(made, "yen"))
    since = yen - yen[:, AXIS == 2020]
    found = np.log(values(made, "sales")) - drifting()
    assert np.allclose(found[:, LATE], 0.5 * since[:, LATE], atol=1e-5)


def test_a_world_that_moves_such_a_driver_leaves_observed_years_alone():
    made = projected(world("yen", "shift", percent=-50.0, start=2019), yen=early_yen())
    before = AXIS <= 2020
    one, other = (values(made, "sales", under=name)[:, before] for name in (BASELINE, "tried"))
    assert np.array_equal(one, other, equal_nan=True)


# Nothing else moves


def test_one_more_indicator_changes_no_other_number():
    few = projected(indicators=(YEN, SALES, DEALS))
    many = projected()
    for name in ("yen", "sales", "deals"):
        for variable in (LEVEL, OUTCOME):
            assert np.array_equal(
                values(few, name, variable), values(many, name, variable), equal_nan=True
            )


def test_one_more_measure_elsewhere_changes_no_other_number():
    one = projected(measure("sales", (0.0, 5.0, 20.0)))
    both = projected(
        measure("sales", (0.0, 5.0, 20.0)), measure("deals", (0.0, 5.0, 20.0), id="another")
    )
    for name in ("yen", "sales", "abroad", "share", "firms"):
        one_of, other = (values(made, name, OUTCOME, "tried") for made in (one, both))
        assert np.array_equal(one_of, other, equal_nan=True)


def test_another_seed_changes_the_noise_and_not_the_level():
    one, other = projected(seed=1), projected(seed=2)
    assert np.array_equal(values(one, "sales"), values(other, "sales"), equal_nan=True)
    noises = [
        (values(made, "sales", OUTCOME) / values(made, "sales"))[:, -1] for made in (one, other)
    ]
    assert abs(np.corrcoef(noises)[0, 1]) < 5 / np.sqrt(DRAWS)


# Noise


def test_the_outcome_of_an_amount_has_the_noise_of_the_fit():
    made = projected(market=fit_of(MARKET, drifting(size=0.0), noise=0.2))
    noise = np.log(values(made, "market", OUTCOME) / values(made, "market"))[:, LATE]
    assert noise.std(axis=0) == pytest.approx(np.full(20, 0.2), rel=0.06)
    assert np.abs(np.corrcoef(noise.T) - np.eye(20)).max() < 5 / np.sqrt(DRAWS)


@pytest.mark.parametrize("alpha", [1e-9, 0.05, 0.5])
def test_the_outcome_of_a_flow_count_is_overdispersed(alpha):
    made = projected(deals=fit_of(DEALS, drifting(np.log(8.0), size=0.0), noise=alpha))
    counts = values(made, "deals", OUTCOME)[:, LATE].ravel()
    variance = 8.0 + alpha * 64.0
    assert counts.mean() == pytest.approx(8.0, abs=5 * np.sqrt(variance / counts.size))
    assert counts.var() == pytest.approx(variance, rel=0.06)


# Counts


@pytest.mark.parametrize("size", [-90.0, 5.0, 1e5])
def test_a_stock_is_whole_and_within_its_ceiling(size):
    spread = fit_of(FIRMS, drifting(0.0, 0.3), noise=0.5)
    made = projected(measure("firms", size), firms=spread)
    firms = values(made, "firms", OUTCOME, "tried")[:, LATE]
    assert np.array_equal(firms, np.round(firms))
    assert 0 <= firms.min() <= firms.max() <= 10


@pytest.mark.parametrize("size", [-90.0, 5.0, 1e5])
def test_an_amount_stays_within_its_ceiling(size):
    held = indicator("amount", ceiling=100.0)
    fits = {"amount": fit_of(held, drifting(1.0, 0.5), noise=0.5)}
    made = projected(measure("amount", size), indicators=(held,), **fits)
    for variable in (LEVEL, OUTCOME):
        amounts = values(made, "amount", variable, "tried")[:, LATE]
        assert 0.0 <= amounts.min() <= amounts.max() <= 100.0


def test_a_full_list_can_be_attained():
    made = projected(measure("firms", 1e6), firms=fit_of(FIRMS, drifting(0.0)))
    assert (values(made, "firms", OUTCOME, "tried")[:, -1] == 10).all()


@pytest.mark.parametrize("effect", [(0.0, 5.0, 20.0), (1.0, 1.0, 1.0), (-30.0, 20.0, 900.0)])
@pytest.mark.parametrize("name", ["deals", "firms"])
def test_a_count_moves_with_its_level_in_every_draw(name, effect):
    made = projected(measure(name, effect))
    level, count = (
        (values(made, name, variable, "tried") - values(made, name, variable))[:, LATE]
        for variable in (LEVEL, OUTCOME)
    )
    assert (count[level >= 0] >= 0).all()
    assert (count[level <= 0] <= 0).all()


def test_flow_counts_are_whole():
    counts = values(projected(), "deals", OUTCOME)[:, AXIS >= 2010]
    assert np.array_equal(counts, np.round(counts))


# What cannot be projected


def test_a_failed_fit_is_left_out_with_all_that_needs_it():
    failed = fit_of(YEN, drifting(), status="failed")
    made = projected(yen=failed)
    assert set(made["series"].to_numpy()) == {"market", "firms", "deals"}


def test_an_admitted_fit_is_projected_with_all_that_needs_it():
    admitted = replace(fit_of(YEN, drifting(), status="failed"), admitted=True)
    assert set(projected(yen=admitted)["series"].to_numpy()) == set(
        projected()["series"].to_numpy()
    )


def test_a_missing_fit_is_left_out_with_the_identity():
    content = catalog(*(known(one) for one in EVERYTHING))
    fits = {one.id: fit_of(one, drifting()) for one in (YEN, SALES)}
    assert set(projected_series(content, fits)) == {"yen", "sales"}


def test_inputs_come_before_what_is_made_of_them():
    content = catalog(*(known(one) for one in reversed(EVERYTHING)))
    fits = {one.id: fit_of(one, drifting()) for one in EVERYTHING if one.is_fitted}
    order = projected_series(content, fits)
    assert order.index("yen") < order.index("sales") < order.index("share")


# Identities


@pytest.mark.parametrize("variable", [LEVEL, OUTCOME])
@pytest.mark.parametrize("under", [BASELINE, "tried"])
def test_an_identity_holds_in_every_draw(variable, under):
    made = projected(world("yen", "shift", percent=30.0), measure("market", (-20.0, 5.0, 30.0)))
    sales, market, share = (
        values(made, name, variable, under)[:, AXIS >= 2010]
        for name in ("sales", "market", "share")
    )
    assert np.allclose(share, 10.0 * sales / market, rtol=1e-6)


def test_an_identity_can_be_made_of_an_identity():
    twice = identity("twice", "share", sum_of=["share", "share"])
    made = projected(indicators=(*EVERYTHING, twice))
    assert np.allclose(values(made, "twice"), 2 * values(made, "share"), equal_nan=True)


# Nothing breaks


@pytest.mark.parametrize("size", [-99.9, -50.0, 1e3, 1e6])
@pytest.mark.parametrize("on", ["level", "growth"])
def test_no_measure_however_large_makes_an_undefined_number(size, on):
    fitted = ("yen", "sales", "market", "firms", "deals")
    made = projected(*(measure(name, size, on=on, id=f"m_{name}") for name in fitted))
    late = made.sel(year=slice(2021, 2040))
    assert bool(np.isfinite(late[LEVEL]).all())
    assert bool(np.isfinite(late[OUTCOME]).all())


def test_years_before_a_series_begins_are_missing_in_every_scenario():
    made = projected(measure("sales", 10.0))
    early = made.sel(year=slice(2000, 2009), series="sales")
    assert bool(np.isnan(early[LEVEL]).all())


# The bundle


def both(futures, **parts):
    return {"baseline": futures.scenario(), "tried": futures.scenario(**parts)}


def test_its_draws_are_those_of_the_simulator(futures):
    made = futures.projection(both(futures))
    baseline = futures.simulator()(futures.scenario())[OUTCOME]
    again = made.draws[OUTCOME].sel(scenario=["baseline"])
    assert again.equals(baseline.assign_coords(scenario=["baseline"]))


def test_the_baseline_comes_first_wherever_it_was(futures):
    made = futures.projection({"other": futures.scenario(), "baseline": futures.scenario()})
    assert made.draws[SCENARIO].to_numpy().tolist() == list(made.scenarios) == ["baseline", "other"]


def test_it_knows_the_effective_size_of_every_fit(futures):
    expected = {name: fit.verdict.ess for name, fit in futures.fits().items()}
    assert futures.projection(both(futures)).ess == expected


def test_its_fits_are_carried_through_other_scenarios_with_the_same_draws(futures):
    stressed = both(futures, world=[futures.world(kind="growth", percent_a_year=5.0)])
    made = futures.projection({"baseline": futures.scenario()}).under(stressed, series=["sales"])
    whole = futures.projection(stressed, series=["sales"])
    xr.testing.assert_identical(made.draws, whole.draws)
    assert (made.series, list(made.scenarios)) == (("sales",), list(stressed))


def test_the_simulator_that_made_it_is_kept(futures):
    made = futures.projection(both(futures))
    assert made.under(both(futures)).simulator is made.simulator


def test_other_fits_have_a_simulator_of_their_own(futures):
    made = futures.projection(both(futures))
    fits = {name: fit for name, fit in made.fits.items() if name != "deals"}
    assert "deals" not in replace(made, fits=fits).simulator.names


def test_it_is_summarised_in_one_line(futures):
    told = repr(futures.projection(both(futures)))
    assert told == (
        f"<Projection of 5 series: 2 scenarios, {futures.DRAWS} draws, 41 years, "
        f"seed {futures.SEED}>"
    )
