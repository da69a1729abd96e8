"""Import of a file: recognised, three questions at most, rows and all that is left out."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kgisim.evidence.base import Unit as UnitWords
from kgisim.evidence.csv_cells import last_day
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.plan import Plan
from kgisim.importers.conversion import factors
from kgisim.importers.observation_rows import (
    ImportedRow,
    Number,
    Provenance,
    make_rows,
    read_numbers,
    refuse_unmarked_projections,
    usable,
)
from kgisim.importers.periods import Kind as PeriodKind
from kgisim.importers.questions import Answer, Interview
from kgisim.importers.recognition import read_table_file
from kgisim.importers.refusal import ImportRefused, Reason
from kgisim.importers.selection import select
from kgisim.importers.table import LeftOut, Point, Table

PROJECTION = re.compile(
    r"将来推計|予測値|見通し|仮定|[中高低]位推計|forecast|projection|projected", re.IGNORECASE
)
"""Words of a heading under which there are no observations."""


class NothingLeft(ImportRefused):
    """A series of which no number is an observation; holds what was left out."""

    def __init__(self, left_out: Sequence[LeftOut]):
        self.left_out = tuple(left_out)
        super().__init__("import.nothing_left")


@dataclass(frozen=True)
class Wanted:
    """For which indicator a file is read.

    Parameters
    ----------
    plan
        Years that rows may name, and the month in which fiscal years start.
    unit
        Unit of the indicator; None if it is new: then that of the file is kept.
    period
        Fiscal or calendar years; empty if the indicator is new.
    """

    plan: Plan
    unit: UnitWords | None = None
    period: PeriodKind = ""

    @classmethod
    def of(cls, indicator: Indicator, unit: UnitWords, plan: Plan) -> "Wanted":
        """Return what an indicator wants of a file."""
        return cls(plan, unit, indicator.period)


@dataclass(frozen=True)
class Import:
    """What a file gives for an indicator; nothing is written yet.

    Parameters
    ----------
    table
        All that was read.
    rows
        Observation rows.
    left_out
        Everything else, with its reason.
    answers
        How column, series and unit were settled.
    """

    table: Table
    rows: tuple[ImportedRow, ...]
    left_out: tuple[LeftOut, ...]
    answers: tuple[Answer, ...]


def import_file(
    path: Path,
    wanted: Wanted,
    provenance: Provenance,
    interview: Interview,
    today: dt.date | None = None,
) -> Import:
    """Read a file for an indicator.

    Parameters
    ----------
    path
        Any table in a known layout.
    wanted
        Unit and period of the indicator.
    provenance
        Source, grade and day of publication of all rows.
    interview
        Answers to the questions that the file leaves open.
    today
        Day by which the file was known, where its publication is not; left out: today.

    Raises
    ------
    QuestionOpen
        If a question is open and nobody can be asked.
    ImportRefused
        If no rows can be made without guessing.
    NothingLeft
        If no number of the file can be taken for a row.
    """
    table = read_table_file(path)
    known_by = last_day(provenance.published) if provenance.published else today or dt.date.today()
    _refuse_if_nothing_but_projections(table, known_by)
    points, answers = select(table, interview)
    _refuse_projection_words(points)
    numbers = read_numbers(points)
    refuse_unmarked_projections(table, numbers, known_by)
    kept, aside = usable(numbers, wanted.period, wanted.plan, known_by)
    if not kept:
        raise NothingLeft(aside)
    rows, unit = _converted(kept, table, wanted, provenance, interview)
    chosen = {id(point) for point in points}
    others = _others([point for point in table.points if id(point) not in chosen])
    left_out = (*aside, *others, *table.left_out)
    return Import(table, rows, left_out, (*answers, unit))


def _converted(
    kept: Sequence[Number],
    table: Table,
    wanted: Wanted,
    provenance: Provenance,
    interview: Interview,
) -> tuple[tuple[ImportedRow, ...], Answer]:
    stated = [one.stated for one in kept]
    if wanted.unit is not None:
        hints = [text for name, text in table.described if name.endswith(".json")]
        factor, answer = factors(stated, wanted.unit, interview, hints)
        return make_rows(kept, factor, provenance), answer
    texts = sorted({one.text for one in stated})
    given = interview.given.get("unit", "")
    if len(texts) > 1:
        raise ImportRefused("import.units_several", units=", ".join(texts))
    factor = {one: one.times for one in stated}
    return make_rows(kept, factor, provenance), Answer("unit", given or texts[0], bool(given))


def _refuse_if_nothing_but_projections(table: Table, known_by: dt.date) -> None:
    """Refuse before a question is asked if no answer could help."""
    if table.marks_projections:
        return
    series: dict[tuple[object, object], list[Point]] = defaultdict(list)
    for one in table.points:
        series[one.measure, one.series].append(one)
    refused: list[ImportRefused] = []
    for own in series.values():
        try:
            refuse_unmarked_projections(table, read_numbers(own), known_by)
        except ImportRefused as error:
            refused.append(error)
    if refused and len(refused) == len(series):
        raise refused[0]


def _refuse_projection_words(points: Sequence[Point]) -> None:
    for text in {points[0].measure, *(value for _, value in points[0].series)} if points else ():
        if PROJECTION.search(text):
            raise ImportRefused("import.says_projection", text=text)


def _others(points: Sequence[Point]) -> list[LeftOut]:
    """Name the cells of other columns and other series."""
    return [
        LeftOut(point.place, point.text, Reason("other_series", {"series": _label(point)}))
        for point in points
    ]


def _label(point: Point) -> str:
    parts = [point.measure, *(f"{name}={value}" for name, value in point.series if value)]
    return ", ".join(part for part in parts if part)
