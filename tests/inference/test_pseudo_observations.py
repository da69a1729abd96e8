import numpy as np
import pytest
from scipy.stats import nbinom, norm

from kgisim.inference.likelihood import SMALLEST_NOISE
from kgisim.inference.pseudo_observations import (
    CLIFF_SD,
    LARGEST_STEP,
    LEAST_BEND,
    pseudo_observations,
)
from tests.builders import build_frame, indicator, row, table

FLOW = {"scale": "count"}
SCALES = {
    "positive": {},
    "share": {"scale": "share"},
    "flow": FLOW,
    "stock": {"scale": "count", "counting": "stock", "ceiling": 30},
    "real": {"scale": "real"},
}


def stand_in(given, eta, noise=0.2, shrink=1.0, **more):
    """Target and variance of one row at one link value."""
    frame = build_frame(indicator(**more), table(given), {})
    at = np.array([[eta]])
    found = pseudo_observations(frame, at, np.array([[noise]]), np.array([[shrink]]))
    return tuple(float(part[0, 0]) for part in found)


def derivatives(log_likelihood, eta):
    below, here, above = (log_likelihood(eta + d) for d in (-1e-4, 0.0, 1e-4))
    return (above - below) / 2e-4, -(above - 2 * here + below) / 1e-8


def test_an_exact_number_stands_for_itself():
    target, variance = stand_in(row(2010, 5.0), 1.0)
    assert target == pytest.approx(np.log(5))
    assert variance == pytest.approx(0.04 + SMALLEST_NOISE**2)


@pytest.mark.parametrize("number", [0, 3, 20])
@pytest.mark.parametrize("eta", [0.0, 2.0])
def test_a_count_is_matched_in_slope_and_curvature(number, eta):
    def log_likelihood(eta):
        return nbinom.logpmf(number, 25, 1 / (1 + 0.04 * np.exp(eta)))

    target, variance = stand_in(row(2010, number), eta, **FLOW)
    slope, bend = derivatives(log_likelihood, eta)
    assert 1 / variance == pytest.approx(bend, rel=1e-3)
    assert target - eta == pytest.approx(
        np.clip(slope / bend, -LARGEST_STEP, LARGEST_STEP), rel=1e-3
    )


@pytest.mark.parametrize(("relation", "sign"), [("ge", 1), ("le", -1)])
@pytest.mark.parametrize("away", [-0.3, 0.0, 0.3])
def test_a_bound_is_matched_after_softening(relation, sign, away):
    soft = np.sqrt(0.04 + SMALLEST_NOISE**2 + CLIFF_SD**2)
    eta = np.log(5) + away
    slope, bend = derivatives(lambda eta: norm.logcdf(sign * (eta - np.log(5)) / soft), eta)
    target, variance = stand_in(row(2010, 5.0, relation), eta)
    assert 1 / variance == pytest.approx(bend, rel=1e-3)
    assert target - eta == pytest.approx(slope / bend, rel=1e-3)


def test_an_interval_pulls_to_its_middle():
    target, variance = stand_in(row(2010, relation="about", low=4, high=9), 0.0)
    assert target == pytest.approx(np.log(6))
    assert variance > 0.04


@pytest.mark.parametrize("relation", ["eq", "about", "ge", "le"])
@pytest.mark.parametrize("more", SCALES.values(), ids=SCALES)
@pytest.mark.parametrize("eta", [-40.0, 0.0, 40.0])
def test_no_stand_in_lies_far_away_or_is_undefined(relation, more, eta):
    given = row(2010, 5, relation)
    if relation == "about":
        given |= {"low": 4, "high": 6}
    target, variance = stand_in(given, eta, **more)
    assert variance > 0
    assert np.isfinite(target)
    assert abs(target - eta) <= LARGEST_STEP + 1e-9


@pytest.mark.parametrize(
    ("given", "more"),
    [
        (row(2010, 0.0, "ge"), {"scale": "share"}),
        (row(2010, 100.0, "le"), {"scale": "share"}),
        (row(2010, 0, "ge"), FLOW),
        (row(2010, 30, "le"), SCALES["stock"]),
    ],
)
def test_a_bound_that_says_nothing_pulls_nowhere(given, more):
    target, variance = stand_in(given, 1.0, **more)
    assert target == pytest.approx(1.0)
    assert variance == 1 / LEAST_BEND
