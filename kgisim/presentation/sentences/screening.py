"""Whether a goal may carry a number: the quality screen's verdict and reasons in sentences."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator, goals, wording
from kgisim.screening.detectable_change import LEVEL, POWER
from kgisim.screening.screen import serving

if TYPE_CHECKING:
    from kgisim.runs.run import Run

SHARES = ("policy", "unverified")
"""Criteria that are told in per cent."""


def screen_text(localized: LocalizedIndicator) -> Iterator[str]:
    """Return whether a number is to be set, the reasons, and what else to follow up."""
    said, looked_at = verdict(localized), _criteria(localized)
    yield localized.t(f"screen.verdict.{said}")
    yield from (
        _unmet(localized, row) for row in observation_rows.records(looked_at) if not row.met
    )
    if looked_at.empty:
        yield localized.t("screen.unmet.unscreened")
    if said == "none":
        yield from _instead(localized)
    if len(looked_at) > 1:
        yield localized.t("screen.example")


def verdict(localized: LocalizedIndicator) -> str:
    """Return the verdict: ``carry``, ``conditions`` or ``none``; without a direction there is none.

    A goal of which neither more nor less is better is not screened: it cannot have a level.
    """
    found = localized.view.run.explained("screens", localized.indicator.id)
    return "none" if found.empty else str(found["verdict"].iloc[0])


def screens(run: "Run", language: str) -> pd.DataFrame:
    """List whether each goal may carry a number, and what speaks against it.

    Returns
    -------
    DataFrame
        Columns: the goal, the verdict, and the criteria that are not met; one row per goal.
    """
    table = []
    for goal in goals(run):
        localized = wording(run, goal.id, language)
        looked_at = _criteria(localized)
        unmet = looked_at.loc[~looked_at["met"].astype(bool), "criterion"]
        against = [localized.t(f"explained.criteria.{name}") for name in unmet]
        against += [localized.t("explained.criteria.unscreened")] if looked_at.empty else []
        table.append(
            {
                localized.t("column.goal"): localized.title,
                localized.t("explained.screen"): localized.t(
                    f"explained.screens.{verdict(localized)}"
                ),
                localized.t("explained.unmet"): LINE.join(against) or localized.t("blank"),
            }
        )
    return pd.DataFrame(table)


def criteria(localized: LocalizedIndicator) -> pd.DataFrame:
    """Write everything that the screen looked at.

    Returns
    -------
    DataFrame
        Columns: the criterion, what was found, the limit, and whether it is met; one row per
        criterion but that of having a projection.
    """
    return pd.DataFrame(
        [
            {
                localized.t("screen.criterion"): localized.t(f"screen.name.{row.criterion}"),
                localized.t("screen.found"): _value(localized, row, row.value),
                localized.t("screen.limit"): localized.t(
                    f"screen.side.{_side(row)}", value=_value(localized, row, row.limit)
                ),
                localized.t("screen.result"): localized.t(
                    "screen.met" if row.met else "screen.not_met"
                ),
            }
            for row in observation_rows.records(_criteria(localized))
            if row.criterion != "projected"
        ]
    )


def detectable_text(localized: LocalizedIndicator) -> str | None:
    """State which change one published number would show by which year."""
    table = localized.view.run.explained("detectable", localized.indicator.id)
    if table.empty:
        return None
    changes = localized.t("list").join(
        localized.t(
            "screen.change",
            year=localized.year(int(row.year)),
            change=_change(localized, abs(float(row.change))),
        )
        for row in observation_rows.records(table)
    )
    percents = {"level": round(100 * LEVEL), "power": round(100 * POWER)}
    return localized.t("screen.detectable", changes=changes, **percents)


def _change(localized: LocalizedIndicator, change: float) -> str:
    """Write a difference of values; of shares it is one of points."""
    if localized.indicator.scale == "share":
        return localized.t("measures.points", value=decimal(change, 1, localized.language))
    return localized.quantity(change)


def _criteria(localized: LocalizedIndicator) -> pd.DataFrame:
    return localized.view.run.explained("criteria", localized.indicator.id)


def _unmet(localized: LocalizedIndicator, row: Any) -> str:
    if row.criterion == "projected":
        return localized.t("screen.unmet.projected")
    told = {"limit": _value(localized, row, row.limit), "value": _value(localized, row, row.value)}
    judged = localized.year(localized.view.window.year)
    if row.criterion == "detection" and math.isinf(row.value):
        return localized.t("screen.unmet.never", year=judged, **told)
    if row.criterion == "width" and math.isinf(row.value):
        return localized.t("screen.unmet.no_size", year=judged, **told)
    return localized.t(f"screen.unmet.{row.criterion}", year=judged, **told)


def _instead(localized: LocalizedIndicator) -> Iterator[str]:
    """Name the KPIs and components to follow up instead, and where the data wanted stand."""
    run = localized.view.run
    listed = [run.catalog.indicators[id] for id in serving(run.catalog, localized.indicator.id)]
    if listed:
        titles = localized.t("list").join(one.title(localized.language) for one in listed)
        yield localized.t("screen.kpis", titles=titles)
    else:
        yield localized.t("screen.no_kpi")
    if localized.indicator.wanted:
        yield localized.t("screen.wanted", count=len(localized.indicator.wanted))


def _value(localized: LocalizedIndicator, row: Any, value: float) -> str:
    if row.criterion == "definitions":  # a difference of chances
        points = decimal(100 * value, 1, localized.language)
        return localized.t("measures.points", value=points)
    if row.criterion in SHARES:
        return localized.t("number.percent", percent=decimal(100 * value, 1, localized.language))
    if row.criterion == "detection":
        if math.isinf(value):
            return localized.t("screen.never", year=localized.year(localized.view.axis.last))
        return localized.year(int(value))
    if row.criterion == "error":
        return localized.t("screen.times", value=decimal(value, 2, localized.language))
    if row.criterion == "width":
        if math.isinf(value):
            return localized.t("screen.no_size")
        return localized.t("screen.times", value=decimal(value, 1, localized.language))
    return localized.t(f"screen.unit.{row.criterion}", value=decimal(value, 0, localized.language))


def _side(row: Any) -> str:
    if row.criterion == "detection":
        return "latest"
    return "least" if row.criterion in ("rows", "policy") else "most"
