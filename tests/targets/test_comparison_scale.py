"""The scale of a comparison follows from what is counted."""

import numpy as np
import pytest

from kgisim.targets.comparison_scale import COUNTS, NATURAL, comparison_of
from tests.builders import TEXT, identity, indicator

SOME = np.array([1.0, 20.0])


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (indicator(scale="share"), "logit"),
        (indicator(scale="positive"), "log"),
        (indicator(scale="real"), "identity"),
        (indicator(scale="count"), "log"),
        (indicator(scale="count", counting="stock", ceiling=30), "identity"),
    ],
)
def test_every_scale_has_its_comparison(one, kind):
    assert comparison_of(one, SOME).scale.kind == kind


@pytest.mark.parametrize("values", [[0.0, 50.0], [50.0, 100.0]])
def test_a_share_that_touches_an_end_is_compared_as_it_is(values):
    assert comparison_of(indicator(scale="share"), np.array(values)) is NATURAL


@pytest.mark.parametrize(
    ("values", "kind"), [([5.0, 90.0], "logit"), ([5.0, 225.0], "log"), ([0.0, 225.0], "identity")]
)
def test_a_computed_share_that_passes_a_whole_is_a_quotient_of_amounts(values, kind):
    ratio = identity("ratio", "share", product_of=["x"], divided_by=["y"], times=100.0)
    assert comparison_of(ratio, np.array(values)).scale.kind == kind


def test_a_count_of_nought_has_a_place():
    assert np.isfinite(COUNTS.forward(0.0))


def test_the_value_of_no_deal_has_a_place_half_a_deal_above_nought():
    prices = {"table": "t", "lists": ["1d"], "scopes": ["core"], "median": 80.0, "median_sd": 1.0}
    prices |= {"spread": 1.0, "spread_worth": 5.0, "undisclosed": 0.5, "undisclosed_sd": 0.5}
    value_of = {"value_of": "n", "prices": prices | {"take": "sum", "rationale": TEXT}}
    value = indicator(model={"family": None}, identity=value_of)
    found = comparison_of(value, np.array([0.0, 900.0]))
    assert found.forward([0.0, 40.0]) == pytest.approx(np.log([40.0, 80.0]))


def test_the_way_back_from_a_scale_ends_where_it_began():
    assert COUNTS.inverse(COUNTS.forward(SOME)) == pytest.approx(SOME)
