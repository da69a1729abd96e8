"""Synthetic futures whose answers are known in closed form."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr

from kgisim.evidence.base import Text
from kgisim.projection.effects import elicited, profile
from kgisim.projection.scenario import Effect, Measure, Scenario
from kgisim.rng import stream
from kgisim.schema import BASELINE, DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.posed_question import PosedQuestion
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow
from tests.builders import AXIS, PLAN

WORDS = Text(ja="例", en="example")
DRAWS = 4000
HORIZON = AXIS > 2025


def normals(count: int, seed: int = 7, draws: int = DRAWS) -> np.ndarray:
    """Draws (draw, count) of independent standard normals with exact moments.

    Their means are 0 and their covariance is the identity, so that only what is not linear in
    them has a Monte Carlo error.
    """
    rough = np.random.default_rng(seed).standard_normal((draws, count))
    rough -= rough.mean(axis=0)
    return rough @ np.linalg.inv(np.linalg.cholesky(rough.T @ rough / draws)).T


def dataset(paths: Mapping[str, Mapping[str, Any]], noise: float = 0.0) -> xr.Dataset:
    """A projection from scenario -> series -> level (draw, year); the outcome adds noise."""
    names, series = list(paths), list(next(iter(paths.values())))
    level = np.stack(
        [
            np.stack([np.asarray(paths[name][one], dtype=float) for one in series], -1)
            for name in names
        ]
    )
    shake = np.random.default_rng(11).standard_normal(level.shape[1:]) if noise else 0.0
    dims = (SCENARIO, DRAW, YEAR, SERIES)
    return xr.Dataset(
        {LEVEL: (dims, level), OUTCOME: (dims, level + noise * shake)},
        coords={SCENARIO: names, DRAW: np.arange(level.shape[1]), YEAR: AXIS, SERIES: series},
    )


def measure(name: str, low: float, middle: float, high: float, **more: Any) -> Measure:
    given: dict[str, Any] = {
        "id": name,
        "title": WORDS,
        "indicator": "x",
        "on": "level",
        "unit": "points",
        "effect": Effect(p10=low, p50=middle, p90=high),
        "start": 2028,
        "rationale": WORDS,
        "source": "illustrative",
    }
    return Measure(**(given | more))


def scenario(name: str = "package", *measures: Measure, **more: Any) -> Scenario:
    return Scenario(id=name, title=WORDS, description=WORDS, measures=measures, **more)


BASE = scenario(BASELINE)


def additive(
    paths: Mapping[str, np.ndarray], *, noise: float = 0.0, seed: int = 1
) -> Callable[[Scenario], xr.Dataset]:
    """A projection in which measures simply add their elicited effect to their indicator."""

    def project(chosen: Scenario) -> xr.Dataset:
        moved = {name: path.copy() for name, path in paths.items()}
        for one in chosen.measures:
            uniform = stream(seed, "measure", one.id).random(len(moved[one.indicator]))
            moved[one.indicator] += elicited(one.effect, uniform)[:, None] * profile(one, PLAN.axis)
        for world in chosen.world:
            if world.quantile is not None:
                moved[world.driver][:] = np.quantile(moved[world.driver], world.quantile, axis=0)
        return dataset({BASELINE: paths, chosen.id: moved}, noise)

    return project


def flat(values: np.ndarray) -> np.ndarray:
    """The same value in every year."""
    return values[:, None] * np.ones(len(AXIS))


def posed(
    id: str, value: float, window: TargetWindow | None = None, scenario: str = BASELINE, **known
) -> PosedQuestion:
    """Whether a series attains a level, in the last year unless other years are named."""
    question = TargetQuestion(id, value, window or TargetWindow(PLAN.horizon), scenario)
    return PosedQuestion(question, **known)
