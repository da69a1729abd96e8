"""Detection against the textbook test of a normal mean."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from kgisim.screening.detectable_change import (
    detected_by,
    from_draws,
    power_by_year,
    smallest_detectable,
)
from tests.analysis.gaussian import normals

YEARS = np.arange(2028, 2041)


def test_a_change_of_the_smallest_detectable_size_is_seen_with_the_stated_power():
    # two-sided test of one number with a known spread, as in any textbook
    size = smallest_detectable(2.0, level=0.05, power=0.8)
    assert ndtr(size / 2.0 - ndtri(0.975)) == pytest.approx(0.8)


def test_more_power_needs_a_larger_change():
    assert smallest_detectable(1.0, power=0.9) > smallest_detectable(1.0, power=0.8)


def test_of_independent_years_the_evidence_grows_with_the_root_of_their_number():
    power = power_by_year(np.ones(13), 4.0 * np.eye(13))
    strength = np.sqrt(np.arange(1, 14)) / 2.0
    assert power == pytest.approx(ndtr(strength - ndtri(0.95)))


def test_years_that_all_err_together_add_nothing_to_the_first():
    power = power_by_year(np.ones(13), np.ones((13, 13)) + 1e-9 * np.eye(13))
    assert power[-1] == pytest.approx(power[0], abs=1e-3)


def test_a_step_of_a_random_walk_is_seen_best_when_it_happens():
    walk = np.minimum.outer(np.arange(1.0, 14.0), np.arange(1.0, 14.0))
    power = power_by_year(2.0 * np.ones(13), walk)
    # later years of a walk repeat its past, so that they say nothing more about the step
    assert power == pytest.approx(np.full(13, ndtr(2.0 - ndtri(0.95))), abs=1e-6)


def test_the_first_year_that_shows_it_is_the_one_in_which_the_power_suffices():
    # needs (1.645 + 0.842)² = 6.18 units of strength: with a half a year, 25 years; with 1, 7
    assert detected_by(YEARS, np.ones(13), np.eye(13)) == 2034


def test_what_is_never_seen_has_no_year():
    assert detected_by(YEARS, 0.1 * np.ones(13), np.eye(13)) is None


def test_a_covariance_without_any_spread_does_not_break_it():
    assert detected_by(YEARS, np.ones(13), np.zeros((13, 13))) == 2028


def test_draws_give_their_own_effect_and_covariance():
    z = normals(3)
    effect, covariance = from_draws(z, z + np.array([1.0, 2.0, 3.0]))
    assert effect == pytest.approx([1.0, 2.0, 3.0])
    assert covariance == pytest.approx(np.eye(3), abs=1e-3)
