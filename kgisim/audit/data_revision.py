"""New observations: checked with the rules of `kgisim check`, shown, and only then accepted."""

import csv
import hashlib
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kgisim.audit.entries import Revision
from kgisim.audit.log import Register
from kgisim.audit.recorded_answers import with_answers
from kgisim.audit.row_difference import Row, RowDiff, difference
from kgisim.audit.users import Person
from kgisim.errors import ContentError, NotFoundError, Problem, RequestError
from kgisim.evidence.answers import Answer
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.problems import problem_of
from kgisim.evidence.group import COLUMN
from kgisim.evidence.loader import indicator_files
from kgisim.io import digest, read_table, staged
from kgisim.projection.workspace_check import check_workspace, open_questions
from kgisim.schema import OBSERVATION_COLUMNS, OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from kgisim.workspace import ELICITATIONS, FOLDERS, Workspace

MOST_BYTES = 1_000_000
"""Size of an uploaded file at most."""
LOCK = ".revisions.lock"
"""File in the workspace that whoever writes rows holds."""

Answers = Sequence[tuple[str, Answer]]
"""Answers to questions of the plausibility gate, each with the indicator that it is about."""


@dataclass(frozen=True)
class Draft:
    """A file of rows as it would become; nothing is written yet.

    Parameters
    ----------
    content
        The whole file.
    before
        SHA-256 of the file that it would replace; empty if there is none.
    problems
        What `kgisim check` would say of the workspace with this file and the answers in it.
    answers
        Answers to questions of the plausibility gate, with the indicator each is about.
    questions
        Questions among the problems that nobody has answered.
    """

    workspace: Workspace
    indicator: str
    content: bytes
    before: str
    difference: RowDiff
    problems: tuple[Problem, ...]
    answers: Answers = ()
    questions: tuple[Finding, ...] = ()

    @property
    def may_be_accepted(self) -> bool:
        """Whether it is sound and changes anything."""
        return not self.problems and not self.difference.is_empty

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """The problems that no answer settles."""
        asked = {problem_of(question) for question in self.questions}
        return tuple(problem for problem in self.problems if problem not in asked)


def require_own(workspace: Workspace) -> None:
    """Refuse to write into the bundled workspace, which belongs to the program.

    Raises
    ------
    RequestError
        If it is the bundled one.
    """
    if workspace == Workspace.bundled():
        raise RequestError("revision.bundled")


def check_upload(name: str, content: bytes) -> None:
    """Refuse what cannot be a file of rows, before it is looked into.

    Parameters
    ----------
    name
        Name of the file as its sender calls it.

    Raises
    ------
    RequestError
        If the file is too large, or no CSV file by its name.
    """
    if len(content) > MOST_BYTES:
        raise RequestError("revision.size", found=len(content), most=MOST_BYTES)
    if not name.lower().endswith(".csv"):
        raise RequestError("revision.not_csv", found=name)


def with_row(workspace: Workspace, indicator: str, row: Row) -> bytes:
    """Return an indicator's file with one more row at its end; what was there is unchanged.

    A file that lacks an optional column which the row fills gets that column.

    Parameters
    ----------
    row
        Cells by column; those left out are blank. Of a group it names its ``member``.
    """
    path = _file_of(workspace, indicator)
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else _header(COLUMN in row)
    columns = next(csv.reader(io.StringIO(text)))
    new = [name for name in OPTIONAL_COLUMNS if row.get(name) and name not in columns]
    if new:
        text, columns = _widened(text, new), [*columns, *new]
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([row.get(name, "") for name in columns])
    return (text if text.endswith("\n") else f"{text}\n").encode() + line.getvalue().encode()


def _widened(text: str, new: list[str]) -> str:
    """Add blank columns to the text of a table."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*header, *new])
    writer.writerows([*cells, *("" for _ in new)] for cells in rows if cells)
    return file.getvalue()


def _header(of_group: bool) -> str:
    return ",".join([COLUMN] * of_group + [*REQUIRED_COLUMNS]) + "\n"


def draft(workspace: Workspace, indicator: str, content: bytes, answers: Answers = ()) -> Draft:
    """Compute what a new file of rows would change, and check it; nothing is written.

    Parameters
    ----------
    content
        The whole new file.
    answers
        Answers to what the plausibility gate asks about the rows, and about others because of them.

    Raises
    ------
    NotFoundError
        If there is no such indicator.
    RequestError
        If an answer cannot be written into its file.
    """
    path = _file_of(workspace, indicator)
    before = digest(path) if path.exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(workspace, Path(folder))
        (copy.data / path.name).write_bytes(content)
        for file, text in answered(copy, answers).items():
            file.write_text(text, encoding="utf-8")
        problems = check_workspace(copy)
        asked = open_questions(copy) if problems else {}
        difference = _compared(path, copy.data / path.name)
    questions = tuple(question for several in asked.values() for question in several)
    questions = tuple(one for one in questions if problem_of(one) in problems)
    return Draft(
        workspace, indicator, content, before, difference, problems, tuple(answers), questions
    )


def answered(workspace: Workspace, answers: Answers) -> dict[Path, str]:
    """Return the files of indicators as they become with the answers in them."""
    files: dict[Path, str] = {}
    for indicator in dict.fromkeys(name for name, _ in answers):
        path = workspace.data / f"{indicator}.yaml"
        own = [answer for name, answer in answers if name == indicator]
        files[path] = with_answers(path.read_text("utf-8"), own, f"data/{path.name}")
    return files


def _file_of(workspace: Workspace, indicator: str) -> Path:
    """Name the file of an indicator; only names that exist are ever made into a path."""
    known = indicator_files(workspace).keys()
    if indicator not in known:
        raise NotFoundError("indicator", indicator, known)
    return workspace.data / f"{indicator}.csv"


def copied(workspace: Workspace, folder: Path) -> Workspace:
    """Copy what is checked of a workspace into a folder."""
    skip = shutil.ignore_patterns("__pycache__")
    for name in (*FOLDERS, ELICITATIONS):
        if (workspace.root / name).is_dir():
            shutil.copytree(workspace.root / name, folder / name, ignore=skip)
    copy = Workspace(folder)
    if workspace.settings.exists():
        shutil.copy(workspace.settings, copy.settings)
    return copy


def _compared(old: Path, new: Path) -> RowDiff:
    try:
        return difference(_rows(old) if old.exists() else (), _rows(new))
    except ContentError:  # told among the problems
        return RowDiff()


def _rows(path: Path) -> tuple[Row, ...]:
    columns = (COLUMN, *OBSERVATION_COLUMNS)  # blank where the rows are of no group
    table = read_table(path, path.name, columns, (COLUMN, *OPTIONAL_COLUMNS))
    return tuple(dict(zip(table.columns, cells, strict=True)) for cells in table.to_numpy())


def accept(made: Draft, register: Register, by: Person, *, author: str, reason: str) -> Revision:
    """Write a draft into the workspace, whole, after entering in the register who did it and why.

    The new file is written aside, the entry made, and the file moved to its place: a file that
    changed without an entry cannot be explained, an entry whose file did not follow can, because
    it names the digest that the file should have.

    Raises
    ------
    AccessError
        If that person may not change data.
    RequestError
        If nothing would change, the workspace is the bundled one, or somebody has changed the file
        since the draft was made.
    ContentError
        If the draft has problems, or the workspace has some by now.
    """
    by.require_analyst()
    require_own(made.workspace)
    path = _file_of(made.workspace, made.indicator)
    with FileLock(made.workspace.root / LOCK):
        require_unchanged(made)
        for file, text in answered(made.workspace, made.answers).items():
            with staged(file, text.encode()):
                register.keep(_answering(made, file, text, author, reason), by)
        with staged(path, made.content):
            kept = register.keep(_revision(made, author, reason), by)
    return kept


def require_unchanged(made: Draft) -> None:
    """Refuse a draft that no longer fits the workspace; to be called under `LOCK`.

    Raises
    ------
    RequestError
        If the file was changed since, or holds these rows already.
    ContentError
        If the workspace has problems with the draft in it.
    """
    now = draft(made.workspace, made.indicator, made.content, made.answers)
    if now.before != made.before:
        raise RequestError("revision.changed", name=made.indicator)
    if now.problems:
        raise ContentError(now.problems)
    if now.difference.is_empty:
        raise RequestError("revision.held", name=made.indicator)


def _answering(made: Draft, file: Path, text: str, author: str, reason: str) -> Revision:
    return Revision(
        author=author,
        reason=reason,
        file=f"data/{file.name}",
        before=digest(file),
        after=hashlib.sha256(text.encode()).hexdigest(),
        added=sum(name == file.stem for name, _ in made.answers),
        changed=0,
        removed=0,
    )


def _revision(made: Draft, author: str, reason: str) -> Revision:
    found = made.difference
    return Revision(
        author=author,
        reason=reason,
        file=f"data/{made.indicator}.csv",
        before=made.before,
        after=hashlib.sha256(made.content).hexdigest(),
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
    )
