"""The order of a group's members in one table: value, rank, chances."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.members_view import question_of
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
        Columns: the member, its latest value, the median with the 80 % interval, where any has a
        level of its own the level that it has to reach, the interval of its rank, the chance that
        it is among the leading ones, and that it attains the target where there is one; one row per
        member.
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
            t("members.level"): _level(group, one),
            t("ranking.column.rank"): rank_text(group, one),
            t("ranking.column.leading", count=found.most): chance_text(group, found, one.leading),
            t("ranking.column.reached"): chance_text(group, found, one.reached),
        }
        for one in standings
    ]
    table = pd.DataFrame(rows)
    own, example = group.indicator.group, group.view.example
    if own is None or not own.own_levels or example is None:
        table = table.drop(columns=t("members.level"))
    return table if example else table.drop(columns=t("ranking.column.reached"))


def _level(group: LocalizedIndicator, one: Standing) -> str:
    """Write the level that a member has to reach; nothing without a target."""
    example = group.view.example
    if example is None:
        return ""
    return group.level(replace(example, question=question_of(example, one.member)))


def _latest(group: LocalizedIndicator, one: Standing) -> str:
    own = wording(group.view.run, one.member.id, group.language).latest
    if own is None:
        return group.t("cell.nothing_known")
    return group.t("ranking.latest", value=own.value, period=own.period)
