"""Runs for tests: a real one for the slow tests, and one whose fits cost nothing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings

from kgisim.workspace import Workspace

SMALLEST = Path(__file__).parent / "broken" / "sound"
QUICK_DRAWS = 256

settings.register_profile("here", deadline=None)  # a busy machine is not a defect
settings.register_profile("checks", deadline=None, derandomize=True)
settings.load_profile("checks" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """Folders for runs that all workers of pytest share; the first one makes the run."""
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    @contextmanager
    def alone(name: str) -> Iterator[Path]:
        with FileLock(common / f"{name}.lock"):
            yield common / name

    return alone


@pytest.fixture(scope="session")
def bundled_catalog():
    """The bundled content, read once for all who only look at it."""
    from kgisim.evidence.catalog import load_catalog

    return load_catalog(Workspace.bundled())


@pytest.fixture(scope="session")
def bundled_run(shared_folder):
    """The main job, for real, once for all slow tests; fits come from the user's cache."""
    from kgisim.runs.make_run import make_run

    with shared_folder("bundled") as folder:
        return make_run(Workspace.bundled(), folder=folder)


@pytest.fixture
def smallest(tmp_path) -> Workspace:
    """A copy of the smallest sound workspace."""
    skip = shutil.ignore_patterns("__pycache__")
    return Workspace(Path(shutil.copytree(SMALLEST, tmp_path / "smallest", ignore=skip)))


@pytest.fixture
def quick_fits(monkeypatch):
    """Put straight lines with a little noise in place of every fit; explain and test nothing."""
    _quicken(monkeypatch)


@pytest.fixture(scope="session")
def quick_run(shared_folder):
    """A run of the smallest workspace whose fits cost nothing, made once for all who only read."""
    from kgisim.runs.make_run import make_run

    with shared_folder("quick") as folder, pytest.MonkeyPatch.context() as patch:
        _quicken(patch)
        return make_run(Workspace(SMALLEST), folder=folder)


@pytest.fixture(scope="session")
def plan_run(shared_folder):
    """A run of the bundled content whose fits cost nothing; no number in it is real."""
    from kgisim.runs.make_run import make_run

    with shared_folder("plan") as folder, pytest.MonkeyPatch.context() as patch:
        _quicken(patch)
        return make_run(Workspace.bundled(), folder=folder)


def _quicken(patch):
    import pandas as pd

    from kgisim.analysis.explain_all import Explainer
    from kgisim.analysis.explanation_tables import TABLES

    def fit_all(catalog, workspace, *, names=None, progress=None, **_):
        order = catalog.dependencies.required_fits(names)
        for done, name in enumerate(order, start=1):
            progress and progress(done, len(order), name)
        return {name: quick_fit(catalog, name) for name in sorted(order)}

    for module in ("inference.fit_all", "runs.make_run", "cli.forecast", "api.forecast"):
        patch.setattr(f"kgisim.{module}.fit_all", fit_all)
    patch.setattr("kgisim.evaluation.backtest.Backtests.tasks", lambda _: iter(()))
    nothing = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    patch.setattr(Explainer, "tables", lambda *_: nothing)


def quick_fit(catalog, name):
    """A fit that no model made: level at the mean of the rows, spread of a tenth on the link."""
    from kgisim.inference.driver_terms import driver_terms
    from kgisim.inference.fit import Fit, GateResult
    from kgisim.inference.scales import scale_of

    indicator, rows, axis = catalog.indicators[name], catalog.rows(name), catalog.axis
    values = rows["value"].fillna((rows["low"] + rows["high"]) / 2).to_numpy(dtype=float)
    first, last = int(rows["year"].min()), int(rows["year_end"].max())
    level = float(scale_of(indicator, values).forward(max(values.mean(), 1.0)))
    spread = np.linspace(-1.0, 1.0, QUICK_DRAWS)
    trend = level + 0.1 * spread[:, None] * np.ones(len(axis))
    terms = tuple(term.name for term in driver_terms(indicator))
    return Fit(
        indicator=name,
        key=name,
        verdict=GateResult("ok", (), len(rows), 8000, 1000.0, 0.1, "importance"),
        axis=axis,
        first=first,
        last=last,
        trend=np.where(first > axis.years, np.nan, trend),
        effect=np.full((QUICK_DRAWS, len(terms)), 0.2),
        noise=np.full(QUICK_DRAWS, 0.05),
        hyper=np.zeros((QUICK_DRAWS, 1)),
        terms=terms,
        parameters=("spread",),
        family="plain",
    )
