import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from kgisim.errors import NotFoundError
from kgisim.inference import importance_sampling
from kgisim.inference.fit_one import compute, on_axis, prior_changes, priors_of, resample
from kgisim.inference.likelihood import SMALLEST_NOISE
from kgisim.inference.model import compile_family
from tests.builders import (
    AXIS,
    PLAN,
    TEXT,
    build_frame,
    driver_effect,
    indicator,
    row,
    table,
    yearly,
)
from tests.inference.families import RandomWalk, half_normal, walk_loadings

NEEDLE = 1e-5
"""Relative width of a prior that fixes a hyperparameter."""


def fixed(value):
    return {"dist": "LogNormal", "kwargs": {"mu": float(np.log(value)), "sigma": NEEDLE}}


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    for name, value in (("FIRST", 300), ("ROUND", 200), ("BATCH", 1000), ("ENOUGH", 500.0)):
        monkeypatch.setattr(importance_sampling, name, value)


def fit(rows, *, draws=2000, past=None, seed=1, **more):
    return compute(
        indicator(**more),
        table(*rows),
        RandomWalk(),
        past or {},
        PLAN.axis,
        key="k",
        draws=draws,
        generator=np.random.default_rng(seed),
    )


def model_with(**priors):
    return {"family": "random_walk", "priors": priors}


# Resampling


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30), st.integers(1, 200))
def test_every_point_is_kept_as_often_as_it_weighs(raw, draws):
    weights = np.array(raw) / np.sum(raw)
    chosen = resample(weights, draws, np.random.default_rng(1))
    counts = np.bincount(chosen, minlength=len(weights))
    assert counts.sum() == draws
    assert (np.abs(counts - draws * weights) < 1 + 1e-9).all()


def test_draws_come_in_random_order():
    chosen = resample(np.full(1000, 1e-3), 1000, np.random.default_rng(1))
    assert abs(np.corrcoef(chosen, np.arange(1000))[0, 1]) < 4 / np.sqrt(1000)


# A fit with known hyperparameters is a Gaussian process

GIVEN = {"step": fixed(0.2), "noise": fixed(0.1)}
WALK = {2010: 5.0, 2011: 6.5, 2013: 6.0, 2016: 9.0}


def exact(years, step=0.2, noise=0.1):
    """Mean and standard deviation of the path, from the covariance of a random walk."""
    known = np.array(list(WALK))
    centre = np.median(np.log(list(WALK.values())))
    walk = walk_loadings(step, 31)
    covariance = walk @ walk.T
    rows, wanted = known - 2010, np.array(years) - 2010
    own = covariance[np.ix_(rows, rows)] + (noise**2 + SMALLEST_NOISE**2) * np.eye(len(rows))
    gain = covariance[np.ix_(wanted, rows)] @ np.linalg.inv(own)
    mean = centre + gain @ (np.log(list(WALK.values())) - centre)
    left = covariance[np.ix_(wanted, wanted)] - gain @ covariance[np.ix_(rows, wanted)]
    return mean, np.sqrt(np.diag(left))


def test_paths_follow_the_exact_posterior_in_every_year():
    found = fit([row(*item) for item in WALK.items()], model=model_with(**GIVEN))
    years = [2010, 2012, 2016, 2017, 2028, 2040]
    mean, sd = exact(years)
    _, once = np.unique(found.trend[:, years[0] - AXIS[0]], return_index=True)  # no point twice
    drawn = found.trend[once][:, np.array(years) - AXIS[0]]
    for column in range(len(years)):
        standard = (drawn[:, column] - mean[column]) / sd[column]
        assert kstest(standard, "norm").pvalue > 0.001


def test_futures_of_one_point_differ():
    found = fit([row(2010, 5.0)], draws=5000, model=model_with(**GIVEN))
    assert len(np.unique(found.trend[:, -1])) == 5000


def test_the_fit_says_what_it_is_made_of():
    found = fit([row(*item) for item in WALK.items()], draws=100, model=model_with(**GIVEN))
    assert (found.first, found.last, found.key, found.family) == (2010, 2016, "k", "random_walk")
    assert found.parameters == ("noise", "step")
    assert found.trend.shape == (100, len(AXIS))
    assert found.noise == pytest.approx(np.full(100, 0.1), rel=1e-3)
    assert found.status == "ok"


def test_years_before_the_first_row_have_no_path():
    found = fit([row(2010, 5.0)], draws=10, model=model_with(**GIVEN))
    assert np.isnan(found.trend[:, AXIS < 2010]).all()
    assert np.isfinite(found.trend[:, AXIS >= 2010]).all()


def test_the_noise_of_flow_counts_is_the_overdispersion():
    found = fit(yearly([5, 7, 6]), draws=50, scale="count", model=model_with(**GIVEN))
    assert found.noise == pytest.approx(np.full(50, 0.01), rel=1e-3)


def driven(true_effect, prior):
    """Fit rows that are nothing but a driver's movements."""
    years = np.arange(2010, 2025)
    departure = pd.Series(0.0, index=AXIS)
    departure.loc[years] = np.sin(years) - np.sin(2024)
    values = np.exp(2 + true_effect * departure.loc[years])
    return fit(
        yearly(values),
        draws=500,
        past={"yen": departure},
        drivers=[driver_effect("yen", **prior)],
        model=model_with(step=fixed(0.02), noise=fixed(0.02)),
    )


def test_a_driver_with_a_known_effect_is_taken_out_of_the_trend():
    found = driven(0.5, {"mean": 0.5, "sd": 1e-3})
    assert found.terms == ("yen",)
    assert found.trend[:, 10:25].mean(axis=0) == pytest.approx(np.full(15, 2.0), abs=0.02)


def test_an_effect_is_learned_from_rows_that_move_with_the_driver():
    found = driven(0.8, {"mean": 0.0, "sd": 1.0})
    assert found.effect.mean() == pytest.approx(0.8, abs=0.03)
    assert found.effect.std() < 0.03


# Failing loudly


def test_rows_that_exclude_each_other_fail_the_gate():
    rows = [row(2010, 5.0, "ge"), row(2010, 1.0, "le"), row(2010, 5.0), row(2010, 500.0)]
    found = fit(rows, draws=50, model=model_with(step=half_normal(0.01), noise=half_normal(0.001)))
    assert found.status == "failed"
    assert "may contradict" in str(found.verdict.reason)


def test_priors_of_another_world_fail_the_gate():
    found = fit(yearly([5.0, 6.0]), draws=50, model=model_with(step=half_normal(50.0)))
    assert "tighten the priors" in str(found.verdict.reason)


# Priors


def test_an_indicator_can_override_the_noise_and_the_family():
    one = indicator(model=model_with(noise=fixed(0.3), step=fixed(0.1)))
    frame = build_frame(one, table(row(2010, 5.0)), {})
    assert priors_of(one, RandomWalk(), frame) == {"noise": fixed(0.3), "step": fixed(0.1)}


def test_an_unknown_override_is_refused():
    one = indicator(model=model_with(nois=fixed(0.3)))
    with pytest.raises(NotFoundError, match="nois"):
        priors_of(one, RandomWalk(), build_frame(one, table(row(2010, 5.0)), {}))


def test_prior_futures_begin_at_the_last_observed_year():
    frame = build_frame(indicator(), table(*yearly([5.0] * 11)), {})
    compiled = compile_family(RandomWalk(), {"step": fixed(0.2), "noise": fixed(0.1)}, len(AXIS))
    drift, spread = prior_changes(frame, compiled, np.random.default_rng(1))
    assert not drift.any()
    assert spread == pytest.approx(np.full(len(spread), 0.2 * np.sqrt(20)), rel=1e-3)


# The shared axis


def test_paths_are_placed_by_their_years():
    years = np.arange(2038, 2041)
    placed = on_axis(np.array([[1.0, 2.0, 3.0]]), years, PLAN.axis)
    assert placed[0, -3:].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(placed[0, :-3]).all()


# Exceptional years and ceilings

FALLEN = {10: 0.13, 11: 0.01, 12: 0.12}
"""What is left of a yearly number in the three years of a pandemic."""
PANDEMIC = {"years": [2010, 2011, 2012], "reason": TEXT, "sd": 2.0}


def visitors(seed=1, step=0.05):
    """A random walk from 2000 on, and what was published of its first 18 years."""
    walk = np.cumsum(step * np.random.default_rng(seed).standard_normal(31))
    values = 100.0 * np.exp(walk)
    shares = [FALLEN.get(year, 1.0) for year in range(18)]
    return values, yearly(values[:18] * shares, first=2000)


def range_of(found, year):
    low, high = np.quantile(found.trend[:, found.axis.place(year)], [0.05, 0.95])
    return np.exp(high - low)


def test_three_declared_years_do_not_make_the_future_wide():
    _, rows = visitors()
    declared = fit(rows, model=model_with(), exceptional=[PANDEMIC])
    assert range_of(declared, 2030) < 4.0
    assert range_of(fit(rows, model=model_with()), 2030) > 30.0


def test_the_level_behind_a_pulse_is_found_again():
    """The truth in 2030 lies within 80 per cent intervals as often as they say, but for chance."""
    held = 0
    for seed in range(15):
        values, rows = visitors(seed)
        found = fit(rows, draws=500, seed=seed, model=model_with(), exceptional=[PANDEMIC])
        low, high = np.quantile(found.trend[:, found.axis.place(2030)], [0.1, 0.9])
        held += low <= np.log(values[30]) <= high
    assert abs(held - 12) <= 3 * np.sqrt(15 * 0.8 * 0.2)


@pytest.mark.parametrize(("returns", "left"), [(1.0, 100.0), (0.0, 20.0)])
def test_how_much_comes_back_decides_what_is_expected_after_the_last_year(returns, left):
    rows = yearly([100.0] * 10 + [20.0], first=2000)
    pulse = {"years": [2010], "reason": TEXT, "returns": returns}
    steady = model_with(step=fixed(1e-3), noise=fixed(0.01))
    found = fit(rows, model=steady, exceptional=[pulse])
    assert np.exp(np.median(found.trend[:, -1])) == pytest.approx(left, rel=0.05)


def test_an_amount_comes_near_its_ceiling_and_never_passes_it():
    rows = yearly([40, 60, 75, 85, 92, 95, 97], first=2012)
    found = fit(rows, model=model_with(), ceiling=100.0)
    level = 100.0 / (1.0 + np.exp(-found.trend[:, -1]))
    assert level.max() <= 100.0
    assert 60.0 < np.median(level) < 100.0


def test_far_below_its_ceiling_an_amount_is_what_it_is_without():
    rows = yearly([5.0, 5.2, 5.1, 5.5, 5.4, 5.6], first=2012)
    free, held = fit(rows, model=model_with()), fit(rows, model=model_with(), ceiling=1e9)
    found = np.log(1e9) - np.log1p(np.exp(-held.trend[:, -1]))
    same = np.quantile(found, [0.1, 0.5, 0.9]) - np.quantile(free.trend[:, -1], [0.1, 0.5, 0.9])
    assert np.abs(same).max() < 0.05
