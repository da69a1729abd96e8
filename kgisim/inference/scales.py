"""Scales: the link on which an indicator is told, and the path that is a Gaussian process.

=========  ===========================================  =====================================
scale      link                                         a published number is
=========  ===========================================  =====================================
share      logit of the share of 100, or of the ceiling link value plus noise
           where there is one
positive   log, or logit of the share of the ceiling    link value plus noise
           where there is one
count      flow: log of the rate                        negative binomial around the rate
count      stock: log, or logit of the share of the     whole number nearest to the level
           ceiling where there is one                   with noise
real       the number over the unit of its spread       number plus noise
=========  ===========================================  =====================================

The Gaussian path is the link itself, but for counts. Theirs is bent: link = link of the usual size
+ 3 · log(softplus(path)), so that a count far above its usual size moves on a cube-root scale and
one far below on a log scale. On a plain log scale ten to twenty counts say that a hundredfold may
come; on a plain root scale that there may be less than nothing (`benchmarks/RESULTS.md`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from kgisim.evidence.indicator import Indicator

BEND = 3.0
"""Power of a bent path above its usual size; 2 and 4 did about as well on public series."""
USUAL = float(np.log(np.expm1(1.0)))
"""Bent path at the usual size: its softplus is one."""
HUGE = 60.0
"""Largest absolute link value that is mapped back; beyond it a level is 0, the top or infinite."""


@dataclass(frozen=True)
class Scale:
    """Link and inverse link of one indicator.

    Parameters
    ----------
    name
        ``share``, ``positive``, ``count`` or ``real``.
    kind
        ``log``, ``logit`` or ``identity``.
    top
        Upper end of a logit scale in natural units.
    unit
        Natural units per link unit on an identity scale; the usual size of a count.
    counting
        ``flow`` or ``stock`` for counts, blank otherwise.
    """

    name: str
    kind: str
    top: float = np.inf
    unit: float = 1.0
    counting: str = ""

    @property
    def is_flow_count(self) -> bool:
        """Whether a yearly number is a negative-binomial count around the rate."""
        return self.counting == "flow"

    @property
    def is_bent(self) -> bool:
        """Whether the Gaussian path is another than the link."""
        return bool(self.counting)

    def forward(self, value: Any) -> np.ndarray:
        """Map natural units to the link scale; the ends of the range go to ∓infinity.

        Returns
        -------
        ndarray
            Dims as given.

        Examples
        --------
        >>> float(Scale("share", "logit", top=100.0).forward(50.0))
        0.0
        """
        value = np.asarray(value, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.kind == "identity":
                return value / self.unit
            if self.kind == "log":
                return np.log(np.maximum(value, 0.0))
            share = np.clip(value / self.top, 0.0, 1.0)
            # one less a share near one is exact, and log is five times as fast as log1p
            return np.log(share) - np.log(1.0 - share)

    def inverse(self, link: Any) -> np.ndarray:
        """Map the link scale back to natural units.

        Returns
        -------
        ndarray
            Natural units, dims as given.
        """
        link = np.asarray(link)
        if self.kind == "identity":
            return link * self.unit
        bounded = np.clip(link, -HUGE, HUGE)
        if self.kind == "log":
            return np.exp(bounded)
        return self.top / (1.0 + np.exp(-bounded))

    def slope(self, link: Any) -> np.ndarray:
        """Return the derivative of natural units by the link, at link values.

        Returns
        -------
        ndarray
            Natural units per link unit, dims as given.
        """
        if self.kind == "identity":
            return np.full(np.shape(link), self.unit)
        natural = self.inverse(link)
        return natural if self.kind == "log" else natural * (1.0 - natural / self.top)

    def steepening(self, link: Any) -> np.ndarray:
        """Return the derivative of the log of `slope` by the link, at link values.

        Returns
        -------
        ndarray
            Per link unit, dims as given.
        """
        if self.kind == "logit":
            return 1.0 - 2.0 * self.inverse(link) / self.top
        return np.full(np.shape(link), 1.0 if self.kind == "log" else 0.0)

    def bend(self, path: Any) -> np.ndarray:
        """Map a Gaussian path to the link scale: counts are bent, all others stay.

        Returns
        -------
        ndarray
            Link values, dims as given.

        Examples
        --------
        >>> scale = Scale("count", "log", unit=20.0, counting="flow")
        >>> float(scale.inverse(scale.bend(USUAL)).round(9))
        20.0
        """
        path = np.asarray(path, dtype=float)
        if not self.is_bent:
            return path
        return self.forward(self.unit) + BEND * np.log(_softplus(path))

    def unbend(self, link: Any) -> np.ndarray:
        """Map the link scale back to the Gaussian path.

        Returns
        -------
        ndarray
            Values of the Gaussian path, dims as given.
        """
        link = np.asarray(link, dtype=float)
        if not self.is_bent:
            return link
        size = np.exp(np.clip((link - self.forward(self.unit)) / BEND, -HUGE, HUGE))
        return size + np.log(-np.expm1(-size))

    def bend_slope(self, path: Any) -> np.ndarray:
        """Return the derivative of the link by the Gaussian path.

        Returns
        -------
        ndarray
            Link units per unit of the Gaussian path, dims as given.
        """
        path = np.asarray(path, dtype=float)
        if not self.is_bent:
            return np.ones(path.shape)
        return BEND * expit(path) / _softplus(path)

    def pull_up(self, natural: Any) -> np.ndarray:
        """Map natural units to the link scale, keeping off the ends of the range.

        Returns
        -------
        ndarray
            Finite link values, dims as given.
        """
        edge = self.inverse(HUGE / 2 * np.array([-1.0, 1.0]))
        if self.kind == "identity":
            return self.forward(natural)
        return self.forward(np.clip(natural, edge[0], edge[1]))


def _softplus(path: np.ndarray) -> np.ndarray:
    # never zero, so that its logarithm is finite however far down a proposed path goes
    return np.maximum(np.logaddexp(0.0, path), np.exp(-HUGE))


def scale_of(indicator: Indicator, values: np.ndarray) -> Scale:
    """Choose the scale of an indicator; `values` only set the unit of ``real`` ones.

    The usual size of a count is taken from its rows where they are fitted (`Frame.scale`).
    """
    if indicator.scale == "share":
        return Scale("share", "logit", top=indicator.ceiling or 100.0)
    if indicator.scale == "positive":
        top = indicator.ceiling
        return Scale("positive", "logit", top=top) if top else Scale("positive", "log")
    if indicator.scale == "real":
        known = values[np.isfinite(values)]  # rows known only by bounds have no value
        unit = float(np.std(known) or max(abs(known[0]), 1.0)) if len(known) else 1.0
        return Scale("real", "identity", unit=unit)
    if indicator.counting == "stock" and indicator.ceiling is not None:
        # half a unit above the ceiling: the ceiling itself must stay attainable
        return Scale("count", "logit", top=indicator.ceiling + 0.5, counting="stock")
    return Scale("count", "log", counting=indicator.counting)
