import numpy as np
import pytest
from arviz_stats.base.array import array_stats

from kgisim.inference.importance_weights import effective_size, normalised, smoothed


def test_weights_add_up_to_one_whatever_their_size():
    weights = normalised(np.array([-1e4, -1e4 + np.log(3.0), -np.inf]))
    assert weights == pytest.approx([0.25, 0.75, 0.0])


@pytest.mark.parametrize(("weights", "size"), [([0.25] * 4, 4.0), ([1.0, 0.0], 1.0)])
def test_the_effective_size_counts_equal_weights(weights, size):
    assert effective_size(np.array(weights)) == pytest.approx(size)


@pytest.mark.parametrize("k", [0.2, 0.5, 0.9])
def test_the_tail_of_weights_is_recognised(k):
    uniform = (np.arange(20_000) + 0.5) / 20_000
    log_weights = -k * np.log(uniform)  # a Pareto tail of index 1/k, evenly spread
    assert smoothed(log_weights)[1] == pytest.approx(k, abs=0.05)


def test_smoothing_keeps_the_order_of_weights():
    log_weights = np.random.default_rng(1).standard_normal(2000)
    weights, _ = smoothed(log_weights)
    assert (np.argsort(weights) == np.argsort(log_weights)).all()


def test_smoothed_weights_add_up_to_one():
    log_weights = np.random.default_rng(1).standard_normal(2000) - 1e5
    assert smoothed(log_weights)[0].sum() == pytest.approx(1.0)


def test_points_without_weight_stay_without():
    log_weights = np.concatenate([np.full(100, -np.inf), np.random.default_rng(1).random(900)])
    assert smoothed(log_weights)[0][:100].max() < 1e-100


@pytest.mark.parametrize("points", [100, 4000])
def test_weights_whose_largest_are_equal_have_no_tail(points):
    log_weights = np.where(np.arange(points) < points // 2, -3.0, 0.0)
    weights, k = smoothed(log_weights)
    np.testing.assert_allclose(weights, np.exp(log_weights) / np.exp(log_weights).sum())
    assert k < 0


@pytest.mark.parametrize(("points", "spread"), [(100, 1.0), (4000, 0.3), (4000, 3.0), (16000, 9.0)])
def test_smoothing_is_that_of_arviz(points, spread):
    log_weights = spread * np.random.default_rng(points).standard_normal(points)
    weights, k = smoothed(log_weights)
    expected, expected_k = array_stats.psislw(-log_weights)  # it takes log likelihoods
    assert k == pytest.approx(expected_k, rel=1e-12)
    assert weights == pytest.approx(np.exp(expected), rel=1e-11, abs=1e-300)
