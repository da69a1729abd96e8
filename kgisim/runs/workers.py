"""Who makes a run: processes of this machine, or the workers of a cluster."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from kgisim.cluster import Cluster
from kgisim.io import code_digest
from kgisim.parallel import Workers
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
        A file in the folder of stored fits, there as long as the run is being made.
    """

    workspace: Workspace
    mark: Path

    def __call__(self) -> dict[str, str]:
        """Name versions, program, input files, and the folder of stored fits if it is shared."""
        found = {**versions(), "program": code_digest(*CODE)}
        if self.workspace.settings.exists():
            inputs = json.dumps(workspace_digests(self.workspace), sort_keys=True)
            found["workspace"] = hashlib.sha256(inputs.encode()).hexdigest()
        if self.mark.exists():
            found["stored fits"] = self.mark.name
        return found


@contextmanager
def workers_for(
    workspace: Workspace, cache: Path, *, jobs: int | None, cluster: Any = None
) -> Iterator[Workers[Any]]:
    """Provide those who fit, and leave nothing of them behind.

    Parameters
    ----------
    cache
        Folder of stored fits, which the workers of a cluster have to share.
    jobs
        Processes; None: one for each core.
    cluster
        A Dask cluster or the address of its scheduler, in place of processes.

    Raises
    ------
    RequestError
        If the cluster cannot be used.
    """
    if cluster is None:
        with Workers[Any](jobs) as workers:
            yield workers
        return
    cache.mkdir(parents=True, exist_ok=True)
    with (
        NamedTemporaryFile(dir=cache, prefix=".shared-") as mark,
        Cluster[Any](cluster, Surroundings(workspace, Path(mark.name))) as workers,
    ):
        yield workers
