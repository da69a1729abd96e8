import numpy as np
import pytest
from scipy.stats import norm

from kgisim.inference.gate import POSSIBLE_FACTOR, impossible_share, judge
from kgisim.inference.importance_weights import smoothed
from tests.builders import build_frame, indicator, row, table

CALM = (np.zeros(10), np.full(10, 0.5))
EVEN = np.full(1000, 1e-3)


def frame_of(**more):
    return build_frame(indicator(**more), table(row(2020, 5), row(2021, 6)), {})


# The verdict


def test_when_no_point_has_any_weight_the_gate_cannot_open():
    weights, k = smoothed(np.full(10, -np.inf))
    assert judge(frame_of(), CALM, weights, k).status == "failed"


def test_even_weights_pass():
    verdict = judge(frame_of(), CALM, EVEN, 0.1)
    assert (verdict.status, verdict.reasons) == ("ok", ())
    assert (verdict.rows, verdict.atoms, verdict.method) == (2, 1000, "importance")
    assert verdict.ess == pytest.approx(1000)


def test_a_heavy_tail_fails_with_its_size():
    verdict = judge(frame_of(), CALM, EVEN, 0.71)
    assert verdict.status == "failed"
    assert "Pareto k 0.71, expected below 0.7" in str(verdict.reason)


def test_a_tail_without_a_shape_fails():
    assert judge(frame_of(), CALM, EVEN, np.nan).status == "failed"


def test_too_few_points_fail_with_their_number():
    verdict = judge(frame_of(), CALM, np.full(399, 1 / 399), 0.1)
    assert "effective sample size 399, expected at least 400" in str(verdict.reason)


def test_impossible_priors_fail_with_their_share():
    verdict = judge(frame_of(), (np.zeros(4), np.full(4, 1e6)), EVEN, 0.1)
    assert verdict.status == "failed"
    assert "100% of prior futures differ" in str(verdict.reason)
    assert "tighten the priors" in str(verdict.reason)


def test_every_reason_is_told():
    verdict = judge(frame_of(), (np.zeros(4), np.full(4, 1e6)), np.array([1.0]), 2.0)
    assert all(word in str(verdict.reason) for word in ("Pareto k", "effective", "prior futures"))


@pytest.mark.parametrize("drift", [0.0, 3.0, -3.0])
def test_the_impossible_share_is_a_normal_probability(drift):
    limit = np.log(POSSIBLE_FACTOR)
    expected = norm.sf(limit, drift, 5.0) + norm.cdf(-limit, drift, 5.0)
    found = impossible_share(frame_of(), np.array([drift]), np.array([5.0]))
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("scale", ["share", "real"])
def test_other_scales_have_no_impossible_future(scale):
    assert impossible_share(frame_of(scale=scale), np.zeros(1), np.full(1, 1e9)) == 0.0
