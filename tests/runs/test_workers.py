"""A run made by a cluster is that made here, or it is said what differs."""

import os
import signal

import pytest

from kgisim.cluster import CheckedJob
from kgisim.errors import RequestError
from kgisim.runs.make_run import make_run
from kgisim.runs.workers import Surroundings, workers_for
from kgisim.workspace import Workspace
from tests.builders import WALK_SOURCE
from tests.test_parallel import Square

distributed = pytest.importorskip("distributed")


def local(**options):
    return distributed.LocalCluster(threads_per_worker=1, dashboard_address=":0", **options)


def test_a_worker_that_sees_other_files_does_nothing(tmp_path):
    mark = tmp_path / "mark"
    mark.touch()
    bundled = Workspace.bundled()
    expected = tuple(Surroundings(bundled, mark)().items())
    elsewhere = Surroundings(Workspace(tmp_path / "absent"), tmp_path / "not shared")
    with pytest.raises(RequestError, match=r"in workspace, stored fits;"):
        CheckedJob(Square(2), elsewhere, expected).run()
    assert CheckedJob(Square(2), Surroundings(bundled, mark), expected).run()[0] == 4


def test_nothing_stays_in_the_folder_of_stored_fits(tmp_path):
    with (
        local(n_workers=1, processes=False) as cluster,
        workers_for(Workspace.bundled(), tmp_path, jobs=None, cluster=cluster),
    ):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_run_keeps_its_bits_though_a_worker_is_killed_in_the_middle(smallest, tmp_path):
    (smallest.models / "plain.py").write_text(WALK_SOURCE, encoding="utf-8")  # which can be fitted
    own = {"draws": 200, "cache": tmp_path / "own"}
    alone = make_run(smallest, folder=tmp_path / "alone", jobs=1, **own)
    with local(n_workers=2) as cluster:
        processes = [worker.pid for worker in cluster.workers.values()]

        def kill(done, *_):
            if done == 1:
                os.kill(processes[0], signal.SIGKILL)

        shared = make_run(
            smallest,
            folder=tmp_path / "shared",
            draws=200,
            cache=tmp_path / "stored",
            cluster=cluster.scheduler_address,
            progress=kill,
        )
    assert {"yen", "sales"} <= set(alone.projection.fits)
    assert shared.manifest["outputs"] == alone.manifest["outputs"]
