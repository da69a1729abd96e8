"""A published table as a draft of rows: what it gives, and the difference that it would make."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kgisim.audit.data_revision import Answers, Draft, draft
from kgisim.errors import NotFoundError, RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member
from kgisim.importers.importing import Import, Wanted, import_file
from kgisim.importers.merging import Merged, merge
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import Interview
from kgisim.importers.table import LeftOut
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class ImportDraft:
    """What a file gives for an indicator that exists, and what it would change.

    Parameters
    ----------
    found
        What was read.
    merged
        Its rows among those that the indicator has.
    made
        The file of rows as it would become, checked; nothing is written yet.
    """

    found: Import
    merged: Merged
    made: Draft

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """Everything that is not imported, with its reason."""
        return (*self.merged.left_out, *self.found.left_out)


def import_draft(
    workspace: Workspace,
    catalog: Catalog,
    indicator: Indicator,
    file: Path,
    provenance: Provenance,
    interview: Interview,
    answers: Answers = (),
) -> ImportDraft:
    """Read a table for an indicator, and compute what its rows would change.

    Parameters
    ----------
    catalog
        Units and years of the workspace.
    file
        A table in a known layout.
    provenance
        Source, grade and day of publication of all rows.
    interview
        Answers to what the file leaves open.
    answers
        Answers to what the plausibility gate asks about the rows.

    Raises
    ------
    RequestError
        If the indicator is computed and has no rows of its own, or is a group or a member of one.
    NotFoundError
        If the source is none of the indicator's.
    QuestionOpen
        If a question about the file is open and nobody can be asked.
    ImportRefused
        If no rows can be made without guessing.
    """
    if indicator.identity is not None or indicator.derive is not None:
        raise RequestError("cli.no_own_rows", name=indicator.id)
    if indicator.group is not None or isinstance(indicator, Member):
        raise RequestError(
            "cli.rows_of_members", name=indicator.id, file=f"data/{indicator.file}.csv"
        )
    if provenance.source not in indicator.sources:
        raise NotFoundError("source", provenance.source, indicator.sources)
    wanted = Wanted.of(indicator, catalog.units[indicator.unit], catalog.plan)
    found = import_file(file, wanted, provenance, interview)
    path = workspace.data / f"{indicator.id}.csv"
    merged = merge(path.read_text("utf-8-sig") if path.exists() else "", found.rows)
    return ImportDraft(found, merged, draft(workspace, indicator.id, merged.content, answers))
