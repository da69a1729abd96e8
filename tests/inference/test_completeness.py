import numpy as np
import pytest

from kgisim.evidence.indicator import Completeness
from tests.builders import TEXT, build_frame, indicator, row, table

PART = {"probability": {2015: 0.7, 2024: 0.5}, "sd": 0.25, "rationale": TEXT}
DERIVE = {
    "table": "deals",
    "measure": "count",
    "lists": ["1d"],
    "scopes": ["core"],
    "first_year": 2012,
    "last_year": 2025,
}
ROWS = [row(2012, 1, "ge"), row(2013, 1), row(2016, 2), row(2020, 3, "ge"), row(2024, 1)]


def frame(**derive):
    one = indicator("deals", "count", derive=DERIVE | derive)
    return build_frame(one, table(*ROWS, indicator="deals"), {})


@pytest.mark.parametrize(
    ("year", "share"), [(2014, 1.0), (2015, 0.7), (2023, 0.7), (2024, 0.5), (2030, 0.5)]
)
def test_a_probability_holds_from_its_year_on(year, share):
    assert Completeness(**PART).of(year) == share


def test_counts_are_thinned_and_floors_stay_true_of_all_deals():
    assert np.exp(frame(completeness=PART).log_listed) == pytest.approx([1, 1, 0.7, 1, 0.5])


def test_one_uncertainty_is_shared_by_the_counts_that_are_thinned():
    terms = frame(completeness=PART).row_terms
    assert terms[:, 0].tolist() == [0.0, 0.0, 0.25, 0.0, 0.25]


def test_a_list_that_is_complete_stays_as_it_is():
    assert not frame().log_listed.any()
    assert frame().row_terms.shape == (len(ROWS), 0)
