"""Sources of stored draws, exchanged and split end to end."""

from dataclasses import replace

import numpy as np
import pytest

from kgisim.analysis.variance_sources import (
    INNOVATIONS,
    PARAMETERS,
    PATH,
    WORLD,
    exchange,
    variance_splits,
)
from kgisim.inference.fit import Fit, GateResult
from tests.analysis.gaussian import HORIZON, dataset, normals, scenario
from tests.builders import AXIS, PLAN, catalog, driver_effect, indicator, projection, yearly

DRAWS = 4000
Z = normals(4, draws=DRAWS)
CATALOG = catalog(
    (indicator("driver", "real", role="driver"), yearly([1.0, 2.0])),
    (indicator("x", "real", drivers=[driver_effect("driver")]), yearly([1.0, 2.0])),
)
EXPECTED = 2.0 * Z[:, [0]] * np.ones(len(AXIS))
LATER = np.where(HORIZON, 1.0, 0.0)


def fit(name, trend, noise=0.5):
    return Fit(
        indicator=name,
        key="",
        verdict=GateResult("ok", (), 10, 100, 1000.0, 0.1, "importance"),
        axis=PLAN.axis,
        first=2000,
        last=2025,
        trend=trend,
        effect=np.full((DRAWS, 1), 0.5),
        noise=np.full(DRAWS, noise),
        hyper=Z[:, :1],
        terms=(),
        parameters=("p",),
    )


FITS = {
    "driver": fit("driver", 3.0 * Z[:, [1]] * LATER),
    "x": fit("x", EXPECTED + Z[:, [2]] * LATER),
}


def carried(fits):
    """x is its own path, half the driver's, and an effect that the projection draws itself."""
    x = fits["x"].trend + fits["x"].effect * fits["driver"].trend
    paths = {"driver": fits["driver"].trend, "x": x}
    return dataset(
        {"baseline": paths, "package": paths | {"x": x + 0.5 * Z[:, [3]] * LATER}}, noise=0.5
    )


class Exact:
    """Stands for a simulator whose answers are known."""

    def is_of(self, catalog, fits, seed):
        return True

    def refitted(self, fits, *, levels_only=False):
        return lambda scenario, *, series: carried(fits)


def told(expected, names=("x",)):
    known = replace(projection(CATALOG, carried(FITS), fits=FITS), simulated_by=Exact())
    return variance_splits(known, scenario("package"), expected, names)


ALL = {"x": EXPECTED}
VARIANCES = {"world": 2.25, "parameters": 4.0, "innovations": 1.0, "elicited": 0.25, "noise": 0.25}


@pytest.mark.parametrize("source", VARIANCES)
def test_every_source_has_the_share_that_it_was_given(source):
    table = told(ALL)
    row = table.loc[(table["source"] == source) & (table["year"] == 2040)].iloc[0]
    expected = VARIANCES[source] / sum(VARIANCES.values())
    assert row["share"] == pytest.approx(expected, abs=3 * row["error"])


def test_only_years_to_come_are_split():
    assert sorted(told(ALL)["year"].unique()) == list(range(2026, 2041))


def test_where_a_family_cannot_tell_them_apart_path_stands_for_both():
    table = told({})
    row = table.loc[(table["source"] == PATH) & (table["year"] == 2040)].iloc[0]
    expected = (VARIANCES["parameters"] + VARIANCES["innovations"]) / sum(VARIANCES.values())
    assert row["share"] == pytest.approx(expected, abs=3 * row["error"])


ORDER = np.roll(np.arange(DRAWS), 1)


def test_exchanging_the_world_leaves_every_other_fit_alone():
    found = exchange(CATALOG, FITS, ALL, frozenset({WORLD}), ORDER)
    assert np.allclose(found["x"].trend, FITS["x"].trend)
    assert np.array_equal(found["driver"].trend, FITS["driver"].trend[ORDER])


def test_parameters_and_innovations_exchanged_together_are_another_draw():
    found = exchange(CATALOG, FITS, ALL, frozenset({PARAMETERS, INNOVATIONS}), ORDER)["x"]
    assert np.allclose(found.trend, FITS["x"].trend[ORDER])


def test_exchanged_innovations_leave_the_past_as_it_was():
    found = exchange(CATALOG, FITS, ALL, frozenset({INNOVATIONS}), ORDER)["x"]
    assert np.allclose(found.trend[:, ~HORIZON], FITS["x"].trend[:, ~HORIZON])
