"""What is different since an earlier run: files, published numbers, chances."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator, goals, wording
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.attainment import change_error
from kgisim.targets.forecast import choose

if TYPE_CHECKING:
    from kgisim.runs.run import Run

ROW_KEY = ["indicator", "year", "year_end", "relation", "source", "definition"]
"""Columns that tell one published number from another."""
NUMBER = ["value", "low", "high", "se", "of", "design_effect"]
"""Columns that hold the number itself."""


def changed_files(run: "Run", since: "Run", language: str) -> pd.DataFrame:
    """List the input files that were added, removed or changed since an earlier run.

    Returns
    -------
    DataFrame
        Columns: the file, and what happened to it; one row per file, no columns if none
        changed.
    """
    before, after = since.manifest["inputs"], run.manifest["inputs"]
    table = [
        {text("changes.file", language): file, text("changes.what", language): _what(one, language)}
        for file in sorted({*before, *after})
        if (one := (before.get(file), after.get(file)))[0] != one[1]
    ]
    return pd.DataFrame(table)


def changed_rows(run: "Run", since: "Run", language: str) -> pd.DataFrame:
    """List the published numbers that were added, removed or revised since an earlier run.

    Returns
    -------
    DataFrame
        Columns: the series, the period, the value before and after; one row per value, no
        columns if none changed.
    """
    old, new = (_numbers(one) for one in (since, run))
    table = []
    for key in sorted({*old, *new}):
        before, after = old.get(key, []), new.get(key, [])
        if _same(before, after):
            continue
        localized = wording(run if key[0] in run.catalog.indicators else since, key[0], language)
        table.append(
            {
                localized.t("column.indicator"): localized.title,
                localized.t("column.period"): localized.year(int(key[1]), int(key[2])),
                localized.t("changes.before"): _value(before, localized),
                localized.t("changes.after"): _value(after, localized),
            }
        )
    return pd.DataFrame(table)


def changed_chances(run: "Run", since: "Run", language: str) -> pd.DataFrame:
    """Set the chance of every level of an earlier run beside that in this one.

    The earlier run's levels are kept, also where this run would propose others. The error of a
    change is that of paired futures where both runs have as many.

    Returns
    -------
    DataFrame
        Columns: goal, target, chance before and after under the baseline, and the change in
        points with its error; one row per target of the earlier run.
    """
    table = []
    for goal in goals(since):
        if goal.id not in run.projection.series or goal.id not in run.catalog.indicators:
            continue
        localized, before = wording(run, goal.id, language), wording(since, goal.id, language)
        for old in before.view.targets:
            share, mcse = _chance_now(localized, old)
            change = share - old.chance(schema.BASELINE)
            window = old.question.window
            table.append(
                {
                    localized.t("column.goal"): localized.title,
                    localized.t("column.target"): f"{before.target(old)}\n{localized.when(window)}",
                    localized.t("changes.before"): before.chance(old, schema.BASELINE),
                    localized.t("changes.after"): numbers.chance(share, mcse, language),
                    localized.t("changes.points"): _change(
                        change, _change_error(run, since, old), language
                    ),
                }
            )
    return pd.DataFrame(table)


def _chance_now(localized: LocalizedIndicator, old: LabelledTarget) -> tuple[float, float]:
    """Return chance and error of an earlier run's level in this run, under the baseline."""
    for target in localized.view.targets:
        same = target.question.value == old.question.value
        if same and target.question.window == old.question.window:
            return target.chance(schema.BASELINE), target.mcse(schema.BASELINE)
    forecast = forecast_in(localized.view.run, localized.indicator.id)
    found, mcse = (choose(one, schema.BASELINE) for one in forecast.chance(old.question))
    return float(found), float(mcse)


def _change_error(run: "Run", since: "Run", target: LabelledTarget) -> float:
    question = target.question.under(schema.BASELINE)
    forecasts = [forecast_in(one, question.indicator) for one in (since, run)]
    reached = [one.reached(question) for one in forecasts]
    sizes = [one.posterior_size(one.drawn(question.window)) for one in forecasts]
    return change_error(reached[0], reached[1], sizes[0], sizes[1])


def _change(change: float, error: float, language: str) -> str:
    """Write a change in points with its error, and whether it is more than that."""
    written = text(
        "changes.change",
        language,
        points=numbers.signed(100 * change, 1, language),
        error=numbers.error(error, language),
    )
    if 0 < abs(change) < numbers.ERRORS * error:
        return LINE.join([written, text("changes.within", language)])
    return written


def _what(digests: tuple[str | None, str | None], language: str) -> str:
    before, after = digests
    kind = "added" if before is None else "removed" if after is None else "changed"
    return text(f"changes.{kind}", language)


def _numbers(run: "Run") -> dict[tuple, list[Any]]:
    """Return the published numbers by what tells them apart."""
    found: dict[tuple, list[Any]] = {}
    for row in observation_rows.records(run.catalog.observations):
        found.setdefault(tuple(getattr(row, name) for name in ROW_KEY), []).append(row)
    return found


def _same(before: list[Any], after: list[Any]) -> bool:
    # as text, so that blanks are equal to each other
    told = [
        str([[getattr(row, name) for name in NUMBER] for row in one]) for one in (before, after)
    ]
    return told[0] == told[1]


def _value(found: list[Any], localized: LocalizedIndicator) -> str:
    written = [observation_rows.value_of(row, localized.quantity) for row in found]
    return localized.t("list").join(written) or localized.t("blank")
