"""The three KGI 1 numbers follow from the same firms, the same yen and the same market."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from kgisim.projection.projection import project
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import LEVEL, OUTCOME
from kgisim.workspace import Workspace
from tests.builders import AXIS, fit_of

GOALS = ("kgi1a_world_share", "kgi1b_overseas_ratio", "kgi1c_top30")
COUNTS = ("kgi1c_top10", "kgi1c_top20", "kgi1c_top30", "kgi1c_top50")
DRAWS = 200
BOTH = pytest.mark.parametrize("variable", [LEVEL, OUTCOME])
FIRMS = [
    "sales_olympus_medical",
    "sales_terumo",
    "sales_sysmex",
    "sales_hoya_lifecare",
    "sales_canon_medical",
    "sales_fujifilm_healthcare",
    "sales_nipro_medical",
    "sales_nihon_kohden",
    "sales_omron_hcb",
]
DEVICES = {"sales_fujifilm_healthcare": 0.68}
RATIOS = {
    "overseas_terumo": "sales_terumo",
    "overseas_olympus": "sales_olympus_medical",
    "overseas_sysmex": "sales_sysmex",
    "overseas_nihon_kohden": "sales_nihon_kohden",
    "overseas_hoya": "sales_hoya_lifecare",
}


@pytest.fixture(scope="module")
def catalog(bundled_catalog):
    return bundled_catalog


def spreading(catalog, name):
    """A fit at the published level, with futures that spread."""
    one, rows = catalog.indicators[name], catalog.rows(name)
    last = int(rows["year_end"].max())
    value = rows["value"].fillna((rows["low"] + rows["high"]) / 2).iloc[-1]
    link = np.log(value) if one.scale == "positive" else np.log(value / (100.0 - value))
    generator = np.random.default_rng(sum(map(ord, name)))
    path = link + 0.02 * generator.standard_normal((DRAWS, 1)) * np.maximum(AXIS - last, 0)
    return fit_of(one, path, first=int(rows["year"].min()), last=last, noise=0.03)


PRECISIONS = {"as stored": (np.float32, 1e-6), "in double precision": (np.float64, 1e-9)}


@pytest.fixture(scope="module", params=PRECISIONS.values(), ids=PRECISIONS)
def precision(request):
    """Precision of the draws, and how nearly the identities hold in it."""
    return request.param


@pytest.fixture(scope="module")
def made(catalog, precision):
    """The panel's series under every bundled scenario."""
    fits = {
        name: spreading(catalog, name)
        for name in catalog.dependencies.required_fits(GOALS + COUNTS)
    }
    scenarios = load_scenarios(Workspace.bundled(), catalog)
    found = project(catalog, fits, scenarios, seed=1, precision=precision[0])
    return found.draws.sel(year=slice(2025, None))


@pytest.fixture
def close(precision):
    """Say whether two arrays are equal as nearly as their precision allows."""
    return lambda given, expected: np.allclose(given, expected, rtol=precision[1], atol=0.0)


def of(made, variable, name):
    return made[variable].sel(series=name).to_numpy()


def sales(made, variable):
    return {
        name: of(made, variable, name) * DEVICES[name]
        if name in DEVICES
        else of(made, variable, name)
        for name in FIRMS
    }


@BOTH
def test_1a_is_the_sales_of_the_firms_over_the_market_in_every_draw(made, close, variable):
    total = sum(one.astype(np.float64) for one in sales(made, variable).values())
    yen, market = (
        of(made, variable, name).astype(np.float64) for name in ("usd_jpy", "world_market")
    )
    assert close(of(made, variable, GOALS[0]), 10.0 * total / yen / market)


@BOTH
def test_1b_is_overseas_sales_over_sales_of_the_same_firms_in_every_draw(made, close, variable):
    weights = {ratio: of(made, variable, firm).astype(float) for ratio, firm in RATIOS.items()}
    abroad = sum(of(made, variable, ratio) / 100.0 * weights[ratio] for ratio in RATIOS)
    assert close(of(made, variable, GOALS[1]), 100.0 * abroad / sum(weights.values()))


@BOTH
@pytest.mark.parametrize("rank", [10, 20, 30])
def test_1c_counts_the_firms_at_or_above_the_rank_in_every_draw(made, variable, rank):
    yen, needed = of(made, variable, "usd_jpy"), of(made, variable, f"rank_threshold_{rank}")
    tenth = 0.1  # JPY 100 m a yen per dollar are USD 100 m
    counted = sum(
        (one / yen * tenth >= needed).astype(int) for one in sales(made, variable).values()
    )
    assert np.array_equal(of(made, variable, f"kgi1c_top{rank}"), counted)


@BOTH
def test_lower_ranks_hold_at_least_as_many_firms(made, variable):
    counts = [of(made, variable, name) for name in COUNTS]
    assert all((few <= many).all() for few, many in pairwise(counts))


@pytest.mark.parametrize("goal", GOALS)
def test_every_goal_hangs_on_the_one_yen(catalog, goal):
    rates = {
        n
        for n in catalog.dependencies.required_fits([goal])
        if catalog.indicators[n].unit == "jpy_per_usd"
    }
    assert rates == {"usd_jpy"}


def test_1a_and_1c_are_made_of_the_same_firms(catalog):
    firms = [
        {name for name in catalog.dependencies.fitted_inputs(goal) if name.startswith("sales_")}
        for goal in ("kgi1a_world_share", "kgi1c_top10", "kgi1c_top30")
    ]
    assert all(one == set(FIRMS) for one in firms)


def test_1b_weighs_each_ratio_by_the_sales_of_its_own_firm(catalog):
    identity = catalog.indicators[GOALS[1]].identity
    assert dict(zip(identity.mean_of, identity.weighted_by, strict=True)) == RATIOS


def test_all_firms_share_a_common_factor_the_yen_and_the_market(catalog):
    for name in FIRMS:
        one = catalog.indicators[name]
        assert one.panel == "domestic_makers"
        assert {effect.driver for effect in one.drivers} == {"usd_jpy", "world_market"}


@pytest.mark.parametrize(("top", "published"), [(10, 0), (20, 2), (30, 5)])
def test_the_list_of_2023_is_found_again_in_the_sales_of_2022(catalog, top, published):
    """The firms' published sales, held against the published thresholds, give the list's count."""
    dollars = []
    for name in FIRMS:
        rows = catalog.rows(name).query("year == 2022")
        value = float(rows["value"].iloc[0]) * float(DEVICES.get(name, 1.0))
        dollars.append(0.1 * value / 135.5026)
    needed = {10: 13.5, 20: 6.05, 30: 6.05 * 0.579}[top]
    table = pd.read_csv(Workspace.bundled().tables / "ranking_counts.csv")
    listed = table.query("top == @top and ranking_year == 2023 and source == 'mpo'")["value"]
    assert listed.tolist() == [published]
    assert sum(one >= needed for one in dollars) == published
