"""Scores of forecasts against closed forms."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from kgisim.evaluation.scoring import LEVELS, ScoringScale, crps, scored
from tests.builders import indicator

draws = arrays(float, (40, 3), elements=st.floats(-10, 10))
SCALES = {
    "share": np.array([0.0, 0.5, 37.0, 99.5, 100.0]),
    "positive": np.array([1e-3, 1.0, 2e5]),
    "count": np.array([0.0, 1.0, 40.0]),
    "real": np.array([-3.0, 0.0, 8.0]),
}


def scale(name: str) -> ScoringScale:
    return ScoringScale.of(indicator(scale=name), SCALES[name])


@pytest.mark.parametrize("value", [-2.0, 0.0, 0.7, 3.0])
def test_the_score_of_a_normal_forecast_is_the_closed_one(value):
    quantiles = norm.ppf((np.arange(4000) + 0.5) / 4000)[:, None]
    closed = value * (2 * norm.cdf(value) - 1) + 2 * norm.pdf(value) - 1 / np.sqrt(np.pi)
    assert crps(quantiles, np.array([value]))[0] == pytest.approx(closed, abs=1e-3)


def test_a_sure_forecast_is_scored_by_its_distance():
    np.testing.assert_allclose(crps(np.full((9, 2), 4.0), np.array([1.0, 4.0])), [3.0, 0.0])


@given(draws)
def test_no_score_is_below_zero(drawn):
    assert (crps(drawn, drawn[0]) >= -1e-9).all()


@given(draws)
def test_the_order_of_draws_does_not_matter(drawn):
    np.testing.assert_allclose(crps(drawn, np.zeros(3)), crps(drawn[::-1], np.zeros(3)))


@pytest.mark.parametrize("name", SCALES)
def test_every_published_value_has_a_finite_place(name):
    assert np.isfinite(scale(name).forward(SCALES[name])).all()


@pytest.mark.parametrize("name", ["positive", "count", "real"])
def test_the_way_back_is_the_way_there(name):
    placed = scale(name).forward(SCALES[name])
    np.testing.assert_allclose(scale(name).inverse(placed), SCALES[name])


def test_shares_within_the_edges_come_back():
    values = np.array([0.5, 12.0, 99.5])
    np.testing.assert_allclose(scale("share").inverse(scale("share").forward(values)), values)


def test_a_count_is_never_negative_and_always_whole():
    np.testing.assert_array_equal(scale("count").inverse(np.array([-3.0, 0.5])), [0.0, 1.0])


def test_the_chance_is_of_a_value_above_the_last_known_one():
    drawn = np.array([[1.0], [2.0], [2.0], [3.0]])
    found = scored(drawn, np.array([5.0]), 2.0, scale("positive"))
    assert found["chance"].tolist() == [0.25]


def test_wider_intervals_hold_narrower_ones():
    drawn = np.random.default_rng(1).lognormal(size=(500, 4))
    found = scored(drawn, np.ones(4), 1.0, scale("positive"))
    for narrow, wide in pairwise(LEVELS):
        assert (found[f"low{wide}"] <= found[f"low{narrow}"]).all()
        assert (found[f"high{wide}"] >= found[f"high{narrow}"]).all()


def test_the_interval_of_four_in_five_holds_four_in_five_draws():
    drawn = np.arange(1, 1002, dtype=float)[:, None]
    found = scored(drawn, np.ones(1), 1.0, scale("positive"))
    assert (found["low80"], found["high80"]) == (101.0, 901.0)
