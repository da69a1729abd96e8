"""Jobs done by several processes at once."""

import os
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Protocol, Self


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
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def start(self, job: Job[Result]) -> None:
        """Do a job now if there is one process, or hand it to the next that is free."""
        if self.jobs == 1:
            future: Future[Result] = Future()
            future.set_result(job.run())
        else:
            if self._pool is None:  # spawned, not forked: PyTensor's state must not be copied
                self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"))
            future = self._pool.submit(job.run)
        self.busy.add(future)

    def finished(self) -> list[Result]:
        """Wait until a job is done and give all that are; nothing if none is under way."""
        if not self.busy:
            return []
        done, self.busy = wait(self.busy, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]
