import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from kgisim.errors import RequestError
from kgisim.targets.milestones import auc, held_out_rates, milestones, warning_limit
from kgisim.targets.refusal import Refusal
from kgisim.targets.window import TargetWindow
from tests.builders import goal
from tests.targets import gaussian
from tests.targets.gaussian import AHEAD, DRAWS, DRIFT, LAST, MEAN, SD, START, STEP, question

YEAR = 2032
CHECKPOINTS = (2028, YEAR, 2036)
CUT = 0.5
QUESTION = question(MEAN + CUT * SD)
CHANCE = norm.sf(CUT)
FOUR = 4.0

DONE = YEAR - LAST
CENTRE, SPREAD = START + DRIFT * DONE, STEP * DONE**0.5
REST = STEP * (AHEAD - DONE) ** 0.5
"""Standard deviation of what is still to come after the checkpoint."""


def chance_after(value):
    """Chance of attainment once the walk is known in the checkpoint's year."""
    return norm.cdf((value + DRIFT * (AHEAD - DONE) - QUESTION.value) / REST)


def limit(chance: float) -> float:
    """Value in the checkpoint's year after which attainment has a given chance."""
    return QUESTION.value - DRIFT * (AHEAD - DONE) + REST * norm.ppf(chance)


def rates(threshold: float) -> tuple[float, float]:
    """False-alarm and miss rate of a warning below a threshold."""
    density = norm(CENTRE, SPREAD).pdf
    low, high = CENTRE - 9 * SPREAD, CENTRE + 9 * SPREAD
    false_alarm = quad(lambda v: density(v) * chance_after(v), low, threshold)[0] / CHANCE
    miss = quad(lambda v: density(v) * (1 - chance_after(v)), threshold, high)[0] / (1 - CHANCE)
    return false_alarm, miss


def limit_error(threshold: float, cost_ratio: float) -> float:
    """Standard error of the limit of least empirical loss: cube-root asymptotics.

    Kim and Pollard (1990): n^(1/3) times the error goes to (2s/V)^(2/3) times Chernoff's law, whose
    standard deviation is 0.513. The loss counts 1 for a false alarm and the ratio for a miss.
    """
    density, chance = norm.pdf(threshold, CENTRE, SPREAD), chance_after(threshold)
    slope = norm.pdf(norm.ppf(chance)) / REST
    curvature = density * slope * (1 + cost_ratio)
    scatter = np.sqrt(density * (chance + cost_ratio**2 * (1 - chance)))
    return float(0.513 * (2 * scatter / curvature) ** (2 / 3) * DRAWS ** (-1 / 3))


@pytest.fixture(scope="module")
def found(normal):
    return milestones(normal, QUESTION, years=[YEAR])[0]


def test_the_threshold_is_where_the_chance_has_not_changed(found):
    # the sum of both rates is least where the likelihood ratio of the two groups is one
    odds = CHANCE / (1 - CHANCE)
    assert abs(found.threshold - limit(CHANCE)) < FOUR * limit_error(limit(CHANCE), odds)


@pytest.mark.parametrize("cost", [0.5, 3.0])
def test_with_a_cost_the_threshold_is_where_the_expected_costs_are_equal(normal, cost):
    best = limit(cost / (1 + cost))
    found = milestones(normal, QUESTION, years=[YEAR], miss_cost=cost)[0]
    assert abs(found.threshold - best) < FOUR * limit_error(best, cost)


def test_the_rates_are_those_of_the_normal_walk(found):
    false_alarm, miss = rates(found.threshold)
    reached = CHANCE * DRAWS
    assert abs(found.false_alarm - false_alarm) < FOUR * np.sqrt(0.25 / reached)
    assert abs(found.miss - miss) < FOUR * np.sqrt(0.25 / (DRAWS - reached))


def test_the_area_under_the_curve_is_that_of_the_normal_walk(found):
    values = np.linspace(CENTRE - 8 * SPREAD, CENTRE + 8 * SPREAD, 4001)
    weight = norm.pdf(values, CENTRE, SPREAD) * (values[1] - values[0])
    good, bad = weight * chance_after(values), weight * (1 - chance_after(values))
    expected = np.sum(good * (np.cumsum(bad) - bad / 2)) / good.sum() / bad.sum()
    assert abs(found.auc - expected) < FOUR * np.sqrt(0.25 / (CHANCE * DRAWS))


def test_warned_and_clear_chances_average_to_the_chance(found):
    false_alarm, miss = found.false_alarm, found.miss
    warned = false_alarm * CHANCE + (1 - miss) * (1 - CHANCE)
    mixed = found.chance_warned * warned + found.chance_clear * (1 - warned)
    assert mixed == pytest.approx(CHANCE, abs=FOUR * 0.5 / DRAWS**0.5)


def test_the_corridor_of_success_lies_above_that_of_failure(found):
    assert all(good > bad for good, bad in zip(found.attained, found.failed, strict=True))


def test_later_checkpoints_tell_more(normal):
    found = milestones(normal, QUESTION, years=CHECKPOINTS)
    assert [one.auc for one in found] == sorted(one.auc for one in found)


def test_five_in_a_hundred_attaining_futures_lie_beyond_the_outer_limit(found):
    assert found.outer == pytest.approx(found.attained[0], abs=0.05)


@pytest.mark.parametrize(("shift", "track"), [(-9, "off_track"), (9, "on_track")])
def test_far_from_both_limits_the_class_is_clear(found, shift, track):
    assert found.track(found.threshold + shift) == track


def test_between_the_limits_the_class_is_a_watch(found):
    assert found.track((found.threshold + found.outer) / 2) == "watch"


def test_a_value_on_the_better_limit_is_on_track(found):
    assert found.track(max(found.threshold, found.outer)) == "on_track"


def test_where_lower_is_better_everything_is_mirrored(normal, found):
    mirrored = normal.draws.copy()
    for name in ("level", "outcome"):
        mirrored[name] = -mirrored[name]
    one = gaussian.forecast(mirrored, goal("y", "real", better="lower"))
    other = milestones(one, question(-QUESTION.value), years=[YEAR])[0]
    assert (other.threshold, other.auc) == pytest.approx((-found.threshold, found.auc))
    assert other.track(-found.threshold + 9) == "off_track"


def test_a_windowed_target_is_watched_over_the_same_window(normal):
    asked = question(3 * MEAN, TargetWindow(2040, 3, "sum"))
    assert milestones(normal, asked, years=[YEAR])[0].window == TargetWindow(YEAR, 3, "sum")


@pytest.mark.parametrize(
    ("level", "reason"), [(MEAN + 4 * SD, "few_attain"), (MEAN - 4 * SD, "few_fail")]
)
def test_a_target_almost_never_or_always_attained_has_no_milestones(normal, level, reason):
    found = milestones(normal, question(level), years=CHECKPOINTS)
    assert isinstance(found, Refusal)
    assert found.reason == reason


@pytest.mark.parametrize("year", [2025, 2040, 2041])
def test_a_checkpoint_lies_between_the_record_and_the_target(normal, year):
    with pytest.raises(RequestError, match="after 2025 and before 2040"):
        milestones(normal, QUESTION, years=[year])


@pytest.mark.parametrize("cost", [0.0, -1.0, float("nan")])
def test_a_miss_costs_something(normal, cost):
    with pytest.raises(RequestError, match="above 0"):
        milestones(normal, QUESTION, years=CHECKPOINTS, miss_cost=cost)


def test_dearer_misses_never_lower_the_limit():
    random = np.random.default_rng(1)
    good, bad = random.poisson(6, 300).astype(float), random.poisson(4, 300).astype(float)
    limits = [warning_limit(good, bad, cost) for cost in (0.2, 0.5, 1.0, 2.0, 5.0)]
    assert limits == sorted(limits)


def test_of_counts_the_limit_is_a_count():
    random = np.random.default_rng(1)
    found = warning_limit(
        random.poisson(6, 300).astype(float), random.poisson(4, 300).astype(float)
    )
    assert found.is_integer()


def test_values_that_say_nothing_have_half_the_area():
    assert auc(np.ones(5), np.ones(3)) == 0.5


def test_values_that_say_all_have_the_whole_area():
    assert auc(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 1.0


def test_a_limit_is_not_praised_by_the_futures_that_chose_it():
    random = np.random.default_rng(8)
    both = []
    for _ in range(200):
        good, bad = random.normal(size=(2, 60))  # nothing tells them apart
        limit = warning_limit(good, bad)
        held_out = held_out_rates(good, bad)
        both.append([(good < limit).mean() + (bad >= limit).mean(), sum(held_out)])
    chosen, tried = np.mean(both, axis=0)
    assert chosen < 0.9
    assert tried == pytest.approx(1.0, abs=0.03)
