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


def inventory() -> set[str]:
    """Modules that the page lists: code-styled paths in the first column of its tables."""
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| `")]
    folders = [(re.findall(r"`([^`]+)`", row[1]), row[2]) for row in rows]
    return {
        folder + name for (folder, *_), cell in folders for name in re.findall(r"`(\w+\.py)`", cell)
    }


def test_every_module_is_on_the_map():
    assert tree() - inventory() == set()


def test_everything_on_the_map_exists():
    assert inventory() - tree() == set()


def test_every_wing_is_described_once():
    folders = re.findall(r"^\| `(kgisim/\w*/?|models/)` \|", PAGE, re.MULTILINE)
    wings = {f"kgisim/{path.parent.name}/" for path in (ROOT / "kgisim").glob("*/__init__.py")}
    assert sorted(folders) == sorted({*wings, "kgisim/", "models/"})


def test_the_map_fits_on_three_pages():
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_every_file_it_names_by_path_exists():
    named = re.findall(r"`((?:tests|docs|benchmarks|\.ci)/[\w./]*\w)`", PAGE)
    assert [path for path in named if not (ROOT / path).exists()] == []
