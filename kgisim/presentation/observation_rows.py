"""Observation rows in the words of a reader: period, value with its relation, evidence."""

from collections import namedtuple
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.evidence.observations import counted_part
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity, decimal, year_name


def records(table: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a table one by one, with their cells as attributes."""
    kind = _row_with(tuple(map(str, table.columns)))
    yield from map(kind._make, zip(*(_cells(one) for _, one in table.items()), strict=True))


def _cells(column: pd.Series) -> list[Any]:
    """Return the cells of a column; texts all at once, which pandas would unpack one by one."""
    is_plain = isinstance(column.dtype, np.dtype)
    return column.tolist() if is_plain else column.to_numpy(object).tolist()


@cache
def _row_with(columns: tuple[str, ...]) -> Any:
    """Return a row with these cells: pandas would make a class for every table again."""
    return namedtuple("Row", columns, rename=True)


def period_of(row: Any, period: str, language: str) -> str:
    """Name the year or span of a row."""
    return year_name(int(row.year), period, language, int(row.year_end))


def value_of(row: Any, written: Quantity) -> str:
    """Write a row's value so that what is not exact does not look exact."""
    language = written.language
    if row.relation != "about":
        value = written(row.value) if pd.isna(row.of) else _counted(row, written)
        return text(f"relation.{row.relation}", language, value=value)
    span = written.span(row.low, row.high)
    if pd.isna(row.value):
        return span
    return text("relation.about", language, value=written(row.value), span=span)


def _counted(row: Any, written: Quantity) -> str:
    """Write k of n, and the share that it is."""
    part, of = (decimal(n, 0, written.language) for n in (counted_part(row.value, row.of), row.of))
    return text("relation.of", written.language, part=part, of=of, value=written(row.value))


def latest(rows: pd.DataFrame) -> Any | None:
    """Pick the newest row: main definition first, values before bounds, best vouched for first."""
    if rows.empty:
        return None
    ends = rows["year_end"].to_numpy(float)
    order = (
        [schema.EVIDENCE.index(one) for one in rows["evidence"]],
        ends - rows["year"].to_numpy(float),
        -ends,
        [one in ("ge", "le") for one in rows["relation"]],
        [not pd.isna(one) and one != "" for one in rows["definition"]],
    )  # the last decides first; among equals the first row stays the first
    return next(records(rows.iloc[np.lexsort(np.array(order, dtype=float))[:1]]))


def unverified(rows: pd.DataFrame) -> int:
    """Count the rows whose source nobody has read."""
    return int(np.count_nonzero(rows["evidence"].to_numpy() == "unverified"))


def light(rows: pd.DataFrame, language: str) -> str:
    """Grade the evidence beneath an indicator in one word, with a sign that needs no colour."""
    if rows.empty:
        return text("light.none", language)
    official = np.mean(rows["evidence"].to_numpy() == "official")
    doubtful = unverified(rows) / len(rows)
    grade = "weak" if doubtful >= 0.5 else "firm" if official >= 0.5 and doubtful < 0.2 else "mixed"
    return text(f"light.{grade}", language)
