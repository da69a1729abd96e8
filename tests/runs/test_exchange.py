"""Machines that share no disk find the same fits, through a place that they all reach."""

from dataclasses import dataclass
from uuid import uuid4

import numpy as np
import pytest

from kgisim.blobs import Store
from kgisim.errors import RequestError
from kgisim.inference import gate, importance_sampling
from kgisim.inference.fit import read_fit
from kgisim.inference.fit_all import FitTask, fit_all
from kgisim.runs.exchange import ExchangingJob, fits_of
from kgisim.runs.workers import workers_for
from kgisim.workspace import Workspace
from tests.builders import WALK_SOURCE, catalog, driver_effect, indicator, yearly

WALK = {"family": "walk"}
CONTENT = catalog(
    (indicator("yen", role="driver", model=WALK), yearly([100, 105, 99, 110])),
    (indicator("sales", model=WALK, drivers=[driver_effect("yen")]), yearly([5, 6, 7, 8])),
)

pytest.importorskip("distributed")


@pytest.fixture
def other(monkeypatch, tmp_path):
    """Folder of stored fits on the machine of a worker."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    return tmp_path / "other" / "kgisim" / "fits"


@pytest.fixture
def store():
    return Store(f"memory://{uuid4().hex}")


@pytest.fixture
def place(tmp_path):
    """A workspace with a family that is quickly fitted, and nothing else."""
    (tmp_path / "plan" / "models").mkdir(parents=True)
    (tmp_path / "plan" / "models" / "walk.py").write_text(WALK_SOURCE, encoding="utf-8")
    return Workspace(tmp_path / "plan")


@pytest.fixture
def task(place, tmp_path, monkeypatch):
    """The task of a driven series; its driver was fitted on the machine that asks."""
    for name, value in (("FIRST", 200), ("ROUND", 100), ("BATCH", 300), ("BATCHES", 1)):
        monkeypatch.setattr(importance_sampling, name, value)
    monkeypatch.setattr(gate, "SMALLEST_ESS", 10.0)
    own = tmp_path / "own"
    fits = fit_all(CONTENT, place, names=("yen",), draws=50, jobs=1, cache=own)
    return FitTask(CONTENT, place, "sales", fits, 1, 50, own, None)


def put_drivers(task, store):
    for fit in fits_of(task):
        store.write(fit.file.name, fit.file.read_bytes())


def test_a_job_takes_its_drivers_from_the_store_and_puts_its_fit_there(task, store, other):
    put_drivers(task, store)
    (driver,) = fits_of(task)
    driver.file.unlink()
    found = ExchangingJob(task, store).run()
    assert found.file.parent == driver.file.parent == other
    assert np.isfinite(driver.trend[:, -1]).all()
    assert store.read(found.file.name) == found.file.read_bytes()
    assert not task.cache.joinpath(found.file.name).exists()


def test_what_another_machine_has_found_is_not_done_again(task, store, other, monkeypatch):
    put_drivers(task, store)
    found = ExchangingJob(task, store).run()
    found.file.unlink()
    monkeypatch.setattr(FitTask, "run", lambda _: pytest.fail("done again"))
    again = ExchangingJob(task, store).run()
    assert np.array_equal(again.trend, found.trend, equal_nan=True)


def test_a_fit_that_was_spoilt_on_the_way_is_made_again(task, store, other):
    put_drivers(task, store)
    name = ExchangingJob(task, store).run().file.name
    right = store.read(name)
    store.write(name, right[: len(right) // 2])  # whole as a blob, and yet no fit
    (other / name).unlink()
    again = ExchangingJob(task, store).run()
    assert np.isfinite(again.trend[:, -1]).all()
    assert read_fit(other / name).key == again.key


@dataclass(frozen=True)
class Told:
    """A job that no store has to do with."""

    def run(self):
        return "done"


def test_other_jobs_are_done_as_they_are(store, other):
    assert ExchangingJob(Told(), store).run() == "done"


def test_a_store_without_a_cluster_is_refused(smallest, tmp_path):
    with (
        pytest.raises(RequestError, match="--dask"),
        workers_for(smallest, tmp_path, jobs=1, store="memory://"),
    ):
        pass


def test_a_store_that_cannot_be_written_is_told_before_anything_is_begun(smallest, tmp_path):
    with (
        pytest.raises(RequestError, match="cannot be exchanged"),
        workers_for(smallest, tmp_path, jobs=None, cluster="tcp://127.0.0.1:9", store="nowhere://"),
    ):
        pass


@pytest.mark.slow
def test_fits_by_machines_without_a_common_disk_keep_their_bits(place, tmp_path, other):
    from distributed import LocalCluster

    alone = fit_all(CONTENT, place, draws=50, jobs=1, cache=tmp_path / "alone")
    share, asking = tmp_path / "share", tmp_path / "asking"
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with (
        LocalCluster(**options) as cluster,
        workers_for(place, asking, jobs=None, cluster=cluster, store=f"file://{share}") as team,
    ):
        fits = fit_all(CONTENT, place, draws=50, cache=asking, workers=team)
    for name, fit in alone.items():
        assert fits[name].file.parent == asking
        assert np.array_equal(fits[name].trend, fit.trend, equal_nan=True)
    names = {file.name for file in asking.iterdir()}
    assert len(names) == len(alone)
    assert {file.name for file in share.iterdir()} == names  # and no mark
