from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from kgisim.projection.projection import project
from kgisim.schema import ASSESSMENT_COLUMNS, BASELINE
from kgisim.targets.assess import PROBABILITIES, VALUE_COLUMNS, assess, levels_of
from kgisim.targets.example_target import example_of
from kgisim.targets.forecast import IndicatorForecast, forecast_of
from kgisim.targets.level_choice import ChosenLevel
from kgisim.targets.past_record import PastRecord
from tests.builders import (
    TEXT,
    catalog,
    fit_of,
    goal,
    identity,
    indicator,
    measure,
    row,
    scenario,
)

DRAWS = 8000
NORMAL = np.random.default_rng(3).standard_normal((DRAWS, 1))
RECORD = PastRecord(last=2020, level=10.0, past=2.0, ess=np.inf, first=2010, rows=11)
AXIS = np.arange(2000, 2041)
NO_DRAWS = xr.DataArray(np.empty(0), dims="draw")


def target(id="one", kind="value", **more):
    return {"id": id, "kind": kind, "note": TEXT} | more


def world(*goals, level=10.0, growth=0.02):
    """Goals whose log level grows by `growth` a year, with a spread of 0.02 a year from 2020 on."""
    rows = [row(year, level * np.exp(growth * (year - 2020))) for year in range(2010, 2021)]
    link = np.log(level) + (growth + 0.02 * NORMAL * (AXIS > 2020)) * (AXIS - 2020)
    fits = {one.id: fit_of(one, link, noise=1e-6) for one in goals if one.is_fitted}
    content = catalog(*((one, rows if one.is_fitted else []) for one in goals))
    scenarios = {BASELINE: scenario(BASELINE), "tried": scenario("tried", measure("x", 10.0))}
    return project(content, fits, scenarios, seed=1)


def assessed(*goals):
    return assess(world(*goals))


# The tables


def test_the_tables_have_the_agreed_columns():
    table, values = assessed(goal(targets=[target(value=12.0)]))
    assert tuple(table.columns) == ASSESSMENT_COLUMNS
    assert tuple(values.columns) == VALUE_COLUMNS


def test_every_target_has_a_row_for_every_scenario():
    table, _ = assessed(goal(targets=[target(value=12.0), target("two", value=20.0)]))
    assert table[["target", "scenario"]].to_numpy().tolist() == [
        ["one", BASELINE],
        ["one", "tried"],
        ["two", BASELINE],
        ["two", "tried"],
    ]


def test_only_goals_are_assessed():
    table, values = assessed(goal(targets=[target(value=12.0)]), indicator("other"))
    assert set(table["indicator"]) == set(values["indicator"]) == {"x"}


def test_a_workspace_without_goals_gives_empty_tables():
    table, values = assessed(indicator("x"))
    assert (len(table), len(values)) == (0, 0)
    assert tuple(table.columns) == ASSESSMENT_COLUMNS


# Chances in closed form


def z(value):
    """Standard normal quantile of a level in 2040 under the baseline."""
    return (np.log(value / 10.0) - 0.4) / 0.4


def test_chances_and_bands_are_those_of_the_normal_path():
    table, _ = assessed(goal(targets=[target(value=18.0)]))
    found = table.iloc[0]
    assert found["chance"] == pytest.approx(norm.sf(z(18.0)), abs=4 * found["mcse"])
    levels = [np.exp(0.4 + 0.4 * norm.ppf(p)) * 10 for p in (0.05, 0.25, 0.5, 0.75, 0.95)]
    band = found[["low90", "low50", "median", "high50", "high90"]].astype(float)
    assert band.to_numpy() == pytest.approx(levels, rel=0.03)


def test_a_measure_of_ten_per_cent_lifts_the_chance_as_it_lifts_the_level():
    table, _ = assessed(goal(targets=[target(value=18.0)]))
    found = table.iloc[1]
    assert found["chance"] == pytest.approx(norm.sf(z(18.0 / 1.1)), abs=4 * found["mcse"])


def test_values_for_chances_are_the_normal_quantiles():
    _, values = assessed(goal(targets=[target(value=18.0)]))
    baseline = values[values["scenario"] == BASELINE]
    assert baseline["probability"].tolist() == list(PROBABILITIES)
    expected = 10 * np.exp(0.4 + 0.4 * norm.isf(PROBABILITIES))
    assert baseline["value"].to_numpy() == pytest.approx(expected, rel=0.03)


def test_values_are_given_for_every_window_that_a_target_uses():
    several = target("three", value=40.0, window=3, statistic="sum", year=2035)
    _, values = assessed(goal(targets=[target(value=18.0), several]))
    asked = values[["year", "window", "statistic"]].drop_duplicates()
    assert asked.to_numpy().tolist() == [[2035, 3, "sum"], [2040, 1, "mean"]]


def test_an_identity_goal_is_judged_on_its_own_numbers():
    ratio = identity(
        "ratio",
        "share",
        product_of=["x"],
        divided_by=["y"],
        times=50.0,
        role="goal",
        label="1",
        targets=[target(value=60.0)],
    )
    first = world(indicator("x"), indicator("y"), ratio)
    still = fit_of(indicator("y"), np.full((DRAWS, 1), np.log(10.0)), noise=1e-6)
    fits = {**first.fits, "y": still}
    table, _ = assess(project(first.catalog, fits, {BASELINE: scenario(BASELINE)}, seed=1))
    assert table["chance"][0] == pytest.approx(norm.sf(z(12.0)), abs=4 * table["mcse"][0])


# Levels


def levels(one, draws=None):
    drawn = xr.DataArray(np.arange(100.0) if draws is None else draws, dims="draw")
    forecast = IndicatorForecast(one, xr.Dataset(), RECORD)
    return list(levels_of(one.targets[0], forecast, drawn))


def test_a_number_is_taken_as_it_stands():
    found = levels(goal(targets=[target(value=12.345, illustrative=False)]))
    assert [(one[0], one[1].value, one[1].illustrative) for one in found] == [
        ("one", 12.345, False)
    ]


def test_a_ladder_has_one_level_for_each_chance():
    found = levels(goal(targets=[target("rung", "ladder", chances=[0.7, 0.5, 0.1])]))
    assert [(one[0], one[1].value) for one in found] == [
        ("rung_70", 30.0),
        ("rung_50", 50.0),
        ("rung_10", 90.0),
    ]


def test_a_level_that_two_chances_share_is_told_once():
    one = goal(scale="count", targets=[target("rung", "ladder", chances=[0.7, 0.5, 0.3])])
    assert [level[1].value for level in levels(one, [11.0] * 4 + [12.0] * 6)] == [11.0, 12.0]


def test_no_deal_at_all_is_no_target():
    rungs = target("rung", "ladder", chances=[0.9, 0.1], illustrative=False)
    one = goal(scale="count", targets=[rungs])
    assert [level[1].value for level in levels(one, [0.0] * 5 + [1.0] * 5)] == [1.0]


@pytest.mark.parametrize(("better", "kept"), [("higher", [11.0]), ("lower", [8.0])])
def test_no_example_that_is_computed_is_easier_than_today(better, kept):
    rungs = target("rung", "ladder", chances=[0.9, 0.1])
    one = goal(better=better, targets=[rungs])
    draws = [8.0] * 5 + [11.0] * 5
    assert [level[1].value for level in levels(one, draws)] == kept
    decided = goal(better=better, targets=[rungs | {"illustrative": False}])
    assert sorted(level[1].value for level in levels(decided, draws)) == [8.0, 11.0]


def test_a_borrowed_pace_starts_from_the_last_observed_level():
    found = levels(goal(targets=[target(kind="pace", percent_a_year=3.0)]))
    assert found[0][1].value == pytest.approx(10 * 1.03**20, abs=0.5)


def test_the_total_of_a_window_is_asked_for_as_many_years():
    spec = target(kind="pace", percent_a_year=0.0, window=3, statistic="sum")
    assert levels(goal(targets=[spec]))[0][1].value == 30.0


def test_a_borrowed_pace_is_totalled_year_by_year():
    spec = target(kind="pace", percent_a_year=10.0, statistic="cumulative", since=2039)
    expected = 10 * (1.1**19 + 1.1**20)
    assert levels(goal(targets=[spec]))[0][1].value == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(("percent", "year"), [(3.0, 2040), (-3.0, 2036)])
def test_a_borrowed_pace_that_counts_once_takes_the_best_year(percent, year):
    more = {"percent_a_year": percent, "statistic": "once", "since": 2036}
    spec = target(kind="pace", **more, illustrative=False)
    expected = 10 * (1 + percent / 100) ** (year - 2020)
    assert levels(goal(targets=[spec]))[0][1].value == pytest.approx(expected, rel=0.05)


# Years


def test_a_total_since_a_year_is_more_likely_than_in_one_year_alone():
    since = target("since", value=40.0, statistic="cumulative", since=2039)
    table, _ = assessed(goal(targets=[target(value=40.0), since]))
    alone, total = table.loc[table["scenario"] == BASELINE, "chance"]
    assert total > alone


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ({"statistic": "once"}, "needs 'since'"),
        ({"since": 2030}, "takes no 'since'"),
        ({"statistic": "once", "since": 2041}, "expected 'since' up to 'year'"),
        ({"statistic": "cumulative", "since": 2030, "window": 2}, "and no 'window'"),
    ],
    ids=str,
)
def test_a_target_whose_years_contradict_each_other_is_refused(window, said):
    with pytest.raises(ValueError, match=said):
        goal(targets=[target(value=1.0, **window)])


def test_a_target_of_a_year_that_has_passed_is_told_as_certain():
    table, _ = assessed(goal(targets=[target(value=5.0, year=2015)]))
    assert table[["chance", "pace_needed"]].to_numpy()[0] == pytest.approx(
        [1.0, np.nan], nan_ok=True
    )


# Paces


@pytest.mark.parametrize(
    ("better", "value", "needed", "ratio"),
    [
        ("higher", 10 * 1.03**20, 3.0, 3.0 / 2.0201),
        ("higher", 10 * 0.99**20, -1.0, -1.0 / 2.0201),
        ("lower", 10 * 0.99**20, -1.0, np.nan),
    ],
)
def test_the_pace_that_is_needed_stands_beside_the_past_one(better, value, needed, ratio):
    table, _ = assessed(goal(better=better, targets=[target(value=value)]))
    found = table.iloc[0][["pace_needed", "pace_past", "pace_ratio"]].astype(float)
    expected = [needed, 100 * np.expm1(0.02), ratio]
    assert found.to_numpy() == pytest.approx(expected, rel=1e-3, nan_ok=True)


def test_a_window_is_reached_at_its_middle():
    table, _ = assessed(goal(targets=[target(value=3 * 10 * 1.03**19, window=3, statistic="sum")]))
    assert table["pace_needed"][0] == pytest.approx(3.0, rel=1e-3)


# Proposed levels as candidate targets


def proposed(*targets, **more):
    table, _ = assessed(goal(targets=list(targets), **more))
    return table


def test_the_goal_of_proposed_levels_has_the_chance_of_its_limit():
    table = proposed(target("levels", "levels"))
    under = table.loc[table["scenario"] == "tried"].set_index("target")
    assert set(under["kind"]) == {"levels"}
    assert under.loc["levels_goal", "chance"] == pytest.approx(0.5, abs=0.05)
    assert under.loc["levels_stretch", "chance"] == pytest.approx(0.2, abs=0.05)


def test_the_proposed_goal_stands_for_its_indicator_until_a_level_is_decided():
    indicator = goal(targets=[target("easy", value=12.0), target("levels", "levels")])
    table, _ = assess(world(indicator))
    chosen = example_of(table, indicator)
    assert chosen is not None
    assert chosen.value == table.set_index("target").loc["levels_goal", "value"].iloc[0]
    decided = goal(targets=[target("set", value=12.0, illustrative=False), *indicator.targets])
    table, _ = assess(world(decided))
    found = example_of(table, decided)
    assert found is not None
    assert found.value == 12.0


def test_without_a_plan_no_levels_are_proposed():
    indicator = goal(targets=[target("levels", "levels")])
    alone = world(indicator)
    table, _ = assess(replace(alone, scenarios={BASELINE: alone.scenarios[BASELINE]}))
    assert table.empty


def test_of_levels_that_share_a_value_the_goal_is_kept():
    forecast = forecast_of(world(goal()), "x")
    same = [ChosenLevel(name, 12.0, 12.0, "chance") for name in ("floor", "goal", "stretch")]
    [spec] = goal(targets=[target("levels", "levels")]).targets
    made = dict(levels_of(spec, forecast, NO_DRAWS, same))
    assert {name: one.value for name, one in made.items()} == {"levels_goal": 12.0}
