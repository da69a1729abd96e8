"""Predictive checks: series made anew, and how rare the own one is among them."""

import numpy as np
import pytest
from scipy.stats import kstest, nbinom

from kgisim.inference.predictive_checks import Yearly, figures, tail_probabilities
from tests.builders import build_frame, indicator, row, table, yearly

GENERATOR_SEED = 1
STOCK = {"scale": "count", "counting": "stock", "ceiling": 30}


def frame_of(rows, **more):
    return build_frame(indicator(**more), table(*rows), {})


def replicates(frame, level, noise, size=4000):
    path = np.full((size, frame.covered), level)
    yearly_rows = Yearly.of(frame)
    generator = np.random.default_rng(GENERATOR_SEED)
    return yearly_rows.replicated(frame, path, np.full(size, noise), generator)


# What is compared


def test_rows_without_a_number_of_one_year_are_left_out():
    rows = [*yearly([5, 6, 7]), row(2013, 6, "ge"), row(2014, 7, "mean", year_end=2017)]
    assert Yearly.of(frame_of(rows)).rows.tolist() == [0, 1, 2]


def test_a_year_with_two_rows_counts_once():
    rows = [row(2010, 5.0, source="a"), row(2010, 6.0, source="b"), row(2011, 7.0, source="a")]
    more = {"sources": {key: {"title": key, "publisher": key} for key in "ab"}}
    assert len(Yearly.of(frame_of(rows, **more)).rows) == 2


def test_stock_counts_are_compared_as_they_were_printed():
    assert Yearly.of(frame_of(yearly([5, 6, 7, 9]), **STOCK)).values.tolist() == [5, 6, 7, 9]


def test_figures_are_change_largest_step_and_turns():
    assert figures(np.array([[1.0, 3.0, 2.0, 2.0, 6.0]])).tolist() == [[5.0, 4.0, 1.0]]


# Making rows anew


def test_amounts_are_made_with_yearly_noise_around_the_path():
    made = replicates(frame_of(yearly([5, 6, 7])), level=1.0, noise=0.2)
    assert kstest((made[:, 1] - 1.0) / 0.2, "norm").pvalue > 0.001


def test_counts_are_made_with_their_overdispersion():
    made = replicates(frame_of(yearly([5, 6, 7]), scale="count"), level=np.log(6.0), noise=0.5)
    law = nbinom(1 / 0.25, 1 / (1 + 0.25 * 6.0))
    assert made[:, 0].mean() == pytest.approx(law.mean(), abs=4 * law.std() / 4000**0.5)
    assert made[:, 0].var() == pytest.approx(law.var(), rel=0.15)


def test_stock_counts_are_made_whole():
    made = replicates(frame_of(yearly([5, 6, 7]), **STOCK), level=0.0, noise=0.3)
    assert np.array_equal(made, np.rint(made))


# Tail probabilities


def test_series_that_the_model_makes_lie_anywhere_among_its_replicates():
    found = []
    for seed in range(50):
        generator = np.random.default_rng(seed)
        frame = frame_of(yearly(np.exp(generator.normal(1.0, 0.2, 12))))
        path = np.full((500, frame.covered), 1.0)
        found.append(list(tail_probabilities(frame, path, np.full(500, 0.2), generator).values()))
    assert np.mean(found, axis=0) == pytest.approx(np.full(3, 0.5), abs=4 * 0.29 / 50**0.5)


def test_a_jump_that_the_model_never_makes_is_told():
    frame = frame_of(yearly([5, 5.1, 5, 5.1, 50, 50]))
    path = np.full((500, frame.covered), frame.centre)
    found = tail_probabilities(frame, path, np.full(500, 0.05), np.random.default_rng(4))
    assert found["step"] == 0.0


def test_too_short_a_series_has_no_figures():
    frame = frame_of(yearly([5, 6, 7]))
    path = np.zeros((10, frame.covered))
    found = tail_probabilities(frame, path, np.full(10, 0.1), np.random.default_rng(4))
    assert np.isnan(list(found.values())).all()
