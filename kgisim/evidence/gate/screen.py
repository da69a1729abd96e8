"""The gate: every rule over every indicator, and the answers that settle its questions."""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from statistics import median

import pandas as pd

from kgisim.evidence.answers import Answer
from kgisim.evidence.gate import rules
from kgisim.evidence.gate.finding import FISCAL_START, Case, Finding, Rows, sizes_of
from kgisim.evidence.gate.vintages import without_superseded
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import Row
from kgisim.schema import OBSERVATION_COLUMNS

Rule = Callable[[Case], Iterator[Finding]]
"""From an indicator and its rows to what is to be said of them."""


@dataclass(frozen=True)
class Screening:
    """What the gate found in a workspace.

    Parameters
    ----------
    refused
        What cannot be true.
    open
        Questions without an answer.
    answered
        Questions with their answers.
    unmatched
        Answers to questions that nobody asks, with the file in which they are written.
    rows
        Number of rows that were looked at.
    """

    refused: tuple[Finding, ...]
    open: tuple[Finding, ...]
    answered: tuple[tuple[Finding, Answer], ...]
    unmatched: tuple[tuple[str, Answer], ...]
    rows: int

    @property
    def questioned_rows(self) -> int:
        """Number of rows that are asked about, answered or not."""
        asked = (*self.open, *(finding for finding, _ in self.answered))
        return len({(one.indicator, one.line) for one in asked if one.line})


@cache
def found_rules() -> tuple[Rule, ...]:
    """Return the rules, one for each module in the folder ``rules``."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    return tuple(import_module(f"{rules.__name__}.{name}").check for name in names)


def screen(
    indicators: Mapping[str, Indicator],
    rows: Mapping[str, pd.DataFrame],
    *,
    names: Collection[str] | None = None,
    today: dt.date | None = None,
    fiscal_start: int = FISCAL_START,
) -> Screening:
    """Hold every row against the calendar, its neighbours and what it is part of.

    Parameters
    ----------
    indicators
        By id.
    rows
        Rows of those that have a file, as `read_observations` gives them.
    names
        Indicators to look at, beside the others; None: all.
    today
        Day of looking; left out: today.
    fiscal_start
        Month in which fiscal years start.
    """
    day = today or dt.date.today()
    kept = {
        name: tuple(_rows_of(without_superseded(frame, indicators[name])))
        for name, frame in rows.items()
        if name in indicators
    }
    exact = {name: _exact(own) for name, own in kept.items()}
    sizes = sizes_of(indicators, kept)
    found: list[Finding] = []
    asked = {
        name: indicator for name, indicator in indicators.items() if names is None or name in names
    }
    for name, indicator in asked.items():
        own = kept.get(name, ())
        case = Case(indicator, own, indicators, kept, exact, sizes, day, fiscal_start)
        found += [finding for rule in found_rules() for finding in rule(case)]
    return _sorted_out(asked, found, sum(map(len, rows.values())))


def _rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Return rows one by one; pandas would make a type for each frame."""
    columns = (frame[name].tolist() for name in OBSERVATION_COLUMNS)
    return map(Row._make, zip(frame.index.tolist(), *columns, strict=True))


def _exact(rows: Rows) -> dict[int, float]:
    values: dict[int, list[float]] = {}
    for row in rows:
        if row.year == row.year_end and row.relation == "eq" and math.isnan(row.of):
            values.setdefault(row.year, []).append(row.value)
    return {year: median(several) for year, several in values.items()}


def _sorted_out(indicators: Mapping[str, Indicator], found: list[Finding], rows: int) -> Screening:
    answers = {
        (name, one.row, one.source, one.finding): one
        for name, indicator in indicators.items()
        for one in indicator.accept
    }
    asked = [finding for finding in found if not finding.is_refused]
    keys = {key_of(finding): finding for finding in asked}
    return Screening(
        refused=tuple(finding for finding in found if finding.is_refused),
        open=tuple(finding for finding in asked if key_of(finding) not in answers),
        answered=tuple((keys[key], one) for key, one in answers.items() if key in keys),
        unmatched=tuple(
            (indicators[key[0]].file, one) for key, one in answers.items() if key not in keys
        ),
        rows=rows,
    )


def key_of(finding: Finding) -> tuple[str, str, str, str]:
    """Name a question as its answer does: indicator, row, source, code."""
    return finding.indicator, finding.row, finding.source, finding.code
