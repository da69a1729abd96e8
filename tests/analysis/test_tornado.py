"""Swings of a tornado against the normal distribution."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from kgisim.analysis.tornado import COLUMNS, tornado
from kgisim.projection.scenario import Effect, Hit, Response, Shock
from tests.analysis.gaussian import (
    WORDS,
    additive,
    dataset,
    flat,
    measure,
    normals,
    posed,
    scenario,
)

Z = normals(2)
OWN, DRIVER = flat(Z[:, 0]), flat(Z[:, 1])
QUESTION = posed("x", 1.0)
PACKAGE = scenario("package", measure("a", -0.5, 0.0, 0.5), measure("b", 0.2, 0.2, 0.2))


def project(chosen):
    """x answers to a driver with half its movement, and to measures in full."""
    found = additive({"x": OWN, "driver": DRIVER})(chosen)
    paths = {
        name: {
            "x": found["level"].sel(scenario=name, series="x").to_numpy()
            + 0.5 * found["level"].sel(scenario=name, series="driver").to_numpy(),
            "driver": found["level"].sel(scenario=name, series="driver").to_numpy(),
        }
        for name in found["scenario"].to_numpy().tolist()
    }
    return dataset(paths)


TABLE = tornado(project, PACKAGE, QUESTION, ["driver"]).set_index("assumption")


def test_an_effect_swings_the_chance_as_the_normal_distribution_says():
    spread = np.sqrt(1.25)
    expected = ndtr((0.7 - 1.0) / spread) - ndtr((-0.3 - 1.0) / spread)
    row = TABLE.loc["measure:a"]
    assert row["chance_swing"] == pytest.approx(expected, abs=3 * row["chance_swing_error"])


def test_an_effect_that_is_known_exactly_swings_nothing():
    assert TABLE.loc["measure:b", ["chance_swing", "median_swing"]].tolist() == [0.0, 0.0]


def test_a_driver_swings_the_median_by_its_weight_times_its_own_swing():
    row = TABLE.loc["world:driver"]
    expected = 0.5 * (ndtri(0.9) - ndtri(0.1))
    assert row["median_swing"] == pytest.approx(expected, abs=0.05)


def test_the_largest_swing_comes_first():
    swings = TABLE["chance_swing"].abs()
    assert swings.is_monotonic_decreasing


def test_low_and_high_differ_by_the_swing():
    assert (TABLE["chance_high"] - TABLE["chance_low"]).to_numpy() == pytest.approx(
        TABLE["chance_swing"].to_numpy()
    )


def test_an_elasticity_and_a_depth_are_held_at_their_quantiles_too():
    range_ = Effect(p10=0.1, p50=0.5, p90=0.9)
    response = Response(
        id="r",
        title=WORDS,
        cause="driver",
        indicator="x",
        elasticity=range_,
        rationale=WORDS,
        source="illustrative",
    )
    hit = Hit(indicator="x", unit="points", depth=range_)
    shock = Shock(
        id="s",
        title=WORDS,
        probability=0.1,
        start=2028,
        hits=(hit,),
        rationale=WORDS,
        source="illustrative",
    )
    seen = []

    def watch(chosen):
        seen.append((chosen.responses[0].elasticity.p50, chosen.shocks[0].hits[0].depth.p50))
        return project(chosen)

    tornado(watch, scenario("package", responses=(response,), shocks=(shock,)), QUESTION)
    assert seen == [(0.5, 0.1), (0.5, 0.9), (0.1, 0.5), (0.9, 0.5)]


def test_nothing_uncertain_gives_an_empty_table_of_the_same_form():
    empty = tornado(project, scenario("package"), QUESTION)
    assert (len(empty), tuple(empty.columns)) == (0, COLUMNS)
