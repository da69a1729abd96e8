"""Jobs and tasks done by several processes at once."""

import gc
import io
import mmap
import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Protocol, Self

APART = 64
"""Bytes of which arrays in memory that processes share begin at a multiple."""


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
        if self.jobs == 1:
            future: Future[Result] = Future()
            future.set_result(job.run())
        else:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context(_way()))
            with _copying():
                future = self._pool.submit(job.run)
        self.busy.add(future)

    def finished(self) -> list[Result]:
        """Wait until a job is done and give all that are; nothing if none is under way."""
        if not self.busy:
            return []
        done, self.busy = wait(self.busy, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]

    def all(self, jobs: Sequence[Job[Result]]) -> list[Result]:
        """Do several jobs at once and return their results, in any order.

        Processes that are there do them. Where none was started yet, copies of this process do:
        they have in memory what it has, and nothing has to be imported or handed over.
        """
        if self.copies:
            return shared([job.run for job in jobs], self.jobs, here=False)
        return self._handed_out(jobs)

    def _handed_out(self, jobs: Sequence[Job[Result]]) -> list[Result]:
        for job in jobs:
            self.start(job)
        made: list[Result] = []
        while self.busy:
            made += self.finished()
        return made


def shared[Result](
    tasks: Sequence[Callable[[], Result]], jobs: int | None = None, *, here: bool = True
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

    Examples
    --------
    >>> shared([lambda: 1, lambda: 2], jobs=1)
    [1, 2]
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs < 2 or not _may_copy():
        return [task() for task in tasks]
    context = get_context("fork")
    taken = context.Value("i", int(here))
    copies = [_Copy(context, tasks, taken) for _ in range(jobs - here)]
    try:
        made = {0: tasks[0]()} | dict(_done(tasks, taken)) if here else {}
        for copy in copies:
            made |= copy.made()
    finally:
        for copy in copies:
            copy.end()
    return [made[place] if place in made else task() for place, task in enumerate(tasks)]


class Ahead[Result]:
    """Something that a copy of this process makes while this one does other things.

    What it makes comes back through memory that both see, so that its arrays are not copied here.
    Where the process cannot be copied, or the copy fails, it is made here once it is asked for.

    Parameters
    ----------
    make
        Makes it; whatever else this changes is changed in the copy alone.
    common
        Objects that both have: where the result names one of them, it names that of this process.
    """

    def __init__(self, make: Callable[[], Result], common: Sequence[object] = ()):
        self._make, self._common = make, common
        self._reader: Connection | None = None
        if not _may_copy():
            return
        context = get_context("fork")
        self._file = os.memfd_create("kgisim")
        self._reader, writer = context.Pipe(duplex=False)
        work = (make, common, self._file, writer)
        self._process = context.Process(target=_make_ahead, args=work, daemon=True)
        with _copying():
            self._process.start()
        writer.close()

    def is_made(self) -> bool:
        """Return whether nothing has to be waited for."""
        return self._reader is None or self._reader.poll()

    def result(self) -> Result:
        """Wait for what is made, and return it."""
        reader, self._reader = self._reader, None
        if reader is None:
            return self._make()
        try:
            content, places = reader.recv()
            return _Common(content, self._common, _seen(self._file, places)).load()
        except (EOFError, OSError):  # it failed there, and fails here as it would have alone
            return self._make()
        finally:
            reader.close()
            os.close(self._file)
            self._process.join()


def _make_ahead(
    make: Callable[[], Any], common: Sequence[object], file: int, writer: Connection
) -> None:
    with suppress(BaseException):
        buffers: list[pickle.PickleBuffer] = []
        content = io.BytesIO()
        _CommonWriter(content, common, buffers.append).dump(make())
        places, end = [], 0
        for buffer in buffers:
            with buffer.raw() as raw:
                _write_whole(file, raw, end)
                places.append((end, raw.nbytes))
                end += -(-raw.nbytes // APART) * APART
        writer.send((content.getvalue(), places))


def _write_whole(file: int, raw: memoryview, begin: int) -> None:
    """Write all bytes at a place of a file: one call takes at most two gigabytes."""
    done = 0
    while done < raw.nbytes:
        done += os.pwrite(file, raw[done:], begin + done)


def _seen(file: int, places: Sequence[tuple[int, int]]) -> list[memoryview]:
    """Return buffers of a file as memory that may be written to; nobody else sees that."""
    size = os.fstat(file).st_size
    if not size:
        return [memoryview(bytearray()) for _ in places]
    whole = memoryview(mmap.mmap(file, size, access=mmap.ACCESS_COPY))
    return [whole[begin : begin + length] for begin, length in places]


class _CommonWriter(pickle.Pickler):
    """Writes an object with the places of those that reader and writer have in common."""

    def __init__(
        self, file: io.BytesIO, common: Sequence[object], take: Callable[[pickle.PickleBuffer], Any]
    ):
        super().__init__(file, protocol=5, buffer_callback=take)
        self._places = {id(one): place for place, one in enumerate(common)}

    def persistent_id(self, obj: object) -> int | None:
        """Return the place of an object that both have."""
        return self._places.get(id(obj))


class _Common(pickle.Unpickler):
    """Reads an object, and takes from this process what both have in common."""

    def __init__(self, content: bytes, common: Sequence[object], buffers: Sequence[memoryview]):
        super().__init__(io.BytesIO(content), buffers=buffers)
        self._common = common

    def persistent_load(self, pid: int) -> object:
        """Return the object at a place."""
        return self._common[pid]


def _way() -> str:
    """Name how a process is made: a copy has its imports already, and shares what is in memory.

    PyTensor's state must not be copied.
    """
    return "fork" if _may_copy() and "pytensor" not in sys.modules else "spawn"


@contextmanager
def _copying() -> Iterator[None]:
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


def _may_copy() -> bool:
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
        self._reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=_hand_over, args=(tasks, taken, writer))
        with _copying():
            self._process.start()
        writer.close()

    def made(self) -> dict[int, Result]:
        """Wait for what it made, by the place of the task; nothing if it ended too soon."""
        try:
            return self._reader.recv()
        except (EOFError, OSError):
            return {}

    def end(self) -> None:
        """End it, whatever it does."""
        self._reader.close()
        self._process.kill()
        self._process.join()


def _hand_over(tasks: Sequence[Callable[[], Any]], taken: Any, writer: Connection) -> None:
    made = {}
    with suppress(BaseException):  # it fails again where the tasks come from, and is told there
        for place, one in _done(tasks, taken):
            made[place] = one
    with suppress(OSError):  # nobody may be waiting any more
        writer.send(made)
