"""Who waits for whom: pages are built one at a time, and so are answers to moved levers.

The server's loop only passes messages on; Bokeh builds and changes documents in threads. They share
one interpreter: what is built for others slows a moved lever by as many threads as are at it. So a
page that is being built pauses between two of its parts while a lever is answered.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from threading import Event, Lock, RLock, local
from time import monotonic
from types import SimpleNamespace
from typing import Any

from panel.io.document import with_lock
from panel.io.state import state
from tornado.ioloop import PeriodicCallback

from kgisim.app.journal import JOURNAL
from kgisim.app.light_models import build_models_lightly
from kgisim.app.light_parts import build_parts_lightly
from kgisim.parallel import trim_memory

THREADS = 64
"""Threads for the work of sessions; most of them wait for their turn to build."""
TURN_S = 0.001
"""Seconds for which a thread keeps the interpreter while others want it."""
BUILDING, MOVING = RLock(), RLock()
"""Held while a page is built, and while what follows from a moved lever is computed: together all
would come as late as the last."""
PATIENCE_S = 5.0
"""Seconds after which somebody goes on beside the others."""
TIDY_MS = 10_000
"""Milliseconds between two looks for the memory of sessions that ended."""
PAUSED_S = 1.0
"""Seconds that the building of one page pauses in all, however many levers are moved."""


def in_turn[**P, Result](work: Callable[P, Result], turn: Any = BUILDING) -> Callable[P, Result]:
    """Return a function that waits for its turn before it works."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> Result:
        has_turn = turn.acquire(timeout=PATIENCE_S)
        try:
            with JOURNAL.timed(getattr(work, "__qualname__", type(work).__name__)):
                return work(*args, **kwargs)
        finally:
            if has_turn:
                turn.release()

    return done


class Precedence:
    """Levers that are being answered, and builders that give way to them."""

    def __init__(self) -> None:
        self._count, self._lock = 0, Lock()
        self._none, self._builder = Event(), local()
        self._none.set()

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Go before whoever builds."""
        with self._lock:
            self._count += 1
            self._none.clear()
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1
                if not self._count:
                    self._none.set()

    def building[**P, Result](self, work: Callable[P, Result]) -> Callable[P, Result]:
        """Return a function whose work pauses at each `pause`."""

        @wraps(work)
        def done(*args: P.args, **kwargs: P.kwargs) -> Result:
            self._builder.left = PAUSED_S
            try:
                return work(*args, **kwargs)
            finally:
                self._builder.left = 0.0

        return done

    def pause(self) -> None:
        """Wait while levers are answered, if this thread builds and has not waited long."""
        left = getattr(self._builder, "left", 0.0)
        if left > 0.0 and not self._none.is_set():
            start = monotonic()
            self._none.wait(left)
            self._builder.left = left - (monotonic() - start)


PRECEDENCE = Precedence()
"""That of the server's process."""


def share_fairly(server: Any) -> None:
    """Make the sessions of a server take turns.

    Parameters
    ----------
    server
        Server of Bokeh, not yet started.
    """
    sys.setswitchinterval(TURN_S)
    server.io_loop.asyncio_loop.set_default_executor(ThreadPoolExecutor(THREADS, "session"))
    for context in server._tornado.applications.values():
        build = PRECEDENCE.building(context.application.initialize_document)
        context.application.initialize_document = in_turn(build)
    _bundle_once()
    _lock_documents()
    _pause_between_parts()
    build_models_lightly()
    build_parts_lightly()
    PeriodicCallback(_tidied(), TIDY_MS).start()


def settle_memory() -> None:
    """Exempt what is there from the collection of garbage: it stays as long as the server.

    Otherwise every opening of a page would search through the run, and stop all sessions for it.
    """
    gc.collect()
    gc.freeze()


def _lock_documents() -> None:
    """Make asynchronous callbacks wait for the lock of their document, as all others do.

    Panel runs them without it, which was safe while one thread made all changes. Bokeh now makes
    changes in threads: a change beside them can be dropped before the browser has it.
    """
    parameterized: Any = import_module("param.parameterized")
    run = parameterized.async_executor
    if hasattr(run, "__wrapped__"):
        return

    @wraps(run)
    def run_locked(callback: Any) -> None:
        run(with_lock(callback))

    parameterized.async_executor = run_locked


def _bundle_once() -> None:
    """Keep the list of scripts that a page loads: it depends on the kinds of its models alone."""
    panel_server: Any = import_module("panel.io.server")
    original = panel_server.bundle_resources
    if hasattr(original, "__wrapped__"):
        return
    kept: dict[Any, Any] = {}

    @wraps(original)
    def bundled(roots: Any, resources: Any, *args: Any, **kwargs: Any) -> Any:
        kinds = frozenset(type(one) for root in roots for one in root.document.models)
        key = (kinds, resources.mode, resources.root_url, state.rel_path)
        if key not in kept:
            kept[key] = original(roots, resources, *args, **kwargs)
        return kept[key]

    panel_server.bundle_resources = bundled


def _pause_between_parts() -> None:
    """Let whoever builds or sends a page give way at each part of it."""
    viewable = import_module("panel.viewable")
    session: Any = import_module("bokeh.server.session")
    model = import_module("bokeh.model.model")
    _before(viewable.Renderable, "_acquire_model", PRECEDENCE.pause)
    _before(model.Model, "to_serializable", PRECEDENCE.pause)
    pull: Any = session._serialize_pull_reply
    if not hasattr(pull, "__wrapped__"):
        session._serialize_pull_reply = PRECEDENCE.building(pull)


def _before(owner: Any, name: str, first: Callable[[], None]) -> None:
    method = getattr(owner, name)
    if hasattr(method, "__wrapped__"):
        return

    @wraps(method)
    def done(*args: Any, **kwargs: Any) -> Any:
        first()
        return method(*args, **kwargs)

    setattr(owner, name, done)


def _tidied() -> Callable[[], None]:
    """Return what frees the memory of sessions that ended since it was called last.

    Bokeh would search all sessions for garbage at the end of each. What is freed goes back to the
    system: the threads in which sessions are built leave holes that their successors do not fill.
    """
    ended: list[None] = []
    document: Any = import_module("bokeh.document.document")
    document.gc = SimpleNamespace(collect=lambda: ended.append(None))

    def tidy() -> None:
        if ended:
            ended.clear()
            gc.collect()
            trim_memory()

    return tidy
