"""A world in which every answer is known: jointly normal series, thousands of draws."""

import numpy as np
import xarray as xr

from kgisim import schema
from kgisim.evidence.indicator import Indicator
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.past_record import PastRecord
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow
from tests.builders import goal, indicator

DRAWS = 20_000
FIRST, LAST, HORIZON = 2010, 2025, 2040
STEP = 1.0
"""Standard deviation of a year's step of the goal."""
DRIFT, START = 0.5, 10.0
LIFT = 3.0
"""What the package adds to the goal in 2040; it grows from zero in the last observed year."""
LOADING = 0.6
"""Correlation of the driver with the goal in 2040."""
YEARS = np.arange(FIRST, HORIZON + 1)

AHEAD = HORIZON - LAST
MEAN = START + DRIFT * AHEAD
SD = STEP * AHEAD**0.5


def walk(seed: int = 1, draws: int = DRAWS) -> np.ndarray:
    """Random walks with drift from a known past, dims draw, year."""
    steps = np.random.default_rng(seed).normal(DRIFT, STEP, (draws, AHEAD))
    past = np.full((draws, LAST - FIRST + 1), START) + 0.2 * np.arange(FIRST - LAST, 1)
    return np.hstack([past, START + np.cumsum(steps, axis=1)])


def dataset(level: np.ndarray, outcome: np.ndarray, series: list[str], scenarios: list[str]):
    """Arrays with dims scenario, draw, year, series as a projection."""
    dims = (schema.SCENARIO, schema.DRAW, schema.YEAR, schema.SERIES)
    years = np.arange(HORIZON + 1 - level.shape[2], HORIZON + 1)
    coords = {schema.SCENARIO: scenarios, schema.YEAR: years, schema.SERIES: series}
    return xr.Dataset({schema.LEVEL: (dims, level), schema.OUTCOME: (dims, outcome)}, coords=coords)


def world(seed: int = 1, draws: int = DRAWS, noise: float = 0.0) -> xr.Dataset:
    """A goal ``y``, a driver ``yen`` of which it knows, and one ``rain`` of which it does not.

    In every year of the future the driver is LOADING × the goal's standard normal + an
    independent rest, so that its correlation with the goal of that year is LOADING.
    """
    y = walk(seed, draws)
    random = np.random.default_rng(seed + 1)
    spread = STEP * np.sqrt(np.maximum(YEARS - LAST, 1))
    centre = START + DRIFT * np.maximum(YEARS - LAST, 0)
    own, rain = random.normal(size=(2, draws, 1)) * np.ones(len(YEARS))
    yen = 100.0 + 20.0 * (LOADING * (y - centre) / spread + (1 - LOADING**2) ** 0.5 * own)
    lift = LIFT * np.maximum(YEARS - LAST, 0) / AHEAD
    level = np.stack([np.stack([y + add, yen, rain], axis=-1) for add in (0.0, lift)])
    outcome = level.copy()
    outcome[..., 0] += noise * random.normal(size=y.shape)
    return dataset(level, outcome, ["y", "yen", "rain"], ["baseline", "package"])


def forecast(
    projection: xr.Dataset, one: Indicator | None = None, ess: float = np.inf, rows: int = 16
) -> IndicatorForecast:
    """Prospects of the projection's first series, known from FIRST to LAST."""
    one = one or goal("y", "real")
    level = projection[schema.LEVEL].sel({schema.SERIES: one.id, schema.SCENARIO: "baseline"})
    start, last = (float(level.sel({schema.YEAR: year}).median()) for year in (FIRST, LAST))
    past = (last - start) / (LAST - FIRST)
    return IndicatorForecast(one, projection, PastRecord(LAST, last, past, ess, FIRST, rows))


def question(
    value: float, window: TargetWindow | None = None, scenario: str = "baseline", id: str = "y"
) -> TargetQuestion:
    """Whether the goal attains a level, in 2040 unless other years are named."""
    return TargetQuestion(id, value, window or TargetWindow(HORIZON), scenario)


def others() -> dict[str, Indicator]:
    """The driver that is known to the goal, and the one that is not."""
    return {name: indicator(name, "real", role="driver") for name in ("yen", "rain")}
