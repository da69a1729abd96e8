"""The last values that were asked for, each made once: sessions ask for the same ones again."""

from collections.abc import Callable, Hashable
from threading import Lock


class Recent[Key: Hashable, Value]:
    """Values by key, of which only the last asked for are kept; several threads may ask at once.

    Parameters
    ----------
    most
        How many values are kept.

    Examples
    --------
    >>> squares = Recent[int, int](2)
    >>> [squares.once(number, lambda: number**2) for number in (1, 2, 3)]
    [1, 4, 9]
    >>> squares.once(3, lambda: 0), squares.once(1, lambda: 0)
    (9, 0)
    """

    def __init__(self, most: int):
        self._most, self._lock = most, Lock()
        self._made: dict[Key, Value] = {}

    def __reduce__(self) -> tuple[type["Recent"], tuple[int]]:
        """Begin without values in another process."""
        return Recent, (self._most,)

    def held(self) -> dict[Key, Value]:
        """Return the values that are kept."""
        with self._lock:
            return dict(self._made)

    def forget(self) -> None:
        """Keep none of the values any longer."""
        with self._lock:
            self._made.clear()

    def once(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, which is made unless it is kept.

        Two threads that ask at once may both make it; neither waits for the other.
        """
        with self._lock:
            if key in self._made:  # and is now the last that was asked for
                self._made[key] = value = self._made.pop(key)
                return value
        value = make()
        with self._lock:
            self._made[key] = value
            while len(self._made) > self._most:
                del self._made[next(iter(self._made))]
        return value
