"""What rows and tables say in words, in both languages."""

from collections.abc import Iterator, Mapping

import pandas as pd

from kgisim.errors import ContentError, Problem, nearest
from kgisim.evidence.indicator import Text
from kgisim.evidence.records import collecting, make_record
from kgisim.files import read_yaml
from kgisim.workspace import Workspace

NOTES = "notes.yaml"
"""File in ``data/`` that holds them: the words as they stand in a CSV file → ``{ja, en}``."""

TEXT_COLUMNS = ("definition", "note")
"""Columns of observation rows that hold words."""


def read_notes(workspace: Workspace, problems: list[Problem]) -> dict[str, Text]:
    """Read the file if there is one; words without an entry are shown as they are written.

    Parameters
    ----------
    workspace
        Where the file is.
    problems
        Takes whatever is wrong in it.
    """
    path = workspace.data / NOTES
    name = workspace.name(path)
    notes: dict[str, Text] = {}
    with collecting(problems):
        content = read_yaml(path, name) if path.exists() else {}
        if not isinstance(content, dict):
            raise ContentError([Problem(name, "", "expected 'text: {ja, en}' lines")])
        for written, entry in content.items():
            with collecting(problems):
                notes[str(written)] = make_record(Text, entry, name, (str(written),))
    return notes


def unused_notes(
    notes: Mapping[str, Text],
    rows: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[Problem]:
    """Tell entries whose words stand in no row: a note that was changed, or mistyped here."""
    frames = [*(frame.loc[:, [*TEXT_COLUMNS]] for frame in rows.values()), *tables.values()]
    written = {cell for frame in frames for cell in frame.to_numpy().flat if isinstance(cell, str)}
    for key in notes.keys() - written:
        guess = nearest(key, written - notes.keys())
        hint = guess if guess.startswith("; did") else ""
        yield Problem(f"data/{NOTES}", f"'{key}'", f"no row or table says this{hint}")
