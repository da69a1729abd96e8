"""Synthetic futures, shared by the tests of the projection."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def futures():
    file = Path(__file__).parent / "futures.py"
    spec = importlib.util.spec_from_file_location("futures", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
