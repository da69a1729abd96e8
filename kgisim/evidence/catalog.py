"""The catalogue: every indicator of a workspace with its rows, as known at a date."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from kgisim.axis import Axis
from kgisim.errors import ContentError, RequestError
from kgisim.evidence.base import Text, Unit
from kgisim.evidence.cross_checks import ReferenceContext
from kgisim.evidence.csv_cells import last_day
from kgisim.evidence.deal_counts import derive_rows, table_source
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.gate.vintages import without_superseded
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import LoadResult, read_data
from kgisim.evidence.members import members_of, middle_rows
from kgisim.evidence.observations import columns_of
from kgisim.evidence.plan import Plan, read_plan
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class Catalog:
    """What is known, from whom.

    Parameters
    ----------
    indicators
        By id, in the order of tables.
    observations
        Columns ``indicator`` and `kgisim.schema.OBSERVATION_COLUMNS`; blank numbers are NaN,
        blank texts empty, ``year_end`` is always filled.
    units
        By key.
    tables
        Other tables by name; those that indicators count are typed.
    plan
        What is true of all of them: years, languages, region.
    notes
        What rows and tables say in words, by the words as written.
    workspace
        Where it was loaded from; None for a catalogue that was made in memory.
    """

    indicators: dict[str, Indicator]
    observations: pd.DataFrame
    units: dict[str, Unit]
    tables: dict[str, pd.DataFrame]
    plan: Plan
    notes: Mapping[str, Text] = field(default_factory=dict)
    workspace: Workspace | None = None

    def __repr__(self) -> str:
        """Return the size of the catalogue; its tables would fill pages."""
        goals = sum(indicator.role == "goal" for indicator in self.indicators.values())
        counts = f"{len(self.indicators)} indicators, {goals} goals, {len(self.observations)} rows"
        return f"<Catalog: {counts}>"

    @property
    def axis(self) -> Axis:
        """Years that all series share."""
        return self.plan.axis

    def note(self, written: str, language: str) -> str:
        """Return words of a row or table in a language; without an entry, as they are written."""
        entry = self.notes.get(written)
        return written if entry is None else entry(language)

    @property
    def goals(self) -> tuple[Indicator, ...]:
        """Its goals in their order, without other definitions of the same goal."""
        found = (one for one in self.indicators.values() if one.role == "goal")
        return tuple(one for one in found if one.variant_of is None)

    @cached_property
    def dependencies(self) -> DependencyGraph:
        """What each indicator is computed from."""
        return DependencyGraph.of(self.indicators)

    def rows(self, indicator: str) -> pd.DataFrame:
        """Return one indicator's rows, in the order of its file.

        Returns
        -------
        DataFrame
            Columns ``indicator`` and `kgisim.schema.OBSERVATION_COLUMNS`; values in its unit.
        """
        if indicator not in self._rows:
            return self.observations.iloc[:0].reset_index(drop=True)
        return self._rows[indicator].copy(deep=False)  # copied as soon as somebody writes

    def only(self, names: Iterable[str]) -> "Catalog":
        """Return the catalogue of some indicators alone, without tables and notes.

        What is handed to another process does not grow with the catalogue then.
        """
        names = sorted(names)
        kept = [name for name in names if name in self._rows]
        rows = [self._rows[name] for name in kept] or [self.observations.iloc[:0]]
        return replace(
            self,
            indicators={name: self.indicators[name] for name in names},
            observations=pd.concat(rows, ignore_index=True),
            tables={},
            notes={},
        )

    @cached_property
    def _rows(self) -> dict[str, pd.DataFrame]:
        grouped = self.observations.groupby("indicator", sort=False)
        return {str(name): rows.reset_index(drop=True) for name, rows in grouped}


def load_catalog(
    workspace: Workspace, *, as_of: str | None = None, unverified: bool = True
) -> Catalog:
    """Load and check all indicators with their rows.

    Parameters
    ----------
    workspace
        Where the files are.
    as_of
        YYYY-MM-DD or YYYY-MM: rows published later, and deals made later, are left out.
    unverified
        Whether rows and deals whose source was not read are used.

    Raises
    ------
    ContentError
        If any file is wrong; it holds every problem found.
    RequestError
        If `as_of` is not a date.

    Examples
    --------
    >>> catalog = load_catalog(Workspace.bundled())
    >>> set(catalog.observations["indicator"]) <= set(catalog.indicators)
    True
    """
    _date(as_of)  # a wrong date is reported before anything is read
    reading = read_data(workspace, read_plan(workspace))
    if reading.problems:
        raise ContentError(reading.problems)
    return catalog_of(workspace, reading, as_of=as_of, unverified=unverified)


def catalog_of(
    workspace: Workspace, reading: LoadResult, *, as_of: str | None, unverified: bool
) -> Catalog:
    """Make the catalogue of data that were read without a problem.

    Parameters
    ----------
    workspace
        Where they were read.
    reading
        All of them.
    as_of, unverified
        As in `load_catalog`.

    Raises
    ------
    RequestError
        If `as_of` is not a date.
    """
    date, around = _date(as_of), reading.around
    rows = _rows_known(reading, date, unverified=unverified)
    return Catalog(
        indicators={
            stem: _with_table_source(indicator) for stem, indicator in around.indicators.items()
        },
        observations=_joined({stem: rows[stem] for stem in around.indicators if stem in rows}),
        units={key: unit for key, unit in around.units.items() if unit is not None},
        tables=dict(around.tables),
        plan=around.plan,
        notes=reading.notes,
        workspace=workspace,
    )


def _rows_known(
    reading: LoadResult, as_of: dt.date | None, *, unverified: bool
) -> dict[str, pd.DataFrame]:
    """Rows known at a date and vouched for, with the deals of that vintage counted."""
    rows = {
        stem: _used(frame, reading.around, stem, as_of, unverified=unverified)
        for stem, frame in reading.rows.items()
    }
    for stem, one in reading.around.indicators.items():
        if one.derive is not None:
            deals = reading.around.tables[one.derive.table]
            rows[stem] = derive_rows(one.derive, deals, as_of=as_of, unverified=unverified)
        if one.group is not None:
            rows[stem] = middle_rows(members_of(reading.around.indicators, stem), rows)
    return rows


def _used(
    rows: pd.DataFrame,
    around: ReferenceContext,
    stem: str,
    as_of: dt.date | None,
    *,
    unverified: bool,
) -> pd.DataFrame:
    """Leave out rows that are not yet known, not vouched for, or replaced by a later vintage."""
    indicator = around.indicators[stem]
    if as_of is None and unverified:
        return without_superseded(rows, indicator)
    lines: Iterable[Any] = rows.itertuples()
    known = [
        (as_of is None or _known_on(row, indicator, around.plan) <= as_of)
        and (unverified or row.evidence != "unverified")
        for row in lines
    ]
    return without_superseded(rows.loc[known], indicator)


def _known_on(row: Any, indicator: Indicator, plan: Plan) -> dt.date:
    """Return the day by which a row was known; without a date, the end of its last year."""
    return last_day(row.published or plan.end_of(row.year_end, indicator.period))


def _with_table_source(indicator: Indicator) -> Indicator:
    """Let derived rows name their table as a source; the author's own entry goes first."""
    if indicator.derive is None:
        return indicator
    table = indicator.derive.table
    sources = {table: table_source(table), **indicator.sources}
    return indicator.model_copy(update={"sources": sources})


def _joined(rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    dtypes = {"indicator": "object"} | {
        title: column.dtype for title, column in columns_of().items()
    }
    filled = [frame.assign(indicator=stem) for stem, frame in rows.items() if not frame.empty]
    if not filled:
        return pd.DataFrame(columns=list(dtypes)).astype(dtypes)
    joined = pd.concat(filled, ignore_index=True)
    return joined.loc[:, list(dtypes)].astype(dtypes)


def _date(text: str | None) -> dt.date | None:
    try:
        return None if text is None else last_day(text)
    except ValueError:
        raise RequestError("catalog.date", found=text) from None
