"""The catalogue: every indicator of a workspace with its rows, checked as a whole."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kgisim.errors import ContentError, Problem, RequestError
from kgisim.evidence.cells import last_day
from kgisim.evidence.deals import typed_deals
from kgisim.evidence.derive import derive_rows, table_source
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.links import Surroundings, Unit, link_problems, unit_problems
from kgisim.evidence.observations import columns_of, read_observations
from kgisim.evidence.records import collecting, make_record, read_record
from kgisim.files import read_table, read_yaml
from kgisim.workspace import Workspace

UNITS = "units.yaml"
"""The one YAML file in ``data/`` that is not an indicator."""


@dataclass(frozen=True)
class Catalog:
    """What is known, from whom.

    Parameters
    ----------
    indicators
        By id, in the order of tables.
    observations
        Columns ``indicator`` and `kgisim.names.OBSERVATION_COLUMNS`; blank numbers are NaN,
        blank texts empty, ``year_end`` is always filled.
    units
        By key.
    tables
        Other tables by name; those that indicators count are typed.
    """

    indicators: dict[str, Indicator]
    observations: pd.DataFrame
    units: dict[str, Unit]
    tables: dict[str, pd.DataFrame]

    def rows(self, indicator: str) -> pd.DataFrame:
        """Give one indicator's rows, in the order of its file."""
        chosen = self.observations["indicator"] == indicator
        return self.observations.loc[chosen].reset_index(drop=True)


def load_catalog(
    workspace: Workspace, *, as_of: str | None = None, unverified: bool = True
) -> Catalog:
    """Load and check all indicators, or raise every problem found in any file.

    Parameters
    ----------
    workspace
        Where the files are.
    as_of
        Date (YYYY-MM-DD): rows published later, and deals made later, are left out.
    unverified
        Whether rows and deals whose source was not read are used.
    """
    catalog, problems = read_catalog(workspace)
    if problems:
        raise ContentError(problems)
    return _vintage(catalog, _date(as_of), unverified)


def read_catalog(workspace: Workspace) -> tuple[Catalog, list[Problem]]:
    """Read what can be read, and tell everything that is wrong.

    With problems the catalogue holds the sound indicators only, and serves for further checks.
    """
    problems = stray_files(workspace, workspace.data, (".yaml", ".csv"))
    paths = {path.stem: path for path in _files(workspace.data, ".yaml") if path.name != UNITS}
    units = _read_units(workspace, problems)
    indicators: dict[str, Indicator] = {}
    for stem, path in paths.items():
        with collecting(problems):
            indicators[stem] = read_record(Indicator, path, workspace.name(path))
    indicators = dict(sorted(indicators.items(), key=lambda item: (item[1].order, item[0])))
    tables = _read_tables(workspace, indicators, problems)
    around = Surroundings(indicators, tuple(paths), units, workspace.families(), tables)
    problems += link_problems(around)
    rows = _read_rows(workspace, indicators, tuple(paths), problems)
    sourced = {stem: _with_table_source(one) for stem, one in indicators.items()}
    return Catalog(sourced, _joined(rows), units, tables), problems


def stray_files(workspace: Workspace, folder: Path, read: tuple[str, ...]) -> list[Problem]:
    """Tell files that would silently not be read: ``.yml``, ``.CSV``, a spreadsheet."""
    allowed = (*read, ".py", ".md")
    return [
        Problem(workspace.name(path), "", f"this file is not read; expected {' or '.join(read)}")
        for path in sorted(folder.glob("*"))
        if path.is_file() and path.suffix not in allowed and not path.name.startswith(".")
    ]


def _files(folder: Path, suffix: str) -> list[Path]:
    return sorted(path for path in folder.glob(f"*{suffix}") if not path.name.startswith("."))


def _read_units(workspace: Workspace, problems: list[Problem]) -> dict[str, Unit]:
    path = workspace.data / UNITS
    name = workspace.name(path)
    units: dict[str, Unit] = {}
    with collecting(problems):
        content = read_yaml(path, name)
        if not isinstance(content, dict):
            raise ContentError([Problem(name, "", "expected 'key: {ja, en, scales}' lines")])
        for key, unit in content.items():
            with collecting(problems):
                units[str(key)] = make_record(Unit, unit, name)
    problems += unit_problems(units, name)
    return units


def _read_tables(
    workspace: Workspace, indicators: Mapping[str, Indicator], problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    counted = {one.derive.table for one in indicators.values() if one.derive is not None}
    problems += stray_files(workspace, workspace.tables, (".csv",))
    tables: dict[str, pd.DataFrame] = {}
    for path in _files(workspace.tables, ".csv"):
        name = workspace.name(path)
        with collecting(problems):
            tables[path.stem] = table = read_table(path, name)
            if path.stem in counted:
                tables[path.stem] = typed_deals(table, name)
    return tables


def _read_rows(
    workspace: Workspace,
    indicators: Mapping[str, Indicator],
    known: tuple[str, ...],
    problems: list[Problem],
) -> dict[str, pd.DataFrame]:
    rows: dict[str, pd.DataFrame] = {}
    paths = {path.stem: path for path in _files(workspace.data, ".csv")}
    for stem, path in paths.items():
        if stem not in known:
            message = f"rows without an indicator; expected data/{stem}.yaml beside it"
            problems.append(Problem(workspace.name(path), "", message))
    for stem, indicator in indicators.items():
        name = f"data/{stem}.csv"
        other = "derive" if indicator.derive else "identity" if indicator.identity else None
        if stem in paths and other:
            message = f"the indicator has '{other}', so it has no rows of its own; delete the file"
            problems.append(Problem(name, "", message))
        elif stem in paths:
            with collecting(problems):
                rows[stem] = read_observations(paths[stem], name, indicator)
        elif other is None and indicator.is_fitted:
            message = "missing file; a fitted indicator needs rows (or 'derive')"
            problems.append(Problem(name, "", message))
    return rows


def _with_table_source(indicator: Indicator) -> Indicator:
    if indicator.derive is None:
        return indicator
    table = indicator.derive.table
    sources = {table: table_source(table), **indicator.sources}
    return indicator.model_copy(update={"sources": sources})


def _vintage(catalog: Catalog, as_of: dt.date | None, unverified: bool) -> Catalog:
    """Keep what was known at a date and vouched for, and count the deals of that vintage."""
    kept = catalog.observations
    if as_of is not None:
        known = [not date or last_day(date) <= as_of for date in kept["published"]]
        kept = kept.loc[known]
    if not unverified:
        kept = kept.loc[kept["evidence"] != "unverified"]
    rows = {str(stem): group.iloc[:, 1:] for stem, group in kept.groupby("indicator")}
    for stem, one in catalog.indicators.items():
        if one.derive is not None:
            deals = catalog.tables[one.derive.table]
            rows[stem] = derive_rows(one.derive, deals, as_of=as_of, unverified=unverified)
    ordered = {stem: rows[stem] for stem in catalog.indicators if stem in rows}
    return Catalog(catalog.indicators, _joined(ordered), catalog.units, catalog.tables)


def _joined(rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    dtypes = {"indicator": "object"} | {
        title: column.dtype for title, column in columns_of(()).items()
    }
    filled = [frame.assign(indicator=stem) for stem, frame in rows.items() if not frame.empty]
    if not filled:
        return pd.DataFrame(columns=list(dtypes)).astype(dtypes)
    joined = pd.concat(filled, ignore_index=True)
    return joined.loc[:, list(dtypes)].astype(dtypes)


def _date(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        message = f"found '{text}' as the date, expected YYYY-MM-DD such as 2024-03-31"
        raise RequestError(message) from None
