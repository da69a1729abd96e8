"""The first run of a workspace, made in a process of its own while the server answers."""

import os
import signal
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from kgisim.errors import KgisimError
from kgisim.runs.make_run import make_run
from kgisim.runs.run import Run, open_run
from kgisim.workspace import Workspace

Status = Literal["running", "done", "failed", "cancelled"]


@dataclass
class FirstRun:
    """A run on its way: how far it is, what came of it, and how to stop it.

    Parameters
    ----------
    workspace
        What is run.
    folder
        Where the run is written.
    options
        Further arguments of `make_run`.
    status, done, total, what
        How far it is (`look`).
    error
        Why it failed.
    """

    workspace: Workspace
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    status: Status = "running"
    done: int = 0
    total: int = 0
    what: str = ""
    error: KgisimError | None = None
    run: Run | None = None

    def __post_init__(self) -> None:
        """Start the work in a process group of its own, so that its helpers end with it."""
        context = get_context("spawn")
        self._news, ours = context.Pipe(duplex=False)
        asked = (ours, self.workspace.root, self.folder, self.options)
        self._process = context.Process(target=_work, args=asked)
        self._process.start()
        ours.close()

    def look(self) -> Status:
        """Take in all news; afterwards the fields say how things stand."""
        try:
            while self.status == "running" and self._news.poll():
                self._take(*self._news.recv())
        except EOFError:  # it ended without a word
            self.status = "failed"
            self.error = KgisimError("serve.stopped", code=self._process.exitcode)
        return self.status

    def cancel(self) -> None:
        """Stop the work; nothing half written stays, and finished fits are kept in the cache."""
        if self.status == "running":
            self.status = "cancelled"
            if self._process.is_alive() and self._process.pid is not None:
                os.killpg(self._process.pid, signal.SIGTERM)
            self._process.join()

    def _take(self, kind: str, *said: Any) -> None:
        if kind == "progress":
            self.done, self.total, self.what = said
        elif kind == "done":
            self.run, self.status = open_run(Path(said[0])), "done"
        else:
            self.error, self.status = said[0], "failed"


def _work(news: Connection, root: Path, folder: Path, options: dict[str, Any]) -> None:
    os.setsid()
    news.send(("progress", 0, 0, ""))  # from now on the group can be stopped
    try:
        made = make_run(
            Workspace.open(root),
            folder=folder,
            progress=lambda done, total, what: news.send(("progress", done, total, what)),
            **options,
        )
        news.send(("done", str(made.path)))
    except KgisimError as error:
        news.send(("failed", error))
