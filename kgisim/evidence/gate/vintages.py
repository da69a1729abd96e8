"""Vintages: later editions of a statement replace the earlier ones."""

import datetime as dt
from typing import Any

import pandas as pd

from kgisim.evidence.csv_cells import last_day
from kgisim.evidence.indicator import Indicator

REPLACED = ("eq", "about", "sum", "mean")
"""Relations of statements that a later one replaces; floors and ceilings stay true."""


def statement(indicator: Indicator, definition: str) -> str:
    """Return the definition under which a row states something; editions are not definitions."""
    return "" if definition in indicator.editions else definition


def without_superseded(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Leave out rows that a later vintage of the same statement replaces.

    The same statement: same years, source and definition. A row without a date of publication is
    the earliest vintage.

    Parameters
    ----------
    rows
        Rows of one indicator that are known, as `read_observations` gives them.
    indicator
        Names the editions among its definitions.

    Returns
    -------
    pandas.DataFrame
        The rows that stay, in the same order.
        Columns as those of the rows.
    """
    newest: dict[tuple[Any, ...], dt.date] = {}
    relations, years, ends, sources, definitions, published = (
        rows[name].tolist()
        for name in ("relation", "year", "year_end", "source", "definition", "published")
    )
    keys = [
        (*place, statement(indicator, definition), relation in REPLACED)
        for *place, definition, relation in zip(
            years, ends, sources, definitions, relations, strict=True
        )
    ]
    days = [last_day(text) if text else dt.date.min for text in published]
    for key, day in zip(keys, days, strict=True):
        newest[key] = max(newest.get(key, day), day)
    stays = [
        relation not in REPLACED or day == newest[key]
        for relation, key, day in zip(relations, keys, days, strict=True)
    ]
    return rows if all(stays) else rows.loc[stays]
