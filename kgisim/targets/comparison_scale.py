"""The scale on which spreads and changes of a series are compared."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kgisim.evidence.indicator import Indicator
from kgisim.inference.scales import Scale, scale_of


@dataclass(frozen=True)
class ComparisonScale:
    """A scale, and what is added before a number is put on it.

    Parameters
    ----------
    scale
        Link and its inverse.
    plus
        In natural units.
    """

    scale: Scale
    plus: float = 0.0

    def forward(self, value: Any) -> np.ndarray:
        """Map natural units to the scale.

        Returns
        -------
        ndarray
            Dims of `value`.
        """
        return self.scale.forward(np.asarray(value, dtype=float) + self.plus)

    def inverse(self, value: Any) -> np.ndarray:
        """Map the scale back to natural units.

        Returns
        -------
        ndarray
            Dims of `value`, in natural units.
        """
        return self.scale.inverse(value) - self.plus


NATURAL = ComparisonScale(Scale("real", "identity"))
"""Numbers as they are."""
COUNTS = ComparisonScale(Scale("count", "log"), plus=0.5)
"""Counts, so that nought has a place, and so that the few futures with very many do not make up
the whole variance."""
AMOUNTS = ComparisonScale(Scale("positive", "log"))
"""Quotients of amounts: no link keeps them below a whole, and in one future of thousands they may
pass it."""


def comparison_of(indicator: Indicator, values: np.ndarray) -> ComparisonScale:
    """Choose the link for shares and amounts, near-logs for counts, and else natural units.

    Values of deals are compared as counts are: half a deal at the median price is added, so that a
    year without a deal has a place.

    On the link scale the yearly noise is the same at every level and adds to the rest. Shares and
    amounts that touch an end of their range, and counts with a ceiling, are compared as they are;
    a share that is computed from amounts and passes a whole is compared as a quotient of amounts.

    Examples
    --------
    >>> import numpy as np
    >>> text = {"ja": "x", "en": "x"}
    >>> sales = Indicator(id="x", role="component", title=text, definition=text, unit="usd_bn",
    ...     scale="positive", period="FY", model={"family": "damped_trend"})
    >>> comparison_of(sales, np.array([1.0, 2.0])).scale.kind
    'log'
    >>> comparison_of(sales, np.array([0.0, 2.0])).scale.kind
    'identity'
    """
    if indicator.scale == "count":
        return NATURAL if indicator.ceiling is not None else COUNTS
    if indicator.scale == "real":
        return NATURAL
    if indicator.identity is not None and indicator.identity.prices is not None:
        return ComparisonScale(AMOUNTS.scale, plus=0.5 * indicator.identity.prices.median)
    links = [ComparisonScale(scale_of(indicator, values))]
    links += [AMOUNTS] * (indicator.identity is not None)
    return next((link for link in links if np.isfinite(link.forward(values)).all()), NATURAL)
