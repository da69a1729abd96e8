"""What the measures add to the chance of a target, and the least of them that would do."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim.analysis.package_solver import HIGHEST
from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.numbers import decimal, percent, signed
from kgisim.presentation.localized import LocalizedIndicator


def package_text(localized: LocalizedIndicator) -> Iterator[str]:
    """State what the measures add, and which smallest package reaches the wanted chance."""
    run, id = localized.view.run, localized.indicator.id
    asked = next(observation_rows.records(run.explained("questions", id)), None)
    packages = _packages(localized)
    if asked is None or "full" not in packages:
        return
    yield _added(localized, asked)
    yield _smallest(localized, asked, packages)
    if packages["full"].close:
        yield localized.t("measures.close", wanted=percent(asked.probability, localized.language))
    if "smallest" in packages and not packages["smallest"].proven:
        yield localized.t("measures.unproven")


def contributions(localized: LocalizedIndicator) -> pd.DataFrame:
    """Write what each measure adds alone, to all others, and as its fair share.

    Returns
    -------
    DataFrame
        Columns: the measure, and the percentage points that it adds alone, to all others, and
        as its share, each with its error; one row per measure.
    """
    run, id = localized.view.run, localized.indicator.id
    titles = _titles(localized)
    return pd.DataFrame(
        [
            {
                localized.t("column.measure_alone"): titles.get(row.measure, row.measure),
                **{
                    localized.t(f"measures.{which}"): _points(
                        localized,
                        getattr(row, f"chance_{which}"),
                        getattr(row, f"chance_{which}_error"),
                    )
                    for which in ("alone", "last", "share")
                },
            }
            for row in observation_rows.records(run.explained("contributions", id))
        ]
    )


def _added(localized: LocalizedIndicator, asked: Any) -> str:
    shares = observation_rows.records(
        localized.view.run.explained("contributions", localized.indicator.id)
    )
    titles = _titles(localized)
    items = [
        localized.t(
            "measures.item",
            title=titles.get(row.measure, row.measure),
            points=signed(100 * row.chance_share, 1, localized.language),
            error=decimal(100 * row.chance_share_error, 1, localized.language),
        )
        for row in shares
    ]
    language = localized.language
    before = asked.chance_without, asked.chance_without_error
    after = asked.chance_complete, asked.chance_complete_error
    return localized.t(
        "measures.added",
        target=localized.target(localized.view.example) if localized.view.example else "",
        package=localized.scenario(asked.package),
        before=numbers.chance(*before, language),
        after=numbers.chance(*after, language),
        error=numbers.error(max(before[1], after[1]), language),
        items=localized.t("list").join(items),
    )


def _smallest(localized: LocalizedIndicator, asked: Any, packages: dict[str, Any]) -> str:
    wanted = percent(asked.probability, localized.language)
    found = packages.get("smallest")
    key, one = ("full", packages["full"]) if found is None else ("smallest", found)
    return localized.t(
        f"measures.{key}",
        wanted=wanted,
        levels=_levels(localized, key),
        chance=numbers.chance(one.chance, one.chance_error, localized.language),
        error=numbers.error(one.chance_error, localized.language),
        highest=HIGHEST,
    )


def _packages(localized: LocalizedIndicator) -> dict[str, Any]:
    """Return one row of each role's best package; its measures are in other rows."""
    table = localized.view.run.explained("packages", localized.indicator.id)
    return {one.role: one for one in observation_rows.records(table.loc[table["place"] == 1])}


def _levels(localized: LocalizedIndicator, role: str) -> str:
    """List the measures of a role's package with their effort levels; left out ones are not."""
    titles = _titles(localized)
    table = localized.view.run.explained("packages", localized.indicator.id)
    taken = table.loc[(table["role"] == role) & (table["place"] == 1) & (table["level"] > 0)]
    return localized.t("list").join(
        localized.t("measures.level", title=titles.get(row.measure, row.measure), level=row.level)
        for row in observation_rows.records(taken)
    )


def _points(localized: LocalizedIndicator, value: float, error: float) -> str:
    points = localized.t("cell.error", points=decimal(100 * error, 1, localized.language))
    return LINE.join(
        [localized.t("measures.points", value=signed(100 * value, 1, localized.language)), points]
    )


def _titles(localized: LocalizedIndicator) -> dict[str, str]:
    scenarios = localized.view.run.scenarios.values()
    return {one.id: one.title(localized.language) for each in scenarios for one in each.measures}
