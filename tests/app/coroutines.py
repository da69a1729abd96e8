"""Coroutines of pages, run to their end from a test."""

import asyncio
from collections.abc import Coroutine
from typing import Any


def completed(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a loop of its own, and return what it returns.

    `asyncio.run` would also drop the current loop of the thread, which Panel has made and nobody
    closes: it would be reported as unclosed in whatever test comes next.
    """
    loop = asyncio.new_event_loop()
    try:
        found = loop.run_until_complete(coroutine)
        loop.run_until_complete(loop.shutdown_default_executor())
        return found
    finally:
        loop.close()
