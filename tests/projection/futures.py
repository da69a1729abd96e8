"""Futures of the smallest workspace that no model made: straight lines with a known spread."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.inference.driver_terms import driver_terms
from kgisim.inference.fit import Fit, GateResult
from kgisim.inference.scales import scale_of
from kgisim.projection.projection import Projection, project
from kgisim.projection.scenario import Scenario
from kgisim.projection.simulator import Simulator
from kgisim.workspace import Workspace
from tests.builders import AXIS, PLAN

DRAWS = 2000
SEED = 7
TEXT = {"ja": "例", "en": "example"}
WHY = {"rationale": TEXT, "source": "illustrative"}
DEEP = {"p10": -20.0, "p50": -20.0, "p90": -20.0}
LEVELS = {"sales": 10.0, "yen": 120.0, "share": 40.0, "deals": 4.0}
FUTURE = slice(2028, 2040)


@cache
def catalog() -> Catalog:
    return load_catalog(Workspace(Path(__file__).parents[1] / "broken" / "sound"))


@cache
def fits() -> dict[str, Fit]:
    return {name: fit(name) for name in LEVELS}


@cache
def simulator() -> Simulator:
    return Simulator(catalog(), fits(), seed=SEED)


def projection(scenarios: Mapping[str, Scenario], **more: Any) -> Projection:
    return project(catalog(), fits(), scenarios, seed=SEED, **more)


def fit(name: str) -> Fit:
    indicator, rows = catalog().indicators[name], catalog().rows(name)
    scale = scale_of(indicator, rows["value"].to_numpy(dtype=float))
    spread = np.random.default_rng(len(name)).standard_normal(DRAWS)[:, None]
    last = int(rows["year_end"].max())
    growing = np.maximum(AXIS - last, 0)
    terms = tuple(term.name for term in driver_terms(indicator))
    return Fit(
        indicator=name,
        key=name,
        verdict=GateResult("ok", (), len(rows), DRAWS, float(DRAWS), 0.1, "importance"),
        axis=PLAN.axis,
        first=2000,
        last=last,
        trend=scale.forward(LEVELS[name]) + 0.02 * spread * growing,
        effect=np.full((DRAWS, len(terms)), 0.5),
        noise=np.full(DRAWS, 0.05),
        hyper=np.zeros((DRAWS, 1)),
        terms=terms,
        parameters=("none",),
    )


def scenario(**parts) -> Scenario:
    made = {name: tuple(items) for name, items in parts.items()}
    return Scenario.model_validate({"id": "tried", "title": TEXT, "description": TEXT, **made})


def world(driver="yen", start=2028, **path):
    return {"driver": driver, "start": start, **path, **WHY}


def measure(id="support", indicator="deals", size=50.0, start=2028, **more):
    effect = dict.fromkeys(("p10", "p50", "p90"), size)
    kind = {"on": "level", "unit": "percent", "effect": effect} | more
    return {"id": id, "title": TEXT, "indicator": indicator, "start": start, **kind, **WHY}


def shock(probability=1.0, start=2030, until=2030, hits=None, **more):
    struck = hits or ({"indicator": "yen", "unit": "percent", "depth": DEEP, **more},)
    window = {"probability": probability, "start": start, "until": until}
    return {"id": "crash", "title": TEXT, **window, "hits": struck, **WHY}


def response(cause="deals", indicator="sales", size=0.5, **more):
    elasticity = dict.fromkeys(("p10", "p50", "p90"), size)
    kind = {"cause": cause, "indicator": indicator, "elasticity": elasticity} | more
    return {"id": "echo", "title": TEXT, **kind, **WHY}


def ratio(scenario: Scenario, series: str, variable: str = "level") -> np.ndarray:
    """Level under the scenario over that under the baseline, (draw, year)."""
    both = simulator().dataset({"baseline": scenario.with_parts(()), "tried": scenario})
    value = both[variable].sel(series=series).astype(float)
    return (value.sel(scenario="tried") / value.sel(scenario="baseline")).to_numpy()
