"""An expert's distribution has the expert's values at their probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from kgisim.elicitation.distributions import CENTRAL, fit_estimate
from kgisim.elicitation.records import Estimate

halves = st.integers(1, 199)


@st.composite
def estimates(draw):
    drawn = sorted(draw(st.lists(halves, min_size=3, max_size=3, unique=True)))
    low, best, high = (one / 2.0 for one in drawn)
    return Estimate(low=low, best=best, high=high, confidence=draw(st.floats(50.0, 99.0)))


@pytest.mark.parametrize("scale", ["share", "positive", "real"])
@given(estimate=estimates())
def test_the_three_values_are_met(scale, estimate):
    fitted = fit_estimate(estimate, scale)
    outside = (1.0 - estimate.confidence / 100.0) / 2.0
    found = fitted.quantile(np.array([outside, 0.5, 1.0 - outside]))
    assert found == pytest.approx([estimate.low, estimate.best, estimate.high], rel=1e-9)


@given(estimate=estimates(), probability=st.floats(0.01, 0.99))
def test_the_cdf_undoes_the_quantile(estimate, probability):
    fitted = fit_estimate(estimate, "share")
    assert fitted.cdf(fitted.quantile(probability)) == pytest.approx(probability, abs=1e-7)


def test_ten_and_ninety_follow_from_any_confidence_in_closed_form():
    fitted = fit_estimate(Estimate(low=1.0, best=2.0, high=8.0, confidence=90.0), "positive")
    ratio = norm.ppf(0.9) / norm.ppf(0.95)
    assert fitted.quantile(np.array(CENTRAL)) == pytest.approx([2 * 0.5**ratio, 2, 2 * 4**ratio])


@pytest.mark.parametrize("scale", ["share", "positive"])
def test_the_density_adds_up_to_the_cdf(scale):
    fitted = fit_estimate(Estimate(low=10.0, best=22.0, high=40.0), scale)
    below, _ = quad(fitted.density, 1e-9, 22.0)
    beyond, _ = quad(fitted.density, 22.0, 60.0)
    assert below == pytest.approx(0.5, abs=1e-6)
    assert beyond == pytest.approx(float(fitted.cdf(60.0)) - 0.5, abs=1e-6)
