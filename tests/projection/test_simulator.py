from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from kgisim.evidence.indicator import LongRun
from kgisim.projection.simulator import Simulator
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

DIMS = (SCENARIO, DRAW, YEAR, SERIES)
WORLDS = [
    {"kind": "hold"},
    {"kind": "linear", "units_a_year": -2.0},
    {"kind": "growth", "percent_a_year": 3.0},
    {"kind": "values", "points": {2035: 90.0}},
    {"kind": "shift", "percent": -20.0},
    {"kind": "quantile", "quantile": 0.9},
    {"kind": "hold", "spread_percent": 5.0},
]


def link(values):
    return np.log(values)


@pytest.fixture(scope="module")
def baseline(futures):
    return futures.simulator()(futures.scenario())


def test_a_projection_has_the_agreed_form(baseline):
    assert (baseline[LEVEL].dims, list(baseline.data_vars)) == (DIMS, [LEVEL, OUTCOME])


def test_every_series_that_can_be_made_is_there(baseline):
    assert set(baseline[SERIES].to_numpy()) == {"deals", "ratio", "sales", "share", "yen"}


def test_a_chosen_series_is_the_same_as_among_all(futures):
    scenario = futures.scenario(world=[futures.world(kind="hold")])
    one = futures.simulator()(scenario, series=["ratio"])
    every = futures.simulator()(scenario).sel(series=["ratio"])
    xr.testing.assert_identical(one, every)


@pytest.mark.parametrize("since", [2010, 2028, 2035])
def test_chosen_years_are_the_same_as_among_all(futures, since):
    scenario = futures.scenario(measures=[futures.measure()])
    late = futures.simulator()(scenario, since=since)
    xr.testing.assert_identical(late, futures.simulator()(scenario).sel(year=slice(since, None)))


@pytest.mark.parametrize(
    "parts",
    [
        {"measures": [{"size": 0.0}]},
        {"measures": [{"size": 0.0, "indicator": "share", "unit": "points"}]},
        {"world": [{"kind": "shift", "percent": 0.0}]},
        {"responses": [{}]},
    ],
)
def test_no_effect_is_the_baseline_bit_by_bit(futures, baseline, parts):
    makers = {"measures": futures.measure, "world": futures.world, "responses": futures.response}
    made = {name: [makers[name](**one) for one in ones] for name, ones in parts.items()}
    xr.testing.assert_identical(futures.simulator()(futures.scenario(**made)), baseline)


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path["kind"])
@pytest.mark.parametrize("start", [2001, 2028])
def test_observed_years_are_the_same_bits_under_every_scenario(futures, baseline, path, start):
    scenario = futures.scenario(
        world=[futures.world(start=start, **path)],
        measures=[futures.measure(start=start)],
        shocks=[
            futures.shock(
                start=2001,
                until=2040,
                hits=[{"indicator": "sales", "unit": "percent", "depth": futures.DEEP}],
            )
        ],
    )
    tried = futures.simulator()(scenario)
    for name, fit in futures.fits().items():
        record = {"series": name, "year": slice(None, fit.last)}
        assert tried[OUTCOME].sel(record).equals(baseline[OUTCOME].sel(record)), name


def test_what_a_scenario_does_not_touch_is_the_same_bits(futures, baseline):
    tried = futures.simulator()(futures.scenario(measures=[futures.measure()]))
    others = ["ratio", "sales", "share", "yen"]
    assert tried[OUTCOME].sel(series=others).equals(baseline[OUTCOME].sel(series=others))


def test_asking_twice_gives_the_same_bits(futures):
    scenario = futures.scenario(measures=[futures.measure()], shocks=[futures.shock(0.3)])
    made = [Simulator(futures.catalog(), futures.fits(), seed=1)(scenario) for _ in range(2)]
    xr.testing.assert_identical(*made)


def test_an_identity_holds_in_every_draw_under_every_scenario(futures):
    tried = futures.simulator()(futures.scenario(shocks=[futures.shock(0.5)]))
    parts = [tried[OUTCOME].sel(series=name, drop=True) for name in ("ratio", "sales", "yen")]
    assert np.allclose(parts[0], parts[1] / parts[2], rtol=1e-6)


def test_a_driver_passes_on_its_departure_times_the_effect(futures):
    scenario = futures.scenario(world=[futures.world(kind="shift", percent=-20.0)])
    made = futures.simulator().dataset({"a": futures.scenario(), "b": scenario})
    share = made[LEVEL].sel(series="share", year=futures.FUTURE).astype(float) / 100.0
    moved = np.log(share / (1.0 - share)).diff(SCENARIO)
    assert np.allclose(moved, 0.5 * np.log(0.8), atol=1e-5)


def test_a_driver_is_followed_by_halves_where_the_answer_has_a_long_run(futures):
    listed, fits = futures.catalog().indicators, futures.fits()
    later = LongRun.model_validate(
        {"mean": 1.0, "sd": 0.1, "half_life": 3.0, "rationale": futures.TEXT}
    )
    slow = listed["share"].drivers[0].model_copy(update={"long_run": later})
    share = listed["share"].model_copy(update={"drivers": (slow,)})
    catalog = replace(futures.catalog(), indicators={**listed, "share": share})
    fit = replace(
        fits["share"],
        effect=np.tile([0.4, 1.0], (futures.DRAWS, 1)),
        terms=("yen", "yen.long_run"),
    )
    simulator = Simulator(catalog, {**fits, "share": fit}, seed=futures.SEED)
    step = futures.scenario(world=[futures.world(kind="shift", percent=-20.0)])
    made = simulator.dataset({"a": futures.scenario(), "b": step})
    level = made[LEVEL].sel(series="share", year=futures.FUTURE).astype(float) / 100.0
    moved = np.log(level / (1.0 - level)).diff(SCENARIO)
    expected = np.log(0.8) * (1.0 - 0.6 * 0.5 ** (np.arange(moved.sizes[YEAR]) / 3.0))
    assert np.allclose(moved, expected, atol=1e-5)


@pytest.mark.parametrize("size", [1.0, 20.0, 400.0])
def test_a_measure_that_raises_a_rate_lowers_no_count(futures, baseline, size):
    tried = futures.simulator()(futures.scenario(measures=[futures.measure(size=size)]))
    assert bool((tried[OUTCOME] >= baseline[OUTCOME]).sel(series="deals").all())


def test_counts_follow_the_rate_on_average(futures):
    ratio = futures.ratio(futures.scenario(measures=[futures.measure(size=50.0)]), "deals")
    assert np.allclose(ratio[:, -1], 1.5, rtol=1e-6)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ({"kind": "hold"}, lambda years, level, last: np.full(len(years), level)),
        (
            {"kind": "linear", "units_a_year": 2.0},
            lambda years, level, last: level + 2.0 * (years - last),
        ),
        (
            {"kind": "growth", "percent_a_year": 3.0},
            lambda years, level, last: level * 1.03 ** (years - last),
        ),
    ],
    ids=["hold", "linear", "growth"],
)
def test_a_path_starts_from_the_last_observed_level_or_that_of_the_year_before(
    futures, path, expected
):
    made = futures.simulator()(futures.scenario(world=[futures.world(**path)]))
    yen = made[LEVEL].sel(series="yen", scenario="tried")
    paths = yen.sel(year=futures.FUTURE).to_numpy()
    years = np.arange(2028, 2041)
    if path["kind"] == "hold":
        last = futures.fits()["yen"].last
        level = futures.catalog().rows("yen").set_index("year")["value"].loc[last]
    else:
        last, level = 2027, yen.sel(year=2027).to_numpy()[:, None]
    assert np.allclose(paths, expected(years, level, last), rtol=1e-5)


def test_a_path_that_would_leave_its_range_stays_positive(futures):
    scenario = futures.scenario(world=[futures.world(kind="linear", units_a_year=-50.0)])
    made = futures.simulator()(scenario)
    assert float(made[LEVEL].sel(series="yen").min()) > 0.0


def test_a_spread_is_around_the_path_in_per_cent(futures):
    scenario = futures.scenario(world=[futures.world(kind="hold", spread_percent=5.0)])
    made = futures.simulator()(scenario)[LEVEL].sel(series="yen", year=2035).to_numpy()
    assert made.std() / made.mean() == pytest.approx(0.05, rel=4 / np.sqrt(2 * futures.DRAWS))


def test_a_measure_whose_work_is_in_the_record_adds_nothing(futures, baseline):
    tried = futures.simulator()(futures.scenario(measures=[futures.measure(start=2010)]))
    xr.testing.assert_identical(tried, baseline)


def test_of_a_measure_that_runs_already_only_the_rest_is_added(futures):
    last = futures.fits()["deals"].last
    half_done = futures.measure(start=last, ramp=2)
    ratio = futures.ratio(futures.scenario(measures=[half_done]), "deals")
    assert np.allclose(ratio[:, -1], 1.25, rtol=1e-6)


def test_measures_are_kept_apart_by_their_content(futures):
    sizes = [
        futures.ratio(futures.scenario(measures=[futures.measure(size=size)]), "deals")[0, -1]
        for size in (10.0, 20.0, 10.0)
    ]
    assert sizes == pytest.approx([1.1, 1.2, 1.1], rel=1e-5)


def test_a_measure_moves_every_indicator_that_it_names_alike(futures):
    support = futures.measure(
        indicator="deals", effect={"p10": 0.0, "p50": 10.0, "p90": 30.0}, also=["yen"]
    )
    scenario = futures.scenario(measures=[support])
    assert np.allclose(futures.ratio(scenario, "yen"), futures.ratio(scenario, "deals"))


def test_a_simulator_over_the_same_fits_gives_the_same_bits(futures, baseline):
    again = futures.simulator().refitted(futures.fits())
    assert again(futures.scenario()).equals(baseline)


def test_a_simulator_shares_only_what_no_exchanged_fit_moves(futures):
    known, made = futures.fits(), futures.simulator()
    for name, fit in known.items():
        order = np.roll(np.arange(len(fit.noise)), 1)
        arrays = {one: getattr(fit, one)[order] for one in ("trend", "effect", "noise", "hyper")}
        fits = {**known, name: replace(fit, **arrays)}
        alone = Simulator(made.base.catalog, fits, seed=made.seed, precision=made.base.precision)
        whole = alone(futures.scenario())
        assert made.refitted(fits)(futures.scenario()).equals(whole), name
        levels = made.refitted(fits, levels_only=True)(futures.scenario())
        assert levels[LEVEL].equals(whole[LEVEL]), name
        assert np.array_equal(levels[OUTCOME], levels[LEVEL], equal_nan=True), name
        assert name not in alone.base._shared_with(made.base)


def test_scenarios_of_the_same_parts_have_the_same_futures(futures):
    moved = futures.scenario(measures=[futures.measure()])
    still = futures.scenario()
    found = futures.simulator().dataset({"one": moved, "none": still, "again": moved})
    one, none, again = (found.sel(scenario=name, drop=True) for name in ("one", "none", "again"))
    assert again.equals(one)
    assert not none.equals(one)
