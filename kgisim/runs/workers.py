"""Who makes a run: processes of this machine, or the workers of a cluster."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from kgisim.blobs import Store
from kgisim.cluster import Cluster
from kgisim.errors import RequestError
from kgisim.io import code_digest
from kgisim.parallel import Workers
from kgisim.runs.exchange import ExchangingCluster
from kgisim.runs.run_id import CODE, versions, workspace_digests
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class Surroundings:
    """What a job of a run takes from the machine that does it.

    Parameters
    ----------
    workspace
        Where input files are; jobs read families from it.
    mark
        A file in the folder of stored fits, there as long as the run is being made; only its name
        counts where fits are exchanged through a store.
    store
        Where fits are exchanged, if the folder is not shared.
    """

    workspace: Workspace
    mark: Path
    store: Store | None = None

    def __call__(self) -> dict[str, str]:
        """Name versions, program, input files, and the folder of stored fits if it is shared."""
        found = {**versions(), "program": code_digest(*CODE)}
        if self.workspace.settings.exists():
            inputs = json.dumps(workspace_digests(self.workspace), sort_keys=True)
            found["workspace"] = hashlib.sha256(inputs.encode()).hexdigest()
        if self._has_mark():
            found["stored fits"] = self.mark.name
        return found

    def _has_mark(self) -> bool:
        name = self.mark.name
        return self.mark.exists() if self.store is None else self.store.read(name) is not None


@contextmanager
def workers_for(
    workspace: Workspace,
    cache: Path,
    *,
    jobs: int | None,
    cluster: Any = None,
    store: str | None = None,
) -> Iterator[Workers[Any]]:
    """Provide those who fit, and leave nothing of them behind.

    Parameters
    ----------
    cache
        Folder of stored fits, which the workers of a cluster have to share unless there is a store.
    jobs
        Processes; None: one for each core.
    cluster
        A Dask cluster or the address of its scheduler, in place of processes.
    store
        Address that fsspec opens, through which the workers of a cluster exchange stored fits.

    Raises
    ------
    RequestError
        If the cluster or the store cannot be used, or there is a store and no cluster.
    """
    if cluster is None:
        if store is not None:
            raise RequestError("store.alone")
        with Workers[Any](jobs) as workers:
            yield workers
        return
    cache.mkdir(parents=True, exist_ok=True)
    if store is not None:
        with _exchanging(workspace, cache, cluster, Store(store)) as workers:
            yield workers
        return
    with (
        NamedTemporaryFile(dir=cache, prefix=".shared-") as mark,
        Cluster[Any](cluster, Surroundings(workspace, Path(mark.name))) as workers,
    ):
        yield workers


@contextmanager
def _exchanging(
    workspace: Workspace, cache: Path, cluster: Any, store: Store
) -> Iterator[Workers[Any]]:
    mark = Path(f"shared-{uuid4().hex}")
    store.write(mark.name, b"")  # shows that it can be written, before anything is begun
    try:
        found = Surroundings(workspace, mark, store)
        with ExchangingCluster[Any](cluster, found, store, cache) as workers:
            yield workers
    finally:
        store.remove(mark.name)
