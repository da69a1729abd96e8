"""What went wrong and what took long in a server lately, for the page of its operator."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter

MOST = 50
"""Entries of a kind that are kept."""
SLOW_S = 0.5
"""Seconds from which on work is noted."""


@dataclass(frozen=True)
class Noted:
    """One entry: when, what, and by which mark a reader's message names it."""

    time: datetime
    what: str
    mark: str = ""


@dataclass
class Journal:
    """The last faults and the last slow work."""

    faults: deque[Noted] = field(default_factory=lambda: deque(maxlen=MOST))
    slow: deque[Noted] = field(default_factory=lambda: deque(maxlen=MOST))

    def fault(self, what: str) -> str:
        """Note a fault, and return the mark by which it is found again."""
        mark = token_hex(3)
        self.faults.append(Noted(datetime.now(UTC), what, mark))
        return mark

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Note work that takes long."""
        begun = perf_counter()
        try:
            yield
        finally:
            taken = perf_counter() - begun
            if taken >= SLOW_S:
                self.slow.append(Noted(datetime.now(UTC), f"{what}: {taken:.1f} s"))


JOURNAL = Journal()
"""That of this process."""


class JournalHandler(logging.Handler):
    """Notes warnings and errors of the log that no reader's message names."""

    def emit(self, record: logging.LogRecord) -> None:
        """Note one line of the log."""
        if not getattr(record, "is_noted", False):
            JOURNAL.fault(record.getMessage()[:400])
