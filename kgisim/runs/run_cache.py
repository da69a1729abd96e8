"""What is derived from one set of results and kept as long as they are."""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TYPE_CHECKING, cast

from kgisim.targets.forecast import IndicatorForecast, forecast_of

if TYPE_CHECKING:
    from kgisim.runs.results import Results


class RunCache:
    """Values that follow from a run alone, each made once.

    A run is frozen, so nothing in here can go out of date.

    Examples
    --------
    >>> cache = RunCache()
    >>> cache.once("answer", lambda: 42), cache.once("answer", lambda: 0)
    (42, 42)
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}

    def once[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, which is made when it is asked for the first time.

        Parameters
        ----------
        key
            What the value is; its first part names the kind, so that no two kinds meet.
        make
            Makes the value from the run.
        """
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    def kept(self, kinds: Collection[str]) -> dict[Hashable, object]:
        """Return the values of some kinds, for another process."""
        return {
            key: one
            for key, one in self._made.items()
            if isinstance(key, tuple) and key[0] in kinds
        }

    def take(self, kept: Mapping[Hashable, object]) -> None:
        """Keep values that another process has made of the same run."""
        self._made.update(kept)


def forecast_in(results: "Results", indicator: str) -> IndicatorForecast:
    """Return everything that questions about one indicator's targets need; made once for all.

    Raises
    ------
    RequestError
        If the indicator has no draws; the message says why.
    """
    return results.cache.once(
        ("forecast", indicator), lambda: forecast_of(results.projection, indicator)
    )
