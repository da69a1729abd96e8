"""Workers that share no disk: stored fits are exchanged through a place that all of them reach."""

from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kgisim.analysis.explanation_job import ExplanationJob
from kgisim.analysis.kept import Kept
from kgisim.blobs import Store
from kgisim.cluster import Cluster, Describe
from kgisim.evaluation.backtest import BacktestTask
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import FitTask
from kgisim.inference.fit_cache import default_cache
from kgisim.inference.group_priors import GroupTask
from kgisim.io import write_whole
from kgisim.parallel import Job

STORING = FitTask | GroupTask | BacktestTask
"""Jobs whose result is kept in a file that is named by all that it depends on."""


@dataclass(frozen=True)
class ExchangingJob[Result]:
    """A job whose files are in a store: taken from there before it, and put there after it.

    Parameters
    ----------
    job
        What is to be done. The files that it names are those of the machine that asks.
    store
        Where they are in truth.
    """

    job: Job[Result]
    store: Store

    def run(self) -> Result:
        """Do the job with files of this machine, or take what another machine has found.

        Raises
        ------
        RequestError
            If the store cannot be reached.
        """
        folder = default_cache()
        folder.mkdir(parents=True, exist_ok=True)
        for fit in fits_of(self.job):
            self._settle(fit, folder)
        job: Any = here(self.job, folder)
        if not isinstance(job, STORING):
            return job.run()
        found: Any = job.stored()
        if found is None and take(self.store, job.file):
            found = job.stored()
            if found is not None:
                return found
        if found is None:
            found = job.run()
        if job.file.exists():  # what could not be tried is not stored
            self.store.write(job.file.name, job.file.read_bytes())
        return found

    def _settle(self, fit: Fit, folder: Path) -> None:
        """Let a fit find its path on this machine."""
        if fit.file is not None:
            own = folder / fit.file.name
            if not own.exists():
                take(self.store, own)
            fit.left_in(own)


def fits_of(job: Job[Any]) -> Iterable[Fit]:
    """Return the fits that a job holds."""
    if isinstance(job, FitTask | GroupTask):
        return job.drivers.values()
    return job.projection.fits.values() if isinstance(job, ExplanationJob) else ()


def here(job: Job[Any], folder: Path) -> Job[Any]:
    """Return a job that keeps its files in a folder of this machine."""
    if isinstance(job, STORING):
        return replace(job, cache=folder)
    if isinstance(job, ExplanationJob) and job.kept is not None:
        own = folder / job.kept.folder.name
        return replace(job, kept=Kept(own, job.kept.basis))
    return job


def take(store: Store, file: Path) -> bool:
    """Take a file from a store; return whether it was there."""
    content = store.read(file.name)
    if content is not None:
        write_whole(file, content)
    return content is not None


class ExchangingCluster[Result](Cluster[Result]):
    """The workers of a Dask cluster, with stored fits at an address that all machines reach.

    Parameters
    ----------
    address, describe
        As of `Cluster`.
    store
        The place.
    folder
        Folder of stored fits on this machine.
    """

    def __init__(self, address: Any, describe: Describe, store: Store, folder: Path):
        super().__init__(address, describe)
        self._store, self._folder = store, folder
        self._there: set[str] = set()

    def _begun(self, job: Job[Result]) -> Future[Result]:
        """Hand a job to the next worker that is free, and what it needs to the store."""
        for fit in fits_of(job):
            if fit.file is not None and fit.file.name not in self._there:
                self._store.write(fit.file.name, fit.file.read_bytes())
                self._there.add(fit.file.name)
        return super()._begun(ExchangingJob(job, self._store))

    def _awaited(
        self, busy: Collection[Future[Result]]
    ) -> tuple[list[Result], set[Future[Result]]]:
        """Wait until a job is done; the files of fits are then on this machine."""
        found, others = super()._awaited(busy)
        self._receive(one for one in found if isinstance(one, Fit))
        return found, others

    def _receive(self, fits: Iterable[Fit]) -> None:
        for fit in fits:
            if fit.file is not None:
                own = self._folder / fit.file.name
                if not own.exists():
                    take(self._store, own)
                fit.left_in(own)
                self._there.add(own.name)
