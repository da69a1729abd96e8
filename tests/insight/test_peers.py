"""Simple forecasters against closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kgisim.insight.peers import FEWEST, PEERS, QUANTILES, drift, ets, naive
from kgisim.insight.scores import crps

LINE = 2.0 + 0.5 * np.arange(10)
WALK = np.array([0.0, 0.3, 0.1, 0.4, 0.2, 0.6, 0.5, 0.9, 0.7, 1.0, 0.8, 1.3])
values = arrays(float, st.integers(FEWEST, 15), elements=st.floats(-5, 5))


def test_naive_stays_where_a_straight_line_ends():
    mean, _ = naive(LINE, 3)
    np.testing.assert_allclose(mean, LINE[-1])


def test_naive_takes_the_slope_of_a_straight_line_for_noise():
    _, sd = naive(LINE, 4)
    np.testing.assert_allclose(sd, 0.5 * np.sqrt([1, 2, 3, 4]))


def test_drift_prolongs_a_straight_line():
    mean, sd = drift(LINE, 3)
    np.testing.assert_allclose(mean, LINE[-1] + 0.5 * np.array([1, 2, 3]))
    np.testing.assert_allclose(sd, 0.0, atol=1e-12)


def test_drift_is_as_unsure_of_its_slope_as_so_few_steps_allow():
    # steps 1 and 3: mean 2 with variance 4 ÷ 3 of five steps; h = 5 doubles the walk's variance
    known = np.cumsum([0.0, 1.0, 3.0, 1.0, 3.0, 2.0])
    _, sd = drift(known, 5)
    assert sd[4] == pytest.approx(np.std(np.diff(known), ddof=1) * np.sqrt(10))


@pytest.mark.parametrize("peer", PEERS)
def test_too_few_values_give_no_forecast(peer):
    assert PEERS[peer](WALK[: FEWEST - 1], 2) is None


@pytest.mark.parametrize("size", [FEWEST, 5, 7, 8, 12])
def test_smoothing_forecasts_as_soon_as_its_criterion_exists(size):
    assert (ets(WALK[:size], 3) is not None) == (size > FEWEST)


def test_smoothing_of_what_never_moves_is_no_forecast():
    assert ets(np.zeros(10), 2) is None


def test_smoothing_follows_a_trend():
    mean, _ = ets(LINE + 0.02 * np.sin(np.arange(10) ** 2), 4)
    np.testing.assert_allclose(np.diff(mean), 0.5, atol=0.05)


def test_smoothing_grows_less_sure():
    _, sd = ets(WALK, 6)
    assert (np.diff(sd) >= 0).all()


@given(values)
def test_naive_forecasts_move_with_the_series(known):
    mean, sd = naive(known, 3)
    raised, same = naive(known + 7.0, 3)
    np.testing.assert_allclose(raised, mean + 7.0)
    np.testing.assert_allclose(same, sd, atol=1e-9)


@given(values)
def test_drift_forecasts_of_the_mirrored_series_are_mirrored(known):
    mean, sd = drift(known, 3)
    mirrored, same = drift(-known, 3)
    np.testing.assert_allclose(mirrored, -mean)
    np.testing.assert_allclose(same, sd)


def test_the_quantiles_of_a_peer_score_like_its_normal_distribution():
    # closed form of Gneiting and Raftery (2007) at the mean: (√2 − 1) ÷ √π
    score = crps(QUANTILES[:, None], np.zeros(1))
    assert score[0] == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=1e-3)
