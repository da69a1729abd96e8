"""Observations on a chart: one mark for each relation, hollow where the source is unread."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.figures.axes import scatter
from kgisim.presentation.figures.elements import Element, Segments
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import INK
from kgisim.presentation.i18n.catalog import text

MARKERS = {"eq": "o", "about": "s", "ge": "^", "le": "v"}
"""Markers of rows of one year; spans are bars."""

SPANS = ("sum", "mean", "set")
"""Relations that hold for a span and are drawn at its yearly average."""


def marks(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mark of each observation.

    Parameters
    ----------
    rows
        Rows of the catalogue.

    Returns
    -------
    pandas.DataFrame
        One row per observation, indexed as before. Columns: ``year``, ``year_end``; ``value``,
        ``low``, ``high`` in the catalogue's unit; ``relation``, ``evidence``. ``value`` is the
        height of the mark: the middle of a range without a value, and the average of one year
        where the relation holds for a span. A number of a span that counts k of n is drawn as
        its mean, which it is a sample of.
    """
    single = rows["value"].fillna((rows["low"] + rows["high"]) / 2)
    height = yearly_average(rows).where(rows["relation"].isin(SPANS), single)
    columns = ["year", "year_end", "value", "low", "high", "relation", "evidence"]
    return rows.assign(value=height, relation=_drawn_as(rows)).reindex(columns=columns)


def _drawn_as(rows: pd.DataFrame) -> pd.Series:
    """Return the relation by which each row is drawn: one number of a span is its mean."""
    is_of_span = (rows["relation"] == "eq") & (rows["year_end"] > rows["year"])
    return pd.Series(np.where(is_of_span, "mean", rows["relation"]), index=rows.index)


def observed(rows: pd.DataFrame, factor: float) -> Iterator[Element]:
    """Draw the marks of all rows of `marks`, in units of the chart."""
    scaled = rows.assign(**{name: rows[name] * factor for name in ("value", "low", "high")})
    is_hollow = scaled["evidence"] == "unverified"
    for relation, hollow in product(schema.RELATIONS, (False, True)):
        part = scaled.loc[(scaled["relation"] == relation) & (is_hollow == hollow)]
        if part.empty:
            continue
        draw = _spans if relation in SPANS else _points
        yield from draw(part, relation, hollow)


def legend(rows: pd.DataFrame, language: str, *, exact: str = "eq") -> Iterator[Key]:
    """Explain the marks that are on the chart, and no others.

    Parameters
    ----------
    rows
        The rows drawn.
    language
        Language of the labels.
    exact
        What an exact value is: ``eq``, the indicator itself; ``one_of_several`` sources of a mean;
        ``listed``, the number on a list that misses some.
    """
    present = set(_drawn_as(rows))
    for relation, marker in MARKERS.items():
        if relation in present:
            style = {"linestyle": "none", "marker": marker, "color": INK, "markersize": 5}
            label = exact if relation == "eq" else relation
            yield Key(text(f"mark.{label}", language), style)
    if present & set(SPANS):
        yield Key(text("mark.span", language), {"color": INK, "linewidth": 2.4})
    if "unverified" in set(rows["evidence"]):
        hollow = {"markerfacecolor": "white", "markeredgecolor": INK, "markersize": 5}
        yield Key(text("mark.unverified", language), {"linestyle": "none", "marker": "o"} | hollow)


def _points(rows: pd.DataFrame, relation: str, hollow: bool) -> Iterator[Element]:
    if relation == "about":
        ends = rows[["year", "low", "year", "high"]].to_numpy()
        yield Segments(ends, color=INK, linewidth=1.2)
    style = {"marker": MARKERS[relation], "linewidth": 1.0, "s": 20}
    yield scatter(rows["year"], rows["value"], filled=not hollow, colour=INK, **style)


def yearly_average(rows: pd.DataFrame) -> pd.Series:
    """Return the yearly average of each span; values of a set stand for their total.

    Parameters
    ----------
    rows
        Observation rows with columns `kgisim.schema.OBSERVATION_COLUMNS`.

    Returns
    -------
    Series
        Index as in `rows`; in the unit of the values.
    """
    years = rows["year_end"] - rows["year"] + 1
    yearly = rows["value"].where(rows["relation"] == "mean", rows["value"] / years)
    # several values of one span: only their total is known to belong to it
    span = [rows["relation"], rows["year"], rows["year_end"], rows["source"]]
    total = yearly.groupby(span).transform("sum")
    return pd.Series(np.where(rows["relation"] == "set", total, yearly), rows.index)


def _spans(rows: pd.DataFrame, relation: str, hollow: bool) -> Iterator[Element]:
    ends = (rows["year"] - 0.4, rows["value"], rows["year_end"] + 0.4, rows["value"])
    bars = pd.DataFrame(np.column_stack(ends)).drop_duplicates()
    yield Segments(bars.to_numpy(), color=INK, linewidth=1.2 if hollow else 2.4)
