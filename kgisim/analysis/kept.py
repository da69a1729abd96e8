"""What was explained once and can be used again: files named by the hash of all they depend on."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from kgisim.io import write_whole
from kgisim.stores import mark_used


@dataclass(frozen=True)
class Kept:
    """Explanations that were made once and can be used again.

    Parameters
    ----------
    folder
        Where they are kept, each in a file named by the hash of all that it depends on.
    basis
        Digest of what all of them depend on: data, families, code, versions and options, but no
        scenario.
    """

    folder: Path
    basis: str

    def path(self, name: str, *content: Any) -> Path:
        """Return the file of rows that depend on the basis and on some content, ready for JSON."""
        return self._file(name, ".json", self.basis, *content)

    def array(self, name: str, content: Any, make: Callable[[], np.ndarray]) -> np.ndarray:
        """Return an array, read if it was made before from the same content.

        Parameters
        ----------
        name
            Begins the name of the file.
        content
            All that it depends on, ready for JSON; the basis is not added.
        make
            Makes it.

        Returns
        -------
        ndarray
            What was made, of whatever dims and unit, with the same bits.
        """
        path = self._file(name, ".npy", content)
        if path.exists():
            mark_used(path)
            return np.load(path)
        made, file = make(), BytesIO()
        np.save(file, made)
        _write(path, file.getvalue())
        return made

    def _file(self, name: str, ending: str, *content: Any) -> Path:
        key = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
        return self.folder / f"{name}-{key}{ending}"


def kept_rows[Rows](path: Path | None, make: Callable[[], Rows]) -> Rows:
    """Return what a file holds; where there is none, make it, and keep it if it has a place.

    Parameters
    ----------
    path
        The file; None: nothing is kept.
    make
        Makes lists, dictionaries, texts and numbers; what is made comes back as JSON holds it.
    """
    if path is not None and path.exists():
        mark_used(path)
        return json.loads(path.read_text("utf-8"))
    text = json.dumps(make(), default=_plain)
    if path is not None:
        _write(path, text.encode())
    return json.loads(text)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)


def _plain(value: Any) -> Any:
    """Return a number of NumPy as one of Python, and what is missing as nothing."""
    return value.item() if hasattr(value, "item") else None
