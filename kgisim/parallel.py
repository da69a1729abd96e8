"""Jobs and tasks done by several processes at once."""

import ctypes
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Protocol, Self


class Job[Result](Protocol):
    """Something to be done, here or in another process."""

    def run(self) -> Result:
        """Do it."""
        ...


class Workers[Result]:
    """Processes that do jobs; none is started before the first, none at all for one at a time.

    Parameters
    ----------
    jobs
        Processes; None: one for each core.
    """

    def __init__(self, jobs: int | None = None):
        self.jobs = jobs or os.cpu_count() or 1
        self.busy: set[Future[Result]] = set()
        self._pool: ProcessPoolExecutor | None = None
        self._filling: set[Future[Result]] = set()
        self._waiting: Iterator[Job[Result]] = iter(())
        self._chores: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes; what has not begun is dropped."""
        self.rest()

    def rest(self) -> None:
        """End the processes until a job is started again; what has not begun is dropped.

        What they hold in memory is free then, and `all` can be done by copies of this process.
        """
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    @property
    def copies(self) -> bool:
        """Whether `all` is done by copies of this process, which have in memory what it has."""
        return self._pool is None

    def start(self, job: Job[Result]) -> None:
        """Do a job now if there is one process, or hand it to the next that is free."""
        self.busy.add(self._begun(job))

    def finished(self) -> list[Result]:
        """Wait until a job is done and return all that are; nothing if none is under way."""
        if not self.busy:
            return []
        self._fill()
        found, self.busy = self._awaited(self.busy)
        return found

    def fill_with(self, jobs: Iterator[Job[Result]]) -> None:
        """Do further jobs where fewer than there are processes are under way; see `filled`.

        Others are taken first: these begin where a process would have nothing to do.
        """
        self._waiting = jobs

    def filled(self) -> list[Result]:
        """Do the rest of the further jobs, and return what all of them made, in any order.

        Where the last of them leave a process without work, this one does its own meanwhile.
        """
        for job in self._waiting:
            self._filling.add(self._begun(job))
        busy, self._filling = self._filling, set()
        made: list[Result] = []
        while busy:
            self.pass_time(busy)
            found, busy = self._awaited(busy)
            made += found
        return made

    def meanwhile(self, *chores: Callable[[], object]) -> None:
        """Let this process do something of its own while it waits and no job waits for a process.

        The last jobs take longer for it, but no process is without work at their end. What was
        not done by then is left undone: it may only save time later.
        """
        self._chores += chores

    def pass_time(self, busy: Collection[Future[Any]] = ()) -> None:
        """Do what was left for the time of waiting, once all jobs under way have a process."""
        while self._chores and (not busy or 0 < _under_way(busy) <= self.jobs):
            self._chores.pop(0)()

    def _fill(self) -> None:
        """Begin further jobs for processes that have none."""
        while _under_way(self.busy) and _under_way((*self.busy, *self._filling)) < self.jobs:
            job = next(self._waiting, None)
            if job is None:
                return
            self._filling.add(self._begun(job))

    def _begun(self, job: Job[Result]) -> Future[Result]:
        """Return what a job will make."""
        if self.jobs == 1:
            future: Future[Result] = Future()
            future.set_result(job.run())
            return future
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context(_way()))
        with copying():
            return self._pool.submit(job.run)

    def _awaited(
        self, busy: Collection[Future[Result]]
    ) -> tuple[list[Result], set[Future[Result]]]:
        """Wait until a job is done; return what all that are done made, and the others."""
        done, others = wait(busy, return_when=FIRST_COMPLETED)
        return [future.result() for future in done], others

    def all(self, jobs: Sequence[Job[Result]]) -> list[Result]:
        """Do several jobs at once and return their results, in any order.

        Processes that are there do them. Where none was started yet, copies of this process do:
        they have in memory what it has, and nothing has to be imported or handed over.
        """
        if self.copies:
            return self.shared([job.run for job in jobs])
        return self._handed_out(jobs)

    def shared[Part](self, tasks: Sequence[Callable[[], Part]]) -> list[Part]:
        """Return what tasks make, in their order, made by copies of this process.

        Meanwhile this process does what was left for the time of waiting.
        """
        return shared(tasks, self.jobs, here=False, meanwhile=self.pass_time)

    def _handed_out(self, jobs: Sequence[Job[Result]]) -> list[Result]:
        for job in jobs:
            self.start(job)
        made: list[Result] = []
        while self.busy:
            made += self.finished()
        return made


def shared[Result](
    tasks: Sequence[Callable[[], Result]],
    jobs: int | None = None,
    *,
    here: bool = True,
    meanwhile: Callable[[], object] | None = None,
) -> list[Result]:
    """Return what tasks make, in their order, made by copies of this process and by itself.

    A copy has everything that is in memory here, so that tasks need not be handed over; only what
    they make is. A task that fails in a copy is done again here, and fails here as it would have
    alone. Where a process cannot be copied safely, all is done here.

    Parameters
    ----------
    jobs
        Processes, this one among them; None: one for each core.
    here
        Whether this process does tasks, too, always the first one among them, so that what it keeps
        for later is at hand; otherwise copies do all, and what they needed is free at their end.
    meanwhile
        What this process does while copies do the tasks, all of which take a little longer for it;
        left out where there are none.

    Examples
    --------
    >>> shared([lambda: 1, lambda: 2], jobs=1)
    [1, 2]
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs < 2 or not may_copy():
        return [task() for task in tasks]
    trim_memory()
    context = get_context("fork")
    taken = context.Value("i", int(here))
    copies = [_Copy(context, tasks, taken) for _ in range(jobs - here)]
    try:
        made = {0: tasks[0]()} | dict(_done(tasks, taken)) if here else {}
        if meanwhile is not None:
            meanwhile()
        for copy in copies:
            made |= copy.made()
    finally:
        for copy in copies:
            copy.end()
    return [made[place] if place in made else task() for place, task in enumerate(tasks)]


def _under_way(jobs: Collection[Future[Any]]) -> int:
    """Count jobs that are not done."""
    return sum(not one.done() for one in jobs)


def trim_memory() -> None:
    """Return memory to the system that is free between what is used; GNU's library keeps it."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # another library for C has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _way() -> str:
    """Name how a process is made: a copy has its imports already, and shares what is in memory.

    PyTensor's state must not be copied.
    """
    return "fork" if may_copy() and "pytensor" not in sys.modules else "spawn"


@contextmanager
def copying() -> Iterator[None]:
    """Let this process be copied: threads of libraries for algebra are ready for it.

    Copies do not search for garbage what is here already: that would write to every page of it,
    and what is written to is shared no more.
    """
    gc.freeze()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        gc.unfreeze()


def may_copy() -> bool:
    """Return whether a copy of this process would work: other threads are not copied with it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _done[Result](
    tasks: Sequence[Callable[[], Result]], taken: Any
) -> Iterator[tuple[int, Result]]:
    """Do one task after the other that nobody else has taken."""
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(tasks):
            return
        yield place, tasks[place]()


class _Copy[Result]:
    """A copy of this process that does tasks, and hands over at its end what they made."""

    def __init__(self, context: Any, tasks: Sequence[Callable[[], Result]], taken: Any):
        self.reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=_hand_over, args=(tasks, taken, writer))
        with copying():
            self._process.start()
        writer.close()

    def made(self) -> dict[int, Result]:
        """Wait for what it made, by the place of the task; nothing if it ended too soon."""
        try:
            return self.reader.recv()
        except (EOFError, OSError):
            return {}

    def end(self) -> None:
        """End it, whatever it does."""
        self.reader.close()
        self._process.kill()
        self._process.join()


def _hand_over(tasks: Sequence[Callable[[], Any]], taken: Any, writer: Connection) -> None:
    made = {}
    with suppress(BaseException):  # it fails again where the tasks come from, and is told there
        for place, one in _done(tasks, taken):
            made[place] = one
            trim_memory()
    with suppress(OSError):  # nobody may be waiting any more
        writer.send(made)
