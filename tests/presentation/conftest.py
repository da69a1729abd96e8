"""The synthetic run, shared by the tests of the views."""

import importlib.util
from pathlib import Path

import pytest

from kgisim.presentation.localized import wording
from kgisim.runs.run_cache import RunCache


def _synthetic():
    file = Path(__file__).parent / "synthetic.py"
    spec = importlib.util.spec_from_file_location("synthetic", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def synthetic():
    return _synthetic()


@pytest.fixture(scope="session")
def run(synthetic, tmp_path_factory):
    return synthetic.run(tmp_path_factory.mktemp("run"))


@pytest.fixture(autouse=True)
def _cache_is_empty(run):
    """Forget what an earlier test, which may have changed the run, made the run keep."""
    run.cache = RunCache()


@pytest.fixture
def changed(run, monkeypatch):
    """Return a goal in words over a run in which cells of one table of explanations are changed."""

    def change(table: str, **cells):
        changed = run.explained(table).assign(**cells)
        before = run.explained

        def explained(name, goal=None):
            if name != table:
                return before(name, goal)
            return changed if goal is None else changed.loc[changed["indicator"] == goal]

        monkeypatch.setattr(run, "explained", explained)
        return wording(run, "syn_share", "ja")

    return change
