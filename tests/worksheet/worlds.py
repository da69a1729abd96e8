"""Invented goals of every scale and direction, with the draws, pasts and words of each."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import xarray as xr

from kgisim import schema
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import GoalView
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.scenario import Scenario
from kgisim.runs.run_cache import RunCache
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.past_record import PastRecord
from kgisim.targets.reference_class import ReferenceClass
from kgisim.targets.window import TargetWindow
from tests import builders
from tests.builders import PLAN, UNITS, goal

DRAWS, LAST = 1000, 2024
YEARS = PLAN.axis.years
SCENARIOS = ("baseline", "package", "idle")

GOALS = {
    "share": ("percent", 9.0, {}),
    "share_lower": ("percent", 40.0, {"better": "lower"}),
    "count": ("deals", 3.0, {}),
    "count_lower": ("deals", 6.0, {"better": "lower"}),
    "stock": ("firms", 4.0, {"counting": "stock", "ceiling": 10}),
    "positive": ("jpy_100m", 12345.0, {}),
    "positive_lower": ("usd_bn", 3.2, {"better": "lower"}),
    "real": ("percent_change", 0.4, {}),
    "real_lower": ("years", -1.0, {"better": "lower"}),
}
BASES = (
    TargetWindow(2040),
    TargetWindow(2033, 3),
    TargetWindow(2026, 4),
    TargetWindow(2040, 3, "sum"),
    TargetWindow(2035, 1, "cumulative", 2022),
    TargetWindow(2038, 1, "once", 2027),
)


def indicator(name: str) -> Indicator:
    unit, _, more = GOALS[name]
    return goal(name, name.partition("_")[0].replace("stock", "count"), unit=unit, **more)


def windows(name: str) -> tuple[TargetWindow, ...]:
    """Years over which a goal may be judged; shares do not add up."""
    return tuple(one for one in BASES if not (name.startswith("share") and one.is_total))


def outcome(name: str, scenario: str) -> np.ndarray:
    """Draws by year: the same random steps under every scenario."""
    random = np.random.default_rng([len(name), sum(map(ord, name))])
    steps = random.normal(0.0, 1.0, (DRAWS, len(YEARS))) * (YEARS > LAST)
    lift = 0.02 * (scenario == "package") * np.maximum(YEARS - LAST, 0)
    start, sign = GOALS[name][1], -1.0 if name.endswith("lower") else 1.0
    path = 0.07 * np.cumsum(steps, axis=1) + sign * lift
    if name.startswith("real"):
        return start + 5.0 * path
    if name.startswith(("count", "stock")):
        return np.minimum(random.poisson(start * np.exp(path)), 10 if name == "stock" else np.inf)
    return np.minimum(start * np.exp(path), 99.9 if name.startswith("share") else np.inf)


def projection(name: str) -> xr.Dataset:
    drawn = np.stack([outcome(name, scenario) for scenario in SCENARIOS])[..., None]
    dims = (schema.SCENARIO, schema.DRAW, schema.YEAR, schema.SERIES)
    coords = {schema.SCENARIO: list(SCENARIOS), schema.YEAR: YEARS, schema.SERIES: [name]}
    single = drawn.astype(np.float32)
    return xr.Dataset({schema.LEVEL: (dims, single), schema.OUTCOME: (dims, single)}, coords=coords)


def forecast(name: str, *, rows: int = 12, ess: float = 2500.0) -> IndicatorForecast:
    level = GOALS[name][1]
    settled = {} if name.startswith("positive") else dict.fromkeys(range(2020, 2025), level)
    record = PastRecord(LAST, level, 0.5, ess, 2010, rows)
    return IndicatorForecast(indicator(name), projection(name), record, settled)


def reference(series: int) -> ReferenceClass:
    """A class in which one series more is always a little faster."""
    paces = {f"r{at}": np.array([0.1 * at - 0.2, 0.3 * at]) for at in range(series)}
    return ReferenceClass(10, paces)


def scenario(name: str) -> Scenario:
    return Scenario.model_validate(
        {
            "id": name,
            "title": {"ja": f"{name}の例", "en": f"the {name}"},
            "description": {"ja": "例", "en": "example"},
            "illustrative": name != "baseline",
        }
    )


def wording(found: IndicatorForecast, language: str) -> LocalizedIndicator:
    scenarios = {name: scenario(name) for name in SCENARIOS}
    catalog = SimpleNamespace(
        plan=PLAN,
        axis=PLAN.axis,
        units=UNITS,
    )
    run = SimpleNamespace(
        projection=builders.projection(catalog, found.draws, scenarios=scenarios),
        scenarios=scenarios,
        catalog=catalog,
        cache=RunCache(),
        plausibility=pd.DataFrame({"scenario": [], "flagged": []}),
    )
    return LocalizedIndicator(GoalView(run, found.indicator), language)
