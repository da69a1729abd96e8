"""Formats in which a run can be handed on: each a folder, written whole or not at all."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.errors import NotFoundError, RequestError
from kgisim.exporters.frictionless import write_package
from kgisim.exporters.hubverse import write_hubverse
from kgisim.exporters.iamc import write_iamc
from kgisim.exporters.netcdf import write_posteriors
from kgisim.exporters.parquet import write_tidy

if TYPE_CHECKING:
    from kgisim.runs.run import Run

FORMATS: "Mapping[str, Callable[[Run, Path], None]]" = {
    "netcdf": write_posteriors,
    "iamc": write_iamc,
    "hubverse": write_hubverse,
    "parquet": write_tidy,
    "frictionless": write_package,
}
"""Writers by format; each fills a folder that is there and empty."""


def export(run: "Run", format: str, out: Path) -> Path:
    """Write a run into a new folder in one format, and return the folder.

    Parameters
    ----------
    run
        The run.
    format
        ``netcdf``, ``iamc``, ``hubverse``, ``parquet`` or ``frictionless``.
    out
        Folder to make; it must not exist yet, unless it is empty.

    Raises
    ------
    NotFoundError
        If there is no such format.
    RequestError
        If the folder holds something already.
    """
    if format not in FORMATS:
        raise NotFoundError("format", format, FORMATS)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RequestError("export.exists", folder=str(out))
    part = out.parent / f".partial-{os.getpid()}-{out.name}"
    part.mkdir(parents=True)
    try:
        FORMATS[format](run, part)
        if out.exists():
            out.rmdir()
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return out
