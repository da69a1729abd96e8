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
