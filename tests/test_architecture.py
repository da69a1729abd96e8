"""ARCHITECTURE.md is a map of what is there: no room is missing, none is invented."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
MOST_LINES = 150


def tree() -> set[str]:
    """Modules of the engine, and families, as paths from the root."""
    engine = (ROOT / "kgisim").rglob("*.py")
    families = (ROOT / "models").glob("*.py")
    return {
        path.relative_to(ROOT).as_posix()
        for path in (*engine, *families)
        if path.name != "__init__.py"
    }


def table() -> list[tuple[str, bool]]:
    """Names in the first column of the map, and whether each is the heading of a wing."""
    cells = re.findall(r"^\| (\*\*)?(`[^|]+`)", PAGE.split("\n## Types")[0], re.MULTILINE)
    return [(name, bool(bold)) for bold, cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def inventory() -> set[str]:
    """Modules that the page lists, as paths from the root."""
    found, wing = set(), ""
    for name, is_wing in table():
        if is_wing:
            wing = name
        else:
            found.add(wing + name)
    return found


def test_every_module_is_on_the_map():
    assert tree() - inventory() == set()


def test_everything_on_the_map_exists():
    assert inventory() - tree() == set()


def test_every_wing_is_on_the_map_once():
    wings = {f"kgisim/{path.parent.name}/" for path in (ROOT / "kgisim").glob("*/__init__.py")}
    assert sorted(name for name, is_wing in table() if is_wing) == sorted(
        {*wings, "kgisim/", "models/"}
    )


def test_the_map_fits_on_three_pages():
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_every_file_it_names_by_path_exists():
    named = re.findall(r"`((?:tests|docs|benchmarks|\.ci)/[\w./]*\w)`", PAGE)
    assert [path for path in named if not (ROOT / path).exists()] == []
