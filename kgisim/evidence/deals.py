"""Deal tables: one row per acquisition, from which yearly rows are counted."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim.errors import Cell, ContentError, Problem
from kgisim.evidence.csv_cells import Column, month, number, one_of, typed, words, year
from kgisim.messages import Message
from kgisim.schema import EVIDENCE

_REQUIRED = Column(words, "object")
_OPTIONAL = Column(words, "object", blank="")
_YEAR = Column(year, "Int64", blank=pd.NA)

DEAL_COLUMNS = {
    "list": _REQUIRED,
    "acquirer": _REQUIRED,
    "acquirer_capital": _OPTIONAL,
    "target": _REQUIRED,
    "target_country": _OPTIONAL,
    "target_founded": _YEAR,
    "deal_year": _YEAR,
    "deal_month": Column(month, "Int64", blank=pd.NA),
    "value_musd": Column(number, "float64", blank=math.nan),
    "scope": _REQUIRED,
    "evidence": Column(one_of("evidence", EVIDENCE), "object"),
    "source": _REQUIRED,
    "note": _OPTIONAL,
}
"""Columns of a table that indicators may count, and what their cells must hold.

``list`` and ``scope`` are what a derivation selects by; a blank year, month or price is unknown.
"""


def typed_deals(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Convert a deal table into typed columns.

    Parameters
    ----------
    table
        As read by `kgisim.io.read_table`.
    name
        What people call the file.

    Returns
    -------
    DataFrame
        Columns of the table, those in `DEAL_COLUMNS` typed.

    Raises
    ------
    ContentError
        If the table is wrong; it holds every problem.
    """
    absent = [column for column in DEAL_COLUMNS if column not in table]
    if absent:
        raise ContentError(
            Problem(name, Cell(1), Message("deals.column", column=column)) for column in absent
        )
    deals, problems = typed(table, DEAL_COLUMNS, name)
    problems += [
        Problem(name, Cell(row, column), message)
        for row, column, message in (*_impossible(deals), *_repeated(deals))
    ]
    if problems:
        raise ContentError(problems)
    return deals


def _impossible(deals: pd.DataFrame) -> Iterator[tuple[Any, str, Message]]:
    for row, founded, dealt in deals[["target_founded", "deal_year"]].dropna().itertuples():
        if founded > dealt:
            yield row, "target_founded", Message("deals.founded", founded=founded, dealt=dealt)
    for row, price in deals.loc[deals["value_musd"] <= 0, "value_musd"].items():
        yield row, "value_musd", Message("deals.price", found=price)
    for row, in_month in deals.loc[deals["deal_year"].isna(), "deal_month"].dropna().items():
        yield row, "deal_month", Message("deals.month", month=in_month)


def _repeated(deals: pd.DataFrame) -> Iterator[tuple[Any, str, Message]]:
    key = ["list", "acquirer", "target", "deal_year"]
    for row in deals.index[deals.duplicated(key)]:
        yield row, "target", Message("deals.twice")
