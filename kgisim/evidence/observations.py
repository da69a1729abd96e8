"""Observation rows: one per published number, read strictly and typed."""

import math
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from kgisim.axis import Axis
from kgisim.errors import Cell, ContentError, Problem
from kgisim.evidence.csv_cells import (
    Column,
    day,
    framed,
    last_day,
    number,
    one_of,
    typed_cells,
    words,
    year,
)
from kgisim.evidence.group import COLUMN
from kgisim.evidence.indicator import Indicator
from kgisim.io import read_cells
from kgisim.messages import Message
from kgisim.schema import EVIDENCE, OBSERVATION_COLUMNS, OPTIONAL_COLUMNS, RELATIONS

Finding = tuple[str, Message]
"""Column and message."""
Rule = Callable[[Any, Indicator], Iterator[Finding]]
"""From one typed row to what is wrong with it."""

Row = namedtuple("Row", ("Index", *OBSERVATION_COLUMNS))
"""One row as the rules see it; a type made once, which pandas would make for every file."""

SPANS = ("sum", "mean", "set")
"""Relations that tell about several years together."""

COUNTED = ("eq", "ge", "le")
"""Relations of rows that count k of n."""


def columns_of(sources: Sequence[str] | None = None) -> dict[str, Column]:
    """Return what each column of an observation file must hold.

    Parameters
    ----------
    sources
        Keys that the column ``source`` may name; left out: any.

    Examples
    --------
    >>> tuple(columns_of(["mhlw"])) == OBSERVATION_COLUMNS
    True
    """
    amount = Column(number, "float64", blank=math.nan)
    text = Column(words, "object", blank="")
    return {
        "year": Column(year, "int64"),
        "year_end": Column(year, "int64", blank=0),
        "value": amount,
        "relation": Column(one_of("relation", RELATIONS), "object"),
        "low": amount,
        "high": amount,
        "se": amount,
        "of": amount,
        "design_effect": amount,
        "source": Column(words if sources is None else one_of("source", sources), "object"),
        "evidence": Column(one_of("evidence", EVIDENCE), "object"),
        "definition": text,
        "published": Column(day, "object", blank=""),
        "note": text,
    }


def read_observations(
    path: Path, name: str, indicator: Indicator | None, axis: Axis
) -> pd.DataFrame:
    """Read an indicator's rows.

    Parameters
    ----------
    path, name
        The file, and what people call it.
    indicator
        Whose rows they are; None if its own file is broken: then cells are judged by themselves.
    axis
        Years that rows may name.

    Returns
    -------
    DataFrame
        Columns `kgisim.schema.OBSERVATION_COLUMNS`, indexed by the row numbers of the file. Blank
        numbers are NaN, blank texts empty; a blank ``year_end`` is filled with ``year``. Where a
        row counts k of n (``of``), ``value`` is the share k ÷ n in per cent, so that it is in the
        indicator's unit like all others, and a blank ``design_effect`` is filled with the
        indicator's.

    Raises
    ------
    ContentError
        If rows are wrong; it holds every problem.
    """
    # whether there is a group is not known while its file is broken
    unknown = (COLUMN,) if indicator is None else ()
    columns, optional = (*unknown, *OBSERVATION_COLUMNS), (*unknown, *OPTIONAL_COLUMNS)
    return checked(*read_cells(path, name, columns, optional), name, indicator, axis)


def checked(
    lines: Sequence[int],
    cells: Mapping[str, Sequence[str]],
    name: str,
    indicator: Indicator | None,
    axis: Axis,
) -> pd.DataFrame:
    """Type the rows of one indicator.

    Parameters
    ----------
    lines
        Their numbers in the file.
    cells
        As they are written, by column.
    name, indicator, axis
        As in `read_observations`.

    Returns
    -------
    DataFrame
        Columns as `read_observations` returns them.

    Raises
    ------
    ContentError
        With everything that is wrong with them.
    """
    columns = columns_of(list(indicator.sources) if indicator else None)
    kept, read, problems = typed_cells(lines, cells, columns, name)
    years = zip(read["year_end"], read["year"], strict=True)
    read["year_end"] = [end or start for end, start in years]
    if indicator is not None:
        rows = [*map(Row._make, zip(kept, *read.values(), strict=True))]
        findings = _findings(rows, indicator, axis)
        problems += [Problem(name, place, message) for place, message in findings]
        if not lines and indicator.is_fitted:
            problems.append(Problem(name, (), Message("rows.none")))
    if problems:
        raise ContentError(problems)
    return framed(kept, read | _in_unit(read, indicator), columns)


def _findings(
    rows: Sequence[Row], indicator: Indicator, axis: Axis
) -> Iterator[tuple[Cell, Message]]:
    for row in rows:
        for column, message in _years(row, axis):
            yield Cell(row.Index, column), message
        for rule in RULES:
            for column, message in rule(row, indicator):
                yield Cell(row.Index, column), message
    yield from _repeated(rows)
    yield from _broken_sets(rows)


def _years(row: Any, axis: Axis) -> Iterator[Finding]:
    ends = {"first": axis.first, "last": axis.last}
    if not axis.first <= row.year <= axis.last:
        yield "year", Message("rows.axis", found=row.year, **ends)
    if row.year_end > axis.last:
        yield "year_end", Message("rows.axis", found=row.year_end, **ends)
    if row.year_end < row.year:
        yield "year_end", Message("rows.before", end=row.year_end, start=row.year)
    if row.relation in SPANS and row.year_end == row.year:
        yield "year_end", Message("rows.span", relation=row.relation)
    if row.published and last_day(row.published).year < row.year_end:
        yield "published", Message("rows.forecast", published=row.published, end=row.year_end)


def _completeness(row: Any, _: Indicator) -> Iterator[Finding]:
    if math.isnan(row.value) and row.relation != "about":
        yield "value", Message("rows.delete")
    if row.relation == "about":
        for column in ("low", "high"):
            if math.isnan(getattr(row, column)):
                yield column, Message("rows.about")
    elif not (math.isnan(row.low) and math.isnan(row.high)):
        yield "low", Message("rows.bounds", relation=row.relation)


def _order(row: Any, _: Indicator) -> Iterator[Finding]:
    if row.low >= row.high:
        yield "low", Message("rows.order", low=row.low, high=row.high)
    elif row.value < row.low or row.value > row.high:
        yield "value", Message("rows.outside", found=row.value, low=row.low, high=row.high)
    if row.se < 0:
        yield "se", Message("rows.error", found=row.se)


def _counted(row: Any, indicator: Indicator) -> Iterator[Finding]:
    """Check a row that counts k (``value``) of n (``of``)."""
    if math.isnan(row.of):
        if not math.isnan(row.design_effect):
            yield "of", Message("rows.of_missing")
        return
    if indicator.scale != "share":
        yield "of", Message("rows.of_scale", scale=indicator.scale)
    if row.relation not in COUNTED:
        yield "relation", Message("rows.of_relation", relation=row.relation)
    if row.of < 1 or row.of % 1 > 0:
        yield "of", Message("rows.of_whole", found=row.of)
    elif row.value < 0 or row.value % 1 > 0:
        yield "value", Message("rows.of_part", found=row.value)
    elif row.value > row.of:
        yield "value", Message("rows.of_more", found=row.value, of=row.of)
    if not math.isnan(row.se):
        yield "se", Message("rows.of_error")
    effect = indicator.design_effect if math.isnan(row.design_effect) else row.design_effect
    if effect != 1 and not 1 < effect < row.of:
        yield "design_effect", Message("rows.of_effect", found=effect, of=row.of)


def _scale(row: Any, indicator: Indicator) -> Iterator[Finding]:
    if not math.isnan(row.of):  # a number of things, whatever the unit
        return
    for column in ("value", "low", "high"):
        found = getattr(row, column)
        wrong = None if math.isnan(found) else out_of_range(found, indicator, _years_in(row))
        if wrong:
            yield column, wrong
    is_whole = math.isnan(row.value) or row.value == int(row.value)
    if indicator.scale == "count" and row.relation not in ("mean", "about") and not is_whole:
        yield "value", Message("rows.whole", found=row.value)
    if row.relation == "sum" and (indicator.scale == "share" or indicator.counting == "stock"):
        yield "relation", Message("rows.stocks")


def _years_in(row: Any) -> int:
    return row.year_end - row.year + 1 if row.relation == "sum" else 1


def out_of_range(value: float, indicator: Indicator, years: int = 1) -> Message | None:
    """Return what is wrong, if a value is impossible on the indicator's scale.

    Parameters
    ----------
    value
        In the indicator's unit.
    indicator
        Gives the scale and the ceiling.
    years
        Number of years that were added up.
    """
    if indicator.scale == "share" and not 0 <= value <= 100:
        return Message("range.share", found=value)
    if indicator.scale == "positive" and value <= 0:
        return Message("range.positive", found=value)
    if indicator.scale == "count" and value < 0:
        return Message("range.count", found=value)
    if indicator.ceiling is not None and value > indicator.ceiling * years:
        return Message("range.ceiling", found=value, most=indicator.ceiling * years)
    return None


RULES: tuple[Rule, ...] = (_completeness, _order, _counted, _scale)
"""Each looks at one row by itself."""


def _repeated(rows: Sequence[Row]) -> Iterator[tuple[Cell, Message]]:
    """One source tells one number, once per vintage."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if row.relation == "set":
            continue
        key = (row.year, row.year_end, row.relation, row.source, row.definition, row.published)
        earlier = first.setdefault(key, row.Index)
        if earlier != row.Index:
            yield Cell(row.Index), Message("rows.repeated", row=earlier)


def _broken_sets(rows: Sequence[Row]) -> Iterator[tuple[Cell, Message]]:
    """Check that a set has one value for each year, for only then is its total the span's total."""
    sets: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row.relation == "set" and row.year_end > row.year:
            sets.setdefault((row.year, row.year_end, row.source, row.definition), []).append(row)
    for (start, end, *_), own in sorted(sets.items(), key=itemgetter(0)):
        years = end - start + 1
        if len(own) != years:
            span = {"start": start, "end": end, "count": len(own), "years": years}
            yield Cell(own[0].Index), Message("rows.broken_set", **span)


def _in_unit(
    read: Mapping[str, Sequence[Any]], indicator: Indicator | None
) -> dict[str, list[float]]:
    """Return the values of rows that count k of n as shares in per cent, and design effects."""
    usual, names = indicator.design_effect if indicator else 1.0, ("value", "of", "design_effect")
    value, of, effect = (np.array(read[name], dtype=float) for name in names)
    counted = ~np.isnan(of)
    if not counted.any():
        return {"design_effect": [math.nan] * len(of)}
    effect = np.where(counted & np.isnan(effect), usual, effect)
    return {
        "value": np.where(counted, 100 * value / of, value).tolist(),
        "design_effect": np.where(counted, effect, np.nan).tolist(),
    }


def counted_part(value: float, of: float) -> int:
    """Return the k of a row that counts k of n, from its share in per cent.

    Examples
    --------
    >>> counted_part(100 * 4 / 15, 15.0)
    4
    """
    return round(value * of / 100)


def single_years(rows: pd.DataFrame) -> pd.Series:
    """Return which rows state one number for one year.

    Returns
    -------
    Series
        Truth values; index as that of the rows.
    """
    is_one = rows["year"].to_numpy() == rows["year_end"].to_numpy()
    return pd.Series((rows["relation"].to_numpy() == "eq") & is_one, rows.index)


def published_values(
    indicator: Indicator, rows: pd.DataFrame, ties: Literal["drop", "keep"] = "drop"
) -> pd.Series:
    """Return the exact numbers published for single years, by the source that defines the quantity.

    Parameters
    ----------
    indicator
        Its `offsets` name the source that defines it; without them every source does.
    rows
        Its observations; those that count k of n are samples and settle no year.
    ties
        What becomes of numbers that differ on a year. ``drop``: the year is left out, and so is
        every year where sources are offset and none defines the quantity; what is left is
        settled. ``keep``: all are returned, of every source where none defines the quantity.

    Returns
    -------
    Series
        Numbers in the indicator's unit, in the order of the rows; the index holds the years.
    """
    # on plain arrays: it is asked hundreds of times, and frames take twenty times as long
    year, value = rows["year"].to_numpy(), rows["value"].to_numpy(dtype=float)
    kept = (rows["relation"].to_numpy() == "eq") & (year == rows["year_end"].to_numpy())
    kept &= np.isnan(rows["of"].to_numpy(dtype=float))
    offsets = indicator.offsets
    if offsets is not None and (ties == "drop" or offsets.anchor in indicator.sources):
        kept &= rows["source"].to_numpy() == offsets.anchor
    if ties == "drop":
        _, place, counts = np.unique(year[kept], return_inverse=True, return_counts=True)
        kept[kept] = counts[place] == 1
    return pd.Series(value[kept], pd.Index(year[kept], name="year"), name="value")
