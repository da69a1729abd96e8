"""Fits as runs keep them: packed without loss, each once for all runs."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from kgisim.inference.fit import Fit, write_fit
from kgisim.stores import mark_used

PACKED = "packed"
"""Folder of packed fits, beside the stored ones."""


def pack(fits: Mapping[str, Fit], folder: Path) -> None:
    """Pack the fits that no run has packed yet.

    Parameters
    ----------
    fits
        By indicator.
    folder
        Where packed fits are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for fit in fits.values():
        stored = _stored(folder, fit)
        if stored.exists():
            mark_used(stored)
        else:
            write_fit(stored, fit, packed=True)


def copy_packed(fits: Mapping[str, Fit], folder: Path, target: Path) -> None:
    """Copy packed fits into a folder, each named by its indicator; what is not packed is.

    Parameters
    ----------
    fits, folder
        As in `pack`.
    target
        The folder into which they are copied.
    """
    pack(fits, folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, fit in fits.items():
        shutil.copyfile(_stored(folder, fit), target / f"{name}.nc")


def _stored(folder: Path, fit: Fit) -> Path:
    return folder / f"{fit.indicator}-{fit.key}{'-admitted' if fit.admitted else ''}.nc"
