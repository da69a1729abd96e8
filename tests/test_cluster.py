"""Workers of a cluster do the same jobs with the same results, or say why they cannot."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgisim.cluster import CheckedJob, Cluster
from kgisim.errors import RequestError
from tests.test_parallel import Broken, Square

distributed = pytest.importorskip("distributed")


@dataclass(frozen=True)
class Here:
    """A description that is the same everywhere."""

    program: str = "1"

    def __call__(self):
        return {"program": self.program}


@pytest.fixture(scope="module")
def cluster():
    with local(n_workers=1, processes=False) as made:
        yield made


def local(threads_per_worker=1, **options):
    return distributed.LocalCluster(
        threads_per_worker=threads_per_worker, dashboard_address=":0", **options
    )


def test_a_cluster_loses_no_job(cluster):
    results = []
    with Cluster[tuple[int, int]](cluster, Here()) as workers:
        for number in range(5):
            workers.start(Square(number))
        while workers.busy:
            results += workers.finished()
        together = workers.all([Square(5), Square(6)])
    assert sorted(square for square, _ in results) == [0, 1, 4, 9, 16]
    assert sorted(square for square, _ in together) == [25, 36]


def test_what_breaks_in_a_job_reaches_whoever_collects_it(cluster):
    with Cluster[None](cluster, Here()) as workers:
        workers.start(Broken())
        with pytest.raises(ValueError, match="be done"):
            workers.finished()


def test_a_worker_with_another_program_does_nothing():
    with pytest.raises(RequestError, match="program"):
        CheckedJob(Square(2), Here(), (("program", "2"),)).run()


def test_workers_that_do_several_jobs_at_once_are_refused():
    with (
        local(n_workers=1, threads_per_worker=2, processes=False) as crowded,
        pytest.raises(RequestError, match="does 2 jobs at once"),
    ):
        Cluster[None](crowded, Here())


def test_a_scheduler_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr("kgisim.cluster.WAIT_S", 0.2)
    with pytest.raises(RequestError, match=r"answers at tcp://127\.0\.0\.1:9;"):
        Cluster[None]("tcp://127.0.0.1:9", Here())


def test_a_scheduler_without_workers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("kgisim.cluster.WAIT_S", 2)
    with (
        local(n_workers=0, processes=False) as empty,
        pytest.raises(RequestError, match="dask worker"),
    ):
        Cluster[None](empty, Here())


@dataclass(frozen=True)
class Mortal:
    """A job at whose first trial its worker ends."""

    mark: Path

    def run(self):
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"


@pytest.mark.slow
def test_a_killed_worker_costs_its_job_only(tmp_path):
    with local(n_workers=2) as pair, Cluster[str](pair, Here()) as workers:
        workers.start(Mortal(tmp_path / "mark"))
        assert workers.finished() == ["done"]
