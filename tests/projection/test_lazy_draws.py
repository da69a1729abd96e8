"""Draws that are computed when they are read are those of the simulator, however they are read."""

import numpy as np
import pytest
import xarray as xr

from kgisim.projection.lazy_draws import Carried, LazyDraws
from kgisim.projection.simulator import Simulator
from tests.builders import AXIS, catalog, driver_effect, fit_of, indicator, row, scenario, world

DRAWS = 7
YEN = indicator("yen", role="driver")
SALES = indicator("sales", drivers=[driver_effect("yen")])
ALONE = indicator("alone")
SPREAD = np.linspace(-0.1, 0.1, DRAWS)[:, None] * np.maximum(AXIS - 2020, 0)
CATALOG = catalog(*((one, [row(2020, 7.0)]) for one in (YEN, SALES, ALONE)))
FITS = {one.id: fit_of(one, 2.0 + SPREAD) for one in (YEN, SALES, ALONE)}
SIMULATOR = Simulator(CATALOG, FITS, seed=1)
SCENARIOS = {
    "baseline": scenario("baseline"),
    "high": scenario("high", world("yen", "shift", percent=30.0, start=2030)),
    "same": scenario("same"),
}
EAGER = SIMULATOR.dataset(SCENARIOS)


def lazy(**more) -> LazyDraws:
    known = (SIMULATOR.names, SIMULATOR.axis, SIMULATOR.draws)
    return LazyDraws(lambda: SIMULATOR, SCENARIOS, *known, **more)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"scenario": "high"},
        {"series": "sales", "year": 2035},
        {"series": ["yen", "alone"], "year": slice(2028, 2032)},
        {"scenario": "high", "series": "sales", "draw": [3, 1], "year": [2039, 2020]},
        {"scenario": ["same", "high"], "draw": 2},
    ],
    ids=str,
)
def test_whatever_is_read_is_what_the_simulator_computes(asked):
    found, expected = lazy().dataset().sel(asked), EAGER.sel(asked)
    for name in ("level", "outcome"):
        assert found[name].dims == expected[name].dims
        xr.testing.assert_equal(found[name], expected[name])
        turned = expected[name].dims[::-1]
        xr.testing.assert_equal(found[name].transpose(*turned), expected[name].transpose(*turned))


def test_points_can_be_read_one_by_one():
    place = {dim: xr.DataArray([0, 1], dims="point") for dim in ("draw", "series")}
    xr.testing.assert_equal(lazy().dataset()["level"].isel(place), EAGER["level"].isel(place))


def test_of_series_that_come_first_no_other_is_carried_until_it_is_read():
    carried = Carried(first={"sales"})
    data = lazy(carried=carried).dataset()
    data["level"].sel(scenario="high", series="sales").to_numpy()
    assert set(carried.departures["high"]) == {"sales"}
    for name in ("level", "outcome"):
        xr.testing.assert_equal(data[name], EAGER[name])


def test_what_is_forgotten_of_scenarios_is_computed_again_with_the_same_bits():
    carried = Carried()
    draws = lazy(carried=carried).dataset()
    for scenario_id in ("same", "high"):
        _ = draws["level"].sel(scenario=scenario_id).to_numpy()
    carried.keep({"same"})
    assert set(carried.departures) == {"same"}
    xr.testing.assert_equal(draws["level"], EAGER["level"])


def test_a_series_is_checked_before_its_first_number_under_a_scenario_and_once():
    seen = []
    draws = lazy(check=lambda scenario, series, level, outcome: seen.append((scenario, series)))
    data = draws.dataset()
    assert seen == []
    for _ in range(2):
        data["level"].sel(scenario="high", series="yen", year=2040).to_numpy()
    assert seen == [("high", "yen")]
    data["level"].to_numpy()
    assert sorted(seen) == sorted((one, name) for one in SCENARIOS for name in SIMULATOR.names)


def test_what_fails_its_check_is_not_handed_out_later():
    def refuse(*_):
        raise ValueError("other draws")

    data = lazy(check=refuse).dataset()
    for _ in range(2):
        with pytest.raises(ValueError, match="other draws"):
            data["level"].sel(scenario="high", series="yen", year=2040).to_numpy()
