"""Whether a goal may carry a number: the quality screen's verdict and reasons in sentences."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator, goals, wording
from kgisim.presentation.tables.results import LINE
from kgisim.screening.detectable_change import LEVEL, POWER
from kgisim.screening.screen import serving

if TYPE_CHECKING:
    from kgisim.runs.run import Run

SHARES = ("policy", "unverified", "definitions")
"""Criteria that are told in per cent."""


def screen_text(words: LocalizedIndicator) -> Iterator[str]:
    """Say whether a number is to be set, the reasons, and what to follow up instead or beside."""
    said, looked_at = verdict(words), _criteria(words)
    yield words.t(f"screen.verdict.{said}")
    yield from (_unmet(words, row) for row in observation_rows.records(looked_at) if not row.met)
    if looked_at.empty:
        yield words.t("screen.unmet.unscreened")
    if said == "none":
        yield from _instead(words)
    if len(looked_at) > 1:
        yield words.t("screen.example")


def verdict(words: LocalizedIndicator) -> str:
    """Give the verdict: ``carry``, ``conditions`` or ``none``; without a direction there is none.

    A goal of which neither more nor less is better is not screened: it cannot have a level.
    """
    found = words.outlook.run.explained("screens", words.indicator.id)
    return "none" if found.empty else str(found["verdict"].iloc[0])


def screens(run: "Run", language: str) -> pd.DataFrame:
    """List whether each goal may carry a number, and what speaks against it."""
    table = []
    for goal in goals(run):
        words = wording(run, goal.id, language)
        looked_at = _criteria(words)
        unmet = looked_at.loc[~looked_at["met"].astype(bool), "criterion"]
        against = [words.t(f"explained.criteria.{name}") for name in unmet]
        against += [words.t("explained.criteria.unscreened")] if looked_at.empty else []
        table.append(
            {
                words.t("column.goal"): words.title,
                words.t("explained.screen"): words.t(f"explained.screens.{verdict(words)}"),
                words.t("explained.unmet"): LINE.join(against) or words.t("blank"),
            }
        )
    return pd.DataFrame(table)


def criteria(words: LocalizedIndicator) -> pd.DataFrame:
    """Write everything that the screen looked at."""
    return pd.DataFrame(
        [
            {
                words.t("screen.criterion"): words.t(f"screen.name.{row.criterion}"),
                words.t("screen.found"): _value(words, row, row.value),
                words.t("screen.limit"): words.t(
                    f"screen.side.{_side(row)}", value=_value(words, row, row.limit)
                ),
                words.t("screen.result"): words.t("screen.met" if row.met else "screen.not_met"),
            }
            for row in observation_rows.records(_criteria(words))
            if row.criterion != "projected"
        ]
    )


def detectable_text(words: LocalizedIndicator) -> str | None:
    """Say which change one published number would show by which year."""
    table = words.outlook.run.explained("detectable", words.indicator.id)
    if table.empty:
        return None
    changes = words.t("list").join(
        words.t(
            "screen.change",
            year=words.year(int(row.year)),
            change=_change(words, abs(float(row.change))),
        )
        for row in observation_rows.records(table)
    )
    percents = {"level": round(100 * LEVEL), "power": round(100 * POWER)}
    return words.t("screen.detectable", changes=changes, **percents)


def _change(words: LocalizedIndicator, change: float) -> str:
    """Write a difference of values; of shares it is one of points."""
    if words.indicator.scale == "share":
        return words.t("measures.points", value=decimal(change, 1, words.language))
    return words.quantity(change)


def _criteria(words: LocalizedIndicator) -> pd.DataFrame:
    return words.outlook.run.explained("criteria", words.indicator.id)


def _unmet(words: LocalizedIndicator, row: Any) -> str:
    if row.criterion == "projected":
        return words.t("screen.unmet.projected")
    told = {"limit": _value(words, row, row.limit), "value": _value(words, row, row.value)}
    judged = words.year(words.outlook.basis.year)
    if row.criterion == "detection" and math.isinf(row.value):
        return words.t("screen.unmet.never", year=judged, **told)
    return words.t(f"screen.unmet.{row.criterion}", year=judged, **told)


def _instead(words: LocalizedIndicator) -> Iterator[str]:
    """Name the KPIs and components to follow up instead, and where the data wanted stand."""
    run = words.outlook.run
    listed = [run.catalog.indicators[id] for id in serving(run.catalog, words.indicator.id)]
    if listed:
        titles = words.t("list").join(one.title(words.language) for one in listed)
        yield words.t("screen.kpis", titles=titles)
    else:
        yield words.t("screen.no_kpi")
    if words.indicator.wanted:
        yield words.t("screen.wanted", count=len(words.indicator.wanted))


def _value(words: LocalizedIndicator, row: Any, value: float) -> str:
    if row.criterion in SHARES:
        return words.t("number.percent", percent=decimal(100 * value, 1, words.language))
    if row.criterion == "detection":
        if math.isinf(value):
            return words.t("screen.never", year=words.year(schema.LAST_YEAR))
        return words.year(int(value))
    if row.criterion == "error":
        return words.t("screen.times", value=decimal(value, 2, words.language))
    return words.t(f"screen.unit.{row.criterion}", value=decimal(value, 0, words.language))


def _side(row: Any) -> str:
    if row.criterion == "detection":
        return "latest"
    return "least" if row.criterion in ("rows", "policy") else "most"
