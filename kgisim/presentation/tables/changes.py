"""What is different since an earlier run: files, published numbers, chances."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator, goals, wording

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
    """Set the chance of every target beside that in an earlier run, with the change and its error.

    The errors of both runs are added as if independent, which overstates the error of a change
    where both used the same seed.

    Returns
    -------
    DataFrame
        Columns: goal, target, chance before and after under the baseline, and the change in
        points with its error; one row per target that both runs have.
    """
    table = []
    for goal in goals(run):
        if goal.id not in since.catalog.indicators:
            continue
        localized, before = wording(run, goal.id, language), wording(since, goal.id, language)
        known = {(one.question.value, one.question.window): one for one in before.view.targets}
        for target in localized.view.targets:
            old = known.get((target.question.value, target.question.window))
            if old is None:
                continue
            change = target.chance(schema.BASELINE) - old.chance(schema.BASELINE)
            error = (target.mcse(schema.BASELINE) ** 2 + old.mcse(schema.BASELINE) ** 2) ** 0.5
            table.append(
                {
                    localized.t("column.goal"): localized.title,
                    localized.t(
                        "column.target"
                    ): f"{localized.target(target)}\n{localized.when(target.question.window)}",
                    localized.t("changes.before"): before.chance(old, schema.BASELINE),
                    localized.t("changes.after"): localized.chance(target, schema.BASELINE),
                    localized.t("changes.points"): localized.t(
                        "changes.change",
                        points=numbers.signed(100 * change, 1, language),
                        error=numbers.error(error, language),
                    ),
                }
            )
    return pd.DataFrame(table)


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
