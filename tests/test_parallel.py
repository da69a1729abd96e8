import subprocess
import sys
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


def in_process(code: str) -> str:
    """Run a program of its own: only a process without other threads is copied."""
    lines = [
        "import os, sys, time",
        "from kgisim.parallel import Ahead, shared",
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


def test_what_is_made_ahead_names_what_both_have():
    code = """import numpy as np
known = object()
made = Ahead(lambda: (known, os.getpid(), np.arange(5.0), np.zeros((2, 0))), [known])
same, process, values, none = made.result()
print(same is known, process != os.getpid(), values.tolist(), none.shape)
values += 1  # nobody else sees it
print(values[0], made.is_made())"""
    elsewhere = sys.platform == "linux"
    assert in_process(code) == f"True {elsewhere} [0.0, 1.0, 2.0, 3.0, 4.0] (2, 0)\n1.0 True\n"


def test_nothing_is_waited_for_that_is_made():
    code = """made = Ahead(lambda: time.sleep(0.3))
begun = made.is_made()
time.sleep(1.0)
print(begun, made.is_made(), made.result())"""
    assert in_process(code) == f"{sys.platform != 'linux'} True None\n"


@pytest.mark.parametrize("how", ["1 / 0", "os._exit(1)"], ids=["raises", "killed"])
def test_what_fails_ahead_is_made_here(how):
    code = f"""here = os.getpid()
print(Ahead(lambda: "done" if os.getpid() == here else {how}).result())"""
    assert in_process(code) == "done\n"


def test_what_is_handed_over_in_part_is_made_here():
    code = """made = Ahead(one)
time.sleep(0.8)
print(made.is_made(), made.result() == bytes(1_000_000))"""
    assert in_process(ENDS_WHILE_IT_HANDS_OVER + code) == "True True\n"


def test_what_cannot_be_handed_over_is_made_here():
    assert in_process("print(Ahead(lambda: lambda: 3).result()())") == "3\n"


def test_arrays_come_back_whole_though_a_call_writes_a_part_of_them():
    code = """import numpy as np
write = os.pwrite
os.pwrite = lambda file, content, begin: write(file, content[:24], begin)
print(Ahead(lambda: np.arange(50.0)).result().tolist() == list(range(50)))"""
    assert in_process(code) == "True\n"
