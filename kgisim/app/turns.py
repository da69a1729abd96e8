"""Who waits for whom: pages are built one at a time, and so are answers to moved levers.

The server's loop only passes messages on; Bokeh builds and changes documents in threads. They share
one interpreter: what is built for others slows a moved lever by as many threads as are at it.
"""

import gc
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from importlib import import_module
from threading import RLock
from typing import Any

from panel.io.document import with_lock
from panel.io.state import state

THREADS = 64
"""Threads for the work of sessions; most of them wait for their turn to build."""
TURN_S = 0.001
"""Seconds for which a thread keeps the interpreter while others want it."""
BUILDING, MOVING = RLock(), RLock()
"""Held while a page is built, and while what follows from a moved lever is computed: together all
would come as late as the last."""
PATIENCE_S = 5.0
"""Seconds after which somebody goes on beside the others."""


def in_turn[**P, Result](work: Callable[P, Result], turn: Any = BUILDING) -> Callable[P, Result]:
    """Return a function that waits for its turn before it works."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> Result:
        has_turn = turn.acquire(timeout=PATIENCE_S)
        try:
            return work(*args, **kwargs)
        finally:
            if has_turn:
                turn.release()

    return done


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
        context.application.initialize_document = in_turn(context.application.initialize_document)
    _bundle_once()
    _lock_documents()


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
