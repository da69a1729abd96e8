"""Translation, arithmetic and real add up, and are what they are in closed form."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from kgisim.analysis.scenario_split import PARTS, exchange_rate_of, split_scenario
from kgisim.projection.projection import project
from kgisim.schema import BASELINE
from tests.builders import (
    UNITS,
    catalog,
    driver_effect,
    fit_of,
    identity,
    indicator,
    row,
    scenario,
    world,
)

YEN, MARKET = 0.5, 0.6
"""Elasticities of sales."""
RATE, SLOWER = np.log(110 / 150), np.log(0.8)
"""What the scenario does to the logarithms of the yen and of the market."""
EFFECTS = [driver_effect("yen", YEN), driver_effect("market", MARKET)]


@pytest.fixture(scope="module")
def projection():
    sales = indicator("sales", unit="jpy_100m", drivers=EFFECTS)
    yen = indicator("yen", role="driver", unit="jpy_per_usd")
    market = indicator("market", role="driver", unit="usd_bn")
    share = identity("share", unit="percent", product_of=["sales"], divided_by=["yen", "market"])
    local = identity("local", unit="percent", product_of=["sales"], divided_by=["yen"])
    sizes = {"yen": 150.0, "market": 600.0, "sales": 5000.0}
    parts = [(one, [row(2020, sizes[one.id])]) for one in (sales, yen, market)]
    known = replace(catalog(*parts, (share, []), (local, [])), units=UNITS)
    fits = {
        name: fit_of(known.indicators[name], np.full((3, 1), np.log(size)))
        for name, size in sizes.items()
    }
    fits["sales"] = replace(fits["sales"], effect=np.tile([YEN, MARKET], (3, 1)))
    stress = scenario(
        "stress",
        world("yen", "shift", percent=100 * np.expm1(RATE)),
        world("market", "shift", percent=100 * np.expm1(SLOWER)),
    )
    alone = scenario("alone", world("yen", "shift", percent=100 * np.expm1(RATE)))
    scenarios = {BASELINE: scenario(BASELINE), "stress": stress, "alone": alone}
    return project(known, fits, scenarios, seed=1)


def split(projection, name):
    found = split_scenario(projection, "share", name, 2035)
    assert found is not None
    return found


def test_the_parts_are_the_mean_of_what_each_adds_over_all_orders(projection):
    found = split(projection, "stress")
    logs = dict(zip(PARTS, ((YEN - 1) * RATE, -SLOWER, MARKET * SLOWER), strict=True))
    start = 5000 / 150 / 600
    expected = dict.fromkeys(PARTS, 0.0)
    for order in permutations(PARTS):
        level = start
        for part in order:
            expected[part] += level * np.expm1(logs[part]) / 6
            level *= np.exp(logs[part])
    assert found.before == pytest.approx(start, rel=1e-5)
    assert found.after == pytest.approx(start * np.exp(sum(logs.values())), rel=1e-5)
    for part in PARTS:
        assert getattr(found, part) == pytest.approx(expected[part], rel=1e-4)
    assert found.translation > 0 > found.real


def test_they_add_up_to_the_whole_change(projection):
    found = split(projection, "stress")
    whole = found.translation + found.arithmetic + found.real
    assert whole == pytest.approx(found.after - found.before, abs=1e-9)


def test_an_exchange_rate_alone_is_translation_and_nothing_else(projection):
    found = split(projection, "alone")
    assert found.translation == pytest.approx(found.after - found.before, abs=1e-9)
    assert [found.arithmetic, found.real] == pytest.approx([0.0, 0.0], abs=1e-7)


def test_what_is_no_ratio_in_another_currency_is_not_split(projection):
    names = {"share": "yen", "local": None, "sales": None, "yen": None}
    assert {one: exchange_rate_of(projection.catalog, one) for one in names} == names
    assert split_scenario(projection, "local", "stress", 2035) is None
