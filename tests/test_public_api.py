"""`import kgisim as kg`: every name is documented, cheap to import, and says what is wrong."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import kgisim as kg
from kgisim.api.forecast import Fits
from tests import api_reference
from tests.builders import catalog, indicator, yearly
from tests.docstrings import entries, sections

SOURCE = ast.parse((Path(kg.__file__)).read_text("utf-8"))
HEAVY = {"numpy", "pandas", "xarray", "pydantic", "pymc", "arviz", "holoviews", "matplotlib"}
FUNCTIONS = [name for name in kg.__all__ if inspect.isfunction(getattr(kg, name))]
bundled = cache(lambda: kg.open_workspace().catalog())
TARGET = kg.TargetQuestion("x", 1.0, kg.TargetWindow(2040))
MISTAKES: dict[str, list[Callable[[], object]]] = {
    "open_workspace": [lambda: kg.open_workspace(7), lambda: kg.open_workspace("/nowhere")],
    "init_workspace": [lambda: kg.init_workspace(7), lambda: kg.init_workspace("/dev")],
    "check": [lambda: kg.check(7), lambda: kg.check(language="fr")],
    "fit": [
        lambda: kg.fit("kgi1b_overseas_ratio"),
        lambda: kg.fit(bundled(), "kgi1b_oversea_ratio"),
        lambda: kg.fit(bundled(), draws=0),
        lambda: kg.fit(catalog((indicator(), yearly([1.0, 2.0])))),
    ],
    "project": [
        lambda: kg.project("kgi1b_overseas_ratio"),
        lambda: kg.project(no_fits(), scenarios="polcy_package"),
        lambda: kg.project(no_fits(), scenarios=7),
    ],
    **{
        name: [lambda name=name: getattr(kg, name)(None, TARGET)]
        for name in ("assess", "backcast", "milestones", "solve_package", "sensitivity")
    },
    "joint": [lambda: kg.joint(None, 7), lambda: kg.joint(None, [TARGET])],
    "follow_up": [lambda: kg.follow_up(None, TARGET, {2027: 1.0})],
    "target": [lambda: kg.target(None, "x", 1.0)],
    "levels": [lambda: kg.levels(None, "x"), lambda: kg.levels(no_fits(), "x", limits=0.5)],
    "backtest": [lambda: kg.backtest(None)],
    "make_run": [lambda: kg.make_run(7), lambda: kg.make_run(folder=7)],
    "open_run": [lambda: kg.open_run(7), lambda: kg.open_run("/nowhere")],
    "compare_runs": [lambda: kg.compare_runs("r1", "r2")],
    "export": [lambda: kg.export("r1", "netcdf", "out")],
    "verify_report": [lambda: kg.verify_report(7), lambda: kg.verify_report("/nowhere.html")],
}
"""Calls that must fail, by function."""


def no_fits() -> Fits:
    """Fits of the bundled content, none of which was asked for."""
    return Fits(bundled(), {}, 1)


def test_importing_the_package_loads_nothing_heavy():
    script = "import sys, kgisim; dir(kgisim); print(*sys.modules)"
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "kgisim" in loaded
    assert HEAVY & set(loaded) == set()


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_resolves_and_is_documented(name):
    assert inspect.getdoc(getattr(kg, name))


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'forecasts'"):
        _ = kg.forecasts


def test_the_package_lists_its_public_names():
    assert dir(kg) == sorted(kg.__all__)


def test_type_checkers_see_the_same_names():
    (block,) = [node for node in SOURCE.body if isinstance(node, ast.If)]
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    assert sorted(alias.name for node in imports for alias in node.names) == sorted(kg.__all__)


def test_the_reference_has_a_place_for_every_public_name():
    placed = [name for names in api_reference.CHAPTERS.values() for name in names]
    assert sorted(placed) == sorted(kg.__all__)


def test_the_reference_is_current():
    # to make it again: uv run python -m tests.api_reference
    assert api_reference.PAGE.read_text("utf-8") == api_reference.page()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_documents_its_arguments_result_and_errors(name):
    function = getattr(kg, name)
    found = sections(function)
    documented = [part.strip() for line in entries(found["Parameters"]) for part in line.split(",")]
    assert documented == list(inspect.signature(function).parameters)
    assert "Returns" in found
    assert "Raises" in found


def test_every_function_is_tried_with_mistakes():
    assert set(MISTAKES) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("name", "call"), [(name, call) for name, calls in MISTAKES.items() for call in calls]
)
def test_a_mistake_is_an_error_that_the_function_documents(name, call):
    with pytest.raises(kg.errors.KgisimError) as raised:
        call()
    assert type(raised.value).__name__ in entries(sections(getattr(kg, name))["Raises"])
    assert len(str(raised.value)) > 20
