"""The members of a group in order of what is expected of them, and how sure their ranks are.

Ranks are counted in each future, in which all members share what moves them together; what is each
one's own is independent (docs/method.md, Groups).
"""

from dataclasses import dataclass, replace

import numpy as np

from kgisim import schema
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator, hidden, wording
from kgisim.presentation.members_view import question_of
from kgisim.presentation.observation_rows import latest
from kgisim.targets.attainment import attained, chance_error

ENDS = (0.1, 0.9)
"""Quantiles at the ends of the intervals, 80 %: ranks that hold 90 % tell nothing apart."""
TOLD_APART = 0.8
"""Share of the futures in which one has to be ahead of another, to be told apart from it."""
FEWEST = 2
"""Members of whom there is an order."""
LEADING = ((30, 10), (8, 3), (0, 1))
"""From how many members on, how many of them count as leading."""


@dataclass(frozen=True)
class Standing:
    """One member in the order of a group; values are of one year, in the unit of the group.

    Parameters
    ----------
    latest
        Last observation; NaN where nothing can be drawn.
    is_unverified
        Whether its source was not read.
    low, median, high
        Of the futures under the baseline, 80 %.
    ranks
        Ends of the interval of its rank, 80 %; equal values share the better rank.
    first, leading
        Shares of the futures in which it is first, and among the leading ones.
    reached
        Share of the futures that attain the group's target, or the member's own level; NaN without
        a target.
    own_level
        Level that it has to reach in place of the group's, as a number of one year; NaN where it
        is the group's.
    """

    member: Member
    latest: float
    is_unverified: bool
    low: float
    median: float
    high: float
    ranks: tuple[int, int]
    first: float
    leading: float
    reached: float
    own_level: float = np.nan


@dataclass(frozen=True)
class Ranking:
    """Members of a group in order, the one ahead first.

    Parameters
    ----------
    apart
        How many neighbours in this order are told apart (`TOLD_APART`).
    most
        How many count as leading.
    size
        Number of futures.
    left_out
        Members whose projection may not be shown.
    """

    standings: tuple[Standing, ...]
    apart: int
    most: int
    size: int
    left_out: tuple[Member, ...]

    def error(self, share: float) -> float:
        """Return the Monte Carlo standard error of a share of the futures."""
        return float(chance_error(share, self.size))


def ranking_of(group: LocalizedIndicator, *, show_failed: bool = False) -> Ranking | None:
    """Rank the members of a group by their median under the baseline over the judged years.

    Parameters
    ----------
    show_failed
        Whether fits that failed their gate are ranked all the same.

    Returns
    -------
    Ranking or None
        None with fewer than two members to rank.
    """
    run, id = group.view.run, group.indicator.id
    return run.cache.once(
        ("ranking", id, show_failed), lambda: _ranked(group, show_failed=show_failed)
    )


def _ranked(group: LocalizedIndicator, *, show_failed: bool) -> Ranking | None:
    run = group.view.run
    members = members_of(run.catalog.indicators, group.indicator.id)
    dark = {
        one.id: hidden(wording(run, one.id, group.language), show_failed=show_failed) is not None
        for one in members
    }
    shown = [one for one in members if not dark[one.id]]
    if len(shown) < FEWEST:
        return None
    drawn = np.array([_drawn(group, one) for one in shown])
    ahead = ranks(drawn, lower=group.indicator.better == "lower")
    middle = np.median(drawn, axis=1)
    # equal medians stand in the order of their mean rank, then of the file
    order = np.lexsort((ahead.mean(axis=1), ahead_by(middle, lower=_is_lower(group))))
    most = next(leading for count, leading in LEADING if len(shown) >= count)
    return Ranking(
        tuple(_standing(group, shown[at], drawn[at], ahead[at], most) for at in order),
        _apart(ahead[order]),
        most,
        drawn.shape[1],
        tuple(one for one in members if dark[one.id]),
    )


def ranks(values: np.ndarray, *, lower: bool = False) -> np.ndarray:
    """Rank members in each future, from 1; equal values share the better rank.

    Parameters
    ----------
    values
        (member, draw)
    lower
        Whether the lowest is ahead.

    Returns
    -------
    ndarray
        (member, draw)

    Examples
    --------
    >>> ranks(np.array([[3.0, 1.0], [2.0, 1.0], [3.0, 5.0]])).tolist()
    [[1, 2], [3, 2], [1, 1]]
    """
    signed = ahead_by(values, lower=lower)
    ordered = np.sort(signed, axis=0)
    pairs = zip(ordered.T, signed.T, strict=True)
    return np.array([np.searchsorted(column, own) for column, own in pairs]).T + 1


def ahead_by(values: np.ndarray, *, lower: bool) -> np.ndarray:
    """Turn values so that the smallest is ahead.

    Returns
    -------
    ndarray
        (draw, member) as the values.
    """
    return values if lower else -values


def _is_lower(group: LocalizedIndicator) -> bool:
    return group.indicator.better == "lower"


def _apart(ahead: np.ndarray) -> int:
    """Count neighbours of which the first is ahead in most futures."""
    return int(np.sum(np.mean(ahead[:-1] < ahead[1:], axis=1) >= TOLD_APART))


def _drawn(group: LocalizedIndicator, member: Member) -> np.ndarray:
    """Return what is judged of a member (draw,), over the years of the group's target."""
    own, window = wording(group.view.run, member.id, group.language).view, group.view.window
    return own.judged(schema.BASELINE, window).to_numpy()


def _standing(
    group: LocalizedIndicator, member: Member, drawn: np.ndarray, ahead: np.ndarray, most: int
) -> Standing:
    window, target = group.view.window, group.view.example
    low, median, high = np.quantile(drawn, [ENDS[0], 0.5, ENDS[1]]).tolist()
    best, worst = np.quantile(ahead, ENDS, method="inverted_cdf").tolist()
    last, is_unverified = _latest(group, member)
    reached = own_level = np.nan
    if target is not None:
        asked = question_of(target, member)
        reached = float(attained(drawn, asked.value, group.indicator.better).mean())
        own_level = np.nan if member.own_level is None else asked.yearly
    return Standing(
        member=member,
        latest=last,
        is_unverified=is_unverified,
        low=window.yearly(low),
        median=window.yearly(median),
        high=window.yearly(high),
        ranks=(int(best), int(worst)),
        first=float(np.mean(ahead == 1)),
        leading=float(np.mean(ahead <= most)),
        reached=reached,
        own_level=own_level,
    )


def _latest(group: LocalizedIndicator, member: Member) -> tuple[float, bool]:
    """Return the newest observation as a number of one year, and whether its source was not read.

    Of a range without a value it is the middle, of a total the yearly average.
    """
    newest = latest(group.view.run.catalog.rows(member.id))
    if newest is None:
        return np.nan, False
    value = (newest.low + newest.high) / 2 if np.isnan(newest.value) else newest.value
    if newest.relation == "sum":
        value /= newest.year_end - newest.year + 1
    return float(value), newest.evidence == "unverified"


def written_of(group: LocalizedIndicator, found: Ranking) -> numbers.Quantity:
    """Return how values of members are written: in one unit, the small ones with their digits."""
    view, member = group.view, found.standings[0].member
    sizes = [abs(one.median) for one in found.standings if one.median]
    is_mean = view.window.length > 1
    written = numbers.quantity(
        member, group.unit, group.language, largest=float(np.median(sizes or [1.0])), mean=is_mean
    )
    if written.digits is None or not sizes:
        return written
    finest = numbers.significant(min(sizes) * written.factor, written.digits)
    return replace(written, decimals=finest)


def noun_of(group: LocalizedIndicator) -> str:
    """Return what a member of a group is."""
    own = group.indicator.group
    assert own is not None
    return own.noun(group.language)


def rank_text(group: LocalizedIndicator, one: Standing) -> str:
    """Write the interval of a rank."""
    best, worst = (numbers.decimal(rank, 0, group.language) for rank in one.ranks)
    if best == worst:
        return best
    return group.t("number.span", low=best, high=worst)


def chance_text(group: LocalizedIndicator, found: Ranking, share: float) -> str:
    """Write a share of the futures as a chance; without one, nothing."""
    return "" if np.isnan(share) else numbers.chance(share, found.error(share), group.language)


def yearly_when(group: LocalizedIndicator) -> str:
    """Name the judged years; of a total, that values are yearly averages."""
    window, when = group.view.window, group.when()
    is_sum = window.is_total and not window.is_single_year
    return group.t("figure.per_year", when=when) if is_sum else when


def scenario_of(group: LocalizedIndicator) -> str:
    """Name the scenario under which members are ranked."""
    return group.scenario(schema.BASELINE)
