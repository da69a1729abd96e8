"""The order of a group's members in one table: value, rank, chances."""

from collections.abc import Iterable

import pandas as pd

from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.ranking_view import (
    Ranking,
    Standing,
    chance_text,
    noun_of,
    rank_text,
    written_of,
    yearly_when,
)


def ranking(
    group: LocalizedIndicator, found: Ranking, standings: Iterable[Standing]
) -> pd.DataFrame:
    """Write where members stand, in their order.

    Parameters
    ----------
    standings
        Those of `found` that are written.

    Returns
    -------
    DataFrame
        Columns: the member, its latest value, the median with the 80 % interval, the interval of
        its rank, the chance that it is among the leading ones, and that it attains the group's
        target where there is one; one row per member.
    """
    t, written = group.t, written_of(group, found)
    rows = [
        {
            noun_of(group): one.member.name(group.language),
            t("column.latest"): _latest(group, one),
            t("ranking.column.outlook", when=yearly_when(group)): t(
                "column.median_span",
                median=written(one.median),
                span=written.span(one.low, one.high),
            ),
            t("ranking.column.rank"): rank_text(group, one),
            t("ranking.column.leading", count=found.most): chance_text(group, found, one.leading),
            t("ranking.column.reached"): chance_text(group, found, one.reached),
        }
        for one in standings
    ]
    table = pd.DataFrame(rows)
    return table if group.view.example else table.drop(columns=t("ranking.column.reached"))


def _latest(group: LocalizedIndicator, one: Standing) -> str:
    own = wording(group.view.run, one.member.id, group.language).latest
    if own is None:
        return group.t("cell.nothing_known")
    return group.t("ranking.latest", value=own.value, period=own.period)
