"""What rows and tables say in words, in both languages."""

from kgisim.errors import ContentError, Problem
from kgisim.evidence.base import Text
from kgisim.evidence.plan import Plan
from kgisim.evidence.yaml_records import collecting, make_record
from kgisim.io import read_yaml
from kgisim.messages import Message
from kgisim.workspace import Workspace

NOTES = "notes.yaml"
"""File in ``data/`` that holds them: the words as they stand in a CSV file → ``{ja, en}``."""


def read_notes(workspace: Workspace, plan: Plan, problems: list[Problem]) -> dict[str, Text]:
    """Read the file if there is one; words without an entry are shown as they are written.

    Parameters
    ----------
    workspace
        Where the file is.
    plan
        Names the languages.
    problems
        Takes whatever is wrong in it; nothing is raised.
    """
    path = workspace.data / NOTES
    name = workspace.name(path)
    notes: dict[str, Text] = {}
    with collecting(problems):
        content = read_yaml(path, name) if path.exists() else {}
        if not isinstance(content, dict):
            raise ContentError([Problem(name, (), Message("notes.lines"))])
        for written, entry in content.items():
            with collecting(problems):
                notes[str(written)] = make_record(
                    Text, entry, name, (str(written),), context=plan.context
                )
    return notes
