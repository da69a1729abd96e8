import numpy as np
import pandas as pd
import pytest

from kgisim.errors import NotFoundError, RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.targets.forecast import ceiling, choose, forecast_of, grain
from kgisim.targets.window import TargetWindow
from tests.builders import PLAN, goal, identity, indicator, projection, row, table
from tests.targets import gaussian
from tests.targets.gaussian import question


def catalog(*indicators, rows=("y",)) -> Catalog:
    parts = [table(row(2010, 1.0), row(2025, 2.0)).assign(indicator=name) for name in rows]
    table_of_all = pd.concat(parts, ignore_index=True)
    return Catalog({one.id: one for one in indicators}, table_of_all, {}, {}, PLAN)


def asked(normal, value, scale="real", window=None, **more):
    one = gaussian.forecast(normal.draws, goal("y", scale, **more))
    return one.chance(question(value, window or TargetWindow(2040)))


@pytest.mark.parametrize(
    ("scale", "value", "said"),
    [
        ("share", 101.0, "can never be attained; expected at most 100"),
        ("share", -1.0, "below zero"),
        ("positive", -1.0, "below zero"),
        ("count", -1.0, "below zero"),
        ("real", float("nan"), "not a number"),
        ("real", float("inf"), "not a number"),
    ],
)
def test_a_level_that_can_never_be_had_is_refused(normal, scale, value, said):
    with pytest.raises(RequestError, match=said):
        asked(normal, value, scale)


def test_more_firms_than_the_list_has_places_are_refused(normal):
    with pytest.raises(RequestError, match="expected at most 30"):
        asked(normal, 31, "count", counting="stock", ceiling=30)


def test_shares_are_not_added_up(normal):
    with pytest.raises(RequestError, match="ask for their mean"):
        asked(normal, 50.0, "share", TargetWindow(2040, 3, "sum"))


def test_a_target_in_the_past_is_refused(normal):
    with pytest.raises(RequestError, match="known up to 2025; ask for a later year"):
        asked(normal, 10.0, window=TargetWindow(2025))


def test_a_withheld_goal_is_refused_in_the_catalogues_own_words(normal):
    why = {"ja": "内訳が公表されていない", "en": "the split is not published"}
    dark = goal("dark", "count", model={"family": None}, withheld=why)
    with pytest.raises(RequestError, match="the split is not published"):
        forecast_of(projection(catalog(goal("y", "real"), dark), normal.draws), "dark")


def test_a_reference_series_carries_no_target(normal):
    other = indicator("other", role="reference")
    with pytest.raises(RequestError, match="reference class"):
        forecast_of(projection(catalog(goal("y", "real"), other), normal.draws), "other")


def test_an_unknown_indicator_is_refused_with_the_nearest_name(normal):
    with pytest.raises(NotFoundError, match="did you mean 'yield'"):
        forecast_of(projection(catalog(goal("yield", "real")), normal.draws), "yeld")


def test_an_unknown_scenario_is_refused(normal):
    with pytest.raises(NotFoundError, match="no scenario is called 'packages'"):
        choose(normal.drawn(TargetWindow(2040)), "packages")


def test_the_record_is_taken_from_the_rows(normal):
    known = projection(catalog(goal("y", "real")), normal.draws, ess={"y": 700.0})
    found = forecast_of(known, "y").record
    assert (found.first, found.last, found.rows, found.ess) == (2010, 2025, 2, 700.0)


def test_the_record_of_an_identity_ends_where_its_shortest_input_ends(normal):
    parts = (identity("y", sum_of=("a", "b")), indicator("a"), indicator("b"))
    rows = [
        table(row(2012, 1.0), row(2024, 1.0)).assign(indicator="a"),
        table(row(2010, 1.0), row(2025, 1.0)).assign(indicator="b"),
    ]
    whole = Catalog({one.id: one for one in parts}, pd.concat(rows), {}, {}, PLAN)
    known = projection(whole, normal.draws, ess={"a": 500.0, "b": 900.0})
    found = forecast_of(known, "y").record
    assert (found.first, found.last, found.rows, found.ess) == (2012, 2024, 4, 500.0)


def test_known_years_of_a_total_are_taken_off_the_needed_pace(normal):
    settled = normal.with_known({2024: 40.0, 2025: 50.0})
    asked = question(90.0 + 12.0 * 15, TargetWindow(2040, statistic="cumulative", since=2024))
    assert settled.remaining(asked)[0] == pytest.approx(12.0)


@pytest.mark.parametrize(
    "window",
    [
        TargetWindow(2040),
        TargetWindow(2030, 3),
        TargetWindow(2040, statistic="cumulative", since=2024),
    ],
)
def test_what_remains_to_be_done_adds_up_to_the_target(normal, window):
    yearly, _ = normal.remaining(question(123.0, window))
    assert normal.level_by(window, yearly) == pytest.approx(123.0)


@pytest.mark.parametrize(
    ("scale", "window", "step"),
    [
        ("count", TargetWindow(2040, 3), 1 / 3),
        ("count", TargetWindow(2040, 3, "sum"), 1),
        ("share", TargetWindow(2040), 0),
    ],
)
def test_neighbouring_levels_are_as_far_apart_as_counting_makes_them(scale, window, step):
    assert grain(goal("y", scale), window) == pytest.approx(step)


def test_no_answer_about_a_normal_goal_is_nan(normal):
    share, error = normal.chance(question(1e6))
    assert np.isfinite(share).all()
    assert (error > 0).all()


def test_a_ceiling_below_a_hundred_bounds_a_share_too():
    capped = goal("x", "share", ceiling=40.0)
    assert ceiling(capped, TargetWindow(2040)) == 40.0
    assert ceiling(goal("x", "share"), TargetWindow(2040)) == 100.0


def test_what_is_judged_under_one_scenario_is_its_part_of_what_is_judged_under_all(normal):
    whole, window = gaussian.forecast(normal.draws), TargetWindow(2040, 3, "sum")
    for scenario in normal.draws["scenario"].to_numpy().tolist():
        part = whole.under(scenario).drawn(window)
        assert part.equals(choose(whole.drawn(window), scenario))
    with pytest.raises(NotFoundError, match="nowhere"):
        whole.under("nowhere")
