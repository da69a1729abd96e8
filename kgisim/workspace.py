"""The workspace: four folders and one file whose content belongs to the user."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgisim.errors import ContentError, KgisimError, Problem, RequestError
from kgisim.messages import SPOKEN, Message

FOLDERS = ("data", "models", "scenarios", "dashboards")
"""Folders of every workspace."""
ELICITATIONS = "elicitations"
"""Folder of what experts judge; a workspace may do without."""
SETTINGS = "workspace.yaml"
"""File of every workspace that says whose plan it is, its years and languages."""
STARTER = "starter"
"""Folder, within the package, of the content of a minimal workspace."""
COMMENT = re.compile(r"(?<!\S)# (.*)$", re.MULTILINE)
"""A comment of its files, and what it says."""


@dataclass(frozen=True)
class Workspace:
    """Where indicators, families, scenarios and pages are kept.

    Parameters
    ----------
    root
        Folder that holds the four folders side by side.
    fallback
        ``workspace.yaml`` that stands for a missing one; None: it must be there.
    """

    root: Path
    fallback: Path | None = None

    @property
    def settings(self) -> Path:
        """What is true of all indicators together."""
        own = self.root / SETTINGS
        return own if self.fallback is None or own.exists() else self.fallback

    @property
    def data(self) -> Path:
        """Indicators and their rows."""
        return self.root / "data"

    @property
    def tables(self) -> Path:
        """Deal-level and other tables."""
        return self.data / "tables"

    @property
    def scenarios(self) -> Path:
        """Scenarios, one file each."""
        return self.root / "scenarios"

    @property
    def models(self) -> Path:
        """Model families, one module each."""
        return self.root / "models"

    @property
    def elicitations(self) -> Path:
        """What experts judge where no record exists, one file each; may be absent."""
        return self.root / ELICITATIONS

    @property
    def dashboards(self) -> Path:
        """Dashboard pages, one module each."""
        return self.root / "dashboards"

    @classmethod
    def bundled(cls) -> "Workspace":
        """Return the workspace that comes with kgisim, wherever it is installed.

        A wheel holds the four folders inside the package, a checkout beside it.

        Returns
        -------
        Workspace
            The shipped content; read it, and copy it with ``init_workspace`` to change it.

        Raises
        ------
        KgisimError
            If neither place holds all four folders.

        Examples
        --------
        >>> Workspace.bundled().data.is_dir()
        True
        """
        package = Path(__file__).resolve().parent
        for root in (package, package.parent):
            if all((root / folder).is_dir() for folder in FOLDERS):
                return cls(root)
        raise KgisimError("workspace.not_installed")

    @classmethod
    def open(cls, path: str | Path) -> "Workspace":
        """Open a folder as a workspace; every missing sub-folder is told.

        Parameters
        ----------
        path
            Folder that holds ``data``, ``models``, ``scenarios`` and ``dashboards``.

        Examples
        --------
        >>> root = Workspace.bundled().root
        >>> Workspace.open(root) == Workspace.bundled()
        True
        """
        workspace = cls(Path(path).expanduser().resolve())
        missing = workspace.missing_folders()
        if missing:
            raise ContentError(missing)
        return workspace

    def missing_folders(self) -> tuple[Problem, ...]:
        """Report which of the four folders are not there, or closed to the reader."""
        if not self.root.is_dir():
            return (Problem(str(self.root), (), Message("workspace.absent")),)
        wrong = {folder: _closed(self.root / folder) for folder in FOLDERS}
        return tuple(Problem(f"{name}/", (), message) for name, message in wrong.items() if message)

    def name(self, path: Path) -> str:
        """Return a file's path as people write it: from the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def families(self) -> tuple[str, ...]:
        """Name the model families found in ``models/``."""
        return tuple(
            sorted(path.stem for path in self.models.glob("*.py") if path.stem[0] not in "_.")
        )


def _closed(folder: Path) -> Message | None:
    if not folder.is_dir():
        return Message("workspace.folder", needed=tuple(f"{name}/" for name in FOLDERS))
    can_be_read = os.access(folder, os.R_OK | os.X_OK)
    return None if can_be_read else Message("workspace.closed")


def init_workspace(target: str | Path, *, minimal: bool = False, language: str = SPOKEN) -> Path:
    """Copy a workspace into a new or empty folder and return its path.

    Parameters
    ----------
    target
        Folder to fill; made if it does not exist.
    minimal
        One indicator, one scenario and one target, in files whose comments explain them; else all
        of the bundled content. Families and pages are the same.
    language
        Language of the comments of a minimal workspace; English where there are none in it.

    Raises
    ------
    RequestError
        If the folder is a file, or holds anything already.

    Examples
    --------
    >>> import tempfile
    >>> made = init_workspace(Path(tempfile.mkdtemp()) / "mine")
    >>> Workspace.open(made).root == made
    True
    """
    root = Path(target).expanduser().resolve()
    if root.exists() and not (root.is_dir() and not any(root.iterdir())):
        raise RequestError("workspace.not_empty", folder=str(root))
    bundled = Workspace.bundled()
    content = Workspace(Path(__file__).parent / STARTER) if minimal else bundled
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    for workspace, folders in (
        (content, ("data", "scenarios")),
        (bundled, ("models", "dashboards")),
    ):
        for folder in folders:
            shutil.copytree(workspace.root / folder, root / folder, ignore=skip)
    if content.elicitations.is_dir():
        shutil.copytree(content.elicitations, root / ELICITATIONS, ignore=skip)
    shutil.copyfile(content.settings, root / SETTINGS)
    words = content.root / f"comments_{language}.yaml"
    if minimal and words.is_file():
        _translate_comments(root, words)
    return root


def _translate_comments(root: Path, words: Path) -> None:
    """Replace the comments of a workspace by those that a file holds for them."""
    from kgisim.io import read_yaml  # slow to import, and most commands need no comment

    translated: Any = read_yaml(words, words.name)
    for path in (root / SETTINGS, *root.glob("data/*.yaml"), *root.glob("scenarios/*.yaml")):
        text = COMMENT.sub(lambda found: f"# {translated[found[1]]}", path.read_text("utf-8"))
        path.write_text(text, encoding="utf-8")
