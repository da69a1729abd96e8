"""Given-data indices against sums of independent normals."""

import numpy as np
import pandas as pd
import pytest

from kgisim.analysis.sensitivity_indices import (
    COLUMNS,
    MOST,
    first_order,
    indices,
    inputs_of,
    pawn,
    swing,
)
from kgisim.inference.scales import Scale
from kgisim.projection.effects import elicited
from kgisim.rng import stream
from kgisim.targets.comparison_scale import ComparisonScale
from tests.analysis.gaussian import dataset, flat, measure, normals, posed, scenario
from tests.analysis.test_variance_sources import fit
from tests.builders import catalog, driver_effect, indicator, projection, yearly

Z = normals(4)
INPUTS = pd.DataFrame({"large": Z[:, 0], "small": Z[:, 1], "idle": Z[:, 2]})
OUTCOME = 2.0 * Z[:, 0] + 1.0 * Z[:, 1] + 1.0 * Z[:, 3]
QUESTION = posed("x", 1.0)
TABLE = indices(INPUTS, OUTCOME, QUESTION, seed=1).set_index("input")


@pytest.mark.parametrize(("name", "share"), [("large", 4 / 6), ("small", 1 / 6), ("idle", 0.0)])
def test_the_first_order_index_is_the_share_of_the_variance(name, share):
    row = TABLE.loc[name]
    assert row["first_order"] == pytest.approx(share, abs=3 * row["first_order_error"])


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
def test_the_error_is_that_of_repeated_experiments(share):
    """Of two normals, the share is a squared correlation, and its spread has a closed form.

    With nothing in common, what ten functions explain by chance is a mean of ten squares.
    """
    found, count = [], 1000
    for seed in range(200):
        z = np.random.default_rng(seed).standard_normal((2, count))
        found.append(first_order(z[0], np.sqrt(share) * z[0] + np.sqrt(1.0 - share) * z[1]))
    exact = np.sqrt(4 * share * (1 - share) ** 2 / count + 20 * ((1 - share) / count) ** 2)
    values, errors = np.array([(one.value, one.error) for one in found]).T
    assert values.mean() == pytest.approx(share, abs=4 * exact / np.sqrt(len(found)))
    # 200 repeats tell a standard deviation to 5 %
    assert values.std() == pytest.approx(exact, rel=0.15)
    assert errors.mean() == pytest.approx(exact, rel=0.2)


def test_an_input_of_few_values_explains_the_share_of_its_groups():
    groups = np.repeat([0.0, 1.0, 5.0], 1000)
    noise = np.random.default_rng(3).standard_normal(3000)
    drawn = np.repeat([1.0, -1.0, 0.0], 1000) + noise
    found = first_order(groups, drawn)
    assert found.value == pytest.approx((2 / 3) / (2 / 3 + 1.0), abs=3 * found.error)


def test_a_dependence_without_a_trend_is_found():
    found = first_order(Z[:, 0], Z[:, 0] ** 2 - 1.0 + Z[:, 1])
    assert found.value == pytest.approx(2 / 3, abs=4 * found.error)


def test_what_matters_stands_above_the_floor_of_pure_chance():
    assert (TABLE.loc[["large", "small"], "pawn"] > 2 * TABLE["pawn_floor"].iloc[0]).all()


def test_what_does_not_matter_stays_near_the_floor():
    assert TABLE.loc["idle", "pawn"] < 1.5 * TABLE["pawn_floor"].iloc[0]


def test_the_input_that_explains_most_comes_first():
    assert list(TABLE.index) == ["large", "small", "idle"]


def test_an_input_that_decides_alone_swings_the_chance_from_zero_to_one():
    assert swing(Z[:, 0], posed("x", 0.0), Z[:, 0]).value == 1.0


def test_an_input_that_means_nothing_swings_within_its_error():
    found = swing(Z[:, 2], QUESTION, OUTCOME)
    assert abs(found.value) < 3 * found.error


def test_on_the_scale_of_logs_the_same_index_is_found_for_a_log_normal_outcome():
    logged = indices(
        INPUTS, np.exp(OUTCOME), QUESTION, seed=1, scale=ComparisonScale(Scale("positive", "log"))
    ).set_index("input")
    assert logged.loc["large", "first_order"] == pytest.approx(TABLE.loc["large", "first_order"])


def test_a_smaller_effective_sample_gives_a_larger_error():
    rough = indices(INPUTS, OUTCOME, posed("x", 1.0, ess=1000.0), seed=1).set_index("input")
    ratio = rough.loc["large", "first_order_error"] / TABLE.loc["large", "first_order_error"]
    assert ratio == pytest.approx(np.sqrt(5.0))


def test_nothing_uncertain_gives_an_empty_table_of_the_same_form():
    empty = indices(pd.DataFrame(), OUTCOME, QUESTION, seed=1)
    assert (len(empty), tuple(empty.columns)) == (0, COLUMNS)


CATALOG = catalog(
    (indicator("driver", "real", role="driver"), yearly([1.0, 2.0])),
    (indicator("x", "real", drivers=[driver_effect("driver")]), yearly([1.0, 2.0])),
    (indicator("y", "real"), yearly([1.0, 2.0])),
)
PACKAGE = scenario(
    "package", measure("a", 0.0, 1.0, 3.0), measure("b", 0.0, 1.0, 3.0, indicator="y")
)
PATHS = {"driver": flat(Z[:, 0]), "x": flat(Z[:, 1]), "y": flat(Z[:, 2])}
FOUND = inputs_of(
    projection(
        CATALOG,
        dataset({"baseline": PATHS, "package": PATHS}),
        fits={"x": fit("x", PATHS["x"]), "driver": fit("driver", PATHS["driver"])},
        seed=5,
    ),
    PACKAGE,
    QUESTION,
)


def test_inputs_are_what_varies_and_can_move_the_series():
    # the synthetic effect of the driver is the same in every draw, and measure b moves y
    assert list(FOUND.columns) == ["world:driver", "measure:a", "hyper:x/p"]


def test_elicited_inputs_are_the_draws_of_the_projection():
    drawn = elicited(PACKAGE.measures[0].effect, stream(5, "measure", "a").random(len(Z)))
    assert np.array_equal(FOUND["measure:a"], drawn)


def test_of_too_few_draws_nothing_is_told():
    assert indices(INPUTS[:99], OUTCOME[:99], QUESTION, seed=1).empty


def test_of_many_inputs_the_ones_that_matter_have_indices_and_all_have_swings():
    idle = pd.DataFrame(np.random.default_rng(5).standard_normal((len(INPUTS), 2 * MOST)))
    many = pd.concat([idle.add_prefix("idle_"), INPUTS[["large", "small"]]], axis=1)
    found = indices(many, OUTCOME, QUESTION, seed=1)
    assert found["input"].tolist()[:2] == ["large", "small"]
    assert found["first_order"].notna().sum() == MOST
    assert found["swing"].notna().all()
    assert len(found) == 2 * MOST + 2


@pytest.mark.parametrize("distinct", [5, 4000])
def test_the_distance_of_pawn_is_that_of_the_library(distinct):
    from SALib.analyze import pawn as library

    generator = np.random.default_rng(3)
    values = generator.integers(distinct, size=(2000, 2)).astype(float)
    drawn = np.rint(values[:, 0] * 7 / distinct + generator.normal(size=2000))
    expected = library.analyze({"num_vars": 2, "names": ["a", "b"]}, values, drawn)["median"]
    assert [pawn(column, drawn) for column in values.T] == pytest.approx(expected)
