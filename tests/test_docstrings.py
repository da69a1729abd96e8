"""What public functions return and raise is documented, package by package."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docstrings import entries, sections_of

ENGINE = Path(__file__).parents[1] / "kgisim"
READY = (
    "api",
    "evidence",
    "importers",
    "inference",
    "projection",
    "evaluation",
    "screening",
    "analysis",
    "runs",
    "exporters",
    "audit",
    "presentation",
    "worksheet",
    "report",
    "app",
    "targets",
)
"""Packages whose docstrings are held to this; those of commands are what ``--help`` prints."""
ARRAYS = re.compile(r"ndarray|DataArray|Dataset|DataTree|DataFrame|Series")
SHAPE = re.compile(r"\b[Dd]ims\b|[Cc]olumns?\b|\b[Ii]ndex(ed)?\b|\([\w…]+,( [\w…]+,?)*\)|``\w+``")
"""What says which dims or columns an array or table has."""
OTHER_VERBS = ("Give ", "Gives ", "Tell ", "Say ", "Put ", "Let ")
"""First words that plain English would not use; it would say Return, Compute, Describe, Set."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, Definition]]:
    """Yield public functions, and public methods of public classes, with their names."""
    for node in body:
        if isinstance(node, Definition) and node.name[0] != "_":
            yield inside + node.name, node
        elif isinstance(node, ast.ClassDef) and node.name[0] != "_":
            yield from public(node.body, f"{node.name}.")


def functions() -> dict[str, Definition]:
    """Public functions of the packages that are ready, by the place where each is defined."""
    return {
        f"{path.relative_to(ENGINE).as_posix()}:{name}": node
        for package in READY
        for path in sorted((ENGINE / package).rglob("*.py"))
        for name, node in public(ast.parse(path.read_text("utf-8")).body)
    }


FUNCTIONS = functions()


def is_property(node: Definition) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def raised(node: ast.AST) -> set[str]:
    """Names of the errors that a function raises itself; problems that it collects do not count."""
    found = set()
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.With) and "collecting" in ast.unparse(one.items[0]):
            continue
        if isinstance(one, ast.Raise) and isinstance(one.exc, ast.Call):
            found.add(ast.unparse(one.exc.func))
        found |= raised(one)
    return found


def has_shape(node: Definition) -> bool:
    """Return whether what is returned is no array or table, or its dims or columns are said."""
    if node.returns is None or not ARRAYS.search(ast.unparse(node.returns)):
        return True
    found = sections_of(ast.get_docstring(node) or "")
    said = " ".join(found.values()) if is_property(node) else found.get("Returns", "")
    return bool(SHAPE.search(said))


def undocumented(node: Definition) -> set[str]:
    """Return the errors that a function raises and does not document."""
    found = sections_of(ast.get_docstring(node) or "")
    return raised(node) - set(entries(found.get("Raises", "")))


def test_there_are_functions_of_every_package():
    assert {place.split("/")[0] for place in FUNCTIONS} == set(READY)


def test_the_first_line_is_plain_english():
    said = {place: ast.get_docstring(node) or "" for place, node in FUNCTIONS.items()}
    assert [place for place, text in said.items() if text.startswith(OTHER_VERBS)] == []


def test_dims_or_columns_of_what_is_returned_are_documented():
    assert [place for place, node in FUNCTIONS.items() if not has_shape(node)] == []


def test_what_is_raised_is_documented():
    lacking = {place: undocumented(node) for place, node in FUNCTIONS.items()}
    assert {place: names for place, names in lacking.items() if names} == {}
