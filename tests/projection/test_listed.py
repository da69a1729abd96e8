"""What lists show, in closed forms: thinned Poisson counts, and what a list misses."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, nbinom, poisson

from kgisim.evidence.indicator import Completeness
from kgisim.projection.listed import GRID, ListedCounts, completeness_error, is_listed
from kgisim.projection.projection import project
from kgisim.projection.thinning import binomial_quantile
from kgisim.rng import stream
from kgisim.schema import BASELINE, OUTCOME
from kgisim.targets.forecast import forecast_of
from kgisim.targets.milestones import checkpoint
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow
from tests.builders import TEXT, catalog, fit_of, goal, identity, indicator, row, scenario, world

DRAWS, RATE, CHANCE = 20_000, 6.0, 0.6
KNOWN = 4.0
SURE = 1e-9
"""A completeness that is all but known, so that what is listed has closed forms."""
PART = {"probability": {2015: CHANCE}, "sd": SURE, "rationale": TEXT}
DERIVED = {
    "table": "deals",
    "measure": "count",
    "lists": ["a"],
    "scopes": ["core"],
    "first_year": 2010,
    "last_year": 2020,
    "completeness": PART,
}


@pytest.fixture(scope="module")
def known():
    deals = goal("deals", "count", derive=DERIVED)
    share = indicator("share", "share")
    thinned = {"thinned": "deals", "thinned_by": "share"}
    part = indicator("part", "count", model={"family": None}, identity=thinned)
    whole = identity("whole", "count", sum_of=["part", "others"])
    others = indicator("others", "count")
    rows = {one.id: [row(2020, KNOWN)] for one in (deals, others)}
    return catalog(
        (deals, rows["deals"]),
        (share, [row(2020, 50.0)]),
        (others, rows["others"]),
        (part, []),
        (whole, []),
    )


@pytest.fixture(scope="module")
def drawn(known):
    """Counts with a known rate and no overdispersion, of which a list holds a known share."""
    links = {"deals": np.log(RATE), "share": 0.0, "others": np.log(2.0)}
    fits = {
        name: fit_of(known.indicators[name], np.full((DRAWS, 1), link), noise=1e-6)
        for name, link in links.items()
    }
    return project(known, fits, {BASELINE: scenario(BASELINE)}, seed=1)


def _of(drawn, name: str, year: int = 2030) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of all events, and of those on the list, in every draw."""
    place = {"scenario": BASELINE, "year": year}
    shown = ListedCounts(drawn).of(name)[OUTCOME].sel(place).to_numpy()
    return drawn.draws[OUTCOME].sel(series=name, **place).to_numpy(), shown


def _agree(found: np.ndarray, mass) -> None:
    share = np.bincount(found.astype(int), minlength=25)[:25] / len(found)
    assert np.abs(share - mass(np.arange(25))).max() < 4 * 0.5 / np.sqrt(len(found))


def test_a_thinned_poisson_count_is_poisson_and_given_all_events_binomial(drawn):
    every, shown = _of(drawn, "deals")
    _agree(shown, lambda k: poisson.pmf(k, RATE * CHANCE))
    six = every == 6
    assert abs(shown[six].mean() - 6 * CHANCE) < 4 * np.sqrt(6 * 0.24 / six.sum())
    _agree(shown[six], lambda k: binom.pmf(k, 6, CHANCE))
    assert (shown <= every).all()


def test_what_a_scenario_moves_is_listed_as_if_it_were_alone(drawn):
    shocks = [world("deals", "shift", percent=40.0, start=2035)]
    both = {BASELINE: scenario(BASELINE), "more": scenario("more", *shocks)}
    lists = ListedCounts(drawn.under(both))
    shown = lists.of("deals")[OUTCOME].sel(scenario="more").to_numpy()
    every = lists.projection.draws[OUTCOME].sel(series="deals", scenario="more").to_numpy()
    chance = lists.shown.chances["deals"]
    uniform = stream(drawn.seed, "listed", "deals").random(chance.shape)
    assert np.array_equal(shown, binomial_quantile(uniform, every, chance), equal_nan=True)
    assert (shown != lists.of("deals")[OUTCOME].sel(scenario=BASELINE)).any()


def test_what_another_process_listed_is_not_listed_again(drawn):
    first, other = ListedCounts(drawn), ListedCounts(drawn)
    found = first.under("whole", BASELINE)
    other.take(first.shown.of({"whole"}))
    assert other.under("whole", BASELINE) is found
    assert set(other.shown.counts) == {("whole", BASELINE)}


def test_parts_and_sums_of_listed_counts_are_listed_too(known, drawn):
    flags = [is_listed(known, name) for name in ("deals", "part", "whole", "others", "share")]
    assert flags == [True, True, True, False, False]
    part, others, whole = (_of(drawn, name) for name in ("part", "deals", "whole"))
    assert (part[1] <= others[1]).all()
    expected = RATE * CHANCE * 0.5 + 2.0
    assert abs(whole[1].mean() - expected) < 4 * np.sqrt(expected / DRAWS)


def test_only_the_scenarios_that_are_read_are_computed(known, drawn):
    both = {BASELINE: scenario(BASELINE), "other": scenario("other")}
    listed = ListedCounts(project(known, drawn.fits, both, seed=1))
    read = listed.of("deals")[OUTCOME].sel(scenario="other", year=[2030]).transpose("year", "draw")
    assert (read.to_numpy()[0] == _of(drawn, "deals")[1]).all()
    assert {scenario for _, scenario in listed.shown.counts} == {"other"}


def test_numbers_on_a_list_are_read_in_any_order_and_selection(drawn):
    listed = ListedCounts(drawn)
    whole = listed.series("whole")[OUTCOME]
    kept = listed.under("whole", BASELINE)[1]
    np.testing.assert_array_equal(whole.to_numpy()[0, :, :, 0], kept)
    some = whole.isel(scenario=0, draw=[5, 3], year=slice(-4, -2), series=0).transpose(
        "year", "draw"
    )
    np.testing.assert_array_equal(some.to_numpy(), kept[[5, 3], -4:-2].T)


def test_what_a_list_misses_is_poisson_and_comes_on_top_of_what_it_holds(drawn):
    found = ListedCounts(drawn).completed("deals", 2020, KNOWN, BASELINE)
    _agree(found - KNOWN, lambda k: poisson.pmf(k, RATE * (1 - CHANCE)))


def test_totals_that_reach_back_hold_known_events_and_missed_ones(drawn):
    forecast = forecast_of(drawn, "deals")
    total = forecast.drawn(TargetWindow(2021, 2, "sum")).sel(scenario=BASELINE).to_numpy()
    missed = RATE * (1 - CHANCE)
    _agree(total - KNOWN, lambda k: poisson.pmf(k, missed + RATE))
    listed = forecast.published.drawn(TargetWindow(2021, 2, "sum")).sel(scenario=BASELINE)
    _agree(listed.to_numpy() - KNOWN, lambda k: poisson.pmf(k, RATE * CHANCE))


def test_milestones_are_counted_as_they_will_be_published(drawn):
    forecast = forecast_of(drawn, "deals")
    question = TargetQuestion("deals", 40, TargetWindow(2030, 5, "sum"))
    found = checkpoint(forecast, question, TargetWindow(2028, 3, "sum"), forecast.reached(question))
    listed = forecast.published.drawn(found.window).to_numpy()[0]
    reached = forecast.reached(question)
    assert found.attained[2] == np.median(listed[reached])
    assert found.false_alarm == pytest.approx((listed < found.threshold)[reached].mean(), abs=0.05)
    assert found.failed[2] < 3 * RATE * CHANCE + 1


def test_a_path_that_lies_high_goes_with_a_list_that_misses_much():
    part = Completeness.model_validate({"probability": {2015: 0.7}, "sd": 0.25, "rationale": TEXT})
    rows = pd.DataFrame([row(year, 7.0) for year in range(2016, 2026)])
    uniform = np.full(3, 0.5)
    level = pd.DataFrame(np.outer([5.0, 10.0, 20.0], np.ones(10)), columns=range(2016, 2026))
    found = completeness_error(part, rows, level, np.full(3, 1e-6), uniform)
    grid = np.linspace(-6, 6, 4001)
    for error, rate in zip(found, level[2016], strict=True):
        means = rate * 0.7 * np.exp(0.25 * grid)
        logs = 10 * nbinom.logpmf(7, 1e6, 1e6 / (1e6 + means)) - grid**2 / 2
        mass = np.cumsum(np.exp(logs - logs.max()))
        assert error == pytest.approx(np.interp(0.5, mass / mass[-1], grid), abs=0.05)


@pytest.mark.parametrize(("low", "high"), [(7, 7), (4, 11), (0, 3)])
@pytest.mark.parametrize("overdispersion", [1e-6, 0.1, 2.0])
def test_a_span_weighs_what_all_its_numbers_weigh(low, high, overdispersion):
    part = Completeness.model_validate({"probability": {2015: 0.7}, "sd": 0.25, "rationale": TEXT})
    rows = pd.DataFrame([row(2020, float(high), "about") | {"low": low, "high": high}])
    rates, uniform = np.array([0.01, 10.0, 400.0]), np.array([0.1, 0.5, 0.9])
    level = pd.DataFrame({2020: rates})
    found = completeness_error(part, rows, level, np.full(3, overdispersion), uniform)
    means = rates[:, None] * (0.7 * np.exp(0.25 * GRID))
    size = 1 / overdispersion
    chance = sum(nbinom.pmf(n, size, size / (size + means)) for n in range(low, high + 1))
    mass = chance * np.exp(-(GRID**2) / 2)
    below = (np.cumsum(mass, axis=1) - mass / 2) / mass.sum(axis=1, keepdims=True)
    known = [np.interp(u, one, GRID) for u, one in zip(uniform, below, strict=True)]
    assert found == pytest.approx(known, abs=1e-6)


def test_a_floor_tells_nothing_of_what_a_list_misses():
    part = Completeness.model_validate(PART | {"sd": 0.3})
    level = pd.DataFrame([[3.0]], columns=[2020])
    found = completeness_error(
        part, pd.DataFrame([row(2020, 9.0, "ge")]), level, np.full(1, 0.1), np.array([0.5])
    )
    assert found[0] == pytest.approx(0.0, abs=0.07)
