"""The synthetic run, shared by the tests of the views."""

import importlib.util
from pathlib import Path

import pytest


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
def _outlooks_are_taken_afresh(run):
    """Forget what an earlier test, which may have changed the run, made the run keep."""
    vars(run).pop("_outlooks", None)
