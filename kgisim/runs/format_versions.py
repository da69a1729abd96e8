"""Runs of older formats: what they lack, and how to go on with them."""

from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.messages import Message

if TYPE_CHECKING:
    import pandas as pd

READABLE = (2, 3)
"""Formats that are read: runs of 2 hold their draws, later ones the marks of draws."""
LACKS = {1: "run.lacks_draws"}
"""Code of what a run of each older format does not hold and the present one needs."""


def remedy(path: Path, found: object, expected: int) -> Message:
    """Format what to do with a folder whose format is not the present one.

    Parameters
    ----------
    path
        Folder of the run.
    found
        Its format as written in the manifest.
    expected
        The present format.

    Examples
    --------
    >>> str(remedy(Path("runs/r1"), 3, 2))
    'runs/r1: run format 3, expected 2; it was made by a newer kgisim: install that one'
    """
    told = {"path": str(path), "found": str(found), "expected": expected}
    if isinstance(found, int) and found in LACKS:
        lacks, workspace = Message(LACKS[found]), str(path / "workspace")
        return Message("run.older", **told, lacks=lacks, workspace=workspace)
    if isinstance(found, int) and found > expected:
        return Message("run.newer", **told)
    return Message("run.other_format", **told)


def present_table(table: str, read: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table of explanations with the columns of the present version.

    Earlier runs of this format keep names and levels in one cell of text; nowhere else is such a
    cell taken apart.

    Parameters
    ----------
    table
        Name of the table.
    read
        The table as its file has it.

    Returns
    -------
    DataFrame
        Columns `kgisim.analysis.explanation_tables.TABLES` of this table; older ones may stay.
    """
    if table == "packages" and "levels" in read:
        return _by_measure(read)
    if table in ("ledger", "tornado") and "name" not in read:
        return _named(read)
    return read


def _by_measure(read: "pd.DataFrame") -> "pd.DataFrame":
    """Put each measure of a package on a row: ``a=3 b=0`` is two."""
    import pandas as pd

    rows = read.assign(
        place=read.groupby(["indicator", "role"]).cumcount() + 1,
        levels=read["levels"].fillna("").str.split(),
    ).explode("levels", ignore_index=True)
    pairs = rows.pop("levels").str.split("=", expand=True).reindex(columns=[0, 1])
    return rows.assign(measure=pairs[0], level=pd.Series(pd.to_numeric(pairs[1]), dtype="Int64"))


def _named(read: "pd.DataFrame") -> "pd.DataFrame":
    """Split an assumption's key (``measure:a``, ``effect:x/yen``) into columns of its own."""
    form = r"^(?P<kind>\w+):(?P<name>[^/]+)/?(?P<part>.*)$"
    keys = read["assumption"].astype(str).str.extract(form)
    kinds = keys["kind"].replace("hyper", "prior")
    return read.assign(kind=kinds, name=keys["name"], part=keys["part"])
