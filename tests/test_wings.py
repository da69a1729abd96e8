"""The wings are built one on the other: an import may go up the list, never down."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = (
    ("names", "errors", "files", "streams", "workspace"),
    ("evidence",),
    ("inference",),
    ("projection",),
    ("targets",),
    ("runs",),
    ("views",),
    ("report",),
    ("console", "listing"),
    ("cli", "__main__"),
)
"""Wings and modules in the order of the flow; those in one group may use each other."""

LEVEL = {wing: level for level, floor in enumerate(FLOORS) for wing in floor}
ENGINE = sorted((ROOT / "kgisim").rglob("*.py"))
HEAVY = ("pymc", "pytensor", "arviz", "holoviews", "bokeh", "panel", "matplotlib")


def imported(path: Path) -> set[str]:
    """Give the dotted names of everything a file imports, wherever it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_import_runs_back_up(path):
    if own_wing(path) == "__init__":
        assert not {wing(name) for name in imported(path)} - {None}
        return
    level = LEVEL[own_wing(path)]
    later = {name for name in imported(path) if wing(name) and LEVEL[wing(name)] > level}
    assert not later, f"{path.name} imports from a later wing: {sorted(later)}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "models").glob("[a-z]*.py")), ids=lambda path: path.stem
)
def test_a_family_knows_only_the_wings_up_to_inference(path):
    allowed = LEVEL["inference"]
    assert not {name for name in imported(path) if wing(name) and LEVEL[wing(name)] > allowed}


def test_the_order_names_every_wing_that_exists():
    found = {own_wing(path) for path in ENGINE} - {"__init__"}
    assert found == set(LEVEL)


@pytest.mark.parametrize(
    "path", [ROOT / "kgisim" / f"{name}.py" for name in ("cli", "console", "workspace")]
)
def test_what_help_needs_imports_nothing_heavy(path):
    top = ast.Module(
        [node for node in ast.parse(path.read_text("utf-8")).body if not isinstance(node, ast.If)],
        [],
    )
    heads = {
        alias.name.split(".")[0]
        for node in top.body
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module.split(".")[0] for node in top.body if isinstance(node, ast.ImportFrom)}
    assert not heads & {*HEAVY, "numpy", "pandas", "xarray", "pydantic"}
