"""The first run of a workspace, made in a process of its own while the server answers."""

import atexit
import fcntl
import os
import signal
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal, cast

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
        # wherever this process is interrupted: else it would wait for the work at its end
        atexit.register(self.cancel)

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
                try:
                    os.killpg(self._process.pid, signal.SIGTERM)
                except ProcessLookupError:  # it leads no group yet, and has no helpers
                    self._process.terminate()
            self._process.join()

    def _take(self, kind: str, *said: Any) -> None:
        if kind == "progress":
            self.done, self.total, self.what = said
        elif kind == "done":
            self.run, self.status = open_run(Path(said[0])), "done"
        else:
            self.error, self.status = said[0], "failed"


def _end_with_parent() -> None:
    """Have the whole group ended when the server is gone, however it ended.

    The system sends the signal when the server's end of a pipe is closed. A thread that waited for
    it would keep this process from being copied; a process would be one more to end.
    """
    parent = parent_process()
    if parent is None or not hasattr(fcntl, "F_SETSIG"):  # not on this system
        return
    pipe = cast("int", parent.sentinel)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([pipe], timeout=0):  # it was gone before
        os.killpg(0, signal.SIGTERM)


def _work(news: Connection, root: Path, folder: Path, options: dict[str, Any]) -> None:
    os.setsid()
    _end_with_parent()
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
