from dataclasses import dataclass
from os import getpid

import pytest

from kgisim.parallel import Workers


@dataclass(frozen=True)
class Square:
    """A job that other processes can be sent."""

    number: int

    def run(self) -> tuple[int, int]:
        """Square the number, and name the process that did it."""
        return self.number**2, getpid()


class Broken:
    def run(self):
        raise ValueError("cannot be done")


def done_by(jobs: int) -> list[tuple[int, int]]:
    results = []
    with Workers[tuple[int, int]](jobs) as workers:
        for number in range(5):
            workers.start(Square(number))
        while workers.busy:
            results += workers.finished()
    return sorted(results)


def test_one_worker_is_this_process():
    assert done_by(1) == [(number**2, getpid()) for number in range(5)]


@pytest.mark.slow
def test_several_workers_are_other_processes_and_lose_no_job():
    results = done_by(2)
    assert [square for square, _ in results] == [0, 1, 4, 9, 16]
    assert getpid() not in {process for _, process in results}


def test_without_a_job_nothing_is_waited_for():
    with Workers[int](2) as workers:
        assert workers.finished() == []


def test_what_breaks_in_a_job_reaches_whoever_collects_it():
    with Workers[int](1) as workers, pytest.raises(ValueError, match="cannot be done"):
        workers.start(Broken())
