import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import poisson

from kgisim.projection.poisson import SEARCHED, poisson_quantile

RATES = [0.0, 0.01, 0.7, 3.0, 14.9, 15.1, 40.0, 900.0, 2e5]
UNIFORM = np.linspace(0.0005, 0.9995, 1999)


def quantile(uniform, rate):
    uniform, rate = np.broadcast_arrays(np.asarray(uniform, float), np.asarray(rate, float))
    return poisson_quantile(uniform, ndtri(uniform), rate)


@pytest.mark.parametrize("rate", RATES)
def test_counts_are_the_exact_quantiles(rate):
    assert np.array_equal(quantile(UNIFORM, rate), poisson.ppf(UNIFORM, rate))


@pytest.mark.parametrize("uniform", [1e-9, 1e-5, 1 - 1e-5, 1 - 1e-9])
def test_counts_in_the_tails_are_exact_too(uniform):
    rate = np.geomspace(0.05, 500.0, 400)
    assert np.array_equal(quantile(uniform, rate), poisson.ppf(uniform, rate))


@given(st.floats(0.001, 0.999), st.floats(0.01, 200.0), st.floats(1.0, 3.0))
def test_a_higher_rate_never_lowers_a_count(uniform, rate, factor):
    low, high = quantile(np.full(2, uniform), np.array([rate, rate * factor]))
    assert low <= high


def test_rates_on_both_sides_of_the_change_of_method_stand_together():
    rate = np.array([[SEARCHED - 1, SEARCHED + 1], [0.5, 90.0]])
    assert np.array_equal(quantile(0.5, rate), poisson.ppf(0.5, rate))


def test_a_year_without_a_rate_has_no_count():
    assert np.isnan(quantile(0.5, np.array([np.nan, 3.0]))).tolist() == [True, False]


def test_a_uniform_that_rounds_to_one_still_ends():
    assert np.isfinite(quantile(np.float32(1 - 2**-24), np.array([5.0])))
