"""Something that a copy of this process makes while this one does other things."""

import io
import mmap
import os
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from kgisim.parallel import copying, may_copy

APART = 64
"""Bytes of which arrays in memory that processes share begin at a multiple."""


class Ahead[Result]:
    """Something that a copy of this process makes while this one does other things.

    What it makes comes back through memory that both see, so that its arrays are not copied here.
    Where the process cannot be copied, or the copy fails, it is made here once it is asked for.

    Parameters
    ----------
    make
        Makes it; whatever else this changes is changed in the copy alone.
    common
        Objects that both have: where the result names one of them, it names that of this process.
    """

    def __init__(self, make: Callable[[], Result], common: Sequence[object] = ()):
        self._make, self._common = make, common
        self._reader: Connection | None = None
        if not may_copy():
            return
        context = get_context("fork")
        self._file = os.memfd_create("kgisim")
        self._reader, writer = context.Pipe(duplex=False)
        work = (make, common, self._file, writer)
        self._process = context.Process(target=_make_ahead, args=work, daemon=True)
        with copying():
            self._process.start()
        writer.close()

    def is_made(self) -> bool:
        """Return whether nothing has to be waited for."""
        return self._reader is None or self._reader.poll()

    def result(self) -> Result:
        """Wait for what is made, and return it."""
        reader, self._reader = self._reader, None
        if reader is None:
            return self._make()
        try:
            content, places = reader.recv()
            return _Common(content, self._common, _seen(self._file, places)).load()
        except (EOFError, OSError):  # it failed there, and fails here as it would have alone
            return self._make()
        finally:
            reader.close()
            os.close(self._file)
            self._process.join()


def _make_ahead(
    make: Callable[[], Any], common: Sequence[object], file: int, writer: Connection
) -> None:
    with suppress(BaseException):
        buffers: list[pickle.PickleBuffer] = []
        content = io.BytesIO()
        _CommonWriter(content, common, buffers.append).dump(make())
        places, end = [], 0
        for buffer in buffers:
            with buffer.raw() as raw:
                _write_whole(file, raw, end)
                places.append((end, raw.nbytes))
                end += -(-raw.nbytes // APART) * APART
        writer.send((content.getvalue(), places))


def _write_whole(file: int, raw: memoryview, begin: int) -> None:
    """Write all bytes at a place of a file: one call takes at most two gigabytes."""
    done = 0
    while done < raw.nbytes:
        done += os.pwrite(file, raw[done:], begin + done)


def _seen(file: int, places: Sequence[tuple[int, int]]) -> list[memoryview]:
    """Return buffers of a file as memory that may be written to; nobody else sees that."""
    size = os.fstat(file).st_size
    if not size:
        return [memoryview(bytearray()) for _ in places]
    whole = memoryview(mmap.mmap(file, size, access=mmap.ACCESS_COPY))
    return [whole[begin : begin + length] for begin, length in places]


class _CommonWriter(pickle.Pickler):
    """Writes an object with the places of those that reader and writer have in common."""

    def __init__(
        self, file: io.BytesIO, common: Sequence[object], take: Callable[[pickle.PickleBuffer], Any]
    ):
        super().__init__(file, protocol=5, buffer_callback=take)
        self._places = {id(one): place for place, one in enumerate(common)}

    def persistent_id(self, obj: object) -> int | None:
        """Return the place of an object that both have."""
        return self._places.get(id(obj))


class _Common(pickle.Unpickler):
    """Reads an object, and takes from this process what both have in common."""

    def __init__(self, content: bytes, common: Sequence[object], buffers: Sequence[memoryview]):
        super().__init__(io.BytesIO(content), buffers=buffers)
        self._common = common

    def persistent_load(self, pid: int) -> object:
        """Return the object at a place."""
        return self._common[pid]
