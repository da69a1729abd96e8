"""What a driver adds at once and in the long run: an error correction, year by year."""

import numpy as np
import pandas as pd
import pytest

from kgisim.inference.driver_terms import DriverTerm, driver_terms, settled
from tests.builders import TEXT, driver_effect, indicator

AT_ONCE, IN_THE_END, HALF_LIFE = 0.4, 1.0, 3.0
LONG_RUN = {"mean": IN_THE_END, "sd": 0.1, "half_life": HALF_LIFE, "rationale": TEXT}
SLOW = driver_terms(indicator(drivers=[driver_effect("market", AT_ONCE) | {"long_run": LONG_RUN}]))


def added(departure, absorbed=None):
    """What a driver with these effects adds to its series."""
    return sum(term.mean * term.of(departure, absorbed) for term in SLOW)


def test_a_driver_without_a_long_run_acts_at_once():
    (term,) = driver_terms(indicator(drivers=[driver_effect("yen")]))
    path = np.arange(5.0)
    assert (term.name, term.of(path).tolist()) == ("yen", path.tolist())


def test_it_corrects_a_share_of_the_gap_a_year():
    path = np.random.default_rng(1).normal(size=40).cumsum()
    found, rate = added(path), 1 - 0.5 ** (1 / HALF_LIFE)
    gap = IN_THE_END * path[:-1] - found[:-1]
    assert np.diff(found) == pytest.approx(AT_ONCE * np.diff(path) + rate * gap)


@pytest.mark.parametrize(("year", "left"), [(0, 1.0), (3, 0.5), (6, 0.25), (60, 0.0)])
def test_half_of_the_gap_that_a_step_leaves_closes_in_a_half_life(year, left):
    step = added(np.ones(61), absorbed=0.0)[year]
    assert step == pytest.approx(IN_THE_END - left * (IN_THE_END - AT_ONCE), abs=1e-5)


def test_steady_growth_is_followed_by_the_effect_of_the_long_run():
    growth = np.diff(added(0.05 * np.arange(80.0)))
    assert growth[-1] == pytest.approx(0.05 * IN_THE_END)


def test_years_before_the_record_are_as_its_first_and_those_after_it_as_its_last():
    known = np.array([np.nan, -0.2, -0.1, 0.0, np.nan])
    assert settled(known).tolist() == [-0.2, -0.2, -0.1, 0.0, 0.0]


def test_a_year_without_a_record_stays_without():
    record = pd.Series([np.nan, -0.2, 0.0], index=[2010, 2011, 2012])
    found = DriverTerm("market", 1.0, 0.1, HALF_LIFE, is_long_run=True).of_record(record)
    assert found.isna().tolist() == [True, False, False]
