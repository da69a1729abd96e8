"""The wings are built one on the other: an import may go up the list, never down."""

import ast
from pathlib import Path

import pytest

from kgisim.evidence.cycles import circles

ROOT = Path(__file__).parents[1]
FLOORS = (
    (
        "schema",
        "axis",
        "messages",
        "errors",
        "io",
        "parallel",
        "ahead",
        "ranks",
        "blobs",
        "cluster",
        "recent",
        "rng",
        "stores",
        "workspace",
        "yaml_text",
    ),
    ("evidence",),
    ("importers",),
    ("inference",),
    ("elicitation",),
    ("projection",),
    ("targets",),
    ("evaluation",),
    ("screening",),
    ("analysis",),
    ("runs",),
    ("exporters",),
    ("audit",),
    ("presentation",),
    ("worksheet",),
    ("report",),
    ("api",),
    ("app",),
    ("cli",),
    ("__main__",),
)
"""Wings and modules in the order of the flow; those in one group may use each other."""

PRESENTATION = (
    ("i18n",),
    (
        "goal_summary",
        "goal_view",
        "level_writing",
        "levels_view",
        "localized",
        "observation_rows",
        "backcast_view",
        "conditional_view",
        "members_view",
        "ranking_view",
        "cells",
        "import_summary",
    ),
    ("tables", "sentences"),
    ("figures",),
)
"""The same inside presentation."""

LEVEL = {wing: level for level, floor in enumerate(FLOORS) for wing in floor}
ENGINE = sorted((ROOT / "kgisim").rglob("*.py"))
HEAVY = {
    "numpy",
    "pandas",
    "xarray",
    "pydantic",
    "pymc",
    "arviz",
    "holoviews",
    "matplotlib",
    "panel",
}
COMMANDS = sorted((ROOT / "kgisim" / "cli" / "commands").glob("[a-z]*.py"))
NEEDED_BY_HELP = [
    ROOT / "kgisim" / "workspace.py",
    ROOT / "kgisim" / "report" / "declared.py",
    ROOT / "kgisim" / "report" / "formats" / "registry.py",
    *(ROOT / "kgisim" / "cli" / f"{name}.py" for name in ("main", "console", "options")),
    *COMMANDS,
]


def imported(path: Path) -> set[str]:
    """Give the dotted names of everything a file imports, wherever it does so."""
    return imported_by(ast.parse(path.read_text(encoding="utf-8")))


def imported_by(tree: ast.AST) -> set[str]:
    """Give the dotted names of everything that is imported below a node."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def wing(dotted: str) -> str | None:
    """Name the wing to which ``kgisim.<wing>…`` belongs."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "kgisim" and len(parts) > 1 else None


def own_wing(path: Path) -> str:
    return path.relative_to(ROOT / "kgisim").parts[0].removesuffix(".py")


def test_no_import_runs_back_up():
    later = {
        path.relative_to(ROOT).as_posix(): name
        for path in ENGINE
        if own_wing(path) != "__init__"  # see below: it imports a name when that is first used
        for name in imported(path)
        if wing(name) and LEVEL[wing(name)] > LEVEL[own_wing(path)]
    }
    assert later == {}


def test_importing_the_package_imports_no_module_of_it():
    tree = ast.parse((ROOT / "kgisim" / "__init__.py").read_text("utf-8"))
    at_once = ast.Module([node for node in tree.body if not isinstance(node, ast.If)], [])
    assert not {wing(name) for name in imported_by(at_once)} - {None}


PRESENTED = sorted((ROOT / "kgisim" / "presentation").rglob("[a-z]*.py"))
PRESENTED_LEVEL = {part: level for level, parts in enumerate(PRESENTATION) for part in parts}


def part_of(dotted: str) -> str | None:
    """Name the part of presentation to which ``kgisim.presentation.<part>…`` belongs."""
    parts = dotted.split(".")
    return parts[2] if parts[:2] == ["kgisim", "presentation"] and len(parts) > 2 else None


def test_no_import_inside_presentation_runs_back_up():
    wrong = {path.relative_to(ROOT).as_posix(): not_allowed(path) for path in PRESENTED}
    assert {place: parts for place, parts in wrong.items() if parts} == {}


def not_allowed(path: Path) -> set[str]:
    """Return the later parts that a file uses; tables and sentences do not use each other."""
    own = path.relative_to(ROOT / "kgisim" / "presentation").parts[0].removesuffix(".py")
    used = {part for part in map(part_of, imported(path)) if part}
    later = {part for part in used if PRESENTED_LEVEL[part] > PRESENTED_LEVEL[own]}
    beside = {"tables", "sentences"} - {own} if own in ("tables", "sentences") else set()
    return later | (used & beside)


def test_the_order_inside_presentation_names_every_part_that_exists():
    found = {path.relative_to(ROOT / "kgisim" / "presentation").parts[0] for path in PRESENTED}
    assert {part.removesuffix(".py") for part in found} == set(PRESENTED_LEVEL)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "models").glob("[a-z]*.py")), ids=lambda path: path.stem
)
def test_a_family_knows_only_the_wings_up_to_inference(path):
    allowed = LEVEL["inference"]
    assert not {name for name in imported(path) if wing(name) and LEVEL[wing(name)] > allowed}


def test_the_order_names_every_wing_that_exists():
    found = {own_wing(path) for path in ENGINE} - {"__init__"}
    assert found == set(LEVEL)


def at_once(tree: ast.Module) -> ast.Module:
    """Give what runs when a module is imported: no function bodies, nothing under TYPE_CHECKING."""
    kept = [node for node in tree.body if not isinstance(node, ast.If | ast.FunctionDef)]
    return ast.Module(kept, [])


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_modules_import_each_other_in_a_circle():
    modules = {module_name(path): path for path in ENGINE}
    graph = {}
    for name, path in modules.items():
        tree = ast.parse(path.read_text("utf-8"))
        named = imported_by(at_once(tree))
        # `from package import module` and `from module import name`
        graph[name] = {one if one in modules else one.rpartition(".")[0] for one in named} - {name}
    assert circles(graph) == []


@pytest.mark.parametrize("path", NEEDED_BY_HELP, ids=lambda path: path.stem)
def test_what_help_needs_imports_nothing_heavy(path):
    tree = ast.parse(path.read_text("utf-8"))
    at_once = ast.Module([node for node in tree.body if not isinstance(node, ast.If)], [])
    inner = [node for node in ast.walk(at_once) if isinstance(node, ast.FunctionDef)]
    later = {name for function in inner for name in imported_by(function)}
    heads = {name.split(".")[0] for name in imported_by(at_once) - later}
    assert not heads & HEAVY


WRITTEN = [
    (path.relative_to(ROOT).as_posix(), node)
    for path in PRESENTED
    if path.parent.name in ("tables", "sentences")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


def test_what_is_written_of_one_indicator_is_asked_for_in_one_way():
    """As a localized indicator, which knows its run and language, not as a run and a name."""
    assert WRITTEN
    assert [place for place, function in WRITTEN if is_asked_otherwise(function)] == []


def is_asked_otherwise(function: ast.FunctionDef) -> bool:
    arguments = function.args.args[: len(function.args.args) - len(function.args.defaults)]
    first, *others = [argument.arg for argument in arguments] or [""]
    of_run = first == "run" and bool({"goal", "id", "indicator"} & set(others))
    return of_run or (first == "localized" and "language" in others)
