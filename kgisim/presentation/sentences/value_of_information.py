"""What is not known, and what it would be worth to know it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim.presentation import observation_rows
from kgisim.presentation.i18n.numbers import decimal, year_name
from kgisim.presentation.localized import LocalizedIndicator, wording

if TYPE_CHECKING:
    from kgisim.runs.results import Results
    from kgisim.runs.run import Run

MOST = 10
"""Observations that are listed, the most worthwhile first."""
CLEAR = 2.0
"""Standard errors from which on a narrowing is told."""
SOON = ("missing", "verify")
"""Kinds of observation that could be made now, without waiting for years to come."""


def worth(localized: LocalizedIndicator) -> pd.DataFrame:
    """List the observations that would narrow a goal's future most, with the errors of the ranking.

    Returns
    -------
    DataFrame
        Columns: rank, what would be observed and when, by how many per cent the spread would
        shrink, by how many points the chance of the example target would be expected to move;
        at most `MOST` rows.
    """
    run, language = localized.view.run, localized.language
    table = run.explained("worth", localized.indicator.id)
    table = table.sort_values("rank", kind="stable").head(MOST)
    return pd.DataFrame(
        [
            {
                localized.t("worth.rank"): str(int(row.rank)),
                localized.t("worth.what"): _what(run, row, language),
                localized.t("worth.narrowing"): localized.t(
                    "worth.percent",
                    value=decimal(100 * row.narrowing, 1, language),
                    error=decimal(100 * row.narrowing_error, 1, language),
                ),
                localized.t("worth.move"): localized.t(
                    "worth.points", value=decimal(100 * row.chance_move, 1, language)
                ),
            }
            for row in observation_rows.records(table)
        ]
    )


def _what(run: "Results", row: Any, language: str) -> str:
    localized = wording(run, row.series, language)
    years = year_name(int(row.first), localized.indicator.period, language, int(row.last))
    # nobody publishes an identity: it is known when its parts are
    kind = "computed" if row.kind == "next" and localized.indicator.identity else row.kind
    return localized.t(f"worth.kind.{kind}", title=localized.title, years=years)


def wanted(localized: LocalizedIndicator) -> list[str]:
    """List the data that a goal's authors want most, in their words."""
    return [note(localized.language) for note in localized.indicator.wanted]


def gaps(run: "Run", ids: tuple[str, ...], language: str) -> pd.DataFrame:
    """List, for each series, the years without a number of their own between first and last.

    Returns
    -------
    DataFrame
        Columns: the series, its first and last year, its number of rows, and the years that are
        missing; one row per series with rows.
    """
    found = []
    for id in ids:
        localized, table = wording(run, id, language), run.catalog.rows(id)
        if table.empty:
            continue
        starts, ends = table["year"].to_numpy(int), table["year_end"].to_numpy(int)
        own, first, last = set(starts[starts == ends]), int(starts.min()), int(ends.max())
        missing = [year for year in range(first, last + 1) if year not in own]
        found.append(
            {
                localized.t("column.indicator"): localized.title,
                localized.t("worth.known"): localized.year(first, last),
                localized.t("worth.rows"): decimal(len(table), 0, language),
                localized.t("worth.missing"): _runs_of(missing, localized)
                or localized.t("worth.none"),
            }
        )
    return pd.DataFrame(found)


def _runs_of(years: list[int], localized: Any) -> str:
    """Write years as spans: neighbours are drawn together."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return localized.t("list").join(localized.year(first, last) for first, last in spans)


def information_text(localized: LocalizedIndicator) -> Iterator[str]:
    """State which number would narrow the answer most: of those to come, and of those at hand."""
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
