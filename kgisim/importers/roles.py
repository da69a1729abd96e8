"""Roles of columns: which holds the year, the numbers, their unit, their status."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kgisim.importers.amounts import read_amount
from kgisim.importers.periods import read_periods
from kgisim.importers.sheet import Cell
from kgisim.importers.status import Kind, read_status

PERIOD = re.compile(
    r"years?|time|time[ _]period|date|period|fiscal[ _]?year|fy"
    r"|年|年度|年次|年月|暦年|会計年度|西暦|和暦|時点|調査年|時間軸.*",
    re.IGNORECASE,
)
UNIT = re.compile(r"units?|unit[ _]measure|units? of measure(ment)?|単位", re.IGNORECASE)
MULTIPLIER = re.compile(r"unit[ _]mult(iplier)?|scale|powercode|倍率", re.IGNORECASE)
STATUS = re.compile(
    r"(obs(ervation)?[ _])?(status|flags?)( codes?)?|実績区分|実績[・/]?(見込|予測).*",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(.*[ _])?(code|id|iso\d?)|geo_?code|location|iso_?code|.*コード|row|no\.?|番号", re.IGNORECASE
)
REMARK = re.compile(
    r"(.*[ _/])?(notes?|footnotes?)|comments?|remarks?|annotations?|備考|注|注記|摘要",
    re.IGNORECASE,
)
MOST_TEXT = 0.5
"""Share of cells that may hold something else than numbers in a column of numbers."""


@dataclass(frozen=True)
class Roles:
    """Columns of a table by what they hold, as places from zero.

    Parameters
    ----------
    periods
        Columns with the year; they have to agree where there are several.
    measures
        Columns of numbers.
    dimensions
        Columns that tell series apart.
    unit, multiplier, status
        Columns that say what a number is; None if there is none.
    remarks
        Columns of notes.
    """

    periods: tuple[int, ...]
    measures: tuple[int, ...]
    dimensions: tuple[int, ...]
    unit: int | None = None
    multiplier: int | None = None
    status: int | None = None
    remarks: tuple[int, ...] = ()


def roles_of(names: Sequence[str], columns: Sequence[Sequence[Cell]]) -> Roles:
    """Return the roles of columns by their names, and by what they hold.

    Parameters
    ----------
    names
        Headings.
    columns
        Cells below them.
    """
    periods = _period_columns(names, columns)
    special = {
        role: _named(pattern, names, periods)
        for role, pattern in (("unit", UNIT), ("multiplier", MULTIPLIER), ("status", STATUS))
    }
    if special["status"] is None:
        special["status"] = _unnamed_status(columns, {*periods, *special.values()})
    remarks = tuple(place for place, name in enumerate(names) if REMARK.fullmatch(_last(name)))
    taken = {*periods, *remarks, *special.values()}
    rest = [
        place
        for place in range(len(names))
        if place not in taken and any(cell.text for cell in columns[place])
    ]
    measures = tuple(
        place
        for place in rest
        if not CODE.fullmatch(_last(names[place])) and holds_numbers(columns[place])
    )
    dimensions = tuple(place for place in rest if place not in measures)
    return Roles(periods, measures, dimensions, **special, remarks=remarks)


def _period_columns(names: Sequence[str], columns: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    """Take the columns of years that are named so; without a name, the first that holds years."""
    holding = [place for place, cells in enumerate(columns) if holds_periods(cells)]
    named = [place for place in holding if PERIOD.fullmatch(_last(names[place]).replace(" ", ""))]
    spaced = [place for place in holding if PERIOD.fullmatch(_last(names[place]))]
    return tuple(sorted({*named, *spaced})) or tuple(holding[:1])


def _named(pattern: re.Pattern[str], names: Sequence[str], taken: Sequence[int]) -> int | None:
    found = (
        place
        for place, name in enumerate(names)
        if place not in taken and pattern.fullmatch(_last(name))
    )
    return next(found, None)


def _unnamed_status(columns: Sequence[Sequence[Cell]], taken: set[int | None]) -> int | None:
    """Return the column whose words are all statuses, and not only signs that mean nothing else."""
    for place, cells in enumerate(columns):
        words = {cell.text for cell in cells if cell.text}
        kinds = {read_status(word).kind for word in words}
        is_said = any(len(word) > 1 and not read_amount(word) for word in words)
        if place not in taken and is_said and Kind.UNKNOWN not in kinds:
            return place
    return None


def _last(name: str) -> str:
    """Return the lowest part of a heading without a bracket behind it."""
    folded = unicodedata.normalize("NFKC", name.split(" / ")[-1])
    return re.sub(r"\s*\(.*\)$", "", folded).strip()


def holds_periods(cells: Sequence[Cell]) -> bool:
    """Return whether nearly all cells of a column are years."""
    shown = [cell.shown for cell in cells if cell.text]
    found = [one for one in read_periods(shown) if one is not None]
    return len(found) >= 2 and len(found) >= 0.8 * len(shown)


def holds_numbers(cells: Sequence[Cell]) -> bool:
    """Return whether most cells of a column are numbers, or marks that there is none."""
    read = [read_amount(cell.text) for cell in cells if cell.text]
    numbers = [one for one in read if one is not None and one.value is not None]
    formulas = [cell for cell in cells if cell.text.startswith("=")]
    known = [one for one in read if one is not None]
    return bool(numbers) and len(known) + len(formulas) > MOST_TEXT * len(read)
