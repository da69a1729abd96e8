"""A run of the smallest workspace, with fits that cost nothing."""

import pytest

from kgisim.runs import make_run as run_module
from kgisim.runs.make_run import make_run
from kgisim.workspace import Workspace
from tests.conftest import SMALLEST, quick_fit


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    def fit_all(catalog, *_, names, **__):
        return {
            name: quick_fit(catalog, name) for name in catalog.dependencies.required_fits(names)
        }

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "fit_all", fit_all)
        return make_run(Workspace(SMALLEST), folder=tmp_path_factory.mktemp("runs"))
