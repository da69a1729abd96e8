"""`kgisim import`: the questions on a terminal, the difference, and the writing."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kgisim.audit.data_revision import LOCK, Draft, require_own, require_unchanged
from kgisim.audit.import_draft import import_draft
from kgisim.cli.console import print_error, print_line, show_table
from kgisim.cli.listing import find_indicator
from kgisim.errors import ContentError, Problem, RequestError
from kgisim.evidence.catalog import load_catalog
from kgisim.importers.importing import Import, Wanted, import_file
from kgisim.importers.merging import merge
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import KINDS, Interview, Question
from kgisim.importers.skeleton import COMMENTS, NewIndicator
from kgisim.importers.table import LeftOut
from kgisim.io import write_whole
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.import_summary import answer_text, choice_lines, left_out_table
from kgisim.projection.workspace_check import check_workspace
from kgisim.workspace import Workspace

Change = tuple[str, Mapping[str, str], Mapping[str, str]]
"""What happens to a row, the row as it was, and as it becomes."""
SHOWN = ("year", "value", "evidence", "published", "note")
"""Columns of the difference."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line.

    Parameters
    ----------
    file
        The file to be read.
    id
        The indicator.
    provenance
        Source, grade and day of publication.
    answers
        Answers to questions, by kind.
    write
        Whether rows are written without being asked.
    left_out
        File into which everything left out is listed; None for none.
    """

    file: Path
    id: str
    provenance: Provenance
    answers: Mapping[str, str]
    write: bool
    left_out: Path | None
    language: str

    def print_line(self, key: str, **values: object) -> None:
        """Print one message of the import."""
        print_line(text(f"import.{key}", self.language, **values))


def import_rows(workspace: Workspace, request: Request) -> None:
    """Read a file for an indicator, show what would change, and write it if that is wanted."""
    if request.write:
        require_own(workspace)
    catalog = load_catalog(workspace)
    indicator = find_indicator(catalog, request.id)
    read = import_draft(
        workspace, catalog, indicator, request.file, request.provenance, _interview(request)
    )
    made = read.made
    _show(read.found, read.left_out, request)
    _show_difference(made, read.merged.same, request)
    if made.problems:
        raise ContentError(made.problems)
    if made.difference.is_empty:
        request.print_line("nothing_new")
    elif request.write or _is_wanted(workspace, request):
        path = workspace.data / f"{indicator.id}.csv"
        _write(made, path)
        request.print_line("written", file=f"data/{path.name}")
    else:
        request.print_line("not_written")


def import_new(workspace: Workspace, request: Request) -> None:
    """Read a file for an indicator that does not exist yet, and write a skeleton of its file."""
    if request.write:
        require_own(workspace)
    catalog = load_catalog(workspace)
    if request.id in catalog.indicators:
        raise RequestError("cli.indicator_exists", name=request.id)
    found = import_file(request.file, Wanted(catalog.plan), request.provenance, _interview(request))
    new = NewIndicator(request.id, request.provenance.source, found, request.file.name)
    words = {key: text(f"skeleton.{key}", request.language) for key in ("head", *COMMENTS)}
    skeleton = new.yaml(catalog.units, catalog.plan.languages, words)
    _show(found, found.left_out, request)
    _show_rows([("added", row.cells, row.cells) for row in found.rows], request)
    print_line()
    print_line(skeleton)
    if not (request.write or _is_wanted(workspace, request)):
        request.print_line("not_written")
        return
    rows = merge("", found.rows).content
    write_whole(workspace.data / f"{request.id}.csv", rows)
    write_whole(workspace.data / f"{request.id}.yaml", skeleton.encode())
    request.print_line("written_new", id=request.id)
    for problem in _own_problems(workspace, request.id):
        print_line(f"  {problem.text(request.language)}")


def _own_problems(workspace: Workspace, id: str) -> list[Problem]:
    own = (f"data/{id}.yaml", f"data/{id}.csv")
    return [problem for problem in check_workspace(workspace) if problem.file in own]


def _interview(request: Request) -> Interview:
    ask = _asking(request.language) if is_terminal() else None
    return Interview(request.answers, ask)


def is_terminal() -> bool:
    """Return whether somebody sits before a terminal and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asking(language: str):
    def ask(question: Question) -> str:
        named = text(f"import.question.{question.kind}", language)
        print_error(text("import.ask", language, question=named))
        for line in choice_lines(question, language):
            print_error(line)
        answer = input("> ").strip()
        is_number = answer.isdigit() and 1 <= int(answer) <= len(question.choices)
        return question.choices[int(answer) - 1].label if is_number else answer

    return ask


def _show(found: Import, left_out: Sequence[LeftOut], request: Request) -> None:
    language = request.language
    layout = text(f"import.layout.{found.table.layout}", language)
    request.print_line(
        "recognised", file=request.file.name, layout=layout, cells=found.table.evidence
    )
    for kind in KINDS:
        for answer in found.answers:
            if answer.kind == kind:
                print_line(answer_text(answer, language))
    for name, said in found.table.described:
        request.print_line("described", name=name, text=said)
    if left_out:
        print_line()
        request.print_line("left_out_title", count=len(left_out))
        headings, rows = left_out_table(left_out, language)
        show_table(headings, rows, right=(headings[1],))
    if request.left_out is not None:
        write_whole(request.left_out, _listed(left_out, language))
        request.print_line("left_out_file", file=request.left_out)


def _listed(left_out: Sequence[LeftOut], language: str) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("cell", "written", "reason"))
    for one in left_out:
        reason = text(f"import.left_out.{one.reason.code}", language)
        writer.writerow((one.place, one.text, reason))
    return file.getvalue().encode("utf-8-sig")


def _show_difference(made: Draft, same: int, request: Request) -> None:
    difference = made.difference
    pairs = [
        *(("changed", old, new) for old, new in difference.changed),
        *(("added", row, row) for row in difference.added),
        *(("removed", row, row) for row in difference.removed),
    ]
    print_line()
    request.print_line(
        "counted",
        added=len(difference.added),
        changed=len(difference.changed),
        same=same,
    )
    _show_rows(pairs, request)


def _show_rows(pairs: Sequence[Change], request: Request) -> None:
    if not pairs:
        return
    language = request.language
    names = [text(f"data.fields.{name}", language) for name in SHOWN]
    rows = [
        (text(f"data.{kind}", language), *(_cell(old, new, name, language) for name in SHOWN))
        for kind, old, new in pairs
    ]
    show_table((text("data.change", language), *names), rows, right=(names[1],))


def _cell(old: Mapping[str, str], new: Mapping[str, str], name: str, language: str) -> str:
    before, after = old[name], new[name]
    if name == "evidence":
        before, after = (text(f"evidence.{word}", language) for word in (before, after))
    blank = text("blank", language)
    if before == after:
        return after
    return text("data.arrow", language, old=before or blank, new=after or blank)


def _is_wanted(workspace: Workspace, request: Request) -> bool:
    """Ask whether to write, where somebody can answer and the workspace may be changed."""
    if not is_terminal() or workspace == Workspace.bundled():
        return False
    print_error(text("import.confirm", request.language))
    return input("> ").strip().casefold() in ("y", "yes", "はい")


def _write(made: Draft, path: Path) -> None:
    with FileLock(made.workspace.root / LOCK):
        require_unchanged(made)
        write_whole(path, made.content)
