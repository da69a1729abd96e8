"""Predictive checks: whether the model makes series that look like the one it was given.

Rows are made anew from draws, and three figures of a series are compared with its own: change from
its first to its last year, largest step between known years, and number of turns. A tail
probability near 0 or 1 says that the model hardly ever makes a series with so large or so small a
figure (Gelman, Meng and Stern 1996). Prior draws answer for the priors, posterior draws for the
fit.
"""

from dataclasses import dataclass

import numpy as np

from kgisim.inference.counted_shares import draw_counted
from kgisim.inference.likelihood import SMALLEST_NOISE
from kgisim.inference.model_data import BETWEEN, EXACT, ModelData

FIGURES = ("change", "step", "turns")
"""What is compared of a series."""
FEWEST = 4
"""Years below which a series has no shape that could be compared."""


@dataclass(frozen=True)
class Yearly:
    """Rows of one year that are numbers or narrow intervals, one for each year, in their order.

    Parameters
    ----------
    rows
        (S,) their places among the frame's rows.
    values
        (S,) the numbers: of counts in natural units, otherwise on the link scale; of k of n the
        logit of the share, half a case added to either side.
    """

    rows: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, frame: ModelData) -> "Yearly":
        """Choose the rows of a frame."""
        known = np.isin(frame.kind, (EXACT, BETWEEN)) & (frame.span == 1)
        years = np.argmax(frame.weights, axis=1)
        candidates = np.flatnonzero(known)
        _, first = np.unique(years[candidates], return_index=True)
        rows = candidates[first]
        values = np.where(
            frame.kind[rows] == EXACT, frame.low[rows], (frame.low[rows] + frame.high[rows]) / 2
        )
        counted = frame.of[rows] > 0
        values[counted] = _logit(frame.low[rows][counted], frame.of[rows][counted])
        is_stock = frame.scale.counting == "stock"
        return cls(rows, np.rint(frame.scale.inverse(values)) if is_stock else values)

    def replicated(
        self, frame: ModelData, path: np.ndarray, noise: np.ndarray, generator: np.random.Generator
    ) -> np.ndarray:
        """Replicate the numbers from the posterior predictive distribution.

        Parameters
        ----------
        path
            (N, H) on the link scale, driver effects included.
        noise
            (N,) yearly noise, as in the likelihood.

        Returns
        -------
        ndarray
            (N, S) in the units of `values`.
        """
        terms = frame.row_terms[self.rows]
        own = generator.standard_normal((len(path), terms.shape[1]))
        eta = path[:, np.argmax(frame.weights[self.rows], axis=1)] + own @ terms.T
        eta = eta + frame.log_listed[self.rows]
        if frame.scale.is_flow_count:
            size = 1.0 / np.maximum(noise, 1e-3)[:, None] ** 2
            rate = np.exp(np.clip(eta, -30.0, 30.0)) * generator.standard_gamma(size, eta.shape)
            return generator.poisson(np.minimum(rate / size, 1e15)).astype(float)
        error = np.hypot(noise, SMALLEST_NOISE)[:, None]
        made = eta + error * generator.standard_normal(eta.shape)
        counted = np.flatnonzero(frame.of[self.rows])
        if len(counted):
            made[:, counted] = self._counted(frame, eta[:, counted], counted, generator)
        return np.rint(frame.scale.inverse(made)) if frame.scale.counting == "stock" else made

    def _counted(
        self,
        frame: ModelData,
        eta: np.ndarray,
        places: np.ndarray,
        generator: np.random.Generator,
    ) -> np.ndarray:
        """Count k of n anew around the logit of the share."""
        of, effect = frame.of[self.rows[places]], frame.design_effect[self.rows[places]]
        share = frame.scale.inverse(np.clip(eta, -30.0, 30.0))
        return _logit(draw_counted(share, of, effect, generator), of)


def _logit(part: np.ndarray, of: np.ndarray) -> np.ndarray:
    return np.log((part + 0.5) / (of - part + 0.5))


def figures(series: np.ndarray) -> np.ndarray:
    """Compute change, largest step and number of turns of each series.

    Parameters
    ----------
    series
        (N, S).

    Returns
    -------
    ndarray
        (N, 3) in that order.
    """
    steps = np.diff(series, axis=1)
    change = series[:, -1] - series[:, 0]
    signs = np.sign(steps)
    turns = (signs[:, 1:] * signs[:, :-1] < 0).sum(axis=1)
    return np.column_stack([change, np.abs(steps).max(axis=1), turns])


def tail_probabilities(
    frame: ModelData, path: np.ndarray, noise: np.ndarray, generator: np.random.Generator
) -> dict[str, float]:
    """Chance that a replicate's figure exceeds the series' own, ties counting half, by figure.

    NaN where fewer than `FEWEST` years are known; parameters as in `Yearly.replicated`.
    """
    yearly = Yearly.of(frame)
    if len(yearly.rows) < FEWEST:
        return dict.fromkeys(FIGURES, float("nan"))
    made = figures(yearly.replicated(frame, path, noise, generator))
    own = figures(yearly.values[None])
    above = np.mean((made > own) + 0.5 * (made == own), axis=0)
    return dict(zip(FIGURES, map(float, above), strict=True))
