"""ARCHITECTURE.md is a map of what is there: no package is missing, none is invented."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
MODULES = ROOT / "docs" / "modules.md"
MOST_LINES = 150


def packages() -> list[str]:
    """Folders of the engine that hold modules, and that of the families."""
    found = [path.parent for path in (ROOT / "kgisim").rglob("__init__.py")]
    return sorted(path.relative_to(ROOT).as_posix() + "/" for path in [*found, ROOT / "models"])


def rows() -> dict[str, str]:
    """Packages of the map, and the module with which a reader begins."""
    table = PAGE.split("\n## Map\n")[1].split("\n### ")[0]
    return dict(re.findall(r"^\| `([^`]+/)` \|.*\| `([^`]+)` \|$", table, re.MULTILINE))


def module_list() -> str:
    """Write every module of the engine with the first line of its docstring."""
    lines = ["# Modules", "", "Made from the first line of every module's docstring.", ""]
    for package in packages():
        files = sorted((ROOT / package).glob("[a-z]*.py"))
        lines += [f"## `{package}`", "", "| module | what it does |", "|---|---|"]
        for file in files:
            said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
            first = said.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            lines.append(f"| `{file.name}` | {first} |")
        lines.append("")
    return "\n".join(lines)


def test_every_package_is_on_the_map_once():
    assert sorted(rows()) == packages()


@pytest.mark.parametrize("package", packages())
def test_a_reader_is_sent_to_a_module_that_exists(package):
    assert (ROOT / package / rows()[package]).is_file()


def test_the_list_of_modules_is_current():
    # to make it anew: uv run python -m tests.test_architecture
    assert MODULES.read_text("utf-8") == module_list()


def test_the_map_fits_on_three_pages():
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_every_file_it_names_by_path_exists():
    named = re.findall(r"`((?:kgisim|tests|docs|benchmarks|\.ci)/[\w./]*\w)`", PAGE)
    assert [path for path in named if not (ROOT / path).exists()] == []


if __name__ == "__main__":
    MODULES.write_text(module_list(), encoding="utf-8")
