"""Long tables: one row for each year and series, or one column for each series."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kgisim.importers.headings import column_name, heading_rows, stated_unit, table_unit
from kgisim.importers.periods import Period, read_periods
from kgisim.importers.refusal import Reason
from kgisim.importers.roles import Roles, holds_periods, roles_of
from kgisim.importers.sheet import Cell, Sheet
from kgisim.importers.status import Status, joined, read_status
from kgisim.importers.table import LeftOut, Point
from kgisim.importers.units import read_unit


@dataclass(frozen=True)
class Body:
    """Where a long table lies in a sheet.

    Parameters
    ----------
    names
        Headings of all columns.
    first, last
        First row of numbers, and the row after the last.
    headings
        Rows that name the columns.
    """

    names: tuple[str, ...]
    first: int
    last: int
    headings: tuple[int, ...]


def find_body(sheet: Sheet) -> Body | None:
    """Return where years run down a column, or None if they do not."""
    found = max(_runs(sheet), key=lambda run: run[1] - run[0], default=None)
    if found is None:
        return None
    first, last, _ = found
    body = sheet.rows[first:last]
    columns = [place for place in range(sheet.width) if any(row[place].text for row in body)]
    rows = heading_rows(sheet, first, columns)
    names = tuple(column_name(sheet, rows, place) for place in range(sheet.width))
    return Body(names, first, last, rows)


def _runs(sheet: Sheet) -> Iterator[tuple[int, int, int]]:
    """Ranges of rows in which a column holds years, from the first year to the last."""
    for place in range(sheet.width):
        periods = read_periods([cell.shown for cell in sheet.column(place)])
        rows = [row for row, period in enumerate(periods) if period is not None]
        if len(rows) >= 2 and holds_periods(sheet.column(place)[rows[0] : rows[-1] + 1]):
            yield rows[0], rows[-1] + 1, place


def body_below(sheet: Sheet, heading: int) -> Body:
    """Return the body of a table whose heading is one known row."""
    names = tuple(cell.text for cell in sheet.rows[heading])
    return Body(names, heading + 1, len(sheet.rows), (heading,))


def body_roles(sheet: Sheet, body: Body) -> Roles:
    """Return the roles of the columns of a body."""
    columns = [sheet.column(place)[body.first : body.last] for place in range(sheet.width)]
    return roles_of(body.names, columns)


@dataclass(frozen=True)
class LongReader:
    """Reads the numbers of a long table.

    Parameters
    ----------
    sheet, body, roles
        What is read.
    units
        Units by heading of the column of numbers, from metadata beside the file.
    extra
        Dimensions that all numbers share (the name of the sheet).
    status
        Function that reads the column of statuses.
    """

    sheet: Sheet
    body: Body
    roles: Roles
    units: Mapping[str, str]
    extra: tuple[tuple[str, str], ...] = ()
    status: Callable[[str], Status] = read_status

    def points(self) -> Iterator[Point]:
        """Return every cell of the columns of numbers that is filled."""
        body, sheet = self.body, self.sheet
        rows = sheet.rows[body.first : body.last]
        years = [read_periods([row[place].shown for row in rows]) for place in self.roles.periods]
        for number, row in enumerate(rows):
            if any(row[place].text for place in (*self.roles.periods, *self.roles.measures)):
                period = _agreed([column[number] for column in years], row, self.roles.periods)
                yield from self._row(row, body.first + number + 1, period)

    def _row(self, row: Sequence[Cell], line: int, period: Period | None) -> Iterator[Point]:
        roles = self.roles
        shown = " ".join(row[place].shown for place in roles.periods if row[place].text)
        series = self.extra + tuple(
            (self._name(place), row[place].text) for place in roles.dimensions
        )
        for place in roles.measures:
            cell = row[place]
            if not cell.text and len(roles.measures) > 1:
                continue  # other series of a wide row may be shorter
            yield Point(
                cell.place,
                line,
                cell.text,
                period,
                shown,
                self._name(place) if len(roles.measures) > 1 else "",
                series,
                self._status(row, period),
                cell.unit or self._unit(row, place),
                self._times(row),
            )

    def _name(self, place: int) -> str:
        return self.body.names[place] or self.sheet.rows[0][place].place.rstrip("0123456789")

    def _status(self, row: Sequence[Cell], period: Period | None) -> Status:
        marked = read_status(period.mark) if period is not None else Status()
        if self.roles.status is None:
            return marked
        return joined(marked, self.status(row[self.roles.status].text))

    def _unit(self, row: Sequence[Cell], place: int) -> str:
        if self.roles.unit is not None and row[self.roles.unit].text:
            return row[self.roles.unit].text
        name = self.body.names[place]
        own = self.units.get(name) or stated_unit(name)
        return own or table_unit(self._around())

    def _around(self) -> list[Cell]:
        above = self.sheet.rows[: self.body.first]
        return [cell for row in above for cell in row]

    def _times(self, row: Sequence[Cell]) -> Decimal:
        if self.roles.multiplier is None:
            return Decimal(1)
        return read_multiplier(row[self.roles.multiplier].text)


def read_multiplier(text: str) -> Decimal:
    """Read a cell of a column of multipliers: a word, or a power of ten as SDMX writes it.

    Examples
    --------
    >>> read_multiplier("Units"), read_multiplier("Thousands"), read_multiplier("6")
    (Decimal('1'), Decimal('1E+3'), Decimal('1E+6'))
    """
    try:
        return Decimal(1).scaleb(int(text)) if text else Decimal(1)
    except (ValueError, InvalidOperation):
        return read_unit(text).multiplier


def _agreed(
    periods: Sequence[Period | None], row: Sequence[Cell], places: Sequence[int]
) -> Period | None:
    """Return the year on which all columns of years agree, or None."""
    found = [one for one, place in zip(periods, places, strict=True) if row[place].text]
    if not found or any(one is None for one in found):
        return None
    years = {one.year for one in found if one is not None}
    first = next((one for one in found if one is not None and one.kind), found[0])
    return first if len(years) == 1 else None


def around(sheet: Sheet, body: Body) -> tuple[list[str], list[LeftOut]]:
    """Return what is written above and below a table, and that it is left out."""
    above = range(min(body.headings, default=body.first))
    below = range(body.last, len(sheet.rows))
    cells = [cell for row in (*above, *below) for cell in sheet.rows[row] if cell.text]
    return [cell.text for cell in cells], [
        LeftOut(_placed(sheet, cell), cell.text, Reason("note")) for cell in cells
    ]


def _placed(sheet: Sheet, cell: Cell) -> str:
    return f"{sheet.name}!{cell.place}" if sheet.name else cell.place
