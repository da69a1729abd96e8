import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.inference.scales import Scale
from kgisim.projection.effects import elicited, measure_shift, profile, world_path
from kgisim.projection.scenario import Effect
from tests.builders import AXIS, PLAN, measure, world

SHARE = Scale("share", "logit", top=100.0)
AMOUNT = Scale("positive", "log")
STOCK = Scale("count", "logit", top=30.5, counting="stock")
REAL = Scale("real", "identity", unit=2.0)
THREE = st.lists(st.floats(-90.0, 300.0), min_size=3, max_size=3).map(sorted)
YEARS = {year: place for place, year in enumerate(AXIS)}


# Elicited effects


@given(THREE)
def test_elicited_quantiles_are_met_exactly(quantiles):
    p10, p50, p90 = quantiles
    found = elicited(Effect(p10=p10, p50=p50, p90=p90), np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx(quantiles, rel=1e-9, abs=1e-9)


@given(THREE, st.floats(0.001, 0.998), st.floats(0.0001, 0.001))
def test_a_higher_probability_never_gives_a_smaller_effect(quantiles, at, step):
    p10, p50, p90 = quantiles
    low, high = elicited(Effect(p10=p10, p50=p50, p90=p90), np.array([at, at + step]))
    assert low <= high


def test_a_certain_effect_does_not_vary():
    effect = Effect(p10=2.0, p50=2.0, p90=2.0)
    assert elicited(effect, np.array([0.01, 0.5, 0.99])).tolist() == [2.0, 2.0, 2.0]


# Profiles


@pytest.mark.parametrize(
    ("timing", "shares"),
    [
        ({}, {2027: 0, 2028: 1, 2040: 1}),
        ({"lag": 3}, {2030: 0, 2031: 1, 2040: 1}),
        ({"ramp": 4}, {2027: 0, 2028: 0.25, 2029: 0.5, 2031: 1, 2040: 1}),
        ({"lag": 2, "ramp": 2}, {2029: 0, 2030: 0.5, 2031: 1}),
        ({"until": 2030}, {2030: 1, 2031: 1, 2040: 1}),
        ({"until": 2030, "persistence": 0.5}, {2030: 1, 2031: 0.5, 2032: 0.25}),
        ({"until": 2030, "persistence": 0.0}, {2030: 1, 2031: 0, 2040: 0}),
        ({"until": 2029, "ramp": 4, "persistence": 0.5}, {2029: 0.5, 2030: 0.25, 2031: 0.125}),
        ({"until": 2030, "on": "growth"}, {2030: 1, 2031: 0, 2040: 0}),
        ({"start": 2039, "ramp": 10}, {2038: 0, 2039: 0.1, 2040: 0.2}),
        ({"start": 2035, "lag": 10}, {2040: 0}),
    ],
)
def test_the_share_of_the_effect_that_acts(timing, shares):
    found = profile(measure("x", 10.0, **timing), PLAN.axis)
    assert {year: found[YEARS[year]] for year in shares} == pytest.approx(shares)


# Measures


def shift_in(one, scale, level, years, draws=3, last=PLAN.first_year - 1):
    """Level before and after, at the median draw, in the given years."""
    middle = np.full(len(AXIS), float(scale.forward(level)))
    shift = measure_shift(one, scale, middle, PLAN.axis, draws, 1, last)
    moved = scale.inverse(middle + shift)
    return [float(moved[0, YEARS[year]]) for year in years]


@pytest.mark.parametrize("scale", [AMOUNT, REAL, STOCK], ids=lambda scale: scale.kind)
def test_per_cent_are_of_the_level(scale):
    found = shift_in(measure("x", 20.0), scale, 10.0, [2027, 2028, 2040])
    assert found == pytest.approx([10.0, 12.0, 12.0])


def test_points_are_added_to_a_share():
    found = shift_in(measure("x", 5.0, unit="points", ramp=2), SHARE, 40.0, [2027, 2028, 2029])
    assert found == pytest.approx([40.0, 42.5, 45.0])


def test_growth_in_per_cent_accumulates():
    one = measure("x", 2.0, on="growth", until=2030)
    found = shift_in(one, AMOUNT, 100.0, [2027, 2028, 2029, 2030, 2040])
    assert found == pytest.approx([100.0, 102.0, 102.0**2 / 100, 102.0**3 / 1e4, 102.0**3 / 1e4])


def test_growth_in_points_accumulates():
    one = measure("x", 0.5, on="growth", unit="points", ramp=2)
    found = shift_in(one, SHARE, 40.0, [2028, 2029, 2030])
    assert found == pytest.approx([40.25, 40.75, 41.25])


def test_what_a_measure_has_done_already_is_in_the_record():
    one = measure("x", 2.0, on="growth", start=2016)
    found = shift_in(one, AMOUNT, 100.0, [2020, 2021, 2022], last=2020)
    assert found == pytest.approx([100.0, 102.0, 102.0**2 / 100])


def test_every_draw_has_its_own_size_and_keeps_it():
    one = measure("x", (0.0, 10.0, 30.0))
    shift = measure_shift(one, AMOUNT, np.zeros(len(AXIS)), PLAN.axis, 4000, 1)
    late = shift[:, YEARS[2028] :]
    assert (late == late[:, :1]).all()
    quantiles = 100 * np.expm1(np.quantile(late[:, 0], [0.1, 0.5, 0.9]))
    assert quantiles == pytest.approx([0.0, 10.0, 30.0], abs=2.0)


def test_the_size_of_a_measure_depends_on_its_name_alone():
    one, other = (
        measure_shift(
            measure(name, (0.0, 10.0, 30.0), start=start), AMOUNT, np.zeros(41), PLAN.axis, 5, 1
        )
        for name, start in (("x", 2028), ("y", 2030))
    )
    assert (one[:, -1] == other[:, -1]).all()


@pytest.mark.parametrize("scale", [AMOUNT, SHARE, STOCK, REAL], ids=lambda scale: scale.name)
@pytest.mark.parametrize("on", ["level", "growth"])
@pytest.mark.parametrize("size", [-99.0, 1e4])
def test_no_effect_however_large_leaves_the_range(scale, on, size):
    one = measure("x", (size - 0.5, size, size + 1e5), on=on)
    for level in (0.5, 20.0):
        middle = np.full(len(AXIS), float(scale.forward(level)))
        shift = measure_shift(one, scale, middle, PLAN.axis, 50, 1)
        assert np.isfinite(shift).all()
        natural = scale.inverse(middle + shift)
        assert np.isfinite(natural).all()
        assert (natural <= scale.top).all()


@pytest.mark.parametrize("size", [-100.0, 200.0])
def test_points_however_many_keep_a_share_within_its_range(size):
    found = shift_in(measure("x", size, unit="points"), SHARE, 40.0, [2028])
    assert 0.0 < found[0] < 100.0


# Worlds


def path_of(one, levels, scale=AMOUNT, last=2020):
    """The driver's levels (draw, year) under an assumption; its last observed level is 100."""
    baseline = scale.forward(np.asarray(levels, dtype=float)[:, None] * np.ones(len(AXIS)))
    reference = float(scale.forward(100.0 if scale is not SHARE else 50.0))
    return scale.inverse(world_path(one, baseline, baseline, scale, reference, last, 1, AXIS))


LEVELS = [80.0, 100.0, 150.0]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (world("x", "hold"), {2027: LEVELS, 2028: [100.0] * 3, 2040: [100.0] * 3}),
        (
            world("x", "growth", percent_a_year=10.0),
            {2027: LEVELS, 2028: [88.0, 110.0, 165.0], 2030: [80 * 1.1**3, 100 * 1.1**3, 199.65]},
        ),
        (
            world("x", "linear", units_a_year=-2.0),
            {2028: [78.0, 98.0, 148.0], 2040: [54.0, 74.0, 124.0]},
        ),
        (world("x", "growth", percent_a_year=10.0, start=2021), {2022: [100 * 1.1**2] * 3}),
        (world("x", "linear", units_a_year=-2.0, start=2015), {2021: [98.0] * 3}),
        (
            world("x", "values", points={2030: 120.0, 2035: 110.0}),
            {2028: [116.0] * 3, 2030: [120.0] * 3, 2034: [112.0] * 3, 2040: [110.0] * 3},
        ),
        (world("x", "shift", percent=-50.0), {2027: LEVELS, 2028: [40.0, 50.0, 75.0]}),
        (world("x", "quantile", quantile=0.5), {2027: LEVELS, 2028: [100.0] * 3}),
        (world("x", "hold", start=2015), {2020: LEVELS, 2021: [100.0] * 3}),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_path_is_what_it_says(one, expected):
    found = path_of(one, LEVELS)
    for year, levels in expected.items():
        assert found[:, YEARS[year]] == pytest.approx(levels)


@pytest.mark.parametrize("quantile", [0.1, 0.75])
def test_a_quantile_is_that_of_the_draws_year_by_year(quantile):
    levels = np.geomspace(50.0, 200.0, 101)
    found = path_of(world("x", "quantile", quantile=quantile), levels)
    assert found[:, -1] == pytest.approx(np.full(101, np.quantile(levels, quantile)), rel=1e-6)


def test_a_spread_keeps_each_draw_at_its_distance():
    found = path_of(world("x", "hold", spread_percent=10.0), np.full(4000, 100.0))
    later = found[:, YEARS[2028] :]
    assert later == pytest.approx(np.repeat(later[:, :1], later.shape[1], axis=1))
    assert later[:, 0].std() == pytest.approx(10.0, rel=0.05)


@pytest.mark.parametrize("percent", [-99.9, 1e5])
def test_a_shifted_share_stays_within_its_range(percent):
    found = path_of(world("x", "shift", percent=percent), [1.0, 50.0, 99.0], SHARE)
    assert ((found > 0) & (found < 100.0)).all()
