"""Simple forecasters against closed forms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kgisim.evaluation.baselines import (
    FEWEST,
    FORMS,
    PEERS,
    QUANTILES,
    _smoothed,
    drift,
    ets,
    naive,
)
from kgisim.evaluation.scoring import crps


def series(values, first: int = 2010) -> pd.Series:
    values = np.asarray(values, dtype=float)
    return pd.Series(values, index=range(first, first + len(values)))


def ahead(known: pd.Series, years: int) -> np.ndarray:
    return known.index[-1] + np.arange(1, years + 1)


LINE = series(2.0 + 0.5 * np.arange(10))
WALK = series([0.0, 0.3, 0.1, 0.4, 0.2, 0.6, 0.5, 0.9, 0.7, 1.0, 0.8, 1.3])
GAPS = WALK.drop([2012, 2015, 2016])
values = arrays(float, st.integers(FEWEST, 15), elements=st.floats(-5, 5)).map(series)


def test_naive_stays_where_a_straight_line_ends():
    mean, _ = naive(LINE, ahead(LINE, 3))
    np.testing.assert_allclose(mean, LINE.iloc[-1])


def test_naive_takes_the_slope_of_a_straight_line_for_noise():
    _, sd = naive(LINE, ahead(LINE, 4))
    np.testing.assert_allclose(sd, 0.5 * np.sqrt([1, 2, 3, 4]))


def test_drift_prolongs_a_straight_line():
    mean, sd = drift(LINE, ahead(LINE, 3))
    np.testing.assert_allclose(mean, LINE.iloc[-1] + 0.5 * np.array([1, 2, 3]))
    np.testing.assert_allclose(sd, 0.0, atol=1e-12)


def test_drift_prolongs_a_straight_line_with_gaps():
    mean, sd = drift(LINE.drop([2011, 2014, 2015]), ahead(LINE, 3))
    np.testing.assert_allclose(mean, LINE.iloc[-1] + 0.5 * np.array([1, 2, 3]))
    np.testing.assert_allclose(sd, 0.0, atol=1e-12)


def test_drift_is_as_unsure_of_its_slope_as_so_few_steps_allow():
    # five steps: five years ahead the variance of the walk is doubled
    known = series(np.cumsum([0.0, 1.0, 3.0, 1.0, 3.0, 2.0]))
    _, sd = drift(known, ahead(known, 5))
    assert sd[4] == pytest.approx(np.std(np.diff(known), ddof=1) * np.sqrt(10))


def test_a_step_over_four_years_is_as_large_as_two_of_one():
    known = pd.Series([0.0, 1.0, 0.0, 2.0], index=[2010, 2011, 2012, 2016])
    _, sd = naive(known, np.array([2017]))
    assert sd[0] == pytest.approx(1.0)


@pytest.mark.parametrize("peer", ["naive", "drift"])
def test_what_lies_ahead_is_counted_from_the_last_value(peer):
    mean, sd = PEERS[peer](WALK, np.array([2025]))
    mean_of_all, sd_of_all = PEERS[peer](WALK, ahead(WALK, 4))
    assert (mean[0], sd[0]) == (mean_of_all[3], sd_of_all[3])


@pytest.mark.parametrize("peer", PEERS)
def test_too_few_values_give_no_forecast(peer):
    assert PEERS[peer](WALK[: FEWEST - 1], np.array([2020])) is None


@pytest.mark.parametrize("size", [FEWEST, 5, 7, 8, 12])
def test_smoothing_forecasts_as_soon_as_its_criterion_exists(size):
    assert (ets(WALK.iloc[:size], np.array([2030])) is not None) == (size > FEWEST)


def test_smoothing_of_what_never_moves_is_no_forecast():
    assert ets(series(np.zeros(10)), np.array([2021])) is None


def test_smoothing_follows_a_trend():
    known = LINE + 0.02 * np.sin(np.arange(10) ** 2)
    mean, _ = ets(known, ahead(known, 4))
    np.testing.assert_allclose(np.diff(mean), 0.5, atol=0.05)


def test_smoothing_grows_less_sure():
    _, sd = ets(WALK, ahead(WALK, 6))
    assert (np.diff(sd) >= 0).all()


def test_the_error_of_smoothing_allows_for_what_was_fitted():
    _, sd = ets(WALK, ahead(WALK, 1))
    found = [_smoothed(WALK.to_numpy(), form) for form, _ in FORMS]
    best = min((one for one in found if one is not None), key=lambda one: one.aicc)
    fitted = len(best.params)
    assert sd[0] ** 2 == pytest.approx(np.sum(best.resid**2) / (len(WALK) - fitted))


def test_smoothing_takes_the_last_years_in_a_row():
    for found, expected in zip(
        ets(GAPS, ahead(GAPS, 3)), ets(WALK.loc[2017:], ahead(WALK, 3)), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_smoothing_forecasts_the_years_that_are_asked_for():
    mean, _ = ets(WALK, np.array([2023, 2026]))
    every, _ = ets(WALK, ahead(WALK, 5))
    np.testing.assert_allclose(mean, every[[1, 4]])


@given(values)
def test_naive_forecasts_move_with_the_series(known):
    mean, sd = naive(known, ahead(known, 3))
    raised, same = naive(known + 7.0, ahead(known, 3))
    np.testing.assert_allclose(raised, mean + 7.0)
    np.testing.assert_allclose(same, sd, atol=1e-9)


@given(values)
def test_drift_forecasts_of_the_mirrored_series_are_mirrored(known):
    mean, sd = drift(known, ahead(known, 3))
    mirrored, same = drift(-known, ahead(known, 3))
    np.testing.assert_allclose(mirrored, -mean)
    np.testing.assert_allclose(same, sd)


def test_the_quantiles_of_a_peer_score_like_its_normal_distribution():
    # closed form of Gneiting and Raftery (2007) at the mean: (√2 − 1) ÷ √π
    score = crps(QUANTILES[:, None], np.zeros(1))
    assert score[0] == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=1e-3)
