import numpy as np
import pytest
import xarray as xr

from kgisim.evidence.catalog import Catalog
from kgisim.targets.pace import best_pace, pace, reach
from kgisim.targets.reference_class import ReferenceClass, reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import paces_of
from tests.builders import PLAN, goal, indicator, row, table
from tests.targets.gaussian import AHEAD, START, question


def levels(*values: float) -> xr.DataArray:
    return xr.DataArray([values], dims=("draw", "year"), coords={"year": range(len(values))})


@pytest.mark.parametrize("scale", ["positive", "share"])
def test_a_pace_leads_to_the_level_from_which_it_was_taken(scale):
    one = goal("y", scale)
    assert reach(one, 20.0, pace(one, 20.0, 33.0, 7.0), 7.0) == pytest.approx(33.0)


def test_the_best_past_pace_is_the_fastest_stretch_of_so_many_years():
    assert float(best_pace(goal("y", "share"), levels(0, 1, 5, 5, 6), 2)[0]) == 2.5


def test_where_lower_is_better_the_best_past_pace_is_the_steepest_fall():
    one = goal("y", "share", better="lower")
    assert float(best_pace(one, levels(9, 8, 4, 4, 6), 2)[0]) == -2.5


def test_the_best_past_pace_of_an_amount_is_in_per_cent_a_year():
    assert float(best_pace(goal("y", "positive"), levels(100, 110, 121), 2)[0]) == pytest.approx(10)


def test_a_record_shorter_than_the_stretch_has_no_best_pace():
    assert best_pace(goal("y", "share"), levels(1, 2), 2) is None


def test_growth_from_nothing_has_no_best_pace():
    assert best_pace(goal("y", "count"), levels(0, 2, 3), 1) is None


def test_the_needed_pace_is_the_straight_line_from_the_last_observed_year(normal):
    assert normal.pace_needed(question(START + 3.0)) == pytest.approx(3.0 / AHEAD)


def test_a_steady_past_is_its_own_best_pace(normal):
    found = paces_of(normal, question(12.0), TwoProbabilityRule(), ReferenceClass(10, {}))
    assert (found.best, found.best_low, found.best_high) == pytest.approx((0.2, 0.2, 0.2))


def grown(name: str, growth: float, years=range(2000, 2021), **more) -> tuple:
    rows = table(*(row(year, 100.0 * growth ** (year - 2000)) for year in years))
    return indicator(name, role="reference", **more), rows.assign(indicator=name)


def catalog(*parts: tuple) -> Catalog:
    import pandas as pd

    rows = pd.concat([part[1] for part in parts], ignore_index=True)
    return Catalog({part[0].id: part[0] for part in parts}, rows, {}, {}, PLAN)


def test_the_reference_class_holds_the_growth_of_its_series():
    found = reference_class(catalog(grown("a", 1.05), grown("b", 0.99)), goal("y"), 10)
    assert found.paces["a"] == pytest.approx([5.0] * 11)
    assert found.paces["b"] == pytest.approx([-1.0] * 11)


def test_series_of_another_role_are_not_in_the_reference_class():
    component = indicator("c"), grown("c", 1.1)[1]
    assert reference_class(catalog(grown("a", 1.05), component), goal("y"), 10).series == ("a",)


def test_a_share_is_not_compared_with_growth_in_per_cent():
    assert reference_class(catalog(grown("a", 1.05)), goal("y", "share"), 10).series == ()


def test_a_series_shorter_than_the_span_is_not_in_the_class():
    short = grown("a", 1.05, years=range(2000, 2010))
    assert reference_class(catalog(short), goal("y"), 10).series == ()


def test_spans_that_start_from_zero_are_counted_as_left_out():
    rows = table(*(row(year, float(year > 2001)) for year in range(2000, 2013)))
    part = indicator("a", "count", role="reference"), rows.assign(indicator="a")
    assert reference_class(catalog(part), goal("y"), 10).skipped == 2


def test_every_series_weighs_the_same_however_long_it_is():
    long, short = np.full(100, 9.0), np.array([1.0])
    paces = {"long": long, **{f"s{i}": short for i in range(4)}}
    assert ReferenceClass(10, paces).percentile(5.0) == pytest.approx(0.8)


def test_a_percentile_is_the_share_of_slower_series():
    paces = {f"s{i}": np.array([float(i)]) for i in range(10)}
    assert ReferenceClass(10, paces).percentile(6.5) == pytest.approx(0.7)


def test_four_series_tell_no_percentile_at_all():
    found = ReferenceClass(10, {f"s{i}": np.array([float(i)]) for i in range(4)})
    assert (found.percentile(1.0), found.quantile(0.5)) == (None, None)


def test_the_ninetieth_percentile_needs_nine_series():
    found = ReferenceClass(10, {f"s{i}": np.array([float(i)]) for i in range(8)})
    assert (found.needed_for(0.9), found.quantile(0.9)) == (9, None)


def test_an_outer_percentile_needs_as_many_series_at_either_end():
    assert ReferenceClass(10, {}).needed_for(0.1) == ReferenceClass(10, {}).needed_for(0.9)
