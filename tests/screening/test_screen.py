"""The quality screen: every line on both sides, and its numbers in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from kgisim.screening.criteria import Quality, policy_share
from kgisim.screening.definition_variants import compare_definitions, definitions_of
from kgisim.screening.detectable_change import smallest_detectable
from kgisim.screening.screen import Thresholds, screen
from kgisim.targets.window import TargetWindow
from tests.analysis.gaussian import HORIZON, dataset, normals, posed
from tests.builders import TEXT, catalog, goal, indicator, projection, yearly

Z = normals(43)
NOISE = 0.5
EFFECT = 4.0
WANTED = ({"ja": "国内発の内訳", "en": "the domestic split"},)
CATALOG = catalog(
    (goal("x", "real", wanted=WANTED), yearly(range(16), first=2010)),
    (goal("other", "real", variant_of="x"), yearly(range(16), first=2010)),
    (
        goal("supply", "real", model={"family": None}, withheld=TEXT, wanted=WANTED),
        [],
    ),
    (indicator("kpi_lag", "real", role="kpi", serves=["supply", "x"]), yearly([1.0, 2.0])),
    (indicator("part", "real", serves=["x"]), yearly([1.0, 2.0])),
)
LATER = np.where(HORIZON, 1.0, 0.0)
WALK = 10.0 + np.cumsum(Z[:, :41] * LATER, axis=1)
PATHS = {"x": WALK, "other": 2.0 * WALK, "kpi_lag": WALK, "part": WALK}
MOVED = WALK + EFFECT * LATER
DRAWS = dataset(
    {"baseline": PATHS, "package": PATHS | {"x": MOVED, "other": 2.0 * MOVED}}, noise=NOISE
)
PROJECTION = projection(CATALOG, DRAWS)
QUESTION = posed("x", 12.0, scenario="package")


def told(**lines):
    found = screen(
        PROJECTION,
        "x",
        QUESTION,
        today=2026,
        thresholds=Thresholds(**lines),
    )
    return found


def criterion(found, name):
    return next(one for one in found.criteria if one.name == name)


EASY = {
    "least_policy": 0.0,
    "latest_detection": 2040,
    "largest_error": 1.0,
    "widest_definitions": 1.0,
}


def test_a_goal_on_the_right_side_of_every_line_carries_a_number():
    assert told(**EASY).verdict == "carry"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("most_unverified", -0.1),
        ("longest_lag", 0),
        ("largest_error", 0.01),
        ("least_policy", 0.9),
        ("latest_detection", 2025),
        ("widest_definitions", -0.1),
    ],
)
def test_one_line_crossed_makes_a_condition(line, value):
    found = told(**(EASY | {line: value}))
    assert (found.verdict, len(found.unmet)) == ("conditions", 1)


def test_too_few_rows_mean_no_number():
    assert told(**EASY, fewest_rows=17).verdict == "none"


def test_a_goal_without_a_projection_gets_none_and_its_kpis_instead():
    found = screen(PROJECTION, "supply", None, today=2026)
    assert (found.verdict, found.kpis, found.wanted[0]("en")) == (
        "none",
        ("kpi_lag",),
        "the domestic split",
    )


def test_a_goal_without_a_projection_keeps_its_reason():
    found = screen(PROJECTION, "supply", None, today=2026)
    assert found.withheld("ja") == TEXT["ja"]


def test_kpis_come_before_components():
    assert told().kpis == ("kpi_lag", "part")


def test_the_lag_is_counted_from_the_last_observed_year():
    assert criterion(told(), "lag").value == 1.0


def test_the_smallest_detectable_change_of_a_walk_grows_with_the_root_of_the_years():
    expected = [smallest_detectable(np.sqrt(year - 2025 + NOISE**2)) for year in (2028, 2032)]
    found = told().detectable
    # the noise is drawn, so that its variance holds to about 2 %
    assert [found[2028], found[2032]] == pytest.approx(expected, rel=0.03)


def test_where_lower_is_better_the_detectable_change_points_down():
    lower = replace(
        CATALOG,
        indicators=CATALOG.indicators
        | {"x": CATALOG.indicators["x"].model_copy(update={"better": "lower"})},
    )
    quality = Quality(
        projection(lower, DRAWS), posed("x", 12.0, scenario="package", better="lower")
    )
    assert quality.detectable(2028) < 0


def of_visitors(drawn, **more):
    """The screen of an amount whose draws in the target year are given."""
    content = catalog((goal("x", **{"scale": "positive"} | more), yearly(range(1, 17), first=2010)))
    path = np.broadcast_to(drawn[:, None], (len(drawn), 41))
    both = {"baseline": {"x": path}, "package": {"x": 1.5 * path}}
    made = projection(content, dataset(both, noise=0.0))
    lines = Thresholds(**EASY)
    return screen(made, "x", posed("x", 50.0, scenario="package"), today=2026, thresholds=lines)


def test_a_range_from_a_million_to_a_thousand_millions_carries_no_number():
    """Three undeclared years of a pandemic made this of a series of visitors, in millions."""
    spread = np.log(1500.0 / 1.3) / (2 * 1.645)
    found = of_visitors(44.0 * np.exp(spread * Z[:, 0]))
    assert found.verdict == "none"
    assert [one.name for one in found.unmet if one.decisive] == ["width"]


def test_the_width_is_that_of_the_90_percent_range_in_medians():
    found = criterion(of_visitors(44.0 * np.exp(0.3 * Z[:, 0])), "width")
    exact = np.exp(0.3 * 1.645) - np.exp(-0.3 * 1.645)
    assert (found.value, found.met) == (pytest.approx(exact, rel=0.05), True)


def test_a_count_of_which_most_years_have_none_is_measured_in_ones():
    counts = np.where(Z[:, 0] > 1.0, 3.0, 0.0)
    assert criterion(of_visitors(counts, scale="count"), "width").value == 3.0


def test_values_of_either_sign_have_no_width_in_medians():
    assert "width" not in [one.name for one in told().criteria]


def test_the_error_of_a_number_is_compared_with_the_change_to_come():
    quality = Quality(PROJECTION, QUESTION)
    assert quality.error() == pytest.approx(NOISE / EFFECT, rel=0.1)


def test_a_goal_that_is_not_expected_to_change_has_an_infinite_error():
    still = dataset({"baseline": PATHS, "package": PATHS})
    flat = still.assign(level=still["level"] * 0 + 10.0, outcome=still["outcome"] * 0 + 10.0)
    assert Quality(projection(CATALOG, flat), QUESTION).error() == np.inf


def test_the_policy_share_is_that_of_a_coin_toss_among_normals():
    own, sure = Z[:, 0], 1.5
    assert policy_share(own, own + sure) == pytest.approx((sure**2 / 4.0) / (1.0 + sure**2 / 4.0))


def test_an_effect_that_is_itself_uncertain_counts_with_its_square():
    own, step = Z[:, 0], 1.0 + 0.5 * Z[:, 1]
    total = (1.0 + (1.0 + 0.25)) / 2.0 + 1.0 / 4.0
    assert policy_share(own, own + step) == pytest.approx((1.0 + 0.25) / 4.0 / total)


def test_a_package_that_moves_nothing_decides_nothing():
    assert policy_share(Z[:, 0], Z[:, 0]) == 0.0


def test_definitions_that_move_alike_give_the_same_chance_for_the_same_relative_change():
    table = compare_definitions(PROJECTION, QUESTION).set_index("indicator")
    gap = abs(table.loc["x", "chance"] - table.loc["other", "chance"])
    # only the noise, of another size relative to the level, tells them apart
    assert gap < 0.02


def test_the_target_of_another_definition_asks_for_the_same_relative_change():
    table = compare_definitions(PROJECTION, QUESTION).set_index("indicator")
    assert table.loc["other", "value"] == pytest.approx(24.0)


def test_every_definition_of_a_goal_is_found_from_any_of_them():
    assert definitions_of(CATALOG, "other") == ("other", "x")


def test_windows_are_judged_as_asked():
    asked = posed("x", 12.0, TargetWindow(2040, 3, "mean"), "package")
    found = screen(PROJECTION, "x", asked, today=2026)
    assert criterion(found, "policy").value > 0


def test_a_definition_under_which_there_is_nothing_today_has_no_relative_change():
    counted = replace(
        CATALOG,
        indicators=CATALOG.indicators
        | {
            "other": CATALOG.indicators["other"].model_copy(
                update={"scale": "count", "counting": "stock"}
            )
        },
    )
    empty = DRAWS.copy(deep=True)
    empty["level"].loc[{"series": "other"}] = 0.1
    found = compare_definitions(projection(counted, empty), QUESTION)
    table = found.set_index("indicator")
    assert np.isnan(table.loc["other", "chance"])
