"""Pages: one module each in the workspace's ``dashboards``, found and not listed.

A module has ``TITLE`` (a `Text`), ``ORDER`` (its place in the menu) and ``build(state)``, which
gives what is shown. It may have ``ABOUT_GOAL = False`` if it does not look at one goal, and words
of its own, ``MESSAGES``: a literal of messages by language, which ``state.t`` finds below
``page.<name of the file>``. ``build``
is called when the page is opened, and again when language, goal or judged years change;
what it binds to the state is let go when the page is left.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgisim.errors import ContentError, Problem
from kgisim.evidence.base import Text
from kgisim.messages import Message, add_words
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.app.state import State


@dataclass(frozen=True)
class Page:
    """One page of the dashboard."""

    name: str
    title: Text
    order: int
    build: "Callable[[State], Any]"
    about_goal: bool


def load_pages(workspace: Workspace) -> dict[str, Page]:
    """Load every page of a workspace, in the order of the menu.

    Raises
    ------
    ContentError
        If a page cannot be loaded, or if there is none; with all that is wrong.
    """
    found, problems = [], []
    for path in sorted(workspace.dashboards.glob("[a-z]*.py")):
        page = _load(path, workspace.name(path))
        (problems if isinstance(page, Problem) else found).append(page)
    if problems or not found:
        raise ContentError(problems or [Problem("dashboards/", (), Message("page.none"))])
    return {page.name: page for page in sorted(found, key=lambda page: (page.order, page.name))}


def _load(path: Path, name: str) -> Page | Problem:
    spec = importlib.util.spec_from_file_location(f"kgisim_workspace_pages_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None  # the path ends with .py
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        add_words(f"page.{path.stem}", getattr(module, "MESSAGES", {}))
        return Page(
            path.stem,
            module.TITLE,
            module.ORDER,
            module.build,
            getattr(module, "ABOUT_GOAL", True),
        )
    except Exception as error:  # the author's module may fail in any way
        cause = f"{type(error).__name__}: {error}"
        return Problem(name, (), Message("page.broken", cause=cause))
