"""Results of evaluations that are kept beside a family: ``models/<family>_<what>.yaml``."""

from typing import Literal

from kgisim.errors import ContentError, Problem
from kgisim.evidence.base import Identifier, Record
from kgisim.evidence.yaml_records import read_record
from kgisim.messages import Message
from kgisim.workspace import Workspace


class FamilyRecord(Record):
    """What an evaluation found about one family."""

    version: Literal[1]
    """Version of this form."""
    family: Identifier
    """Family that was evaluated."""


def read_family_record[R: FamilyRecord](
    record: type[R], workspace: Workspace, family: str, file: str
) -> R | None:
    """Read a record about a family; None if the workspace has no such file.

    Parameters
    ----------
    record
        Its form.
    family
        Family that it must be about.
    file
        Name of the file in ``models/``, with a place for ``{family}``.

    Raises
    ------
    ContentError
        If the file is wrong, with every problem in it.
    """
    path = workspace.models / file.format(family=family)
    if not path.exists():
        return None
    name = workspace.name(path)
    found = read_record(record, path, name)
    named = found.family
    if named != family:
        message = Message("record.family_of_file", found=named, expected=family)
        raise ContentError([Problem(name, ("family",), message)])
    return found
