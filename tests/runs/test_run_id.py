from kgisim.io import ENGINE
from kgisim.runs.run_id import CODE

SHOWS = {
    *(
        "__init__",
        "__main__",
        "api",
        "app",
        "audit",
        "cli",
        "exporters",
        "presentation",
        "report",
        "importers",
    ),
    *("runs.change_path", "runs.compare", "runs.format_versions", "runs.results", "runs.run_cache"),
    "worksheet",
}
"""What only shows or compares runs; a change in it makes no other run."""


def parts_of_the_engine():
    """Packages and modules at the top of the engine, and each module of `runs`."""
    files = [*ENGINE.glob("*.py"), *ENGINE.glob("runs/[a-z]*.py"), *ENGINE.glob("*/__init__.py")]
    for file in files:
        part = file.parent if file.name == "__init__.py" and file.parent != ENGINE else file
        yield ".".join(part.relative_to(ENGINE).with_suffix("").parts)


def test_all_code_either_makes_another_run_or_only_shows_runs():
    named = {name.removeprefix("kgisim.") for name in CODE}
    assert set(parts_of_the_engine()) - {"runs"} - named <= SHOWS
    assert not named & SHOWS
