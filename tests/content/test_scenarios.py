"""Every scenario found on disk resolves, and moves only what it can."""

import re

import numpy as np
import pytest

from kgisim.projection.order import with_responses
from kgisim.projection.scenario import Measure, Response, Shock, WorldPath
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.projection.simulator import Simulator
from kgisim.schema import BASELINE, OUTCOME
from kgisim.workspace import Workspace
from tests.conftest import quick_fit

NAMES = sorted(path.stem for path in Workspace.bundled().scenarios.glob("*.yaml"))
EVERY = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def catalog(bundled_catalog):
    return bundled_catalog


@pytest.fixture(scope="module")
def scenarios(catalog):
    return load_scenarios(Workspace.bundled(), catalog)


@pytest.fixture(scope="module")
def simulator(catalog):
    fits = {name: quick_fit(catalog, name) for name in catalog.dependencies.required_fits()}
    return Simulator(catalog, fits, seed=1)


@pytest.fixture(scope="module")
def baseline(simulator, scenarios):
    return simulator(scenarios[BASELINE])[OUTCOME].isel(scenario=0)


def touched(scenario):
    """Series that a scenario itself moves."""
    names = set()
    for part in scenario.parts:
        if isinstance(part, WorldPath):
            names.add(part.driver)
        elif isinstance(part, Measure):
            names.update(part.indicators if isinstance(part, Measure) else [part.indicator])
        elif isinstance(part, Shock):
            names |= {hit.indicator for hit in part.hits}
        else:
            assert isinstance(part, Response)
    return names


def test_there_are_scenarios():
    assert BASELINE in NAMES


def test_the_baseline_comes_first(scenarios):
    assert next(iter(scenarios)) == BASELINE


@EVERY
def test_a_scenario_on_disk_is_resolved(scenarios, name):
    assert scenarios[name].id == name


@EVERY
def test_it_touches_only_what_is_projected(scenarios, catalog, name):
    for series in touched(scenarios[name]):
        assert catalog.indicators[series].is_projected


@EVERY
def test_it_moves_only_what_it_touches_and_what_that_leads_to(
    scenarios, catalog, simulator, baseline, name
):
    scenario = scenarios[name]
    tried = simulator(scenario)[OUTCOME].isel(scenario=0)
    graph = with_responses(catalog.dependencies, scenario)
    for series in simulator.names:
        same = np.array_equal(tried.sel(series=series), baseline.sel(series=series), equal_nan=True)
        assert same or {series, *graph.ancestors(series)} & touched(scenario), series


@EVERY
def test_every_number_under_it_is_defined(scenarios, simulator, name):
    late = simulator(scenarios[name], since=2027)[OUTCOME]
    assert bool(np.isfinite(late).all())


@EVERY
def test_a_source_reads_the_same_in_every_language(scenarios, name):
    written = "".join(part.source for part in scenarios[name].parts)
    assert not re.search("[ぁ-んァ-ヶ一-龠]", written)
