"""What a family's file says of the family, read without running it.

Running it would load PyMC, which takes longer than writing a whole report, and a report only needs
the words.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any

from kgisim.errors import NotFoundError
from kgisim.workspace import Workspace

WRITTEN_IN = "en"
"""Language of a class's own docstring."""


@dataclass(frozen=True)
class Card:
    """A family in words.

    Parameters
    ----------
    name
        Name of its file.
    titles
        Name in each language.
    docstrings
        What it is, in each language, as reStructuredText.
    parameters
        Words for its hyperparameters in each language, by name.
    priors_file
        File in ``models/`` with learned priors; blank if it has none.
    pool_file
        File in ``models/`` with the forecast that its draws are pooled with; blank if it has none.
    """

    name: str
    titles: Mapping[str, str] = field(default_factory=dict)
    docstrings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    priors_file: str = ""
    pool_file: str = ""

    def title(self, language: str) -> str:
        """Name the family; without a name in the language, as its file is called."""
        return self.titles.get(language, self.name)

    def parameter(self, name: str, language: str) -> str | None:
        """Name a hyperparameter in words; None where the family has none for it."""
        return self.parameters.get(name, {}).get(language)


def read_card(workspace: Workspace, name: str) -> Card:
    """Read the card of ``models/<name>.py``.

    A family that is not written in that file itself, or has no words, has a card with its name.

    Raises
    ------
    NotFoundError
        If the workspace has no family of that name.
    """
    if name not in workspace.families():
        raise NotFoundError("family", name, workspace.families())
    module = ast.parse((workspace.models / f"{name}.py").read_text(encoding="utf-8"))
    constants = _values(module.body, {})
    family = _family(module)
    if family is None:
        return Card(name)
    own = _values(family.body, constants)
    docstrings = {WRITTEN_IN: ast.get_docstring(family, clean=False), **own.get("docstrings", {})}
    return Card(
        name,
        own.get("title", {}),
        {language: cleandoc(text) for language, text in docstrings.items() if text},
        own.get("parameters", {}),
        own.get("priors_file", ""),
        own.get("pool_file", ""),
    )


def _family(module: ast.Module) -> ast.ClassDef | None:
    """Find the class that the module names FAMILY."""
    named = _assigned(module.body).get("FAMILY")
    classes = (one for one in module.body if isinstance(one, ast.ClassDef))
    called = named.id if isinstance(named, ast.Name) else ""
    return next((one for one in classes if one.name == called), None)


def _values(body: list[ast.stmt], constants: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is assigned as a plain value, or by the name of one."""
    found: dict[str, Any] = {}
    for name, value in _assigned(body).items():
        if isinstance(value, ast.Name) and value.id in constants:
            found[name] = constants[value.id]
            continue
        try:
            found[name] = ast.literal_eval(value)
        except ValueError:  # computed, so not to be known without running the file
            continue
    return found


def _assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for one in body:
        if isinstance(one, ast.Assign):
            found |= {each.id: one.value for each in one.targets if isinstance(each, ast.Name)}
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value:
            found[one.target.id] = one.value
    return found
