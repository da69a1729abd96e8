"""What the gate says of a row, and what a rule looks at."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Any

from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member

Rows = tuple[Any, ...]
"""Rows as named tuples with the columns of an observation file and ``Index``, the row number."""

ADDRESS = re.compile(r"https?://\S+")
FISCAL_START = 4
"""Month in which a fiscal year starts."""


@dataclass(frozen=True)
class Finding:
    """One thing about one row: it cannot be true, or somebody has to answer for it.

    Parameters
    ----------
    indicator
        Whose row it is.
    code
        What was found: key below ``gate`` in the message catalogue.
    is_refused
        Whether it cannot be true; else it is a question that an answer under ``accept`` settles.
    row
        Years of the row (``2024``, ``2009-2021``), or the id of the series that is linked.
    source
        Source of the row; empty for a link.
    line
        Row number in the CSV file; 0 for something in the YAML file.
    column
        Cell that is meant.
    values
        What was found and what was expected, by placeholder of the message.
    member, file
        Member of a group whose row it is, and the name of the files where that is not `indicator`.
    """

    indicator: str
    code: str
    is_refused: bool
    row: str
    source: str = ""
    line: int = 0
    column: str = "value"
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    member: str = ""
    file: str = ""

    @property
    def stem(self) -> str:
        """Name of the files that hold the row, and the answer to a question about it."""
        return self.file or self.indicator


@dataclass(frozen=True)
class Case:
    """One indicator with its rows, and what they are compared with.

    Parameters
    ----------
    indicator
        What the rows mean.
    rows
        Its rows as named tuples, superseded ones left out; ``Index`` is the row number of the
        file. Empty for identities.
    indicators, all_rows
        Every indicator of the workspace, and the rows of those that have a file.
    exact
        By series and year, the value that rows state exactly; of several the middle one.
    sizes
        By unit and panel (None: whatever the panel), the middle of what each series states with its
        id, the smallest first; series that state nothing above zero are left out.
    today
        Day on which the workspace is looked at.
    fiscal_start
        Month in which a fiscal year starts.
    """

    indicator: Indicator
    rows: Rows
    indicators: Mapping[str, Indicator]
    all_rows: Mapping[str, Rows]
    exact: Mapping[str, Mapping[int, float]]
    sizes: Mapping[tuple[str, str | None], list[tuple[float, str]]]
    today: dt.date
    fiscal_start: int = FISCAL_START

    @cached_property
    def yearly(self) -> Rows:
        """Rows that state the value of one year, exactly or between bounds."""
        return tuple(
            row for row in self.rows if row.year == row.year_end and row.relation in ("eq", "about")
        )

    def question(self, row: Any, code: str, column: str = "value", **values: object) -> Finding:
        """Ask about a row."""
        return self._finding(row, code, False, column, values)

    def refusal(self, row: Any, code: str, column: str = "value", **values: object) -> Finding:
        """Refuse a row."""
        return self._finding(row, code, True, column, values)

    def link(self, other: str, code: str, *, refused: bool = False, **values: object) -> Finding:
        """Ask about, or refuse, what the indicator says of another series."""
        place = other, "", 0, ""
        return Finding(self.indicator.id, code, refused, *place, values, *self._where)

    @property
    def _where(self) -> tuple[str, str]:
        """Member and file of the indicator."""
        one = self.indicator
        return (one.member, one.file) if isinstance(one, Member) else ("", "")

    def _finding(
        self, row: Any, code: str, refused: bool, column: str, values: Mapping[str, object]
    ) -> Finding:
        years = years_of(row)
        place = years, row.source, int(row.Index), column
        return Finding(self.indicator.id, code, refused, *place, values, *self._where)


def years_of(row: Any) -> str:
    """Name the years of a row.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> years_of(SimpleNamespace(year=2009, year_end=2021))
    '2009-2021'
    """
    return str(row.year) if row.year == row.year_end else f"{row.year}-{row.year_end}"


def first_day(period: str, year: int, fiscal_start: int = FISCAL_START) -> dt.date:
    """Return the day on which a fiscal or calendar year begins."""
    return dt.date(year, fiscal_start if period == "FY" else 1, 1)


def last_day_of(period: str, year: int, fiscal_start: int = FISCAL_START) -> dt.date:
    """Return the day on which a fiscal or calendar year ends.

    Examples
    --------
    >>> last_day_of("FY", 2024)
    datetime.date(2025, 3, 31)
    """
    return first_day(period, year + 1, fiscal_start) - dt.timedelta(days=1)


def words_of(row: Any) -> str:
    """Return definition and note of a row, without the addresses in them."""
    return ADDRESS.sub(" ", f"{row.definition} {row.note}")


def sizes_of(
    indicators: Mapping[str, Indicator], rows: Mapping[str, Rows]
) -> dict[tuple[str, str | None], list[tuple[float, str]]]:
    """Return the sizes of all series, as `Case` holds them."""
    sizes: dict[tuple[str, str | None], list[tuple[float, str]]] = {}
    for name, one in indicators.items():
        size = median(map(stated, rows[name])) if rows.get(name) else 0.0
        if size > 0:
            for panel in dict.fromkeys((None, one.panel)):
                sizes.setdefault((one.unit, panel), []).append((size, name))
    return {key: sorted(found) for key, found in sizes.items()}


def stated(row: Any) -> float:
    """Return the value of a row, or the middle of its bounds."""
    return float((row.low + row.high) / 2 if math.isnan(row.value) else row.value)


def written(value: float) -> str:
    """Write a number as people would type it.

    Examples
    --------
    >>> written(1234567.0), written(0.123456), written(12.5)
    ('1234567', '0.1235', '12.5')
    """
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}"
