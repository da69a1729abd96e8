"""A place that several machines share, at any address that fsspec opens: blobs by name.

Each blob carries its digest, which is compared when it is read: what was cut short, or changed on
the way, counts as absent. Nothing in it is ever run.
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from kgisim.errors import RequestError

TRIES, WAIT_S = 3, 1.0
"""How often something is tried, and seconds between two trials: networks fail for moments."""
HEAD = b"kgisim 1 "
"""How a blob begins; the SHA-256 of its content follows, and a line break."""
DIGITS = hashlib.sha256().digest_size * 2


def opener() -> ModuleType:
    """Return the package that opens addresses.

    Raises
    ------
    RequestError
        If it is not installed.
    """
    try:
        import fsspec
    except ImportError as error:
        raise RequestError("store.package") from error
    return fsspec


@dataclass(frozen=True)
class Store:
    """Blobs by name at one address.

    Parameters
    ----------
    address
        What fsspec opens, such as ``s3://bucket/fits`` or ``file:///share/fits``. How to identify
        oneself is known to fsspec on each machine, and is not part of it.

    Raises
    ------
    RequestError
        By every method, if the address cannot be opened, or fails several times.
    """

    address: str

    def read(self, name: str) -> bytes | None:
        """Return the content of a blob; None if there is none, or not the one that was written."""
        blob = self._tried(lambda files, root: files.cat_file(f"{root}/{name}"), absent=True)
        return None if blob is None else _unsealed(blob)

    def write(self, name: str, content: bytes) -> None:
        """Write a blob, in place of any of this name."""

        def written(files, root: str) -> None:
            files.makedirs(root, exist_ok=True)
            files.pipe_file(f"{root}/{name}", _sealed(content))

        self._tried(written)

    def remove(self, name: str) -> None:
        """Remove a blob, if it is there."""
        self._tried(lambda files, root: files.rm_file(f"{root}/{name}"), absent=True)

    def _tried[Result](self, work: Callable[..., Result], *, absent: bool = False) -> Result | None:
        """Do something with the files and the folder of the address, several times if it fails."""
        files, root = self._opened()
        left = TRIES
        while True:
            left -= 1
            try:
                return work(files, root)
            except Exception as error:  # each kind of storage has errors of its own
                if absent and isinstance(error, FileNotFoundError):
                    return None
                if not left:
                    raise self._failed(error) from error
            time.sleep(WAIT_S)

    def _opened(self):
        core = opener().core
        try:
            files, root = core.url_to_fs(self.address)
        except Exception as error:  # an unknown protocol, its package, or what it asks for
            raise self._failed(error) from error
        return files, root.rstrip("/")

    def _failed(self, error: Exception) -> RequestError:
        cause = str(error) or type(error).__name__
        return RequestError("store.failed", address=shown(self.address), cause=shown(cause))


def shown(address: str) -> str:
    """Return an address without the name and the password that may be in it.

    Examples
    --------
    >>> shown("sftp://me:secret@host/fits")
    'sftp://host/fits'
    """
    return re.sub(r"(?<=://)[^/@\s]*@", "", address)


def _sealed(content: bytes) -> bytes:
    return HEAD + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unsealed(blob: bytes) -> bytes | None:
    start = len(HEAD) + DIGITS + 1
    content = blob[start:]
    return content if blob == _sealed(content) else None
