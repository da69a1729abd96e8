"""The axis: the years that all series of a workspace share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Axis:
    """Years from the first one that is modelled to the plan's horizon.

    Parameters
    ----------
    first
        First year.
    last
        The horizon.

    Examples
    --------
    >>> axis = Axis(2038, 2040)
    >>> axis.years.tolist(), len(axis), axis.place(2039), 2041 in axis
    ([2038, 2039, 2040], 3, 1, False)
    """

    first: int
    last: int

    @cached_property
    def years(self) -> np.ndarray:
        """Every year, in order; read-only, because everybody shares it."""
        years = np.arange(self.first, self.last + 1)
        years.flags.writeable = False
        return years

    def place(self, year: int) -> int:
        """Return the position of a year; negative before the first one."""
        return year - self.first

    def __len__(self) -> int:
        """Return the number of years."""
        return self.last - self.first + 1

    def __contains__(self, year: object) -> bool:
        """Return whether a year lies on the axis."""
        return isinstance(year, int) and self.first <= year <= self.last
