"""Compare the definitions of a goal: does the answer depend on which one is chosen."""

from dataclasses import replace

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, LEVEL, SCENARIO, SERIES, YEAR
from kgisim.screening.criteria import last_observed
from kgisim.targets.posed_question import PosedQuestion

SMALLEST = 1e-9
"""Levels below it are nought."""
COLUMNS = ("indicator", "level", "value", "chance", "chance_error")
"""Columns of the comparison: level today, the target that asks for the same relative change, and
its chance."""


def definitions_of(catalog: Catalog, name: str) -> tuple[str, ...]:
    """Return the ids of a goal and of its other definitions, the goal first."""
    main = catalog.indicators[name].variant_of or name
    family = [one for one in catalog.indicators.values() if main in (one.id, one.variant_of)]
    ranked = sorted(family, key=lambda one: (one.id != name, one.order, one.id))
    return tuple(one.id for one in ranked)


def compare_definitions(projection: Projection, posed: PosedQuestion) -> pd.DataFrame:
    """Ask for the same relative change under every definition that is projected.

    The target of another definition stands to that definition's level today as the goal's own
    target stands to its level; each level is the median in the last year observed.

    A definition under which there is hardly anything today (less than half of one) has no
    relative change, and so no chance.

    Parameters
    ----------
    projection
        Holds the scenario.
    posed
        The goal's own target, and the scenario under which the chances are taken.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per definition, the goal first; ``level`` and ``value`` in the
        unit of the definition. ``value`` and ``chance`` are NaN where there is hardly anything.
    """
    catalog, series, goal = projection.catalog, projection.series, posed.question.indicator
    names = [name for name in definitions_of(catalog, goal) if name in series]
    levels = {name: _level(projection, name) for name in names}
    today = levels[goal]
    rows = []
    for name in names:
        if name != goal and min(today, levels[name]) < _least(catalog, name):
            rows.append((name, levels[name], np.nan, np.nan, np.nan))
            continue
        own = posed if name == goal else _as(posed, name, levels[name] / today)
        chance = own.chance(own.drawn(projection.draws))
        rows.append((name, levels[name], own.question.value, chance.value, chance.error))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _least(catalog: Catalog, name: str) -> float:
    """Smallest level that has a relative change."""
    return 0.5 if catalog.indicators[name].scale == "count" else SMALLEST


def _as(posed: PosedQuestion, name: str, ratio: float) -> PosedQuestion:
    level = posed.question.value * ratio
    # what is settled of one definition is not of another
    return replace(posed, question=replace(posed.question, indicator=name, value=level), settled={})


def _level(projection: Projection, name: str) -> float:
    today = {SERIES: name, SCENARIO: BASELINE, YEAR: last_observed(projection.catalog, name)}
    return float(projection.draws[LEVEL].sel(today).median())
