"""A run of the smallest workspace, with fits that cost nothing."""

import pytest

from kgisim.runs import make_run as run_module
from kgisim.runs.make_run import make_run
from kgisim.workspace import Workspace
from tests.conftest import SMALLEST, quick_fit


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def make(smallest, folder, quick_fits):
    """Make a run of the smallest workspace, with fits that cost nothing."""
    return lambda **more: make_run(smallest, folder=folder, **more)


@pytest.fixture
def made(make):
    return make()


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """One run for all tests that only look at it or damage a copy."""

    def fit_all(catalog, *_, names, **__):
        return {
            name: quick_fit(catalog, name) for name in catalog.dependencies.required_fits(names)
        }

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "fit_all", fit_all)
        yield make_run(Workspace(SMALLEST), folder=tmp_path_factory.mktemp("runs"))
