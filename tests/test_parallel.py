import subprocess
import sys
from concurrent.futures import Future
from dataclasses import dataclass
from os import getpid

import pytest

from kgisim.parallel import Workers, shared


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_further_jobs_are_done_once_whoever_else_is_busy(jobs):
    with Workers[tuple[int, int]](jobs) as workers:
        workers.fill_with(iter([Square(number) for number in range(5, 9)]))
        for number in range(5):
            workers.start(Square(number))
        first = []
        while workers.busy:
            first += workers.finished()
        assert sorted(square for square, _ in first) == [0, 1, 4, 9, 16]
        assert sorted(square for square, _ in workers.filled()) == [25, 36, 49, 64]
        assert workers.filled() == []


def test_a_further_job_is_not_begun_while_others_keep_all_processes_busy():
    begun = []
    with Workers[int](2) as workers:
        workers.busy = {Future(), Future()}
        workers.fill_with(begun.append(number) for number in range(1))
        workers._fill()
        assert begun == []


def test_what_waits_for_time_is_done_once_every_job_has_a_process():
    done, busy = [], [Future(), Future(), Future()]
    with Workers[int](2) as workers:
        workers.meanwhile(lambda: done.append("first"), lambda: busy[1].set_result(0))
        workers.meanwhile(lambda: busy[2].set_result(0), lambda: done.append("last"))
        workers.pass_time(busy)
        assert done == []
        busy[0].set_result(0)
        workers.pass_time(busy)  # until no job is under way that would have to be waited for
        assert done == ["first"]
        workers.pass_time()
        assert done == ["first", "last"]


def in_process(code: str) -> str:
    """Run a program of its own: only a process without other threads is copied."""
    lines = [
        "import os, sys, time",
        "from kgisim.ahead import Ahead",
        "from kgisim.parallel import shared",
        *code.splitlines(),
    ]
    command = [sys.executable, "-W", "error", "-c", "\n".join(lines)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


def test_tasks_are_shared_with_a_copy_in_their_order():
    code = """tasks = [lambda one=one: (one**2, os.getpid(), time.sleep(0.1)) for one in range(6)]
made = shared(tasks, 2)
print([one for one, *_ in made], len({process for _, process, _ in made}))"""
    processes = 2 if sys.platform == "linux" else 1
    assert in_process(code) == f"[0, 1, 4, 9, 16, 25] {processes}\n"


def test_tasks_that_are_not_done_here_are_done_by_copies():
    code = """tasks = [lambda one=one: (one, os.getpid() != here) for one in range(5)]
here = os.getpid()
print(shared(tasks, 2, here=False) == [(one, sys.platform == "linux") for one in range(5)])"""
    assert in_process(code) == "True\n"


def test_a_process_passes_the_time_while_its_copies_work():
    code = """from kgisim.parallel import Workers
done = []
with Workers(2) as workers:
    workers.meanwhile(lambda: done.append(os.getpid()))
    made = workers.shared([lambda: time.sleep(0.5), os.getpid])
    print(done == [os.getpid()] * (sys.platform == "linux"), len(made))"""
    assert in_process(code) == "True 2\n"


def test_processes_that_rest_are_started_again():
    code = """class Job:
    def run(self):
        return os.getpid()
with Workers(2) as workers:
    first = []
    for _ in range(2):
        workers.start(Job())
        first += workers.finished()
        workers.rest()
    print(len(set(first)), workers.all([Job()]) == [here])"""
    code = "from kgisim.parallel import Workers\nhere = os.getpid()\n" + code
    assert in_process(code) == "2 True\n"


@pytest.mark.parametrize("how", ["1 / 0", "os._exit(1)"], ids=["raises", "killed"])
def test_what_a_copy_does_not_hand_over_is_done_here(how):
    code = f"""here = os.getpid()
def one():
    time.sleep(0.2)
    return "done" if os.getpid() == here else {how}
print(shared([one, one, one], 2))"""
    assert in_process(code) == "['done', 'done', 'done']\n"


ENDS_WHILE_IT_HANDS_OVER = """import threading
here = os.getpid()
def one():
    if os.getpid() != here:  # more than a pipe takes at once
        threading.Timer(0.3, lambda: os._exit(1)).start()
    return bytes(1_000_000)
"""


def test_what_a_copy_hands_over_in_part_is_done_here():
    code = """def slow():
    time.sleep(0.8)
    return one()
print(shared([slow, one, one], 2) == [bytes(1_000_000)] * 3)"""
    assert in_process(ENDS_WHILE_IT_HANDS_OVER + code) == "True\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_fails_fails_here(jobs):
    def broken() -> None:
        raise ValueError("cannot be done")

    with pytest.raises(ValueError, match="cannot be done"):
        shared([broken, lambda: None], jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_jobs_are_done_where_no_process_was_started(jobs):
    with Workers[tuple[int, int]](jobs) as workers:
        found = workers.all([Square(number) for number in range(4)])
        assert sorted(square for square, _ in found) == [0, 1, 4, 9]
        assert workers.all([]) == []
