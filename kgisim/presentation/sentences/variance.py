"""Where the uncertainty of a goal comes from, year by year."""

from typing import Any

import pandas as pd

from kgisim.presentation import observation_rows
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.localized import LocalizedIndicator


def spread_text(localized: LocalizedIndicator) -> str | None:
    """State how the variance of the last year is shared out; nothing where it was not split."""
    split = ordered(localized)
    last = split.loc[split["year"] == localized.view.axis.last]
    if last.empty:
        return None
    items = localized.t("list").join(
        localized.t(
            "spread.item",
            source=localized.t(f"explained.sources.{row.source}"),
            percent=_share_of_all(localized, row.share),
        )
        for row in observation_rows.records(last)
    )
    error = decimal(100 * float(last["error"].to_numpy().max()), 1, localized.language)
    return localized.t(
        "spread.said", year=localized.year(localized.view.axis.last), items=items, error=error
    )


def ordered(localized: LocalizedIndicator) -> pd.DataFrame:
    """Return the split of every year, the largest source of the last year first.

    Returns
    -------
    DataFrame
        Columns as in `kgisim.analysis.variance_decomposition.COLUMNS`, and the goal's.
    """
    split = localized.view.run.explained("variance", localized.indicator.id)
    last = split.loc[split["year"] == localized.view.axis.last].set_index("source")["share"]
    place = {name: n for n, name in enumerate(last.sort_values(ascending=False).index)}
    return split.sort_values(
        ["source", "year"], key=lambda one: one.map(place) if one.name == "source" else one
    ).reset_index(drop=True)


def spread_table(localized: LocalizedIndicator) -> pd.DataFrame:
    """Write the share of every source in a few years.

    Returns
    -------
    DataFrame
        Columns: the source, then a column for each milestone year with the share of the
        variance; one row per source.
    """
    split = ordered(localized)
    shown = split.loc[split["year"].isin(localized.view.milestones)]
    return pd.DataFrame(
        [
            {
                localized.t("explained.source"): localized.t(f"explained.sources.{source}"),
                **{
                    localized.year(int(row.year)): _share(localized, row)
                    for row in observation_rows.records(part)
                },
            }
            for source, part in shown.groupby("source", sort=False)
        ]
    )


def _share_of_all(localized: LocalizedIndicator, share: float) -> str:
    if share < 0.005:
        return localized.t("number.chance_below", percent=1)
    return percent(share, localized.language)


def _share(localized: LocalizedIndicator, row: Any) -> str:
    points = decimal(100 * row.error, 1, localized.language)
    return LINE.join(
        [percent(row.share, localized.language, 1), localized.t("cell.error", points=points)]
    )
