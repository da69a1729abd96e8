"""No share above 100, no count below 0, nothing without a value: named, never cut off."""

import numpy as np
import pytest
import xarray as xr

from kgisim.errors import ProjectionError
from kgisim.projection.projection_gate import impossible_draws, require_possible
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from tests.builders import identity, indicator

YEARS = [2024, 2025, 2026]
SCALES = {
    "share": indicator("share", "share"),
    "deals": indicator("deals", "count"),
    "firms": indicator("firms", "count", counting="stock", ceiling=9),
    "sales": identity("sales", "positive", sum_of=("deals",)),
    "change": indicator("change", "real"),
}


def projection(name: str, **values: list[float]) -> xr.Dataset:
    """Draws of one series, four if none are given, sound but for given years (``y2025=[…]``)."""
    size = len(next(iter(values.values()), range(4)))
    drawn = np.ones((1, size, 3, 1), dtype=np.float32)
    for year, own in values.items():
        drawn[0, :, YEARS.index(int(year[1:])), 0] = own
    dims = (SCENARIO, DRAW, YEAR, SERIES)
    coords = {SCENARIO: ["baseline"], DRAW: range(size), YEAR: YEARS, SERIES: [name]}
    return xr.Dataset({LEVEL: (dims, drawn), OUTCOME: (dims, np.ones_like(drawn))}, coords=coords)


@pytest.mark.parametrize(
    ("name", "values", "code", "draws"),
    [
        ("share", [50, 100.1, 130, 99], "above", 2),
        ("share", [50, -1, 1, 1], "below", 1),
        ("deals", [0, -1, -2, 5], "below", 2),
        ("firms", [9, 10, 9, 9], "above", 1),
        ("sales", [1, np.inf, 2, 3], "infinite", 1),
        ("sales", [1, np.nan, np.nan, np.nan], "not_a_number", 3),
        ("change", [np.nan, -5, 5, 0], "not_a_number", 1),
    ],
)
def test_what_cannot_be_is_named_with_year_and_number_of_draws(name, values, code, draws):
    (found,) = impossible_draws(SCALES, projection(name, y2025=values))
    assert (found.series, found.scenario, found.variable) == (name, "baseline", LEVEL)
    assert (found.year, found.code, found.draws, found.of) == (2025, code, draws, 4)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("share", [0, 100, 100 * (1 + 1e-7), 50]),
        ("deals", [0, 1, 2, 1e6]),
        ("change", [-1e3, 0, 1e3, 2]),
        ("firms", [0, 9, 9, 9]),
    ],
)
def test_the_ends_of_a_scale_belong_to_it(name, values):
    assert impossible_draws(SCALES, projection(name, y2025=values)) == ()


def test_years_before_the_first_value_are_unknown():
    nothing = [np.nan] * 4
    assert impossible_draws(SCALES, projection("sales", y2024=nothing)) == ()
    (found,) = impossible_draws(SCALES, projection("sales", y2025=nothing))
    assert found.code == "not_a_number"


def test_a_series_without_any_value_is_told():
    nothing = [np.nan] * 4
    values = {"y2024": nothing, "y2025": nothing, "y2026": nothing}
    (found,) = impossible_draws(SCALES, projection("sales", **values))
    assert (found.year, found.draws) == (2026, 4)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_refusal_names_series_scenario_year_and_draws(language):
    with pytest.raises(ProjectionError) as told:
        require_possible(SCALES, projection("share", y2026=[1, 2, 3, 120]))
    said = told.value.text(language)
    for part in ("share", "baseline", "2026", "1", "4", "100", "120"):
        assert part in said


def test_a_sound_projection_passes():
    assert require_possible(SCALES, projection("share")) == ()


@pytest.mark.parametrize(("wrong", "is_refused"), [(1, False), (4, False), (5, True)])
def test_draws_too_few_to_reach_a_printed_number_are_returned(wrong, is_refused):
    draws = [120.0] * wrong + [50.0] * (4000 - wrong)
    years = {"y2024": [50.0] * 4000, "y2025": [50.0] * 4000, "y2026": draws}
    made = projection("share", **years)
    if is_refused:
        with pytest.raises(ProjectionError):
            require_possible(SCALES, made)
    else:
        assert {one.draws for one in require_possible(SCALES, made)} == {wrong}


def test_a_single_draw_that_is_no_number_is_refused():
    draws = [np.inf] + [50.0] * 3999
    years = {"y2024": [50.0] * 4000, "y2025": [50.0] * 4000, "y2026": draws}
    with pytest.raises(ProjectionError):
        require_possible(SCALES, projection("share", **years))
