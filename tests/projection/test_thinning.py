"""Binomial draws by one uniform: exact, never more than there are, and monotone."""

import numpy as np
import pytest
from scipy.stats import binom

from kgisim.projection.simulator import Simulator
from kgisim.projection.thinning import LARGEST, binomial_quantile
from kgisim.schema import BASELINE, LEVEL, OUTCOME
from tests.builders import AXIS, catalog, fit_of, identity, indicator, measure, row, scenario

GENERATOR = np.random.default_rng(1)
UNIFORM = GENERATOR.random(3000)


@pytest.mark.parametrize("chance", [0.0, 0.003, 0.2, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("count", [0, 1, 7, 60, LARGEST])
def test_the_quantile_is_that_of_the_binomial(count, chance):
    exact = binom.ppf(UNIFORM, count, chance)
    found = binomial_quantile(UNIFORM, np.full(3000, float(count)), np.full(3000, chance))
    assert np.array_equal(found, np.maximum(exact, 0.0))


def test_a_very_large_count_is_drawn_with_the_same_mean_and_spread():
    found = binomial_quantile(UNIFORM, np.full(3000, 1e5), np.full(3000, 0.3))
    assert found.mean() == pytest.approx(3e4, abs=4 * np.sqrt(2.1e4 / 3000))
    assert found.std() == pytest.approx(np.sqrt(2.1e4), rel=0.06)
    assert (found == np.rint(found)).all()


def test_more_events_or_a_larger_share_never_leave_fewer():
    count, chance = GENERATOR.integers(0, 40, 3000).astype(float), GENERATOR.random(3000)
    found = binomial_quantile(UNIFORM, count, chance)
    assert (binomial_quantile(UNIFORM, count + 1, chance) >= found).all()
    assert (binomial_quantile(UNIFORM, count, np.minimum(chance + 0.1, 1.0)) >= found).all()


def test_what_is_unknown_stays_unknown():
    found = binomial_quantile(np.full(2, 0.5), np.array([np.nan, 4.0]), np.array([0.5, np.nan]))
    assert np.isnan(found).all()


# In a projection

WHOLE = indicator("deals", "count")
SHARE = indicator("born_here", "share")
OTHERS = indicator("others", "count")
PART = indicator(
    "part",
    "count",
    model={"family": None},
    identity={"thinned": "deals", "thinned_by": "born_here"},
)
SUM = identity("all", "count", sum_of=["part", "others"])
DRAWS = 2000


@pytest.fixture(scope="module")
def projected():
    generator = np.random.default_rng(2)
    fits = {
        "deals": fit_of(
            WHOLE, np.log(5.0) + 0.8 * generator.standard_normal((DRAWS, 1)), noise=0.3
        ),
        "born_here": fit_of(SHARE, -2.0 + 0.5 * generator.standard_normal((DRAWS, 1))),
        "others": fit_of(OTHERS, np.log(0.3) + np.zeros((DRAWS, 1)), noise=0.3),
    }
    rows = {"deals": 5.0, "born_here": 12.0, "others": 1.0}
    content = catalog(
        *((one, [row(2020, rows[one.id])]) for one in (WHOLE, SHARE, OTHERS)), (PART, []), (SUM, [])
    )
    simulate = Simulator(content, fits, seed=1)
    more = scenario("more", measure("born_here", 300.0), measure("deals", 40.0, id="other"))
    return simulate.dataset({BASELINE: scenario(BASELINE), "more": more}, since=2021)


def test_a_part_exceeds_its_whole_in_no_draw_of_any_scenario(projected):
    part, whole = (projected[OUTCOME].sel(series=name) for name in ("part", "deals"))
    assert bool((part <= whole).all())
    assert bool((part == np.rint(part)).all())
    assert bool((projected[LEVEL].sel(series="part") <= projected[LEVEL].sel(series="deals")).all())


def test_a_part_is_expected_to_be_its_share(projected):
    base = projected.sel(scenario=BASELINE)
    part, whole, share = (
        base[OUTCOME].sel(series=name).to_numpy().astype(float)
        for name in ("part", "deals", "born_here")
    )
    expected = whole * share / 100
    error = np.sqrt((expected * (1 - share / 100)).mean() / part.size)
    assert part.mean() == pytest.approx(expected.mean(), abs=4 * error)


def test_part_and_whole_come_together(projected):
    last = projected[OUTCOME].sel(scenario=BASELINE, year=AXIS[-1])
    both = np.corrcoef(last.sel(series="part"), last.sel(series="deals"))[0, 1]
    assert both > 0.3
    added = last.sel(series="part") + last.sel(series="others")
    assert bool((last.sel(series="all") == added).all())


def test_no_scenario_that_raises_count_or_share_takes_any_event_away(projected):
    part = projected[OUTCOME].sel(series="part")
    assert bool((part.sel(scenario="more") >= part.sel(scenario=BASELINE)).all())
