"""Years as statistics print them: eras, 年度, FY2012, 2012/13, years in two calendars."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "明": 1867,
    "大": 1911,
    "昭": 1925,
    "平": 1988,
    "令": 2018,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
"""Year before the first of each era. Projections run on in the era in which they were made (平成77
is 2065), so an era has no end here."""
FIRST, LAST = 1868, 2150
"""Years that a heading may mean; other numbers are no years."""
Kind = Literal["FY", "CY", ""]

_ERA = rf"(?P<era>{'|'.join(ERAS)})\.?(?P<number>元|\d{{1,2}})"
_END = r"(?P<end>年度|年)?"
WESTERN = re.compile(rf"(?P<year>\d{{4}}){_END}")
ERA = re.compile(_ERA + _END)
BARE = re.compile(rf"(?P<number>元|\d{{1,2}}){_END}")
FISCAL = re.compile(r"(?:fy|fiscal ?year)\.?(?P<year>\d{4})", re.IGNORECASE)
CLOSING = re.compile(rf"(?:(?P<year>\d{{4}})|{_ERA})年3月期")
CROSSING = re.compile(r"(?:fy)?(?P<year>\d{4})[/-](?P<next>\d{2}|\d{4})", re.IGNORECASE)
BANK = re.compile(r"(?:(?P<year>\d{4}))?\[?yr(?P<again>\d{4})\]?", re.IGNORECASE)
MARK = re.compile(
    r"[\[(]?(?P<mark>[perf*†‡]|速報値?|暫定値?|推計値?|見込み?|見通し|予測値?|予算案?|当初予算|補正後|計画"
    r"|実績値?|確報値?|決算|estimate[sd]?|forecasts?|projections?|projected|provisional"
    r"|preliminary)[\])]?$",
    re.IGNORECASE,
)
"""A letter or word behind a year that says what kind of number is below it."""


@dataclass(frozen=True)
class Period:
    """One year.

    Parameters
    ----------
    year
        The year, or that in which the fiscal year starts.
    kind
        Fiscal (``FY``), calendar (``CY``), or not said.
    mark
        What is written behind it (``見込``, ``p``).
    """

    year: int
    kind: Kind = ""
    mark: str = ""


@lru_cache(4096)
def read_period(text: str) -> Period | None:
    """Read one year, or return None if it is none, or not beyond doubt.

    Examples
    --------
    >>> read_period("平成２７年度"), read_period("令和元(2019)年")
    (Period(year=2015, kind='FY', mark=''), Period(year=2019, kind='CY', mark=''))
    >>> read_period("2012/13"), read_period("2013年3月期")
    (Period(year=2012, kind='FY', mark=''), Period(year=2012, kind='FY', mark=''))
    >>> read_period("2026年度（見込）")
    Period(year=2026, kind='FY', mark='見込')
    >>> read_period("平成27(2016)年"), read_period("2012-12"), read_period("2015Q1")
    (None, None, None)
    """
    bare = _folded(text)
    mark = ""
    found = MARK.search(bare)
    if found is not None and found.start() > 0:
        bare, mark = bare[: found.start()], found["mark"]
    period = _in_two_calendars(bare) or _one(bare)
    if period is None or not FIRST <= period.year <= LAST:
        return None
    return replace(period, mark=mark)


def _folded(text: str) -> str:
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    bare = re.sub(r"(?<=\d{4})\.0$", "", bare)
    return bare[1:-1] if re.fullmatch(r"\(\d{4}\)", bare) else bare


def _in_two_calendars(text: str) -> Period | None:
    """Read ``平成27(2015)年``; the two have to be the same year."""
    found = re.fullmatch(r"(?P<outer>[^()]+)\((?P<inner>[^()]+)\)(?P<end>年度|年)?", text)
    if found is None:
        return None
    first, second = _one(found["outer"]), _one(found["inner"])
    if first is None or second is None or first.year != second.year:
        return None
    kinds: list[Kind] = [kind for kind in (first.kind, second.kind, _kind(found["end"])) if kind]
    return Period(first.year, kinds[0] if kinds else "") if len(set(kinds)) < 2 else None


def _one(text: str) -> Period | None:
    for pattern, period in (
        (WESTERN, lambda found: Period(int(found["year"]), _kind(found["end"]))),
        (ERA, lambda found: Period(_era_year(found), _kind(found["end"]))),
        (FISCAL, lambda found: Period(int(found["year"]), "FY")),
        (CLOSING, lambda found: Period(_era_year(found) - 1, "FY")),
        (CROSSING, _crossing),
        (BANK, _bank),
    ):
        found = pattern.fullmatch(text)
        if found is not None:
            return period(found)
    return None


def _kind(end: str | None) -> Kind:
    return {"年度": "FY", "年": "CY"}.get(end or "", "")  # type: ignore[return-value]


def _era_year(found: re.Match[str]) -> int:
    if found.re is CLOSING and found["year"]:
        return int(found["year"])
    return ERAS[found["era"]] + _count(found["number"])


def _count(number: str) -> int:
    return 1 if number == "元" else int(number)


def _crossing(found: re.Match[str]) -> Period | None:
    """Read ``2012/13`` and ``2012-13``; ``2011-12`` may be a month, ``2012-2013`` two years."""
    if not _crosses(found):
        return None
    is_plain = "/" in found[0] or found[0][:2].casefold() == "fy"
    is_no_month = len(found["next"]) == 2 and not 1 <= int(found["next"]) <= 12
    return Period(int(found["year"]), "FY") if is_plain or is_no_month else None


def _crosses(found: re.Match[str]) -> bool:
    after = int(found["year"]) + 1
    return found["next"] in (str(after), f"{after % 100:02d}")


def _bank(found: re.Match[str]) -> Period | None:
    is_one = found["year"] in (None, found["again"])
    return Period(int(found["again"])) if is_one else None


def read_periods(texts: Sequence[str]) -> list[Period | None]:
    """Read the years of a column or row together: an era is written once, where it begins.

    Examples
    --------
    >>> [one.year for one in read_periods(["平成 30", "31", "令和元", "2", "3"])]
    [2018, 2019, 2019, 2020, 2021]
    >>> [one.year for one in read_periods(["2011-12", "2012-13"])]
    [2011, 2012]
    >>> read_periods(["27", "28"])
    [None, None]
    """
    return list(_hyphens(texts, list(_carried(texts))))


def _carried(texts: Sequence[str]) -> Iterator[Period | None]:
    start: int | None = None
    last = 0
    kind: Kind = ""
    for text in texts:
        bare = _folded(text)
        period = read_period(text)
        begun = ERA.match(bare)
        if period is not None and begun is not None:
            start, last, kind = ERAS[begun["era"]], _count(begun["number"]), period.kind
        elif period is None and start is not None:
            mark = MARK.search(bare)
            head = bare[: mark.start()] if mark else bare
            found = BARE.fullmatch(head)
            if found is not None and _count(found["number"]) > last:
                last = _count(found["number"])
                period = Period(
                    start + last, _kind(found["end"]) or kind, mark["mark"] if mark else ""
                )
            elif bare:
                start = None
        yield period


def _hyphens(texts: Sequence[str], periods: list[Period | None]) -> Iterator[Period | None]:
    """Read ``2011-12`` as a fiscal year where all entries are pairs and one can be nothing else."""
    found = [CROSSING.fullmatch(_folded(text)) for text in texts]
    written = [match for match, text in zip(found, texts, strict=True) if text.strip()]
    are_pairs = all(match is not None and _crosses(match) for match in written)
    sure = any(match is not None and _crossing(match) is not None for match in written)
    for match, period in zip(found, periods, strict=True):
        is_pair = match is not None and len(match["next"]) == 2 and are_pairs and sure
        yield Period(int(match["year"]), "FY") if match and is_pair and period is None else period
