"""Makes the run of a paper again from the inputs inside it, and compares every number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from kgisim.io import digest
from kgisim.report.differences import ReportDiff
from kgisim.report.fill.fill import KIND, altered, filled_stamp, opened
from kgisim.report.formats.registry import FORMATS
from kgisim.report.inputs import inputs_in, unpack_inputs
from kgisim.report.provenance import Provenance, ReportError
from kgisim.report.verify import compare, made_again
from kgisim.runs.make_run import make_run
from kgisim.runs.run import Run
from kgisim.runs.run_id import versions
from kgisim.workspace import FOLDERS, Workspace


@dataclass(frozen=True)
class TableDiff:
    """A number of a table of results that is not the same in the run that was made again."""

    table: str
    row: int
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Reproduced:
    """A paper compared with its run, made again.

    Parameters
    ----------
    run
        Id of the run that the paper names.
    again
        Id of the run that was made; the same where inputs, code and versions are.
    versions
        Versions that differ, by name: then, and now.
    numbers
        How many numbers of the tables of results were compared.
    tables
        Those that differ.
    paper
        What differs in the paper itself; None: a paper of this format cannot be read.
    """

    run: str
    again: str
    versions: dict[str, tuple[str, str]]
    numbers: int
    tables: tuple[TableDiff, ...]
    paper: tuple[ReportDiff, ...] | None

    @property
    def is_same(self) -> bool:
        """Whether every number is the same."""
        return not self.tables and not self.paper


def reproduce(path: Path, *, jobs: int | None = None, trust: bool = False) -> Reproduced:
    """Make the run of a paper again, without the network or stored fits, and compare.

    Parameters
    ----------
    path
        A paper made by `kgisim report` or `kgisim fill`.
    jobs
        Processes that fit at the same time; None: one per processor.
    trust
        Whether model families that differ from those of this program may be run: they are code.

    Raises
    ------
    ReportError
        If the paper carries no inputs, or they are broken or hold code that is not trusted.
    """
    if not path.is_file():
        raise ReportError("report.absent", path=str(path))
    packed = inputs_in(path)
    if packed is None:
        raise ReportError("reproduce.none", path=str(path))
    with TemporaryDirectory() as name:
        folder = Path(name)
        manifest = unpack_inputs(packed, folder)
        for one in FOLDERS:  # dashboards change no number, and are not carried
            (folder / "workspace" / one).mkdir(parents=True, exist_ok=True)
        workspace = Workspace.open(folder / "workspace")
        if not trust:
            _require_known_code(workspace)
        made = make_run(
            workspace,
            folder=folder / "runs",
            seed=manifest["seed"],
            draws=manifest["draws"],
            jobs=jobs,
            cache=folder / "cache",
            **manifest["options"],
        )
        compared = list(_tables(folder / "results", made.path))
        # the paper tells its own run, day and versions; only its numbers are asked for
        told = {key: manifest[key] for key in ("run", "created", "versions")}
        again = replace(made, manifest=made.manifest | told)
        return Reproduced(
            run=manifest["run"],
            again=made.id,
            versions=_versions(manifest["versions"]),
            numbers=sum(count for count, _ in compared),
            tables=tuple(one for _, found in compared for one in found),
            paper=_paper(path, again),
        )


def _require_known_code(workspace: Workspace) -> None:
    own = Workspace.bundled().models
    for file in sorted(workspace.root.rglob("*.py")):
        known = own / file.name
        is_family = file.parent == workspace.models and known.is_file()
        if not is_family or digest(known) != digest(file):
            raise ReportError("reproduce.code", file=workspace.name(file))


def _versions(then: dict[str, str]) -> dict[str, tuple[str, str]]:
    now = versions()
    names = sorted(set(then) | set(now))
    both = {name: (then.get(name, ""), now.get(name, "")) for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _tables(before: Path, after: Path) -> Iterator[tuple[int, list[TableDiff]]]:
    """Compare tables of results; yield how many numbers each has, and which differ."""
    for file in sorted(before.rglob("*.csv")):
        name = file.relative_to(before).as_posix()
        other = after / name
        one = pd.read_csv(file)
        if not other.is_file():
            yield 0, [TableDiff(name, 0, "", name, "")]
            continue
        count = int(one.select_dtypes("number").notna().to_numpy().sum())
        yield count, _cells(name, one, pd.read_csv(other))


def _cells(name: str, one: pd.DataFrame, other: pd.DataFrame) -> list[TableDiff]:
    if one.shape != other.shape or list(one) != list(other):
        return [TableDiff(name, 0, "", f"{one.shape}", f"{other.shape}")]
    is_same = (one == other) | (one.isna() & other.isna())
    places = np.argwhere(~is_same.to_numpy())
    return [
        TableDiff(name, row + 2, str(one.columns[at]), _cell(one, row, at), _cell(other, row, at))
        for row, at in places.tolist()
    ]


def _cell(table: pd.DataFrame, row: int, column: int) -> str:
    value: Any = table.iat[row, column]
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _paper(path: Path, run: Run) -> tuple[ReportDiff, ...] | None:
    """Compare the paper with the report of the run that was made again."""
    document = opened(path)
    if document is not None:
        stamp = _stamp(document)
        return tuple(altered(document, path.suffix.lower(), run, stamp.language))
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS or not FORMATS[form].is_readable:
        return None
    held = FORMATS[form].read(path)
    if held.stamp.since:  # a comparison needs an earlier run, which is not carried
        return None
    return tuple(compare(made_again(held.stamp, form, run), held))


def _stamp(document: Any) -> Provenance:
    return filled_stamp(document) or Provenance("", KIND, "")
