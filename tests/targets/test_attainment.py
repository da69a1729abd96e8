import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from kgisim.schema import BASELINE, DRAW, SCENARIO
from kgisim.targets.attainment import attained, chance, chance_error, effective_size, value_for

COUNTS = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=40)
# numbers are the same within a millionth of the level: these are farther apart
REALS = st.lists(
    st.integers(-(10**5), 10**5).map(lambda n: n / 100), min_size=1, max_size=40, unique=True
)
DRAWN = st.one_of(COUNTS, REALS)
PROBABILITY = st.floats(0.01, 0.99)
BETTER = st.sampled_from(["higher", "lower"])


def draws(values):
    return xr.DataArray([values], dims=(SCENARIO, DRAW), coords={SCENARIO: [BASELINE]})


def share(values, target, better):
    return float(chance(draws(values), target, better)[0][0])


def harder(values, level, better):
    """Observed levels beyond the given one."""
    return [v for v in values if (v < level if better == "lower" else v > level)]


@given(DRAWN, PROBABILITY, BETTER)
def test_the_level_for_a_chance_is_reached_with_at_least_that_chance(values, probability, better):
    level = float(value_for(draws(values), probability, better)[0])
    assert share(values, level, better) >= probability - 1e-9


@given(DRAWN, PROBABILITY, BETTER)
def test_no_harder_level_is_reached_with_that_chance(values, probability, better):
    level = float(value_for(draws(values), probability, better)[0])
    for other in harder(values, level, better):
        assert share(values, other, better) < probability


@given(DRAWN, BETTER, st.data())
def test_a_level_is_the_level_for_its_own_chance(values, better, data):
    level = data.draw(st.sampled_from(values))
    found = share(values, level, better)
    if found < 1.0:
        assert float(value_for(draws(values), found, better)[0]) == pytest.approx(level)


@given(DRAWN, st.floats(-1e4, 1e4))
def test_lower_is_better_is_the_mirror_of_higher_is_better(values, target):
    mirrored = [-value for value in values]
    assert share(values, target, "lower") == share(mirrored, -target, "higher")


@given(DRAWN, st.floats(-1e4, 1e4), st.floats(0.0, 100.0), BETTER)
def test_a_harder_target_is_never_more_likely(values, target, step, better):
    beyond = target - step if better == "lower" else target + step
    assert share(values, beyond, better) <= share(values, target, better)


@pytest.mark.parametrize("better", ["higher", "lower", "neither"])
def test_a_target_on_the_number_itself_counts_as_reached(better):
    single = draws([0.1, 7.3]).astype("float32").astype(float)
    assert bool(attained(single[:, 1], 7.3, better))


def test_every_scenario_is_judged_by_itself():
    values = xr.DataArray([[1.0, 2.0], [3.0, 4.0]], dims=(SCENARIO, DRAW))
    assert chance(values, 2.0, "higher")[0].to_numpy().tolist() == [0.5, 1.0]


# Errors


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_the_error_of_a_chance_is_the_binomial_one(p):
    assert chance_error(p, 4000.0) == pytest.approx(np.sqrt(p * (1 - p) / 4000), rel=0.002)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_chance_of_nought_or_one_has_an_error_too(p):
    # half an event in 4,001 draws
    expected = np.sqrt(0.5 / 4001 * (1 - 0.5 / 4001) / 4000)
    assert chance_error(p, 4000.0) == pytest.approx(expected)


def test_errors_say_how_far_chances_scatter():
    generator = np.random.default_rng(1)
    found = [chance(draws(generator.random(400)), 0.7, "higher") for _ in range(400)]
    scatter = np.std([float(value[0]) for value, _ in found])
    assert scatter == pytest.approx(np.mean([float(error[0]) for _, error in found]), rel=0.12)


@pytest.mark.parametrize(("drawn", "ess", "size"), [(4000, 4000, 2000), (4000, np.inf, 4000)])
def test_draws_and_points_both_limit_what_is_known(drawn, ess, size):
    assert effective_size(drawn, ess) == pytest.approx(size)
