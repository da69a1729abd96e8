"""Variance splits against sums and products of independent normals."""

import numpy as np
import pytest

from kgisim.analysis.shapley import teams
from kgisim.analysis.variance_decomposition import (
    NOISE,
    Exchange,
    pairing,
    split_variance,
)
from tests.analysis.gaussian import normals

SOURCES = ("world", "parameters", "innovations", "elicited")
YEARS = np.array([2030, 2040])
Z = normals(6)
PARTNER = pairing(len(Z), np.random.default_rng(3))
SIZES = np.array([[3.0, 1.0, 2.0, 0.5], [4.0, 1.0, 3.0, 1.0]])
NOISE_SD = 1.5


def linear(inputs):
    """(draw, year): the sources add up, with sizes that differ by year."""
    return inputs @ SIZES.T


def product(inputs):
    """(draw, year): world and parameters count only together."""
    return np.column_stack([inputs[:, 0] * inputs[:, 1]] * 2)


def told(levels, noise=0.0):
    """Split `levels`, a function of the sources' draws (draw, source)."""
    own = Z[:, :4]
    exchanged = {}
    for team in teams(SOURCES[:-1]):
        inputs = own.copy()
        for column, source in enumerate(SOURCES):
            if source in team:
                inputs[:, column] = own[PARTNER, column]
        exchanged[team] = levels(inputs)
    exchange = Exchange(SOURCES, PARTNER, levels(own), exchanged)
    return split_variance(YEARS, levels(own) + noise * Z[:, 4:6], exchange)


def share(table, source, year):
    return table.loc[(table["source"] == source) & (table["year"] == year)].iloc[0]


@pytest.mark.parametrize("year", [0, 1])
@pytest.mark.parametrize("column", range(4))
def test_of_sources_that_add_up_the_share_is_that_of_the_squared_size(year, column):
    total = (SIZES[year] ** 2).sum() + NOISE_SD**2
    row = share(told(linear, NOISE_SD), SOURCES[column], YEARS[year])
    assert row["share"] == pytest.approx(SIZES[year, column] ** 2 / total, abs=3 * row["error"])


@pytest.mark.parametrize("year", [0, 1])
def test_noise_takes_its_own_variance(year):
    row = share(told(linear, NOISE_SD), NOISE, YEARS[year])
    assert row["variance"] == pytest.approx(NOISE_SD**2)


@pytest.mark.parametrize("levels", [linear, product])
def test_the_shares_of_every_year_add_up_to_one(levels):
    sums = told(levels, NOISE_SD).groupby("year")["share"].sum()
    assert sums.to_numpy() == pytest.approx([1.0, 1.0])


def test_the_variances_add_up_to_that_of_the_outcome():
    table = told(linear, NOISE_SD)
    expected = (linear(Z[:, :4]) + NOISE_SD * Z[:, 4:6]).var(axis=0)
    assert table.groupby("year")["variance"].sum().to_numpy() == pytest.approx(expected)


@pytest.mark.parametrize("source", ["world", "parameters"])
def test_what_two_sources_do_only_together_is_shared_equally(source):
    row = share(told(product), source, 2040)
    assert row["share"] == pytest.approx(0.5, abs=3 * row["error"])


@pytest.mark.parametrize("source", ["innovations", "elicited", NOISE])
def test_a_source_that_moves_nothing_has_no_share_and_no_error(source):
    row = share(told(product), source, 2040)
    assert row[["share", "error"]].tolist() == pytest.approx([0.0, 0.0], abs=1e-12)


def test_stated_errors_are_those_of_repeated_experiments():
    shares, errors = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        own, partner = rng.standard_normal((500, 4)), pairing(500, rng)
        exchanged = {}
        for team in teams(SOURCES[:-1]):
            taken = [source in team for source in SOURCES]
            exchanged[team] = linear(np.where(taken, own[partner], own))
        level = linear(own)
        table = split_variance(YEARS, level, Exchange(SOURCES, partner, level, exchanged))
        row = share(table, "world", 2040)
        shares.append(row["share"])
        errors.append(row["error"])
    # forty repeats tell a standard deviation to about 11 %
    assert np.std(shares) / np.mean(errors) == pytest.approx(1.0, abs=0.4)
