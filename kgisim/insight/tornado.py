"""How far each uncertain assumption alone swings an answer: the rows of a tornado chart."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kgisim.evidence.indicator import Text
from kgisim.insight.question import Project, Question, combination
from kgisim.names import FIRST_YEAR
from kgisim.projection.scenario import Effect, Scenario, WorldPath

LOW, HIGH = 0.1, 0.9
"""Quantiles at which an assumption is held."""
COLUMNS = (
    "assumption",
    "kind",
    "chance_low",
    "chance_high",
    "chance_swing",
    "chance_swing_error",
    "median_low",
    "median_high",
    "median_swing",
    "median_swing_error",
)
"""Columns of the table; ``kind`` is ``effect`` of a measure or ``world`` (a driver)."""
Pair = tuple[str, str, Scenario, Scenario]
"""Assumption, kind, and the scenario with it at its low and at its high end."""


def tornado(
    project: Project, package: Scenario, question: Question, drivers: Sequence[str] = ()
) -> pd.DataFrame:
    """Hold each assumption at its 10 and its 90 % quantile; the largest swing comes first.

    All other assumptions stay drawn, so that the swing is one of the chance that is printed, and
    not of a chance in a world in which everything else is known. An elicited effect is held at
    its quantiles; a driver at the paths that lie at those quantiles of its own model in every
    year, also where the scenario assumes another path: the swing is then that of the assumption
    being wrong.

    Parameters
    ----------
    project
        Carries the draws through a scenario.
    package
        The scenario that is asked about.
    drivers
        Drivers to be tried.
    """
    rows = [
        _row(project, question, *pair) for pair in (*_effects(package), *_world(package, drivers))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    ranks = {"chance": table["chance_swing"].abs(), "median": table["median_swing"].abs()}
    order = pd.DataFrame(ranks).sort_values(["chance", "median"], ascending=False, kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _effects(package: Scenario) -> Iterator[Pair]:
    for measure in package.measures:
        low, high = (
            _with_effect(package, measure.id, size)
            for size in (measure.effect.p10, measure.effect.p90)
        )
        yield measure.id, "effect", low, high


def _with_effect(package: Scenario, name: str, size: float) -> Scenario:
    known = Effect(p10=size, p50=size, p90=size)
    measures = tuple(
        one.model_copy(update={"effect": known}) if one.id == name else one
        for one in package.measures
    )
    return package.model_copy(update={"measures": measures})


def _world(package: Scenario, drivers: Sequence[str]) -> Iterator[Pair]:
    for driver in drivers:
        low, high = (_with_path(package, driver, quantile) for quantile in (LOW, HIGH))
        yield driver, "world", low, high


def _with_path(package: Scenario, driver: str, quantile: float) -> Scenario:
    held = WorldPath(
        driver=driver,
        kind="quantile",
        quantile=quantile,
        start=FIRST_YEAR,  # history never changes, so this means as early as possible
        rationale=Text(ja="感度分析", en="sensitivity analysis"),
        source="model",
    )
    others = tuple(path for path in package.world if path.driver != driver)
    return package.model_copy(update={"world": (*others, held)})


def _row(
    project: Project, question: Question, name: str, kind: str, low: Scenario, high: Scenario
) -> dict[str, object]:
    ends = [question.drawn(project(one), one.id) for one in (low, high)]
    swing, median = combination(question, [(-1.0, ends[0]), (1.0, ends[1])])
    return {
        "assumption": name,
        "kind": kind,
        "chance_low": question.chance(ends[0]).value,
        "chance_high": question.chance(ends[1]).value,
        "chance_swing": swing.value,
        "chance_swing_error": swing.error,
        "median_low": float(np.median(ends[0])),
        "median_high": float(np.median(ends[1])),
        "median_swing": median.value,
        "median_swing_error": median.error,
    }
