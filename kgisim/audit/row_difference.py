"""What a new file of rows would change: rows added, changed and removed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SAME_NUMBER = ("member", "year", "year_end", "source", "definition")
"""Columns by which two rows are taken for the same published number, corrected."""
Row = Mapping[str, str]
"""Cells of a row as they are written, by column."""


@dataclass(frozen=True)
class RowDiff:
    """What a new file of rows would change; the order of rows does not count.

    Parameters
    ----------
    added, removed
        Rows that only the new, or only the old file has.
    changed
        Pairs of an old and a new row about the same number (`SAME_NUMBER`).
    """

    added: tuple[Row, ...] = ()
    changed: tuple[tuple[Row, Row], ...] = ()
    removed: tuple[Row, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.changed or self.removed)


def difference(old: tuple[Row, ...], new: tuple[Row, ...]) -> RowDiff:
    """Compare two sets of rows.

    Examples
    --------
    >>> old, new = {"year": "2020", "value": "9"}, {"year": "2020", "value": "8"}
    >>> difference((old,), (new,)).changed == ((old, new),)
    True
    """
    removed, added = _without(old, new), _without(new, old)
    changed = []
    for row in list(removed):
        twin = next((one for one in added if _number(one) == _number(row)), None)
        if twin is not None:
            changed.append((row, twin))
            removed.remove(row)
            added.remove(twin)
    return RowDiff(tuple(added), tuple(changed), tuple(removed))


def _without(rows: tuple[Row, ...], others: tuple[Row, ...]) -> list[Row]:
    """Rows that the others do not have, as often as they have them more often."""
    left = Counter(tuple(row.items()) for row in rows)
    left.subtract(tuple(row.items()) for row in others)
    return [dict(items) for items, count in left.items() for _ in range(count)]


def _number(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in SAME_NUMBER)
