"""Jobs done by the workers of a Dask cluster, in place of processes of this machine."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from platform import node
from types import ModuleType
from typing import Any

from kgisim.errors import RequestError
from kgisim.parallel import Job, Workers

WAIT_S = 30
"""Seconds for the scheduler to answer, and for a first worker to be there."""
Describe = Callable[[], Mapping[str, str]]
"""Names what a job takes from the machine that does it; hashable, and sent to the workers."""


def distributed() -> ModuleType:
    """Return the package that talks to a cluster.

    Raises
    ------
    RequestError
        If it is not installed.
    """
    try:
        import dask.distributed as package
    except ImportError as error:
        raise RequestError("cluster.package") from error
    return package


@dataclass(frozen=True)
class CheckedJob[Result]:
    """A job that is done only where the same programs and files are at hand."""

    job: Job[Result]
    describe: Describe
    expected: tuple[tuple[str, str], ...]

    def run(self) -> Result:
        """Do the job.

        Raises
        ------
        RequestError
            If this machine differs from the one that asks.
        """
        found = _described(self.describe, self.expected)
        different = [name for name, value in self.expected if found.get(name) != value]
        if different:
            raise RequestError("cluster.differs", worker=node(), names=", ".join(different))
        return self.job.run()


@lru_cache(maxsize=8)
def _described(describe: Describe, _: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Describe this machine once for all jobs that expect the same."""
    return describe()


class Cluster[Result](Workers[Result]):
    """The workers of a Dask cluster.

    A worker that ends costs its job only, which another does again: results depend on the job
    alone, not on who does it.

    Parameters
    ----------
    address
        Address of a scheduler such as ``tcp://host:8786``, or a cluster.
    describe
        What has to be the same here and at every worker.

    Raises
    ------
    RequestError
        If there is no scheduler or no worker, or workers do several jobs at once in one process.
    """

    def __init__(self, address: Any, describe: Describe):
        dask = distributed()
        try:
            self._client = dask.Client(address, timeout=WAIT_S)
        except (OSError, ValueError) as error:
            raise RequestError("cluster.unreachable", address=str(address)) from error
        try:
            self._require_workers()
        except BaseException:
            self._client.close()
            raise
        super().__init__(sum(self._client.nthreads().values()))
        self._dask = dask
        self._describe, self._expected = describe, tuple(sorted(describe().items()))

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; what has not begun is dropped."""
        self._client.cancel([*self.busy, *self._filling])
        self._client.close()

    @property
    def copies(self) -> bool:
        """Whether jobs are done by copies of this process: they are sent to workers."""
        return False

    def _begun(self, job: Job[Result]) -> Future[Result]:
        checked = CheckedJob(job, self._describe, self._expected)
        return self._client.submit(checked.run, pure=False)

    def _awaited(
        self, busy: Collection[Future[Result]]
    ) -> tuple[list[Result], set[Future[Result]]]:
        """Wait until a job is done; return what all that are done made, and the others.

        Raises
        ------
        RequestError
            If the workers that tried a job all ended, or the scheduler is gone.
        """
        try:
            done, others = self._dask.wait([*busy], return_when="FIRST_COMPLETED")
            return [future.result() for future in done], others
        except (self._dask.KilledWorker, self._dask.CancelledError) as error:
            raise RequestError("cluster.lost") from error

    def all(self, jobs: Sequence[Job[Result]]) -> list[Result]:
        """Hand out several jobs and return their results, in any order."""
        return self._handed_out(jobs)

    def _require_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WAIT_S)
        except TimeoutError as error:
            raise RequestError("cluster.no_worker") from error
        threads = self._client.nthreads()
        crowded = [name for name, number in threads.items() if number > 1]
        if crowded:
            raise RequestError("cluster.threads", worker=crowded[0], found=threads[crowded[0]])
