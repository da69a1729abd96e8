import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import norm

from kgisim.errors import RequestError
from kgisim.targets.reference_class import ReferenceClass
from kgisim.targets.two_probability_rule import TwoProbabilityRule, admissible_band
from kgisim.targets.verdict import verdict
from kgisim.targets.window import TargetWindow
from tests.builders import goal
from tests.targets import gaussian
from tests.targets.gaussian import AHEAD, DRAWS, LIFT, MEAN, SD, START, question

NOBODY = ReferenceClass(10, {})
"""A reference class without a series: the pace is not judged."""
FOUR = 4.0


def paces(*fastest: float) -> ReferenceClass:
    return ReferenceClass(10, {f"s{i}": np.array([pace]) for i, pace in enumerate(fastest)})


def band_of(one, x=0.3, y=0.3, reference=NOBODY, window=None):
    rule = TwoProbabilityRule(x=x, y=y)
    window = window or TargetWindow(2040)
    return admissible_band(one, window, package="package", rule=rule, reference=reference)


def judged(one, value, x=0.3, y=0.3, reference=NOBODY, window=None, **more):
    rule = TwoProbabilityRule(x=x, y=y, **more)
    asked = question(value, window, "package", one.indicator.id)
    return verdict(one, asked, rule=rule, reference=reference)


def error(probability: float) -> float:
    """Monte Carlo standard error of a normal quantile."""
    return SD * np.sqrt(probability * (1 - probability) / DRAWS) / norm.pdf(norm.isf(probability))


def test_the_band_lies_between_the_two_normal_quantiles(normal):
    band = band_of(normal, x=0.3, y=0.3)
    assert abs(band.easiest - norm.isf(0.3, MEAN, SD)) < FOUR * error(0.3)
    assert abs(band.hardest - norm.isf(0.3, MEAN + LIFT, SD)) < FOUR * error(0.3)


def test_a_band_with_room_is_not_empty_and_bites_nowhere(normal):
    band = band_of(normal, x=0.3, y=0.3)
    assert (band.is_empty, band.biting) == (False, ())


def test_an_empty_band_says_by_how_much_each_chance_would_have_to_give(normal):
    band = band_of(normal, x=0.2, y=0.7)
    hardest, easiest = norm.isf(0.7, MEAN + LIFT, SD), norm.isf(0.2, MEAN, SD)
    assert band.x_needed == pytest.approx(norm.sf(hardest, MEAN, SD), abs=0.02)
    assert band.y_needed == pytest.approx(norm.sf(easiest, MEAN + LIFT, SD), abs=0.02)


def test_an_empty_band_names_the_condition_that_bites(normal):
    assert band_of(normal, x=0.2, y=0.7).biting == ("chance",)


def test_giving_x_what_an_empty_band_asks_for_makes_one_level_admissible(normal):
    empty = band_of(normal, x=0.2, y=0.7)
    assert not band_of(normal, x=empty.x_needed + 1 / DRAWS, y=0.7).is_empty


def test_giving_y_what_an_empty_band_asks_for_makes_one_level_admissible(normal):
    empty = band_of(normal, x=0.2, y=0.7)
    assert not band_of(normal, x=0.2, y=empty.y_needed - 1 / DRAWS).is_empty


def test_the_band_is_mirrored_where_lower_is_better(normal):
    mirrored = normal.draws.copy()
    for name in ("level", "outcome"):
        mirrored[name] = -mirrored[name]
    band, other = (
        band_of(normal),
        band_of(gaussian.forecast(mirrored, goal("y", "real", better="lower"))),
    )
    assert (other.easiest, other.hardest) == (-band.easiest, -band.hardest)


def test_the_pace_of_the_reference_class_bounds_the_band(normal):
    reference = paces(0.1, 0.2, 0.3, 0.4, 0.5)
    band = band_of(normal, x=0.6, y=0.1, reference=reference)
    assert band.by_pace == pytest.approx(START + 0.4 * AHEAD)
    assert band.hardest == band.by_pace


def test_a_slow_reference_class_can_leave_nothing(normal):
    band = band_of(normal, reference=paces(*[0.0] * 5))
    assert (band.is_empty, band.biting) == (True, ("pace",))


def test_the_pace_bound_of_a_window_is_the_level_its_middle_year_would_reach(normal):
    band = band_of(normal, reference=paces(*[0.4] * 5), window=TargetWindow(2040, 3, "sum"))
    assert band.by_pace == pytest.approx(3 * (START + 0.4 * (AHEAD - 1)))


def test_a_level_at_the_pace_bound_is_not_too_fast(normal):
    reference = paces(*[0.4] * 5)
    level = band_of(normal, reference=reference).by_pace
    assert "pace" not in judged(normal, level, reference=reference).missed


@pytest.mark.parametrize(
    ("shift", "finding"),
    [(-1.0, "not_ambitious"), (0.9, "admissible"), (2.0, "not_reasonable")],
)
def test_a_level_is_judged_by_both_chances(normal, shift, finding):
    assert judged(normal, MEAN + shift * SD).finding == finding


def test_a_level_can_be_neither_ambitious_nor_reasonable(normal):
    found = judged(normal, MEAN, x=0.1, y=0.9)
    assert (found.finding, found.missed) == ("neither", ("ambition", "chance"))


def test_the_numbers_behind_a_verdict_are_the_normal_chances(normal):
    found = judged(normal, MEAN + SD)
    assert abs(found.chance_baseline - norm.sf(1.0)) < FOUR * found.mcse_baseline
    assert abs(found.chance_package - norm.sf(1.0 - LIFT / SD)) < FOUR * found.mcse_package


def test_levels_inside_the_band_are_admissible_and_outside_are_not(normal):
    band = band_of(normal)
    inside = np.linspace(band.easiest, band.hardest, 5)
    outside = (band.easiest - 0.1, band.hardest + 0.1)
    assert {judged(normal, level).finding for level in inside} == {"admissible"}
    assert "admissible" not in {judged(normal, level).finding for level in outside}


def test_few_published_numbers_leave_no_verdict(normal):
    few = gaussian.forecast(normal.draws, rows=4)
    assert judged(few, MEAN).finding == "too_thin"


def test_few_effective_futures_leave_no_verdict(normal):
    few = gaussian.forecast(normal.draws, ess=90.0)
    assert judged(few, MEAN).finding == "too_thin"


def test_a_chance_within_its_error_of_the_limit_is_called_close(normal):
    level = float(normal.value_for(TargetWindow(2040), 0.3)[0])
    assert judged(normal, level).close == ("ambition",)


def test_a_target_below_the_present_is_answered_and_said_to_be_met_already(normal):
    found = judged(normal, START - 5)
    assert found.is_met_already
    assert found.chance_baseline == pytest.approx(norm.sf(START - 5, MEAN, SD), abs=0.005)


def test_a_package_that_changes_nothing_is_called_so(normal):
    same = normal.draws.copy()
    for name in ("level", "outcome"):
        same[name] = same[name].where(same["scenario"] == "baseline", same[name][0])
    assert not judged(gaussian.forecast(same), MEAN).package_moves


def test_an_indicator_without_a_better_direction_has_no_band(normal):
    yen = gaussian.forecast(normal.draws, goal("y", "real", better="neither"))
    with pytest.raises(RequestError, match="no better direction"):
        band_of(yen)


def test_no_level_is_ambitious_where_even_the_ceiling_is_likely(normal):
    projection = normal.draws.copy()
    projection["outcome"] = projection["outcome"] * 0 + 30.0
    one = gaussian.forecast(projection, goal("y", "count", counting="stock", ceiling=30))
    band = band_of(one)
    assert (band.is_empty, band.biting, band.easiest) == (True, ("ambition",), np.inf)


@pytest.mark.parametrize("share", [0.0, 1.0, 1.5])
def test_the_council_cannot_decide_an_impossible_probability(share):
    with pytest.raises(ValidationError):
        TwoProbabilityRule(x=share)
