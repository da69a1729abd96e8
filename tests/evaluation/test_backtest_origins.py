"""From which past years forecasts can be made again, and what was known then."""

import numpy as np
import pytest

from kgisim.evaluation.backtest_origins import FEWEST, MOST, STEP, Past, known_at
from tests.builders import TEXT, catalog, driver_effect, goal, identity, indicator, row, yearly

VALUES = np.arange(20.0, 36.0)
YEARS = range(2010, 2026)


def past(*content) -> Past:
    return Past(catalog(*content))


def goal_of(*rows, **more) -> Past:
    return past((goal("x", **more), rows))


def broken_at(year: int) -> dict:
    return {"breaks": [{"year": year, "reason": TEXT}]}


def test_a_forecast_needs_four_rows():
    assert goal_of(*yearly(VALUES)).starts == {"x": 2010 + FEWEST - 1}


def test_a_driver_needs_as_many():
    yen = indicator("yen", role="driver")
    sales = goal("x", drivers=[driver_effect("yen")])
    both = past((yen, yearly(VALUES, first=2014)), (sales, yearly(VALUES)))
    assert both.starts["x"] == 2014 + FEWEST - 1


def test_floors_alone_are_not_enough():
    floors = [row(year, 1.0, "ge") for year in range(2000, 2010)]
    assert goal_of(*floors, *yearly(VALUES, first=2010)).starts == {"x": 2010}


def test_a_total_counts_only_when_it_is_over():
    total = row(2010, 90.0, "sum", year_end=2013)
    assert goal_of(total, *yearly(VALUES[:4])).starts == {"x": 2013}


def test_a_forecast_needs_a_value_to_be_held_against():
    found = goal_of(*yearly(VALUES))
    assert found.testable(2024) == ["x"]
    assert found.testable(2025) == []


@pytest.mark.parametrize(
    "more",
    [{}, broken_at(2020), {"exceptional": [{"years": [2025], "reason": TEXT}]}],
    ids=["plain", "broken", "exceptional"],
)
def test_what_is_held_against_it_is_there_wherever_it_can_be_tested(more):
    found = goal_of(*yearly(VALUES), **more)
    own = [year for year in YEARS if year >= found.starts["x"]]
    assert [year for year in own if found.testable(year)] == [
        year for year in own if len(found.later("x", year))
    ]


def test_ranges_and_floors_are_not_held_against_it():
    later = [row(2015, low=5.0, high=9.0, relation="about"), row(2016, 3.0, "ge")]
    assert goal_of(*yearly(VALUES[:5]), *later).testable(2014) == []


def test_the_share_that_was_counted_is_held_against_it():
    share = {"scale": "share"}
    later = [row(2015, 25.0, of=16.0, design_effect=1.0), row(2016, 3.0, "ge", of=30.0)]
    found = goal_of(*yearly(VALUES[:5]), *later, **share)
    assert found.later("x", 2014).to_dict() == {2015: 25.0}
    assert found.counted("x")["of"].to_dict() == {2015: 16.0}


def test_a_published_share_goes_before_one_that_was_counted():
    counted = row(2014, 25.0, of=16.0, design_effect=1.0)
    found = goal_of(*yearly(VALUES[:5]), counted, scale="share")
    assert found.values["x"].loc[2014] == VALUES[4]
    assert found.counted("x").empty


def test_the_origins_lie_apart_and_are_not_many():
    found = goal_of(*yearly(VALUES)).origins
    assert found == list(range(2024 - STEP * (MOST - 1), 2025, STEP))


def test_a_short_series_has_fewer_origins():
    assert goal_of(*yearly(VALUES[:6])).origins == [2014]


def test_the_latest_origin_is_one_at_which_most_series_can_be_tested():
    long, short = (goal("x"), yearly(VALUES)), (goal("y"), yearly(VALUES[:8]))
    assert past(long, short).origins[-1] == 2016


def test_nothing_can_be_tested_without_goals():
    assert past((indicator("x"), yearly(VALUES))).origins == []


def test_a_goal_is_tested_beside_the_parts_that_make_it_up():
    whole = identity("w", role="goal", label="1", sum_of=["a", "b"])
    parts = ((indicator(name), yearly(VALUES)) for name in "ab")
    assert list(past((whole, ()), *parts).values) == ["w", "a", "b"]


def test_the_value_of_an_identity_is_that_of_its_published_parts():
    whole = identity("w", role="goal", label="1", sum_of=["a"], divided_by=["b"], times=100.0)
    parts = (indicator("a"), yearly([1, 2, 3])), (indicator("b"), yearly([4, 5], first=2011))
    assert past((whole, ()), *parts).values["w"].to_dict() == {2011: 50.0, 2012: 60.0}


def test_values_after_the_next_break_mean_something_else():
    found = goal_of(*yearly(VALUES), **broken_at(2017))
    assert list(found.later("x", 2014).index) == [2015, 2016]


def test_a_break_of_a_part_is_a_break_of_the_whole():
    whole = identity("w", role="goal", label="1", sum_of=["a"])
    found = past((whole, ()), (indicator("a", **broken_at(2017)), yearly(VALUES)))
    assert list(found.later("w", 2014).index) == [2015, 2016]


def test_peers_see_the_values_up_to_the_origin():
    rows = [*yearly([1, 2, 3]), *yearly([5, 6, 7], first=2014)]
    assert goal_of(*rows).since_break("x", 2015).to_dict() == dict(
        zip([2010, 2011, 2012, 2014, 2015], [1.0, 2.0, 3.0, 5.0, 6.0], strict=True)
    )


def test_peers_see_nothing_from_before_a_break():
    found = goal_of(*yearly(VALUES), **broken_at(2012))
    assert list(found.since_break("x", 2014).index) == [2012, 2013, 2014]


@pytest.mark.parametrize("origin", YEARS)
def test_no_row_is_known_before_its_span_is_over(origin):
    rows = [*yearly(VALUES), row(2010, 99.0, "sum", year_end=2020)]
    known = known_at(catalog((goal("x"), rows)), origin, ["x"])
    assert (known.observations["year_end"] <= origin).all()


def test_a_later_break_is_not_known():
    content = catalog((goal("x", **broken_at(2017)), yearly(VALUES)))
    assert known_at(content, 2016, ["x"]).indicators["x"].breaks == ()
    assert len(known_at(content, 2017, ["x"]).indicators["x"].breaks) == 1


def test_only_what_stands_behind_the_series_is_kept():
    content = catalog(
        (indicator("yen", role="driver"), yearly(VALUES)),
        (goal("x", drivers=[driver_effect("yen")]), yearly(VALUES)),
        (goal("y"), yearly(VALUES)),
    )
    assert set(known_at(content, 2015, ["x"]).indicators) == {"x", "yen"}


def test_a_list_of_deals_is_forecast_as_the_list_counts_them():
    listed = {"probability": {2010: 0.5}, "sd": 0.2, "rationale": TEXT}
    counted = {"table": "deals", "measure": "count", "lists": ["a"], "scopes": ["b"]}
    years = {"first_year": 2010, "last_year": 2020, "completeness": listed}
    content = catalog((goal("x", "count", derive=counted | years), yearly(VALUES)))
    assert known_at(content, 2015, ["x"]).indicators["x"].derive.completeness is None


def test_exceptional_years_are_no_test_of_a_forecast_also_of_what_they_enter():
    pulse = {"exceptional": [{"years": [2020, 2021], "reason": TEXT}]}
    part = (indicator("part", **pulse), yearly(VALUES))
    found = past(part, (identity("whole", sum_of=["part"], role="goal", label="1"), []))
    for name in ("part", "whole"):
        assert found.later(name, 2018).index.tolist() == [2019, 2022, 2023, 2024, 2025]
