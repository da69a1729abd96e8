"""The rows of a group: one file, in which each row names its member."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kgisim.axis import Axis
from kgisim.errors import Cell, ContentError, NotFoundError, Problem
from kgisim.evidence.base import Text
from kgisim.evidence.group import COLUMN
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import checked
from kgisim.io import read_cells
from kgisim.messages import Message
from kgisim.schema import OBSERVATION_COLUMNS, OPTIONAL_COLUMNS


def read_member_observations(
    path: Path, name: str, members: Sequence[Indicator], names: Mapping[str, Text], axis: Axis
) -> dict[str, pd.DataFrame]:
    """Read the rows of a group, which name their member in a column of their own.

    Parameters
    ----------
    path, name, axis
        As in `kgisim.evidence.observations.read_observations`.
    members
        Whose rows they are.
    names
        Their names by what the column holds for each, in the same order.

    Returns
    -------
    dict
        By id of the member; columns as those of `read_observations` there.

    Raises
    ------
    ContentError
        If rows are wrong, name no member, or a member has none; it holds every problem.
    """
    lines, cells = read_cells(path, name, (COLUMN, *OBSERVATION_COLUMNS), OPTIONAL_COLUMNS)
    if not lines:
        raise ContentError([Problem(name, (), Message("rows.none"))])
    own: dict[str, list[int]] = {}
    for place, word in enumerate(cells[COLUMN]):
        own.setdefault(word, []).append(place)
    strangers = {word: _stranger(word, names) for word in own if word not in names}
    problems = [
        Problem(name, Cell(lines[own[word][0]], COLUMN), said)
        for word, (said, _) in strangers.items()
    ]
    meant = {word for _, word in strangers.values()}  # of those, rows are there under another word
    rows: dict[str, pd.DataFrame] = {}
    for member, word in zip(members, names, strict=True):
        if word not in own:
            absent = Problem(name, (), Message("rows.no_member", member=word))
            problems += [] if word in meant else [absent]
            continue
        try:
            kept = [lines[place] for place in own[word]]
            part = {title: [texts[place] for place in own[word]] for title, texts in cells.items()}
            rows[member.id] = checked(kept, part, name, member, axis)
        except ContentError as error:
            problems += [_of_member(one, word) for one in error.problems]
    if problems:
        raise ContentError(problems)
    return rows


def _of_member(problem: Problem, member: str) -> Problem:
    """Name the member whose row it is."""
    where = problem.where
    if not isinstance(where, Cell):
        return problem
    return replace(problem, where=replace(where, member=member))


def _stranger(word: str, names: Mapping[str, Text]) -> tuple[Message, str]:
    """Say what is wrong with a word that is no member's, and which member is meant, if any.

    It is said of the first of its rows alone: all of them are mended in one go.
    """
    if not word:
        return Message("csv.fill"), ""
    for own, name in names.items():
        if word in name.words.values():
            return Message("rows.member_name", found=word, member=own), own
    return NotFoundError("group_member", word, names).message, ""
