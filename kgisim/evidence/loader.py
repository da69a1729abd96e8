"""Reading a workspace's ``data/``: all of it, with every problem in any file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kgisim.errors import ContentError, Problem
from kgisim.evidence.base import Text, Unit
from kgisim.evidence.cross_checks import ReferenceContext, link_problems
from kgisim.evidence.deals import typed_deals
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.member_rows import read_member_observations
from kgisim.evidence.members import member_of, with_members
from kgisim.evidence.observations import read_observations
from kgisim.evidence.plan import Plan
from kgisim.evidence.translations import NOTES, read_notes
from kgisim.evidence.yaml_records import collecting, make_record, read_record
from kgisim.io import read_table, read_yaml
from kgisim.messages import Message, either
from kgisim.workspace import Workspace

UNITS = "units.yaml"
"""File in ``data/`` that holds the units."""


@dataclass(frozen=True)
class LoadResult:
    """What could be read, and what is wrong; without problems it is complete.

    Parameters
    ----------
    around
        Indicators, with the members of groups, units and tables.
    rows
        Observation rows by indicator, of those that have a file; of a group by member.
    notes
        What rows and tables say in words, in both languages.
    problems
        Everything that is wrong, in the order in which it was found.
    """

    around: ReferenceContext
    rows: dict[str, pd.DataFrame]
    notes: dict[str, Text]
    problems: tuple[Problem, ...]


def read_data(workspace: Workspace, plan: Plan) -> LoadResult:
    """Read every file in ``data/`` and check what they say about each other.

    Parameters
    ----------
    workspace
        Where the files are.
    plan
        Gives the years that rows and targets may name.
    """
    problems = stray_files(workspace, workspace.data, (".yaml", ".csv"))
    files = indicator_files(workspace)
    units = _read_units(workspace, plan, problems)
    indicators = _read_indicators(workspace, plan, files, problems)
    tables = _read_tables(workspace, indicators, problems)
    around = ReferenceContext(plan, indicators, tuple(files), units, workspace.families(), tables)
    problems += link_problems(around)
    rows = _read_rows(workspace, around, problems)
    notes = read_notes(workspace, plan, problems)
    whole = with_members(indicators)
    around = replace(around, indicators=whole, known=tuple(dict.fromkeys([*files, *whole])))
    return LoadResult(around, rows, notes, tuple(problems))


def indicator_files(workspace: Workspace) -> dict[str, Path]:
    """Return the files of indicators by name without suffix."""
    files = files_in(workspace.data, ".yaml")
    return {stem: path for stem, path in files.items() if path.name not in (UNITS, NOTES)}


def files_in(folder: Path, suffix: str) -> dict[str, Path]:
    """Return the files of a kind by name without suffix, hidden files left out."""
    return {
        path.stem: path
        for path in sorted(folder.glob(f"*{suffix}"))
        if not path.name.startswith(".")
    }


def stray_files(workspace: Workspace, folder: Path, read: tuple[str, ...]) -> list[Problem]:
    """Return files that would be passed over in silence: ``.yml``, ``.CSV``, a spreadsheet."""
    allowed = (*read, ".py", ".md")
    message = Message("file.stray", expected=either(read))
    return [
        Problem(workspace.name(path), (), message)
        for path in sorted(folder.glob("*"))
        if path.is_file() and path.suffix not in allowed and not path.name.startswith(".")
    ]


def _read_units(
    workspace: Workspace, plan: Plan, problems: list[Problem]
) -> dict[str, Unit | None]:
    path = workspace.data / UNITS
    name = workspace.name(path)
    units: dict[str, Unit | None] = {}
    with collecting(problems):
        content = read_yaml(path, name)
        if not isinstance(content, dict):
            raise ContentError([Problem(name, (), Message("units.lines"))])
        for key, entry in content.items():
            units[str(key)] = None
            with collecting(problems):
                units[str(key)] = make_record(Unit, entry, name, (str(key),), context=plan.context)
    return units


def _read_indicators(
    workspace: Workspace, plan: Plan, files: Mapping[str, Path], problems: list[Problem]
) -> dict[str, Indicator]:
    read: dict[str, Indicator] = {}
    for stem, path in files.items():
        with collecting(problems):
            read[stem] = read_record(Indicator, path, workspace.name(path), plan.context)
    return dict(sorted(read.items(), key=lambda item: (item[1].order, item[0])))


def _read_tables(
    workspace: Workspace, indicators: Mapping[str, Indicator], problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    """Tables that indicators count are typed; a table that cannot be read is empty."""
    counted = {
        indicator.derive.table for indicator in indicators.values() if indicator.derive is not None
    }
    problems += stray_files(workspace, workspace.tables, (".csv",))
    tables: dict[str, pd.DataFrame] = {}
    for stem, path in files_in(workspace.tables, ".csv").items():
        name = workspace.name(path)
        tables[stem] = pd.DataFrame()
        with collecting(problems):
            tables[stem] = read_table(path, name)
            if stem in counted:
                tables[stem] = typed_deals(tables[stem], name)
    return tables


def _read_rows(
    workspace: Workspace, around: ReferenceContext, problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    files = files_in(workspace.data, ".csv")
    problems += [
        Problem(f"data/{stem}.csv", (), Message("rows.stray", file=f"data/{stem}.yaml"))
        for stem in files
        if stem not in around.known
    ]
    rows: dict[str, pd.DataFrame] = {}
    for stem in around.known:
        name, indicator = f"data/{stem}.csv", around.indicators.get(stem)
        misplaced = indicator and _misplaced(indicator, has_file=stem in files)
        if misplaced:
            problems.append(Problem(name, (), misplaced))
        elif stem in files:
            with collecting(problems):
                rows |= _rows_in(files[stem], name, stem, around)
    return rows


def _rows_in(path: Path, name: str, stem: str, around: ReferenceContext) -> dict[str, pd.DataFrame]:
    """Read the rows of one file, by id: of an indicator, or of the members of a group."""
    indicator = around.indicators.get(stem)
    if indicator is None or indicator.group is None:
        return {stem: read_observations(path, name, indicator, around.plan.axis)}
    names = indicator.group.members
    members = [member_of(indicator, word) for word in names]
    return read_member_observations(path, name, members, names, around.plan.axis)


def _misplaced(indicator: Indicator, *, has_file: bool) -> Message | None:
    other = "derive" if indicator.derive else "identity" if indicator.identity else None
    if has_file and other:
        return Message("rows.derived", key=other)
    if not has_file and not other and indicator.is_fitted:
        return Message("rows.no_file")
    return None
