"""Wide tables: years run across, one row for each series."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kgisim.importers.headings import stated_unit, table_unit
from kgisim.importers.long_table import read_multiplier
from kgisim.importers.periods import Period, read_period, read_periods
from kgisim.importers.refusal import Reason
from kgisim.importers.roles import MULTIPLIER, REMARK, STATUS, UNIT
from kgisim.importers.sheet import Cell, Sheet
from kgisim.importers.status import Status, joined, read_status
from kgisim.importers.table import LeftOut, Point


@dataclass(frozen=True)
class Across:
    """Where years run across a sheet.

    Parameters
    ----------
    heading
        The row that holds the years.
    years
        Years by column.
    labels
        Columns that name the series, left of the years, and their headings.
    """

    heading: int
    years: Mapping[int, Period]
    labels: Mapping[int, str]


def find_years(sheet: Sheet) -> Across | None:
    """Return the row with most years across, or None if no row has two."""
    best: dict[int, Period] = {}
    heading = 0
    for number, row in enumerate(sheet.rows):
        periods = read_periods([cell.shown for cell in row])
        found = {place: one for place, one in enumerate(periods) if one is not None}
        if len(found) > len(best) and _has_series_below(sheet, number, found):
            best, heading = found, number
    if len(best) < 2:
        return None
    names = {
        place: sheet.covering(heading, place).text
        for place in range(sheet.width)
        if place not in best and any(cell.text for cell in sheet.column(place, heading + 1))
    }
    return Across(heading, best, names)


def _has_series_below(sheet: Sheet, row: int, years: Mapping[int, Period]) -> bool:
    """Whether these are years of a heading, not numbers that look like years."""
    ordered = [one.year for _, one in sorted(years.items())]
    is_series = ordered == sorted(set(ordered)) or ordered == sorted(set(ordered), reverse=True)
    below = sheet.rows[row + 1 :]
    return is_series and any(line[place].text for line in below for place in years)


@dataclass(frozen=True)
class WideReader:
    """Reads the numbers of a wide table.

    Parameters
    ----------
    sheet, across
        What is read.
    extra
        Dimensions that all numbers share (the name of the sheet).
    projected_after
        Label of a column that names the last observed year of each series.
    """

    sheet: Sheet
    across: Across
    extra: tuple[tuple[str, str], ...] = ()
    projected_after: str = ""

    def points(self) -> Iterator[Point]:
        """Return every number; a series has one row, its cells one column each."""
        for row in self._body():
            yield from self._row(self.sheet.rows[row], row)

    def left_out(self) -> list[LeftOut]:
        """Return the rows that hold no number: titles, sub-headings and notes."""
        body = set(self._body())
        return [
            LeftOut(cell.place, cell.text, Reason("note"))
            for number, row in enumerate(self.sheet.rows)
            if number not in body and number != self.across.heading
            for cell in row
            if cell.text
        ]

    def _body(self) -> list[int]:
        start = self.across.heading + 1
        return [
            row
            for row in range(start, len(self.sheet.rows))
            if any(self.sheet.rows[row][place].text for place in self.across.years)
        ]

    def _row(self, row: Sequence[Cell], number: int) -> Iterator[Point]:
        labels = {
            name or self.sheet.rows[0][place].place.rstrip("0123456789"): self.sheet.covering(
                number, place
            ).text
            for place, name in self.across.labels.items()
        }
        special = {name for name in labels if _is_special(name) or name == self.projected_after}
        series = self.extra + tuple(one for one in labels.items() if one[0] not in special)
        after = self._last_observed(labels)
        stated = [read_status(text) for name, text in labels.items() if STATUS.fullmatch(name)]
        unit, times = self._unit(labels), _multiplier(labels)
        for place, period in sorted(self.across.years.items()):
            cell = row[place]
            yield Point(
                cell.place,
                place + 1,
                cell.text,
                period,
                self.sheet.rows[self.across.heading][place].shown,
                "",
                series,
                _status(period, stated, after),
                cell.unit or unit,
                times,
            )

    def _last_observed(self, labels: Mapping[str, str]) -> int | None:
        if not self.projected_after:
            return None
        last = read_period(labels.get(self.projected_after, ""))
        return last.year if last else 0  # not said: nothing is known to be observed

    def _unit(self, labels: Mapping[str, str]) -> str:
        own = next((text for name, text in labels.items() if UNIT.fullmatch(name) and text), "")
        if own:
            return own
        bracketed = [stated_unit(text) for text in labels.values()]
        found = [text for text in bracketed if text]
        above = [cell for row in self.sheet.rows[: self.across.heading + 1] for cell in row]
        return found[-1] if found else table_unit(above)


def _status(period: Period, stated: Sequence[Status], after: int | None) -> Status:
    """Join what is said of a year and of its series; later years are projections."""
    is_projected = after is not None and period.year > after
    later = [read_status("projection")] if is_projected else []
    return joined(read_status(period.mark), *stated, *later)


def _is_special(name: str) -> bool:
    return any(kind.fullmatch(name) for kind in (UNIT, MULTIPLIER, STATUS, REMARK))


def _multiplier(labels: Mapping[str, str]) -> Decimal:
    found = [text for name, text in labels.items() if MULTIPLIER.fullmatch(name)]
    return read_multiplier(found[0]) if found else Decimal(1)
