"""The one series that is imported: one column, one break-down, one value for each year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgisim.importers.amounts import read_amount
from kgisim.importers.questions import TOTAL, Answer, Choice, Interview, Question
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.table import Point, Series, Table, distinct

SHORTEST, MOST_RUNS = 3, 6
"""Years of the shortest run of rows that is offered as a series, and how many may be offered."""


@dataclass(frozen=True)
class Candidate:
    """A series that may be meant.

    Parameters
    ----------
    choice
        How it is named.
    points
        Its numbers.
    is_total
        Whether all its break-downs are blank, in a layout where that means the total.
    clash
        Years with two different values; no series then.
    """

    choice: Choice
    points: tuple[Point, ...]
    is_total: bool = False
    clash: str = ""


def select(table: Table, interview: Interview) -> tuple[tuple[Point, ...], list[Answer]]:
    """Return the numbers of one series, and how it was chosen.

    Raises
    ------
    QuestionOpen
        If the column or the series is open and nobody can be asked.
    ImportRefused
        If the series has two different values for a year, and nothing tells them apart.
    """
    answers: list[Answer] = []
    points = _of_column(table, interview, answers)
    return _of_series(table, points, interview, answers), answers


def _of_column(table: Table, interview: Interview, answers: list[Answer]) -> tuple[Point, ...]:
    names = distinct(point.measure for point in table.points if _is_number(point))
    if len(names) < 2:
        return table.points
    choices = tuple(Choice(name, _span(_measured(table.points, name))) for name in names)
    place = interview.choose(Question("column", choices))
    answers.append(Answer("column", names[place], is_given=True))
    return _measured(table.points, names[place])


def _measured(points: Sequence[Point], name: str) -> tuple[Point, ...]:
    return tuple(point for point in points if point.measure == name)


def _of_series(
    table: Table, points: tuple[Point, ...], interview: Interview, answers: list[Answer]
) -> tuple[Point, ...]:
    found = candidates(points, blank_is_total=table.blank_is_total)
    totals = [one for one in found if one.is_total]
    is_given = bool(interview.given.get("series"))
    if not is_given and len(found) == 1:
        chosen = found[0]
    elif not is_given and len(totals) == 1 and not totals[0].clash:
        chosen = totals[0]
        answers.append(Answer("series", TOTAL, is_given=False))
    else:
        offered = (
            found if is_given or not totals else totals + [one for one in found if not one.is_total]
        )
        chosen = offered[interview.choose(_question(offered))]
        answers.append(Answer("series", chosen.choice.label, is_given=True))
    if chosen.clash:
        raise ImportRefused("import.contradiction", series=chosen.choice.label, years=chosen.clash)
    return chosen.points


def _question(offered: Sequence[Candidate]) -> Question:
    return Question("series", tuple(one.choice for one in offered))


def candidates(points: Sequence[Point], *, blank_is_total: bool) -> list[Candidate]:
    """Return the series of a column; one that contradicts itself is split into runs of rows."""
    groups: dict[Series, list[Point]] = defaultdict(list)
    for one in points:
        groups[one.series].append(one)
    groups = {series: own for series, own in groups.items() if any(map(_is_number, own))}
    varying = [name for name in _names(groups) if len({dict(s).get(name) for s in groups}) > 1]
    optional = {name for name in varying if any(not dict(series).get(name) for series in groups)}
    found: list[Candidate] = []
    for series, own in groups.items():
        values = dict(series)
        is_total = blank_is_total and not any(values.get(name) for name in optional)
        shown = [(name, values.get(name, "")) for name in varying if values.get(name)]
        label = ", ".join(f"{name}={value}" for name, value in shown) or TOTAL
        parts = tuple(value for _, value in shown) + ((TOTAL,) if is_total else ())
        found += _split(Candidate(Choice(label, _span(own), parts), tuple(own), is_total))
    return found


def _names(groups: dict[Series, list[Point]]) -> tuple[str, ...]:
    return distinct(name for series in groups for name, _ in series)


def _split(one: Candidate) -> Iterator[Candidate]:
    clash = clashing_years(one.points)
    if not clash:
        yield one
        return
    runs = list(_runs(one.points))
    are_series = len(runs) <= MOST_RUNS and all(
        len(run) >= SHORTEST and not clashing_years(run) for run in runs
    )
    if not are_series:
        yield Candidate(one.choice, one.points, one.is_total, clash)
        return
    for run in runs:
        label = f"{run[0].place}:{run[-1].place}"
        detail = f"{one.choice.label}: {_span(run)}"
        yield Candidate(Choice(label, detail), run, one.is_total)


def clashing_years(points: Sequence[Point]) -> str:
    """Return the years for which there are two different numbers."""
    values: dict[int, set[object]] = defaultdict(set)
    for one in points:
        amount = read_amount(one.text)
        if one.period is not None and amount is not None and amount.value is not None:
            values[one.period.year].add(amount.value)
    return ", ".join(str(year) for year, found in sorted(values.items()) if len(found) > 1)


def _runs(points: Sequence[Point]) -> Iterator[tuple[Point, ...]]:
    """Split numbers, in the order of the file, wherever the years begin again."""
    run: list[Point] = []
    for one in points:
        if one.period is None:
            continue
        last = run[-1].period if run else None
        if last is not None and one.period.year <= last.year:
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)


def _is_number(one: Point) -> bool:
    amount = read_amount(one.text)
    return one.period is not None and amount is not None and amount.value is not None


def _span(points: Sequence[Point]) -> str:
    """Return first and last year of a series, with their values as written."""
    dated = [point for point in points if _is_number(point)]
    if not dated:
        return ""
    first = min(dated, key=lambda one: one.period.year if one.period else 0)
    last = max(dated, key=lambda one: one.period.year if one.period else 0)
    return f"{first.period_text}: {first.text} … {last.period_text}: {last.text}"
