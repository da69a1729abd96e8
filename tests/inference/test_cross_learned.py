"""The forecast learned across series, and its pool with the draws of a family."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv
from scipy.stats import t as student

from kgisim.inference.cross_learned import (
    ENOUGH,
    FEWEST,
    Member,
    Regression,
    known_values,
    member_of,
    pooled,
    read_cross_learned,
)
from kgisim.inference.family import load_family
from kgisim.inference.fit_all import pool_weight
from kgisim.inference.fit_one import compute
from kgisim.workspace import Workspace
from tests.builders import PLAN, TEXT, indicator, row, table

COUNT = 4000
NONE = np.zeros(COUNT)
MEMBER = Member(0.4, 1.0, np.array([1.0, 3.0]), np.array([0.5, 2.0]), 4.0)
LEARNED = Regression(
    series=1,
    weight=0.6,
    concentration=1.5,
    usual_change=0.1,
    centre=(0.2, 0.3, 0.0, 0.0, 0.0, 0.0, -0.5),
    spread=(0.7, 0.6, 0.0, 0.0, 0.0),
    freedom=4.0,
)


@pytest.fixture(scope="module")
def draws() -> np.ndarray:
    return np.random.default_rng(1).normal([0.0, 1.0], [1.0, 3.0], (COUNT, 2))


# The pool


def test_it_is_the_mixture_of_both_distributions(draws):
    found = pooled(draws, MEMBER, NONE)
    for year in range(2):
        at = np.quantile(draws[:, year], np.linspace(0.02, 0.98, 25))
        law = student(MEMBER.freedom, MEMBER.centre[year], MEMBER.spread[year])
        expected = 0.6 * (draws[:, [year]] <= at).mean(axis=0) + 0.4 * law.cdf(at)
        assert (found[:, [year]] <= at).mean(axis=0) == pytest.approx(expected, abs=1.5 / COUNT)


@given(st.floats(0.0, 1.0))
def test_every_draw_keeps_its_rank(draws, weight):
    found = pooled(draws, replace(MEMBER, weight=weight), NONE)
    assert (np.argsort(found, axis=0) == np.argsort(draws, axis=0)).all()


def test_without_weight_nothing_moves(draws):
    assert pooled(draws, replace(MEMBER, weight=0.0), NONE) == pytest.approx(draws, abs=1e-9)


def test_a_concentration_narrows_what_is_pooled(draws):
    found = pooled(draws, replace(MEMBER, weight=0.0, concentration=1.4), NONE)
    for chance in (0.1, 0.5, 0.8):
        at = np.quantile(found, chance, axis=0)
        before = np.array([(draws[:, year] <= at[year]).mean() for year in range(2)])
        assert before == pytest.approx(betaincinv(1.4, 1.4, chance), abs=2 / COUNT)


def test_the_yearly_noise_is_not_counted_twice(draws):
    noise = np.full(COUNT, 0.6)
    found = pooled(draws, replace(MEMBER, weight=1.0, freedom=1e6), noise)
    expected = MEMBER.spread**2 - np.array([0.5**2 * 0.75, 0.36])  # not below a quarter
    assert found.var(axis=0) == pytest.approx(expected, rel=0.01)


# The member


def walk(*steps: float) -> pd.Series:
    return pd.Series(np.cumsum([0.0, *steps]), index=range(2000, 2001 + len(steps)))


def test_a_still_series_grows_by_what_all_series_do_unless_a_driver_grows():
    still = walk(*[0.0] * 12)
    unit = 0.1 * np.sqrt(3 / 15)
    free, driven = (member_of(LEARNED, still, 5, driven=one) for one in (False, True))
    assert free.centre == pytest.approx(0.2 * unit * np.arange(1, 6))
    assert driven.centre == pytest.approx(np.zeros(5))
    assert driven.spread == pytest.approx(free.spread)
    assert (np.diff(free.spread) > 0).all()


@given(st.lists(st.floats(-1.0, 1.0), min_size=6, max_size=20), st.floats(-5.0, 5.0))
def test_it_moves_with_the_series_and_mirrors_it(steps, start):
    known = walk(*steps)
    here, there = (member_of(LEARNED, one, 6) for one in (known, known + start))
    assert there.centre == pytest.approx(here.centre + start, abs=1e-9)
    assert there.spread == pytest.approx(here.spread)
    mirrored = member_of(LEARNED, -known, 6, driven=True)
    assert mirrored.centre == pytest.approx(-member_of(LEARNED, known, 6, driven=True).centre)


@pytest.mark.parametrize(
    ("known", "part"), [(FEWEST + 1, 0.2), (8, 0.6), (ENOUGH, 1.0), (ENOUGH + 9, 1.0)]
)
def test_its_weight_grows_with_the_known_values(known, part):
    found = member_of(LEARNED, walk(*[0.1] * (known - 1)), 3)
    assert found.weight == pytest.approx(0.6 * part)
    assert found.concentration == pytest.approx(1 + 0.5 * part)


YEARS = range(2001, 2015)


LOWER_BOUND = row(2015, relation="ge", low=4.0)


@pytest.mark.parametrize(
    ("rows", "broken", "expected"),
    [([], None, YEARS), ([LOWER_BOUND], None, []), ([], 2006, YEARS[5:]), ([], 2011, [])],
)
def test_it_sees_the_published_values_since_the_last_break(rows, broken, expected):
    known = table(*(row(year, 5.0) for year in YEARS), *rows)
    steps = [{"year": broken, "sd": 1.0, "reason": TEXT}] if broken else []
    assert known_values(indicator(breaks=steps), known).index.tolist() == list(expected)


def test_a_fit_is_pooled_in_its_future_alone():
    rows = table(*(row(year, 5.0 + year % 3) for year in YEARS))
    family = load_family(Workspace.bundled(), "damped_trend")

    def fit(learned):
        return compute(
            indicator(model={"family": "damped_trend"}),
            rows,
            family,
            {},
            PLAN.axis,
            key="k",
            draws=500,
            generator=np.random.default_rng(1),
            learned=learned,
        )

    alone, both = fit(None), fit(LEARNED)
    later = alone.axis.years > alone.last
    assert (both.trend[:, ~later] == alone.trend[:, ~later])[
        :, alone.first - PLAN.axis.first :
    ].all()
    assert (np.argsort(both.trend[:, later], 0) == np.argsort(alone.trend[:, later], 0)).all()
    assert not np.isclose(both.trend[:, later], alone.trend[:, later]).all()


# What ships


def test_indicators_with_priors_of_their_own_and_counts_keep_their_family_alone(bundled_catalog):
    catalog = bundled_catalog
    weights = {one: pool_weight(catalog, one) for one in catalog.indicators}
    for name, one in catalog.indicators.items():
        alone = not one.is_fitted or one.model.priors or one.scale == "count"
        assert not (alone and weights[name])
    assert any(weights.values())


def test_counts_teach_but_are_not_pooled():
    learned = read_cross_learned(Workspace.bundled(), "cross_learned.yaml")
    assert learned is not None
    assert sum(one.series for one in learned.scales.values()) < learned.listed
    assert "count" not in learned.scales


def test_a_workspace_without_the_file_has_nothing_to_pool(tmp_path):
    assert read_cross_learned(replace(Workspace.bundled(), root=tmp_path), "x.yaml") is None
