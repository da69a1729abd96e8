"""From the numbers of one series to observation rows; what is left out has its reason."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kgisim.evidence.plan import Plan
from kgisim.importers.amounts import Amount, read_amount
from kgisim.importers.conversion import Stated
from kgisim.importers.files import plain
from kgisim.importers.periods import Kind as PeriodKind
from kgisim.importers.refusal import ImportRefused, Reason
from kgisim.importers.status import Kind, Status, joined, read_status
from kgisim.importers.table import LeftOut, Point, Table
from kgisim.importers.units import read_unit
from kgisim.schema import EVIDENCE, OBSERVATION_COLUMNS

Row = dict[str, str]
"""Cells of an observation row as they are written, by column."""


@dataclass(frozen=True)
class ImportedRow:
    """One observation row and the cell it comes from."""

    cells: Row
    place: str


@dataclass(frozen=True)
class Provenance:
    """What is written beside every number.

    Parameters
    ----------
    source
        Key of the indicator's sources.
    evidence
        Grade of the numbers.
    published
        Day or month of publication; empty if it is not known.
    """

    source: str
    evidence: str
    published: str = ""


@dataclass(frozen=True)
class Number:
    """A point whose cell has been read.

    Parameters
    ----------
    point
        As the layout gave it, with the marks of its cell among its statuses.
    amount
        What its cell holds; None if that cannot be read.
    """

    point: Point
    amount: Amount | None

    @property
    def value(self) -> Decimal | None:
        """The number as it is written; None if there is none."""
        if self.amount is None or self.amount.value is None:
            return None
        unit = read_unit(self.amount.unit)
        return self.amount.value * (unit.multiplier if not unit.base else 1)

    @property
    def stated(self) -> Stated:
        """The unit stated for it: that of its own cell first."""
        own = self.amount.unit if self.amount is not None else ""
        if own and read_unit(own).base:
            return Stated(own)
        return Stated(self.point.unit, self.point.times)


def read_numbers(points: Sequence[Point]) -> list[Number]:
    """Read the cells of points."""
    return [_read(point) for point in points]


def _read(point: Point) -> Number:
    amount = read_amount(point.text)
    if amount is None or amount.value is None or not amount.mark:
        return Number(point, amount)
    status = joined(point.status, read_status(amount.mark))
    return Number(replace(point, status=status), amount)


def refuse_unmarked_projections(table: Table, numbers: Sequence[Number], known_by: dt.date) -> None:
    """Refuse a series that runs on into the future without a mark where it begins.

    Some of its values of past years may be projections as well, and nothing says which.

    Raises
    ------
    ImportRefused
        If there are such values.
    """
    if table.marks_projections:
        return
    years = [
        number.point.period.year
        for number in numbers
        if number.point.period is not None
        and number.value is not None
        and number.point.status.kind is not Kind.PROJECTED
        and number.point.period.year > known_by.year
    ]
    if years:
        raise ImportRefused(
            "import.projections_unmarked", first=min(years), last=max(years), known_by=known_by
        )


def usable(
    numbers: Sequence[Number], period: PeriodKind, plan: Plan, known_by: dt.date
) -> tuple[list[Number], list[LeftOut]]:
    """Return the numbers that are observations of the axis, and what is left out.

    Parameters
    ----------
    numbers
        Of one series.
    period
        Fiscal or calendar years, as the indicator counts.
    plan
        Years that rows may name.
    known_by
        Day by which the file was published.
    """
    kept: list[Number] = []
    left_out: list[LeftOut] = []
    seen: dict[int, str] = {}
    for one in numbers:
        reason = next(_reasons(one, period, plan, known_by), None)
        year = one.point.period.year if one.point.period else 0
        if reason is None and year in seen:
            reason = Reason("repeated", {"place": seen[year]})
        if reason is None:
            kept.append(one)
            seen[year] = one.point.place
        else:
            left_out.append(LeftOut(one.point.place, one.point.text, reason))
    return kept, left_out


def _reasons(one: Number, kind: PeriodKind, plan: Plan, known_by: dt.date) -> Iterator[Reason]:
    point, period = one.point, one.point.period
    if period is None:
        yield Reason("no_year", {"text": point.period_text})
        return
    year = {"year": str(period.year), "text": point.period_text}
    if point.text == "":
        yield Reason("blank", year)
    elif one.amount is None:
        yield Reason("unreadable", year)
    elif one.value is None or point.status.kind is Kind.MISSING:
        yield Reason("missing", year)
    elif point.status.kind is Kind.PROJECTED:
        yield Reason("projected", year | {"status": point.status.text})
    elif point.status.kind is Kind.UNKNOWN:
        yield Reason("status_unknown", year | {"status": point.status.text})
    elif kind and period.kind and kind != period.kind:
        yield Reason(f"period_{period.kind.lower()}", year)
    elif period.year not in plan.axis:
        yield Reason("off_axis", year | {"first": str(plan.first_year), "last": str(plan.horizon)})
    elif plan.end_of(period.year, kind or period.kind) > known_by.isoformat():
        yield Reason("not_over", year | {"known_by": str(known_by)})


def make_rows(
    numbers: Sequence[Number],
    factor_of: Callable[[Stated], Decimal] | Mapping[Stated, Decimal],
    provenance: Provenance,
) -> tuple[ImportedRow, ...]:
    """Return observation rows in the order of their years.

    Estimates are graded ``secondary`` at best, whoever publishes them.
    """
    factor = factor_of.__getitem__ if isinstance(factor_of, Mapping) else factor_of
    rows = [_row(number, factor(number.stated), provenance) for number in numbers]
    return tuple(sorted(rows, key=lambda row: int(row.cells["year"])))


def _row(one: Number, factor: Decimal, provenance: Provenance) -> ImportedRow:
    period, value = one.point.period, one.value
    assert period is not None  # `usable` has left the others out
    assert value is not None
    cells: Row = {str(name): "" for name in OBSERVATION_COLUMNS}
    cells |= {
        "year": str(period.year),
        "value": plain(value * factor),
        "relation": "eq",
        "source": provenance.source,
        "evidence": graded(provenance.evidence, one.point.status),
        "published": provenance.published,
        "note": one.point.status.text,
    }
    return ImportedRow(cells, one.point.place)


def graded(grade: str, status: Status) -> str:
    """Return the grade of one number.

    Examples
    --------
    >>> graded("official", Status(Kind.ESTIMATED, "e")), graded("official", Status())
    ('secondary', 'official')
    """
    if status.kind is not Kind.ESTIMATED:
        return grade
    return max(grade, "secondary", key=EVIDENCE.index)
