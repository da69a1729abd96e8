"""Sentences about the order of a group's members: who leads, and how little ranks are sure."""

from collections.abc import Iterator

from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.ranking_view import (
    Ranking,
    Standing,
    chance_text,
    noun_of,
    scenario_of,
    written_of,
    yearly_when,
)


def ranking_text(group: LocalizedIndicator, found: Ranking) -> Iterator[str]:
    """Write who leads and who comes last, how sure that is, and what was assumed."""
    noun, count = noun_of(group), len(found.standings)
    yield ends_text(group, found)
    yield sure_text(group, found)
    key = "ranking.apart" if found.apart else "ranking.none_apart"
    yield group.t(key, pairs=count - 1, apart=found.apart)
    yield group.t("ranking.assumed", noun=noun)
    if found.left_out:
        names = group.t("list").join(one.name(group.language) for one in found.left_out)
        yield group.t("ranking.left_out", noun=noun, count=len(found.left_out), names=names)


def ends_text(group: LocalizedIndicator, found: Ranking) -> str:
    """Write who comes first and who last, with their values."""
    first, last = found.standings[0], found.standings[-1]
    written = written_of(group, found)
    lower = group.indicator.better == "lower"
    return group.t(
        "ranking.ends_lower" if lower else "ranking.ends",
        scenario=scenario_of(group),
        when=yearly_when(group),
        first=first.member.name(group.language),
        last=last.member.name(group.language),
        value=written(first.median),
        span=written.span(first.low, first.high),
        other=written(last.median),
        other_span=written.span(last.low, last.high),
    )


def sure_text(group: LocalizedIndicator, found: Ranking) -> str:
    """Write how sure the first place is, and which rank is the least sure."""
    first, widest = found.standings[0], max(found.standings, key=_width)
    low, high = (decimal(rank, 0, group.language) for rank in widest.ranks)
    return group.t(
        "ranking.sure",
        first=first.member.name(group.language),
        chance=chance_text(group, found, first.first),
        widest=widest.member.name(group.language),
        count=len(found.standings),
        low=low,
        high=high,
    )


def slide_text(group: LocalizedIndicator, found: Ranking) -> str:
    """Write in one line how sure the order is."""
    first = found.standings[0]
    return group.t(
        "ranking.slide",
        first=first.member.name(group.language),
        chance=chance_text(group, found, first.first),
        pairs=len(found.standings) - 1,
        apart=found.apart,
    )


def _width(one: Standing) -> int:
    return one.ranks[1] - one.ranks[0]
