"""The worth of an observation against regressions whose answer is known."""

import numpy as np
import pytest
from scipy.special import ndtr

from kgisim.analysis.value_of_information import (
    Candidate,
    candidates,
    explained,
    missing_years,
    unranked,
    worth,
)
from kgisim.targets.window import TargetWindow
from tests.analysis.gaussian import HORIZON, dataset, normals, posed
from tests.builders import TEXT, catalog, goal, identity, indicator, projection, row, yearly

Z = normals(44)
WANTED = ({"ja": "国内発の内訳", "en": "the domestic split"},)
CATALOG = catalog(
    (
        goal("x", "real", wanted=WANTED),
        [
            row(2020, 1.0),
            row(2021, 2.0),
            row(2021, year_end=2023, value=3.0, relation="mean"),
            row(2024, 1.0),
            row(2025, 2.0),
        ],
    ),
    (goal("y", "real", model={"family": None}, withheld=TEXT, wanted=WANTED), []),
    (indicator("part"), yearly([1.0, 2.0], first=2024)),
    (indicator("market"), yearly([1.0, 2.0], first=2023)),
    (identity("ratio", product_of=["part"], divided_by=["market"]), []),
)
LATER = np.where(HORIZON, 1.0, 0.0)
WALK = Z[:, [43]] * 2.0 + np.cumsum(Z[:, :41] * LATER, axis=1)
PROJECTION = projection(CATALOG, dataset({"baseline": {"x": WALK}}))
QUESTION = posed("x", 1.0)
VARIANCE = 4.0 + 15.0


def told(*tried, question=QUESTION):
    return worth(PROJECTION, question, tried)


def test_a_number_that_is_correlated_narrows_as_regression_says():
    correlation = 0.8
    y = correlation * Z[:, 0] + np.sqrt(1 - correlation**2) * Z[:, 1]
    narrowing, _ = explained(Z[:, [0]], y, len(y))
    assert narrowing.value == pytest.approx(1 - 0.6, abs=3 * narrowing.error)


def test_two_numbers_together_explain_the_sum_of_what_each_explains():
    y = Z[:, 0] + Z[:, 1] + np.sqrt(2.0) * Z[:, 2]
    narrowing, _ = explained(Z[:, :2], y, len(y))
    assert narrowing.value == pytest.approx(1 - np.sqrt(0.5), abs=3 * narrowing.error)


def test_what_follows_from_the_square_is_seen_too():
    narrowing, _ = explained(Z[:, [0]], Z[:, 0] ** 2, len(Z))
    assert narrowing.value == pytest.approx(1.0)


def test_meaningless_numbers_narrow_nothing_within_the_error():
    narrowing, _ = explained(Z[:, 1:6], Z[:, 0], len(Z))
    assert narrowing.value <= 3 * narrowing.error


def test_what_is_known_already_narrows_nothing():
    narrowing, _ = explained(np.ones((len(Z), 1)), Z[:, 0], len(Z))
    assert narrowing.value == 0.0


def test_the_stated_error_is_that_of_repeated_experiments():
    found = []
    for seed in range(60):
        z = np.random.default_rng(seed).standard_normal((400, 2))
        found.append(explained(z[:, :1], z[:, 0] + z[:, 1], 400)[0])
    spread = np.std([one.value for one in found], ddof=1)
    # sixty repeats tell a standard deviation to about 9 %
    assert spread / np.mean([one.error for one in found]) == pytest.approx(1.0, abs=0.4)


@pytest.mark.parametrize("year", [2026, 2030, 2035])
def test_of_a_random_walk_a_later_year_is_worth_what_it_has_seen(year):
    found = told(Candidate("x", "next", (year,))).iloc[0]
    expected = 1 - np.sqrt(1 - (4.0 + year - 2025) / VARIANCE)
    assert found["narrowing"] == pytest.approx(expected, abs=3 * found["narrowing_error"])


def test_of_a_random_walk_the_years_before_the_last_add_nothing():
    both = told(Candidate("x", "next", (2026, 2027)), Candidate("x", "next", (2027,)))
    assert np.ptp(both["narrowing"]) < 0.01


def test_knowing_the_level_today_is_worth_its_part_of_the_variance():
    found = told(Candidate("x", "verify", (2025,))).iloc[0]
    expected = 1 - np.sqrt(1 - 4.0 / VARIANCE)
    assert found["narrowing"] == pytest.approx(expected, abs=3 * found["narrowing_error"])


def test_the_chance_moves_as_far_as_normal_theory_says():
    found = told(Candidate("x", "next", (2035,))).iloc[0]
    z = np.random.default_rng(1).standard_normal(200_000)
    known, left = np.sqrt(14.0), np.sqrt(5.0)
    chances = ndtr((known * z - 1.0) / left)
    expected = np.abs(chances - chances.mean()).mean()
    assert found["chance_move"] == pytest.approx(expected, rel=0.05)


def test_where_lower_is_better_the_chance_moves_as_far():
    mirrored = projection(CATALOG, dataset({"baseline": {"x": -WALK}}))
    tried = (Candidate("x", "next", (2035,)),)
    down = worth(mirrored, posed("x", -1.0, better="lower"), tried)
    assert down["chance_move"].iloc[0] == pytest.approx(told(*tried)["chance_move"].iloc[0])


def test_the_observation_that_narrows_most_comes_first():
    table = told(*(Candidate("x", "next", (year,)) for year in (2027, 2036, 2030)))
    assert table["first"].tolist() == [2036, 2030, 2027]


def test_years_that_only_a_span_covers_are_missing():
    assert missing_years(CATALOG, "x", np.arange(2000, 2041)) == [2022, 2023]


def test_candidates_are_missing_years_the_level_today_and_years_to_come():
    found = [(one.kind, one.years[0], one.years[-1]) for one in candidates(PROJECTION, QUESTION)]
    assert found == [
        ("missing", 2022, 2022),
        ("missing", 2023, 2023),
        ("verify", 2025, 2025),
        ("next", 2026, 2026),
        ("next", 2026, 2028),
        ("next", 2026, 2030),
    ]


def test_years_that_are_judged_themselves_are_no_candidates():
    soon = posed("x", 1.0, window=TargetWindow(2029, 3, "mean"))
    ends = [one.years[-1] for one in candidates(PROJECTION, soon) if one.kind == "next"]
    assert ends == [2026]


def test_what_a_ratio_is_made_of_can_be_observed_too():
    paths = {"part": np.exp(WALK), "market": np.exp(WALK), "ratio": np.ones_like(WALK)}
    found = list(candidates(projection(CATALOG, dataset({"baseline": paths})), posed("ratio", 1.0)))
    assert {one.series for one in found} == {"part", "market", "ratio"}


@pytest.mark.parametrize(("name", "reason"), [("x", "not_simulated"), ("y", "no_projection")])
def test_what_is_wanted_and_cannot_be_simulated_is_listed_with_the_reason(name, reason):
    table = unranked(PROJECTION, name)
    assert table[["wanted_en", "reason"]].to_numpy().tolist() == [["the domestic split", reason]]
