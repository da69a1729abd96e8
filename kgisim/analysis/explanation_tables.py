"""Explanations as rows of tables that a run keeps."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from kgisim.analysis import (
    assumption_ledger,
    contributions,
    sensitivity_indices,
    tornado,
    value_of_information,
    variance_decomposition,
)
from kgisim.analysis.explain import Explanation
from kgisim.analysis.package_solver import Package
from kgisim.screening.definition_variants import COLUMNS as DEFINITION_COLUMNS
from kgisim.screening.screen import ScreenResult

STEPS = ("without", "complete", "interaction")
"""Sums of `contributions.Contributions`."""
TABLES = {
    "questions": (
        "indicator",
        "value",
        "year",
        "window",
        "statistic",
        "since",
        "package",
        "probability",
        *(
            f"{what}_{step}{kind}"
            for step in STEPS
            for what in ("chance", "median")
            for kind in ("", "_error")
        ),
    ),
    "contributions": ("indicator", *contributions.COLUMNS),
    "packages": (
        "indicator",
        "role",
        "place",
        "measure",
        "level",
        "cost",
        "chance",
        "chance_error",
        "proven",
        "priced",
        "close",
    ),
    "tornado": ("indicator", *tornado.COLUMNS),
    "indices": ("indicator", *sensitivity_indices.COLUMNS),
    "ledger": ("indicator", *assumption_ledger.COLUMNS),
    "worth": value_of_information.COLUMNS,
    "wanted": value_of_information.UNRANKED_COLUMNS,
    "variance": ("indicator", *variance_decomposition.COLUMNS),
    "screens": ("indicator", "verdict"),
    "criteria": ("indicator", "criterion", "value", "limit", "met", "decisive"),
    "detectable": ("indicator", "year", "change"),
    "definitions": (
        "indicator",
        *(f"definition_{n}" if n == "indicator" else n for n in DEFINITION_COLUMNS),
    ),
}
"""Tables of explanations and their columns (docs/schema.md, Run)."""
Rows = Iterator[tuple[str, dict[str, Any]]]
"""Name of a table, and one of its rows."""


def explained(found: Explanation) -> Rows:
    """Return the rows that explain one answer under a package."""
    name = found.question.indicator
    yield "questions", _asked(found)
    if found.contributions is not None:
        yield from listed("contributions", found.contributions.table, name)
    if found.solution is not None:
        yield from _packages(found)
    for table in ("tornado", "indices", "ledger"):
        yield from listed(table, getattr(found, table), name)
    yield from listed("worth", found.worth)
    yield from screened(found.screen)


def _asked(found: Explanation) -> dict[str, Any]:
    question = found.question
    row: dict[str, Any] = {
        "indicator": question.indicator,
        "value": question.value,
        "package": question.scenario,
    }
    row |= question.window.columns
    if found.solution is not None:
        row["probability"] = found.solution.probability
    if found.contributions is not None:
        for step in STEPS:
            both = getattr(found.contributions, step)
            for what in ("chance", "median"):
                estimate = getattr(both, what)
                row[f"{what}_{step}"] = estimate.value
                row[f"{what}_{step}_error"] = estimate.error
    return row


def _packages(found: Explanation) -> Rows:
    solution = found.solution
    assert solution is not None
    facts = {name: getattr(solution, name) for name in ("proven", "priced", "close")}
    roles = [("smallest", 1, solution.package), ("full", 1, solution.full)]
    roles += [("smaller", place, one) for place, one in enumerate(solution.smaller, start=1)]
    for role, place, one in roles:
        if one is not None:
            known = {"indicator": found.question.indicator, "role": role, "place": place}
            for measure, level in one.levels.items():
                taken = {"measure": measure, "level": level}
                yield "packages", known | taken | _package(one) | facts


def _package(one: Package) -> dict[str, Any]:
    return {
        "cost": one.cost,
        "chance": one.chance.value,
        "chance_error": one.chance.error,
    }


def screened(found: ScreenResult) -> Rows:
    """Return the rows of one goal's quality screen."""
    name = found.indicator
    yield "screens", {"indicator": name, "verdict": found.verdict}
    for one in found.criteria:
        row = {"value": one.value, "limit": one.limit, "met": one.met, "decisive": one.decisive}
        yield "criteria", {"indicator": name, "criterion": one.name} | row
    for year, change in found.detectable.items():
        yield "detectable", {"indicator": name, "year": year, "change": change}
    renamed = found.definitions.rename(columns={"indicator": "definition_indicator"})
    yield from listed("definitions", renamed, name)


def listed(table: str, rows: pd.DataFrame, name: str | None = None) -> Rows:
    """Return the rows of a table, behind the goal that they are about."""
    own: dict[str, Any] = {} if name is None else {"indicator": name}
    known: Iterable[dict[Any, Any]] = rows.to_dict("records")
    for row in known:
        yield table, own | {str(key): value for key, value in row.items()}
