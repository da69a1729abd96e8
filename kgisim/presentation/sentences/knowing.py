"""Which data would be worth most for a goal, in sentences."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim.presentation import observation_rows
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator, wording

CLEAR = 2.0
"""Standard errors from which on a narrowing is told."""
SOON = ("missing", "verify")
"""Kinds of observation that could be made now, without waiting for years to come."""


def knowing_text(localized: LocalizedIndicator) -> Iterator[str]:
    """Say which number still to come would narrow the answer most, and which one obtainable now."""
    table = localized.view.run.explained("worth", localized.indicator.id)
    if table.empty:
        return
    ahead, now = table.loc[~table["kind"].isin(SOON)], table.loc[table["kind"].isin(SOON)]
    best = _best(ahead)
    if best is not None:
        yield _told(localized, best, "knowing.next")
    best = _best(now)
    if best is not None:
        yield _told(localized, best, f"knowing.{best.kind}")
    elif len(now):
        yield localized.t("knowing.nothing_now")
    if not localized.view.run.explained("wanted", localized.indicator.id).empty:
        yield localized.t("knowing.wanted")


def _best(table: pd.DataFrame) -> Any | None:
    """Pick the observation that narrows most, if that can be told from nothing."""
    clear = table.loc[table["narrowing"] > CLEAR * table["narrowing_error"]]
    return next(observation_rows.records(clear.sort_values("rank", kind="stable")), None)


def _told(localized: LocalizedIndicator, row: Any, key: str) -> str:
    series, language = (
        wording(localized.view.run, row.series, localized.language),
        localized.language,
    )
    return localized.t(
        key,
        title=series.indicator.title(language),
        horizon=localized.view.axis.last,
        years=series.year(int(row.first), int(row.last)),
        narrowing=decimal(100 * row.narrowing, 0, language),
        error=decimal(100 * row.narrowing_error, 1, language),
        move=decimal(100 * row.chance_move, 0, language),
    )
