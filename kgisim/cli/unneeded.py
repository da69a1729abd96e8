"""What libraries would import though no command needs it."""

import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import cast

DASK = "dask"
XARRAY = "xarray"
"""It imports Dask wherever that is installed, to recognise its arrays; here are none."""
SERVE = "serve"
"""The command whose libraries look by themselves for what has been imported."""


@contextmanager
def without_dask(words: Sequence[str], environment: Mapping[str, str]) -> Iterator[None]:
    """Leave Dask out, whose import takes half a second, unless a command is to use its workers.

    Parameters
    ----------
    words
        The command line.
    environment
        Options that are set there.
    """
    asked = any(word.partition("=")[0] == "--dask" for word in words)
    asked = asked or "KGISIM_DASK" in environment or SERVE in words[:1]
    # where xarray is there already, it may have found Dask, and remembers that
    if asked or DASK in sys.modules or XARRAY in sys.modules:
        yield
        return
    modules = cast("MutableMapping[str, ModuleType | None]", sys.modules)
    modules[DASK] = None  # how Python is told that a module must not be imported
    try:
        yield
    finally:
        del modules[DASK]
