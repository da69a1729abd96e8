"""A change of what YAML files of a workspace say: drafted, checked, and only then accepted."""

import difflib
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from filelock import FileLock
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kgisim.audit.data_revision import LOCK, Answers, answered, copied, require_own
from kgisim.audit.entries import Revision
from kgisim.audit.log import Register
from kgisim.audit.users import Person
from kgisim.errors import ContentError, NotFoundError, Problem, RequestError
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.problems import problem_of
from kgisim.evidence.loader import indicator_files
from kgisim.io import digest, staged
from kgisim.projection.workspace_check import check_workspace, open_questions
from kgisim.workspace import Workspace

Values = Mapping[str, Any]
"""A record as a form has it: texts, numbers, and texts by language."""


@dataclass(frozen=True)
class Edit:
    """What is changed in one indicator's file.

    Parameters
    ----------
    indicator
        Name of the file.
    keys
        Keys that lead to the place, which are made where they are missing; none: the whole file,
        which must not be there yet.
    values
        What is written there.
    """

    indicator: str
    keys: tuple[str, ...]
    values: Values


@dataclass(frozen=True)
class ContentDraft:
    """Files as they would become; nothing is written yet.

    Parameters
    ----------
    edit
        The change that was asked for.
    files
        Text of each file that changes, by its name in ``data``.
    before
        SHA-256 of each file as it is; blank if there is none.
    lines
        Lines that are taken out (``-``) and put in (``+``).
    problems, answers, questions
        As in `kgisim.audit.data_revision.Draft`.
    """

    workspace: Workspace
    edit: Edit
    files: Mapping[str, str]
    before: Mapping[str, str]
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]
    answers: Answers = ()
    questions: tuple[Finding, ...] = ()

    @property
    def may_be_accepted(self) -> bool:
        """Whether it is sound and changes anything."""
        return not self.problems and bool(self.lines)

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """The problems that no answer settles."""
        asked = {problem_of(question) for question in self.questions}
        return tuple(problem for problem in self.problems if problem not in asked)


def edited(text: str, keys: Sequence[str], values: Values) -> str:
    r"""Return the text of a YAML file with a record in it; comments and all else stay.

    Examples
    --------
    >>> print(edited("id: x  # here\nsources: {}\n", ("sources", "a"), {"title": "A"}), end="")
    id: x  # here
    sources:
      a:
        title: A
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(text) if text.strip() else CommentedMap()
    place = tree
    for key in keys[:-1]:
        if not isinstance(place.get(key), dict):
            place[key] = CommentedMap()
        place = place[key]
    if keys:
        place[keys[-1]] = dict(values)
    else:
        place.update(values)
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def draft_edit(workspace: Workspace, edit: Edit, answers: Answers = ()) -> ContentDraft:
    """Compute what a change would make of the files, and check it; nothing is written.

    Raises
    ------
    NotFoundError
        If there is no such indicator.
    RequestError
        If the file of a new indicator is there already, its name is none, or an answer cannot be
        written into its file.
    """
    name = f"{edit.indicator}.yaml"
    old = _text_of(workspace, edit)
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(workspace, Path(folder))
        (copy.data / name).write_text(edited(old, edit.keys, edit.values), encoding="utf-8")
        for file, text in answered(copy, answers).items():
            file.write_text(text, encoding="utf-8")
        problems = check_workspace(copy)
        asked = open_questions(copy) if problems else {}
        touched = dict.fromkeys([name, *(f"{one}.yaml" for one, _ in answers)])
        files = {one: (copy.data / one).read_text("utf-8") for one in touched}
    known = {one: workspace.data / one for one in files}
    before = {one: digest(path) if path.exists() else "" for one, path in known.items()}
    lines = [line for one, text in files.items() for line in _difference(known[one], text)]
    questions = tuple(question for several in asked.values() for question in several)
    questions = tuple(one for one in questions if problem_of(one) in problems)
    return ContentDraft(
        workspace, edit, files, before, tuple(lines), problems, tuple(answers), questions
    )


def _text_of(workspace: Workspace, edit: Edit) -> str:
    """Read the file of an edit; only names that exist, or may, are ever made into a path."""
    known = indicator_files(workspace)
    if edit.keys:
        if edit.indicator not in known:
            raise NotFoundError("indicator", edit.indicator, known)
        return (workspace.data / f"{edit.indicator}.yaml").read_text("utf-8")
    is_name = edit.indicator.isascii() and edit.indicator.isidentifier()
    if not is_name or edit.indicator != edit.indicator.lower():
        raise RequestError("saving.identifier", key="id", found=edit.indicator)
    if edit.indicator in known or (workspace.data / f"{edit.indicator}.yaml").exists():
        raise RequestError("saving.taken", id=edit.indicator)
    return ""


def _difference(path: Path, text: str) -> list[str]:
    old = path.read_text("utf-8").splitlines() if path.exists() else []
    changed = difflib.unified_diff(old, text.splitlines(), lineterm="", n=0)
    return [line for line in changed if not line.startswith(("---", "+++", "@@"))]


def accept_edit(
    made: ContentDraft, register: Register, by: Person, *, author: str, reason: str
) -> Revision:
    """Write a draft into the workspace, whole, after entering in the register who did it and why.

    Returns
    -------
    Revision
        The entry about the indicator's own file; ``added`` and ``removed`` count its lines.

    Raises
    ------
    AccessError
        If that person may not change data.
    RequestError
        If nothing would change, the workspace is the bundled one, or somebody has changed a file
        since the draft was made.
    ContentError
        If the workspace has problems with the draft in it.
    """
    by.require_analyst()
    require_own(made.workspace)
    with FileLock(made.workspace.root / LOCK):
        now = draft_edit(made.workspace, made.edit, made.answers)
        if now.before != made.before:
            raise RequestError("revision.changed", name=made.edit.indicator)
        if now.problems:
            raise ContentError(now.problems)
        if not now.lines:
            raise RequestError("revision.held", name=made.edit.indicator)
        kept = []
        with ExitStack() as stack:
            for name, text in now.files.items():
                stack.enter_context(staged(made.workspace.data / name, text.encode()))
            kept = [register.keep(_revision(now, name, author, reason), by) for name in now.files]
    return kept[0]


def _revision(made: ContentDraft, name: str, author: str, reason: str) -> Revision:
    lines = _difference(made.workspace.data / name, made.files[name])
    return Revision(
        author=author,
        reason=reason,
        file=f"data/{name}",
        before=made.before[name],
        after=hashlib.sha256(made.files[name].encode()).hexdigest(),
        added=sum(line.startswith("+") for line in lines),
        changed=0,
        removed=sum(line.startswith("-") for line in lines),
    )
