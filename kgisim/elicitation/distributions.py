"""The distribution of one answer: a two-piece normal on the link that meets all three values."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from kgisim.elicitation.records import Estimate
from kgisim.inference.scales import Scale

CENTRAL = (0.1, 0.5, 0.9)
"""Probabilities at which an answer is printed."""


@dataclass(frozen=True)
class TwoPieceNormal:
    """Normal on either side of its median, on the link of a scale.

    Parameters
    ----------
    scale
        Its link.
    middle
        Median, in link units.
    below, above
        Standard deviations of the two sides, in link units.
    """

    scale: Scale
    middle: float
    below: float
    above: float

    def quantile(self, probability: Any) -> np.ndarray:
        """Compute quantiles in natural units, in the dims of `probability`.

        Examples
        --------
        >>> fitted = fit_estimate(Estimate(low=10.0, best=22.0, high=40.0), "share")
        >>> fitted.quantile(np.array(CENTRAL)).round(9).tolist()
        [10.0, 22.0, 40.0]
        """
        z = ndtri(probability)
        return self.scale.inverse(self.middle + z * np.where(z < 0, self.below, self.above))

    def cdf(self, value: Any) -> np.ndarray:
        """Compute the probability of at most a value, in the dims of `value`."""
        return ndtr(self._standard(value))

    def density(self, value: Any) -> np.ndarray:
        """Compute the density per natural unit, in the dims of `value`."""
        link = self.scale.forward(value)
        side = np.where(link < self.middle, self.below, self.above)
        bell = np.exp(-0.5 * self._standard(value) ** 2) / np.sqrt(2 * np.pi)
        return bell / side / self.scale.slope(link)

    def _standard(self, value: Any) -> np.ndarray:
        away = self.scale.forward(value) - self.middle
        return away / np.where(away < 0, self.below, self.above)


def link_of(scale: str) -> Scale:
    """Return the link of a quantity: logit of a share, log of what is positive, else itself."""
    if scale == "share":
        return Scale("share", "logit", top=100.0)
    return Scale("real", "identity") if scale == "real" else Scale("positive", "log")


def fit_estimate(estimate: Estimate, scale: str) -> TwoPieceNormal:
    """Fit the distribution that has an answer's three values at their probabilities.

    Parameters
    ----------
    estimate
        Its range holds the truth with the stated confidence, the same chance on either side.
    scale
        ``share``, ``positive`` or ``real``.
    """
    link = link_of(scale)
    low, best, high = (
        float(link.forward(one)) for one in (estimate.low, estimate.best, estimate.high)
    )
    reach = float(ndtri(0.5 + estimate.confidence / 200.0))
    return TwoPieceNormal(link, best, (best - low) / reach, (high - best) / reach)
