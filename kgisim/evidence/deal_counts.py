"""Yearly rows counted from a deal table: what is certain, what may be, and what is a floor."""

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from kgisim.evidence.base import Source
from kgisim.evidence.csv_cells import last_day
from kgisim.evidence.indicator import Derivation
from kgisim.schema import EVIDENCE, OBSERVATION_COLUMNS

Deal = dict[str, Any]
"""One row of a deal table."""


def derive_rows(
    derivation: Derivation,
    deals: pd.DataFrame,
    *,
    as_of: dt.date | None = None,
    unverified: bool = True,
) -> pd.DataFrame:
    """Count a table's deals by calendar year.

    A deal counts for certain if its target's age at the deal is known to be at most `max_age`; if
    the founding year is unknown it may count, so the year's row is ``about`` between the
    two counts. A year is a floor (``ge``) if it lies before `floor_before`, if an unverified deal
    that might count was left out, or if it was not over at the date `as_of`. Prices are mostly
    undisclosed: sums of prices are floors always, and a year without one has no row. Deals
    without a year never count.

    Parameters
    ----------
    derivation
        What counts.
    deals
        As given by `kgisim.evidence.deals.typed_deals`.
    as_of
        Deals whose month was not over at this date are not yet known.
    unverified
        Whether deals whose source was not read are used.

    Returns
    -------
    DataFrame
        Columns `kgisim.schema.OBSERVATION_COLUMNS`, one row per year; numbers of deals, or
        millions of US dollars.
    """
    last = min(derivation.last_year, as_of.year if as_of else derivation.last_year)
    candidates = [
        deal
        for deal in deals.to_dict("records")
        if _may_count(derivation, deal) and (as_of is None or _is_known_by(deal, as_of))
    ]
    rows = []
    for year in range(derivation.first_year, last + 1):
        of_year = [deal for deal in candidates if deal["deal_year"] == year]
        used = [deal for deal in of_year if unverified or deal["evidence"] != "unverified"]
        is_floor = (
            len(used) < len(of_year)
            or (as_of is not None and as_of < dt.date(year, 12, 31))
            or (derivation.floor_before is not None and year < derivation.floor_before)
        )
        if derivation.measure == "count":
            rows.append(_count_row(derivation, used, year, is_floor=is_floor))
        else:
            rows += _price_rows(derivation, used, year)
    return pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS))


def table_source(table: str) -> Source:
    """Return the source that stands for a table of the workspace.

    Examples
    --------
    >>> table_source("startup_deals").title
    'data/tables/startup_deals.csv'
    """
    path = f"data/tables/{table}.csv"
    return Source(title=path, publisher="kgisim", address=path)


def _may_count(derivation: Derivation, deal: Deal) -> bool:
    wanted = deal["list"] in derivation.lists and deal["scope"] in derivation.scopes
    return wanted and pd.notna(deal["deal_year"]) and _is_young(derivation, deal) is not False


def _is_young(derivation: Derivation, deal: Deal) -> bool | None:
    """Return whether the target was young enough; None where its age is unknown."""
    if derivation.max_age is None:
        return True
    if pd.isna(deal["target_founded"]):
        return None
    return deal["deal_year"] - deal["target_founded"] <= derivation.max_age


def _is_known_by(deal: Deal, as_of: dt.date) -> bool:
    """Return whether a deal was surely known: its month, or failing that its year, was over."""
    month = 12 if pd.isna(deal["deal_month"]) else deal["deal_month"]
    return last_day(f"{deal['deal_year']}-{month:02}") <= as_of


def _count_row(derivation: Derivation, deals: list[Deal], year: int, *, is_floor: bool) -> Deal:
    certain = sum(_is_young(derivation, deal) is True for deal in deals)
    relation = "ge" if is_floor else "eq" if certain == len(deals) else "about"
    return _row(derivation, deals, year, certain, relation, len(deals))


def _price_rows(derivation: Derivation, deals: list[Deal], year: int) -> Iterator[Deal]:
    priced = [
        deal for deal in deals if _is_young(derivation, deal) and pd.notna(deal["value_musd"])
    ]
    if priced:
        yield _row(derivation, priced, year, sum(deal["value_musd"] for deal in priced), "ge")


def _weakest(deals: list[Deal]) -> str:
    """Return the weakest grade; a year without a deal rests on the list, a secondary document."""
    return max((deal["evidence"] for deal in deals), key=EVIDENCE.index, default="secondary")


def _row(
    derivation: Derivation,
    deals: list[Deal],
    year: int,
    value: float,
    relation: str,
    high: float = math.nan,
) -> Deal:
    is_interval = relation == "about"
    return {
        "year": year,
        "year_end": year,
        "value": float(value),
        "relation": relation,
        "low": float(value) if is_interval else math.nan,
        "high": float(high) if is_interval else math.nan,
        "se": math.nan,
        "of": math.nan,
        "design_effect": math.nan,
        "source": derivation.table,
        "evidence": _weakest(deals),
        "definition": "",
        "published": "",
        "note": "",
    }
