"""Files that are stored to be used again: what was not used for long is removed."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DAY = 86_400.0
"""Seconds."""
LONGEST = 90 * DAY
"""Seconds after which a file that nobody used is removed."""
SHORTEST = DAY
"""Seconds for which no file is removed, however many there are: someone may be at work with it."""
LARGEST = 2_000_000_000
"""Bytes of all files together beyond which those are removed that were not used for longest."""
STORED = re.compile(r"[\w.-]+-[0-9a-f]{32}(-admitted)?\.(h5|nc|csv|json|npy)")
"""Names of stored files: what they are of, and the hash of all that they depend on."""


@dataclass(frozen=True)
class _Stored:
    """A stored file, when it was last used (seconds since 1970), and its size in bytes."""

    path: Path
    used: float
    size: int


def mark_used(path: Path) -> None:
    """Note that a stored file is used now; where it may not be touched, it is left as it is."""
    with suppress(OSError):
        os.utime(path)


def remove_unused(folder: Path, *, largest: int = LARGEST) -> None:
    """Remove stored files that nobody used for `LONGEST`, and the longest unused beyond a size.

    Other files stay, and so do those that were used within `SHORTEST`. What cannot be removed, or
    is removed by somebody else meanwhile, is passed over.

    Parameters
    ----------
    folder
        Stored files, some of them in folders below it.
    largest
        Bytes that all of them may take together.
    """
    now, left = time.time(), largest
    for one in sorted(_stored(folder), key=lambda one: one.used, reverse=True):
        left -= one.size
        unused = now - one.used
        if unused > LONGEST or (left < 0 and unused > SHORTEST):
            with suppress(OSError):
                one.path.unlink()


def _stored(folder: Path) -> Iterator[_Stored]:
    for path in folder.rglob("*"):
        with suppress(OSError):
            about = path.lstat()
            if STORED.fullmatch(path.name) and path.is_file():
                yield _Stored(path, about.st_mtime, about.st_size)
