"""Rows seen from a batch of hyperparameter points: approximated at their mode, drawn, weighed."""

from functools import lru_cache
from typing import Any

import numpy as np
import pytensor.tensor as pt
from pytensor.compile.maker import function

from kgisim.inference.frame import Frame
from kgisim.inference.likelihood import kind_logp, kinds_of
from kgisim.inference.model import PLAIN
from kgisim.inference.pseudo import pseudo_observations

STEPS = 12
"""Newton steps at most."""


def _apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Multiply each matrix by its vector."""
    return (matrices @ vectors[:, :, None])[:, :, 0]


@lru_cache(maxsize=16)
def kind_function(kind: int, is_flow_count: bool) -> Any:
    """Compile the likelihood of rows of one kind, for any indicator: (eta, noise, …) -> (A, R)."""
    eta, shrink = pt.matrix("eta"), pt.matrix("shrink")
    noise = pt.tensor("noise", shape=(None, 1), dtype="float64")
    low, high, span = pt.vector("low"), pt.vector("high"), pt.vector("span")
    logp = kind_logp(kind, is_flow_count, eta, noise, shrink, low, high, span)
    inputs = [eta, noise, shrink, low, high, span]
    return function(inputs, logp, mode=PLAIN, on_unused_input="ignore")


def rows_logp(frame: Frame, eta: np.ndarray, noise: np.ndarray, shrink: np.ndarray) -> np.ndarray:
    """Evaluate the log-likelihood of every row, (A, R)."""
    logp = np.empty(eta.shape)
    for kind, rows in kinds_of(frame):
        run = kind_function(kind, frame.scale.is_flow_count)
        span = frame.span[rows].astype(float)
        bounds = frame.low[rows], frame.high[rows]
        logp[:, rows] = run(eta[:, rows], noise, shrink[:, rows], *bounds, span)
    return logp


class Rows:
    """The rows seen from a batch of hyperparameter points, in terms of their innovations.

    An innovations' vector holds, in this order, the path's innovations that reach the covered
    years, the drivers' effects, and the row terms (breaks, offsets, row errors).

    Parameters
    ----------
    mean, loadings
        (A, H) and (A, H, E) of the path in the covered years.
    noise
        (A, 1) yearly noise.
    """

    def __init__(self, frame: Frame, mean: np.ndarray, loadings: np.ndarray, noise: np.ndarray):
        self.frame, self.noise = frame, noise
        self.reach = np.any(loadings != 0.0, axis=(0, 1))
        drivers = frame.drivers[:, : frame.covered]
        self.base = frame.centre + mean + frame.driver_mean @ drivers
        effects = (frame.driver_sd[:, None] * drivers).T
        everywhere = np.broadcast_to(effects, (len(mean), *effects.shape))
        self.path_map = np.concatenate([loadings[:, :, self.reach], everywhere], axis=2)
        self.single = frame.span == 1
        self.at = np.argmax(frame.weights, axis=1)

    @property
    def columns(self) -> int:
        """Number of innovations."""
        return self.path_map.shape[2] + self.frame.row_terms.shape[1]

    def split(self, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Innovations of the path that reach it, of the driver effects, and of the row terms."""
        reached = int(self.reach.sum())
        ends = [reached, reached + len(self.frame.driver_sd)]
        path, effects, terms = np.split(drawn, ends, axis=1)
        return path, effects, terms

    def link(self, path: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Link value of each row, its derivative by the path, and the shrinking of noise."""
        scale, weights = self.frame.scale, self.frame.weights
        eta, shrink = path[:, self.at], np.ones((len(path), self.frame.rows))
        jacobian = np.broadcast_to(weights * self.single[:, None], (len(path), *weights.shape))
        if not self.single.all():
            several = ~self.single
            yearly = weights[several] * scale.inverse(path)[:, None, :]
            total = yearly.sum(axis=2)
            eta[:, several] = scale.pull_up(total)
            slope = weights[several] * scale.slope(path)[:, None, :]
            jacobian = jacobian.copy()
            jacobian[:, several] = slope / scale.slope(eta[:, several])[:, :, None]
            shrink[:, several] = (yearly**2).sum(axis=2) / np.maximum(total**2, 1e-300)
        return eta, jacobian, shrink

    def gradient(self, jacobian: np.ndarray) -> np.ndarray:
        """Say how each innovation moves each row: (A, R, columns used)."""
        path_part = np.empty((len(jacobian), self.frame.rows, self.path_map.shape[2]))
        path_part[:, self.single] = self.path_map[:, self.at[self.single]]
        several = ~self.single
        path_part[:, several] = jacobian[:, several] @ self.path_map
        terms = self.frame.row_terms
        return np.concatenate(
            [path_part, np.broadcast_to(terms, (len(jacobian), *terms.shape))], axis=2
        )

    def logp(self, eta: np.ndarray, shrink: np.ndarray) -> np.ndarray:
        """Evaluate the exact log-likelihood of the rows, (A, R)."""
        logp = rows_logp(self.frame, eta, self.noise, shrink)
        return np.maximum(np.nan_to_num(logp, nan=-1e6), -1e6)

    def eta(self, innovations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Link values, Jacobian and shrinking of the rows at given innovations."""
        split = self.path_map.shape[2]
        path = self.base + _apply(self.path_map, innovations[:, :split])
        eta, jacobian, shrink = self.link(path)
        terms = innovations[:, split:] @ self.frame.row_terms.T
        return eta + self.frame.log_listed + terms, jacobian, shrink

    def mode(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Newton to the mode: gradient, pseudo-observations (as departures), variance, M."""
        innovations = np.zeros((len(self.base), self.columns))
        gradient = gram = departure = variance = matrix = np.empty(0)
        own = np.arange(self.frame.rows)
        for step in range(STEPS):
            eta, jacobian, shrink = self.eta(innovations)
            if step == 0 or not self.single.all():  # one-year rows are linear in the innovations
                gradient = self.gradient(jacobian)
                gram = gradient @ gradient.transpose(0, 2, 1)
            target, variance = pseudo_observations(self.frame, eta, self.noise, shrink)
            before, departure = departure, target - eta + _apply(gradient, innovations)
            matrix = gram.copy()
            matrix[:, own, own] += variance
            if step:
                change = np.max(np.abs(departure - before) / np.sqrt(variance), axis=1)
                if np.quantile(change, 0.9) < 0.01:  # the weights mend what is left
                    break
            solved = np.linalg.solve(matrix, departure[:, :, None])[:, :, 0]
            innovations = _apply(gradient.transpose(0, 2, 1), solved)
        return gradient, departure, variance, matrix

    def draw(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Draw one innovation vector per point; give its log weight, itself, and its likelihood."""
        gradient, departure, variance, matrix = self.mode()
        prior = generator.standard_normal((len(gradient), gradient.shape[2]))
        error = generator.standard_normal(departure.shape) * np.sqrt(variance)
        missing = departure - _apply(gradient, prior) - error
        solved = np.linalg.solve(matrix, np.stack([missing, departure], axis=2))
        drawn = prior + _apply(gradient.transpose(0, 2, 1), solved[:, :, 0])
        eta, _, shrink = self.eta(drawn)
        exact = self.logp(eta, shrink).sum(axis=1)
        residual = departure - _apply(gradient, drawn)
        pseudo = -0.5 * (residual**2 / variance + np.log(variance)).sum(axis=1)
        squared = np.einsum("ar,ar->a", departure, solved[:, :, 1])
        evidence = -0.5 * (squared + np.linalg.slogdet(matrix)[1])
        return evidence + exact - pseudo, drawn, exact
