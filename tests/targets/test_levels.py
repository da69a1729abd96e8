"""Proposed levels of a normal goal, against the values that a normal distribution has."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from kgisim import schema
from kgisim.evidence.level_limits import LevelLimits
from kgisim.inference.scales import Scale
from kgisim.targets.comparison_scale import ComparisonScale
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.frontier import shift
from kgisim.targets.level_choice import choose_levels
from kgisim.targets.levels import Levels, propose
from kgisim.targets.public_paces import PublicPaces
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.window import TargetWindow
from tests.builders import goal
from tests.targets import gaussian
from tests.targets.gaussian import AHEAD, DRAWS, DRIFT, LIFT, MEAN, SD, START, STEP

FOUR = 4.0
"""Monte Carlo standard errors that a number from draws may be off."""
RULE = TwoProbabilityRule()
AFTER = MEAN + LIFT
LIKE_REAL = ComparisonScale(Scale("real", "identity"))


def public(*paces: float) -> PublicPaces:
    return PublicPaces(LIKE_REAL, 15, 99, np.linspace(0.1, 0.9, len(paces)), np.array(paces))


def proposed(one: IndicatorForecast, paces=None, window=None, **limits) -> Levels:
    return propose(
        one,
        window or TargetWindow(2040),
        package="package",
        limits=LevelLimits(**limits),
        rule=RULE,
        paces=paces,
    )


@pytest.fixture(scope="module")
def levels(normal) -> Levels:
    return proposed(normal, public(0.0, 2.0))


def quantile_error(probability: float) -> float:
    spread = np.sqrt(probability * (1 - probability) / DRAWS)
    return float(SD * spread / norm.pdf(norm.isf(probability)))


@pytest.mark.parametrize(("name", "chance"), [("floor", 0.8), ("goal", 0.5), ("stretch", 0.2)])
def test_levels_by_chance_are_quantiles_of_the_package(levels, name, chance):
    expected = norm.isf(chance, AFTER, SD)
    assert abs(levels.named(name).by_chance - expected) < FOUR * quantile_error(chance)


def test_the_floor_is_the_baselines_median_where_the_sure_level_is_worse(levels):
    floor = levels.named("floor")
    assert floor.bound == "baseline"  # the package shifts by less than 0.84 standard deviations
    assert MEAN - FOUR * quantile_error(0.5) < floor.value <= MEAN + FOUR * quantile_error(0.5) + 1


def test_a_package_that_shifts_enough_leaves_the_sure_level_as_the_floor(normal):
    strong = normal.draws.copy(deep=True)
    strong[schema.OUTCOME][1] += 2.0 * SD
    floor = proposed(gaussian.forecast(strong)).named("floor")
    assert floor.bound == "chance"
    assert floor.by_chance - 1.0 < floor.value <= floor.by_chance  # two digits, rounded down
    assert floor.chance_package.value >= 0.8


def normal_shortfall(level: float, mean: float) -> float:
    distance = (level - mean) / SD
    return float(SD * (distance * norm.cdf(distance) + norm.pdf(distance)))


@pytest.mark.parametrize("name", ["floor", "goal", "stretch"])
def test_all_that_is_said_of_a_level_is_what_the_normal_distribution_has(levels, name):
    one = levels.named(name)
    before, after = (norm.sf(one.value, mean, SD) for mean in (MEAN, AFTER))
    for found, expected in (
        (one.chance_baseline, before),
        (one.chance_package, after),
        (one.adds, after - before),
        (one.shortfall_baseline, normal_shortfall(one.value, MEAN)),
        (one.shortfall_package, normal_shortfall(one.value, AFTER)),
    ):
        assert abs(found.value - expected) < FOUR * found.error
    assert one.if_missed == pytest.approx(
        normal_shortfall(one.value, AFTER) / norm.cdf(one.value, AFTER, SD), rel=0.05
    )
    assert one.is_met_anyway == (one.chance_baseline.value > 0.5)
    assert one.pace == pytest.approx((one.value - START) / AHEAD)
    assert one.percentile == pytest.approx(min(0.1 + 0.4 * one.pace, 0.9))


def test_a_paired_difference_is_known_better_than_two_chances(levels):
    one = levels.named("goal")
    apart = np.hypot(one.chance_baseline.error, one.chance_package.error)
    assert one.adds.error < apart


def test_the_loss_form_is_the_quantile_at_c_over_one_plus_c(normal):
    for cost in (0.25, 1.0, 3.0, 4.0):
        chance = cost / (1 + cost)
        found = proposed(normal, miss_cost=cost).by_cost
        expected = norm.isf(chance, AFTER, SD)
        assert expected - 1 - FOUR * quantile_error(chance) < found  # two digits, rounded down
        assert found < expected + FOUR * quantile_error(chance)


def test_the_frontier_is_the_normal_one(levels):
    curve = levels.frontier
    before, after = (curve[f"chance_{name}"].to_numpy() for name in ("baseline", "package"))
    inner = (before > 0.01) & (before < 0.99)
    expected = norm.sf(norm.isf(before[inner]) - LIFT / SD)
    assert np.abs(after[inner] - expected).max() < FOUR * 2 * np.sqrt(0.25 / DRAWS)
    assert (np.diff(before) <= 0).all()
    assert (np.diff(after) <= 0).all()
    assert (np.diff(curve["value"]) > 0).all()


def test_the_curve_enters_the_box_exactly_where_the_shift_is_as_large_as_needed(levels):
    found, needed = levels.shift.found, levels.shift.needed
    assert needed == pytest.approx(norm.isf(RULE.x) - norm.isf(RULE.y))
    assert abs(found.value - LIFT / SD) < FOUR * max(found.error, LIFT / SD / np.sqrt(2 * DRAWS))
    curve = levels.frontier
    enters = ((curve["chance_baseline"] <= RULE.x) & (curve["chance_package"] >= RULE.y)).any()
    assert enters == (found.value >= needed)


def chance_of_order(level: float, year: int) -> float:
    """Chance that a walk that attains a level looks better in a year than one that misses it."""
    ahead = year - gaussian.LAST
    x = np.linspace(-8, 8, 4001)
    mean = START + (DRIFT + LIFT / AHEAD) * ahead + STEP * ahead**0.5 * x
    rest = STEP * (AHEAD - ahead) ** 0.5
    reach = norm.sf(level, mean + (DRIFT + LIFT / AHEAD) * (AHEAD - ahead), rest)
    good, bad = norm.pdf(x) * reach, norm.pdf(x) * (1 - reach)
    below = np.cumsum(bad) - 0.5 * bad
    return float((good * below).sum() / good.sum() / bad.sum())


@pytest.mark.parametrize("name", ["goal", "stretch"])
def test_failure_shows_in_the_first_year_in_which_the_walks_are_told_apart(levels, name):
    one = levels.named(name)
    assert one.shows is not None
    assert chance_of_order(one.value, one.shows) > 0.79
    assert chance_of_order(one.value, one.shows - 1) < 0.81


def test_a_watchdog_would_say_that_present_policy_meets_up_to_its_median(levels):
    assert levels.meets_anyway is not None
    assert MEAN - 1.1 < levels.meets_anyway <= MEAN + FOUR * quantile_error(0.5)
    assert [one.is_met_anyway for one in levels.proposed][1:] == [False, False]


def test_slow_public_series_make_the_goal_easier_but_not_easier_than_the_floor(normal):
    slow = proposed(normal, public(0.3, 0.55))
    assert slow.named("goal").bound == "floor"
    between = (MEAN + 1.0 - START) / AHEAD
    goal_of = proposed(normal, public(between, between + 1e-9)).named("goal")
    assert (goal_of.bound, goal_of.value) == ("pace", pytest.approx(18.0, abs=0.51))


def test_no_level_is_easier_than_today(normal):
    high = replace(normal, record=replace(normal.record, level=MEAN + LIFT + 3 * SD))
    found = proposed(high)
    assert [one.bound for one in found.proposed] == ["today", "floor", "goal"]
    assert min(one.value for one in found.proposed) >= found.today


def test_levels_are_mirrored_where_lower_is_better(normal):
    mirrored = normal.draws.copy()
    for name in ("level", "outcome"):
        mirrored[name] = -mirrored[name]
    other = proposed(gaussian.forecast(mirrored, goal("y", "real", better="lower")))
    for one, its in zip(proposed(normal).proposed, other.proposed, strict=True):
        assert its.value == -one.value
        assert (its.chance_package, its.shows) == (one.chance_package, one.shows)


def test_windows_of_counts_give_whole_levels(normal):
    counts = normal.draws.copy(deep=True)
    counts[schema.OUTCOME] = counts[schema.OUTCOME].round().clip(0)
    one = gaussian.forecast(counts, goal("y", "count", counting="flow"))
    found = proposed(one, window=TargetWindow(2040, 3, "sum"))
    assert [level.value % 1 for level in found.proposed] == [0, 0, 0]
    assert found.named("goal").chance_package.value >= 0.5
    assert found.today == pytest.approx(3 * START)


SHARES = st.floats(0.02, 0.98)


@given(st.lists(SHARES, min_size=3, max_size=3), st.floats(-3, 3), st.floats(0.1, 100.0))
def test_levels_are_ordered_fall_with_the_chance_and_follow_the_unit(shares, today, unit):
    random = np.random.default_rng(0)
    before = random.normal(size=400)
    after = before + 0.3
    stretch, goal_share, floor = sorted(shares)
    limits = LevelLimits(floor=floor, goal=goal_share, stretch=stretch)
    asked = {"better": "higher", "limits": limits}
    one = choose_levels(before, after, today=today, by_pace=0.1, **asked)
    assert one[0].value <= one[1].value <= one[2].value
    assert one[0].by_chance <= one[1].by_chance <= one[2].by_chance
    assert one[0].value >= max(today, one[0].by_chance)
    scaled = choose_levels(
        unit * before, unit * after, today=unit * today, by_pace=unit * 0.1, **asked
    )
    for level, other in zip(one, scaled, strict=True):
        assert (other.value, other.bound) == (pytest.approx(unit * level.value), level.bound)


def test_the_shift_does_not_depend_on_the_unit():
    random = np.random.default_rng(0)
    before = np.exp(random.normal(size=2000))
    asked = {
        "better": "higher",
        "scale": ComparisonScale(Scale("positive", "log")),
        "limits": (0.3, 0.5),
        "size": 2000.0,
    }
    one, other = (shift(unit * before, unit * 1.5 * before, **asked) for unit in (1.0, 1000.0))
    assert other.found.value == pytest.approx(one.found.value)
    assert one.found.value == pytest.approx(np.log(1.5), rel=0.1)
