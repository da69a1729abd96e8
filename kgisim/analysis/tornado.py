"""How far each uncertain assumption alone swings an answer: the rows of a tornado chart."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kgisim.evidence.base import Text
from kgisim.projection.scenario import (
    Effect,
    Measure,
    Part,
    Response,
    Scenario,
    Shock,
    WorldPath,
    key_of,
    kind_of,
    name_of,
)
from kgisim.targets.posed_question import PosedQuestion, Project, combination

LOW, HIGH = 0.1, 0.9
"""Quantiles at which an assumption is held."""
COLUMNS = (
    "assumption",
    "kind",
    "name",
    "chance_low",
    "chance_high",
    "chance_swing",
    "chance_swing_error",
    "median_low",
    "median_high",
    "median_swing",
    "median_swing_error",
)
"""Columns of the table. ``assumption`` is the key of a part of a scenario, ``kind`` what it is
(``measure``, ``shock``, ``response``, ``world``), and ``name`` its id, or its driver."""
Pair = tuple[Part, Scenario, Scenario]
"""Assumption, and the scenario with it at its low and at its high end."""


def tornado(
    project: Project, package: Scenario, posed: PosedQuestion, drivers: Sequence[str] = ()
) -> pd.DataFrame:
    """Hold each assumption at its 10 and its 90 % quantile; the largest swing comes first.

    All other assumptions stay drawn, so that the swing is one of the chance that is printed, and
    not of a chance in a world in which everything else is known. What was elicited (effects,
    depths, elasticities) is held at its quantiles; a driver at the paths that lie at those
    quantiles of its own model in every year, also where the scenario assumes another path: the
    swing is then that of the assumption being wrong.

    Parameters
    ----------
    project
        Carries the draws through a scenario.
    package
        The scenario that is asked about.
    drivers
        Drivers to be tried.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; one row per assumption.
    """
    rows = [_row(project, posed, *pair) for pair in (*_effects(package), *_world(package, drivers))]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    ranks = {"chance": table["chance_swing"].abs(), "median": table["median_swing"].abs()}
    order = pd.DataFrame(ranks).sort_values(["chance", "median"], ascending=False, kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _effects(package: Scenario) -> Iterator[Pair]:
    for part in package.parts:
        if not isinstance(part, WorldPath):
            low, high = (_replaced(package, _held(part, end)) for end in ("p10", "p90"))
            yield part, low, high


def _held(part: Measure | Shock | Response, end: str) -> Part:
    """Return a part whose elicited numbers are known to be at one of their quantiles."""

    def known(effect: Effect) -> Effect:
        size = getattr(effect, end)
        return Effect(p10=size, p50=size, p90=size)

    if isinstance(part, Measure):
        return part.model_copy(update={"effect": known(part.effect)})
    if isinstance(part, Response):
        return part.model_copy(update={"elasticity": known(part.elasticity)})
    hits = tuple(hit.model_copy(update={"depth": known(hit.depth)}) for hit in part.hits)
    return part.model_copy(update={"hits": hits})


def _world(package: Scenario, drivers: Sequence[str]) -> Iterator[Pair]:
    for driver in drivers:
        low, high = (_path(driver, quantile) for quantile in (LOW, HIGH))
        yield low, _replaced(package, low), _replaced(package, high)


def _path(driver: str, quantile: float) -> WorldPath:
    return WorldPath(
        driver=driver,
        kind="quantile",
        quantile=quantile,
        start=1900,  # history never changes, so this means as early as possible
        rationale=Text(ja="感度分析", en="sensitivity analysis"),
        source="model",
    )


def _replaced(package: Scenario, part: Part) -> Scenario:
    """Return the scenario with a part in place of the one that it has under the same key."""
    others = (other for other in package.parts if key_of(other) != key_of(part))
    return package.with_parts((*others, part))


def _row(
    project: Project, posed: PosedQuestion, part: Part, low: Scenario, high: Scenario
) -> dict[str, object]:
    ends = [posed.drawn(project(one), one.id) for one in (low, high)]
    swing, median = combination(posed, [(-1.0, ends[0]), (1.0, ends[1])])
    return {
        "assumption": key_of(part),
        "kind": kind_of(part),
        "name": name_of(part),
        "chance_low": posed.chance(ends[0]).value,
        "chance_high": posed.chance(ends[1]).value,
        "chance_swing": swing.value,
        "chance_swing_error": swing.error,
        "median_low": float(np.median(ends[0])),
        "median_high": float(np.median(ends[1])),
        "median_swing": median.value,
        "median_swing_error": median.error,
    }
