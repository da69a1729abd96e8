"""Where the uncertainty of a goal comes from, year by year."""

from typing import Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.i18n.numbers import decimal, percent
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.tables.results import LINE

SHOWN = (2028, 2032, 2036, 2040)
"""Years that stand in the table."""


def spread_text(words: LocalizedIndicator) -> str | None:
    """Say how the variance of the last year is shared out; nothing where it was not split."""
    split = ordered(words)
    last = split.loc[split["year"] == schema.LAST_YEAR]
    if last.empty:
        return None
    items = words.t("list").join(
        words.t(
            "spread.item",
            source=words.t(f"explained.sources.{row.source}"),
            percent=_share_of_all(words, row.share),
        )
        for row in observation_rows.records(last)
    )
    error = decimal(100 * float(last["error"].to_numpy().max()), 1, words.language)
    return words.t("spread.said", year=words.year(schema.LAST_YEAR), items=items, error=error)


def ordered(words: LocalizedIndicator) -> pd.DataFrame:
    """Give the split of every year, the largest source of the last year first."""
    split = words.outlook.run.explained("variance", words.indicator.id)
    last = split.loc[split["year"] == schema.LAST_YEAR].set_index("source")["share"]
    place = {name: n for n, name in enumerate(last.sort_values(ascending=False).index)}
    return split.sort_values(
        ["source", "year"], key=lambda one: one.map(place) if one.name == "source" else one
    ).reset_index(drop=True)


def spread_table(words: LocalizedIndicator) -> pd.DataFrame:
    """Write the share of every source in a few years."""
    split = ordered(words)
    return pd.DataFrame(
        [
            {
                words.t("explained.source"): words.t(f"explained.sources.{source}"),
                **{
                    words.year(int(row.year)): _share(words, row)
                    for row in observation_rows.records(part)
                },
            }
            for source, part in split.loc[split["year"].isin(SHOWN)].groupby("source", sort=False)
        ]
    )


def _share_of_all(words: LocalizedIndicator, share: float) -> str:
    if share < 0.005:
        return words.t("number.chance_below", percent=1)
    return percent(share, words.language)


def _share(words: LocalizedIndicator, row: Any) -> str:
    points = decimal(100 * row.error, 1, words.language)
    return LINE.join([percent(row.share, words.language, 1), words.t("cell.error", points=points)])
