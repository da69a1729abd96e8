"""Fit by adaptive importance sampling with the path integrated out.

For each point in hyperparameter space the path is a linear map of standard normal innovations, so
the rows' likelihood is approximated around its mode by independent Gaussian pseudo-observations
(Laplace), one innovation vector is drawn exactly from the Gaussian posterior that they give, and
the pair (hyperparameters, innovations) is weighted by the exact likelihood over the approximate
one. The weights are exact whatever the quality of the approximation; Pareto's k and the effective
sample size say whether there are enough of them. Everything is done in the space of the rows, so
no covariance of the path is ever inverted (Rue, Martino and Chopin 2009 for the approximation;
Bugallo et al. 2017 for adaptive importance sampling; Vehtari et al. 2024 for Pareto k).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytensor.tensor as pt
from pytensor.compile.maker import function

from kgisim.inference.frame import Frame
from kgisim.inference.likelihood import row_logp
from kgisim.inference.model import PLAIN, Compiled
from kgisim.inference.pseudo import pseudo_observations

FIRST = 1000
"""Points of the first round, drawn from the prior."""
ROUND = 500
"""Points of each round that adapts the proposal further."""
ROUNDS = 8
"""Adapting rounds at most."""
ADAPTED = 0.2
"""Effective share of points at which a proposal is good enough."""
BATCH = 2000
"""Points of each further batch, drawn from the proposal adapted to the first round."""
BATCHES = 8
"""Batches at most."""
ENOUGH = 1000.0
"""Effective sample size at which no further batch is drawn."""
CHUNK = 250
"""Points handled at once: bounds memory."""
STEPS = 12
"""Newton steps at most."""
EXCLUDED = 100.0
"""A point whose prior density is lower than the best one's by this many log units has no weight."""
DEFENSIVE = 0.2
"""Share of an adapted proposal that still comes from the prior, which bounds the weights."""


@dataclass(frozen=True)
class Weighted:
    """Weighted posterior points of one indicator.

    Parameters
    ----------
    log_weights
        (A,) not normalised.
    innovations
        (A, E + D + K) standard normal innovations of path, driver effects and row terms;
        columns that no row sees are NaN.
    points
        Unconstrained hyperparameters, arrays of length A, as `Compiled.evaluate` takes them.
    """

    log_weights: np.ndarray
    innovations: np.ndarray
    points: tuple[np.ndarray, ...]


def row_function(frame: Frame) -> Any:
    """Compile the rows' log-likelihood: (eta, noise, shrink) -> (A, R)."""
    eta, shrink = pt.matrix("eta"), pt.matrix("shrink")
    noise = pt.tensor("noise", shape=(None, 1), dtype="float64")
    logp = row_logp(eta, noise, frame, shrink)
    return function([eta, noise, shrink], logp, mode=PLAIN, on_unused_input="ignore")


def sample_posterior(compiled: Compiled, frame: Frame, generator: np.random.Generator) -> Weighted:
    """Draw weighted posterior points: from the prior, then adapted to those, until they suffice."""
    logp = row_function(frame)
    points = compiled.sample(generator, FIRST)
    found = _weigh(compiled, frame, logp, points, None, generator)
    proposal = _Proposal.adapted(compiled, points, found.log_weights)
    for _ in range(ROUNDS):
        points = proposal.sample(compiled, generator, ROUND)
        found = _weigh(compiled, frame, logp, points, proposal, generator)
        proposal = _Proposal.adapted(compiled, points, found.log_weights)
        if effective_size(normalised(found.log_weights)) >= ADAPTED * ROUND:
            break
    batches: list[Weighted] = []
    while len(batches) < BATCHES:
        points = proposal.sample(compiled, generator, BATCH)
        batches.append(_weigh(compiled, frame, logp, points, proposal, generator))
        log_weights = np.concatenate([batch.log_weights for batch in batches])
        if effective_size(normalised(log_weights)) >= ENOUGH:
            break
    return Weighted(
        np.concatenate([batch.log_weights for batch in batches]),
        np.concatenate([batch.innovations for batch in batches]),
        tuple(np.concatenate(p) for p in zip(*(b.points for b in batches), strict=True)),
    )


@dataclass(frozen=True)
class _Proposal:
    """Student-t around the weighted points of the round before, mixed with the prior."""

    centre: np.ndarray
    root: np.ndarray
    freedom: float = 5.0

    @classmethod
    def adapted(
        cls, compiled: Compiled, batch: list[np.ndarray], log_weights: np.ndarray
    ) -> "_Proposal":
        """Fit the proposal to the scalar hyperparameters of weighted points."""
        points = np.column_stack(batch[: len(compiled.names)])
        weights = normalised(log_weights)
        # too few points carry the weight: temper until they describe a region, not a point
        enough = min(10 * points.shape[1], np.isfinite(log_weights).sum() / 2)
        while effective_size(weights) < enough:
            log_weights = log_weights / 1.5
            weights = normalised(log_weights)
        centre = weights @ points
        spread = (points - centre).T @ ((points - centre) * weights[:, None])
        return cls(centre, np.linalg.cholesky(1.3 * spread + 1e-6 * np.eye(len(centre))))

    def sample(
        self, compiled: Compiled, generator: np.random.Generator, size: int
    ) -> list[np.ndarray]:
        points = compiled.sample(generator, size)
        count = len(compiled.names)
        normal = generator.standard_normal((size, count))
        scale = np.sqrt(self.freedom / generator.chisquare(self.freedom, size))
        moved = self.centre + (normal * scale[:, None]) @ self.root.T
        keep = generator.random(size) < DEFENSIVE
        scalars = np.where(keep[:, None], np.column_stack(points[:count]), moved)
        return [*scalars.T, *points[count:]]

    def log_density(self, points: np.ndarray, log_prior: np.ndarray) -> np.ndarray:
        """Log density of the mixture, up to the same constant for every point."""
        from scipy.special import gammaln

        size = points.shape[1]
        inner = np.linalg.solve(self.root, (points - self.centre).T)
        quadratic = np.sum(inner**2, axis=0)
        constant = gammaln((self.freedom + size) / 2) - gammaln(self.freedom / 2)
        constant -= size / 2 * np.log(self.freedom * np.pi) + np.log(np.diag(self.root)).sum()
        student = constant - (self.freedom + size) / 2 * np.log1p(quadratic / self.freedom)
        return np.logaddexp(np.log(DEFENSIVE) + log_prior, np.log1p(-DEFENSIVE) + student)


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Weights that add up to one."""
    weights = np.exp(log_weights - np.max(log_weights))
    return weights / weights.sum()


def effective_size(weights: np.ndarray) -> float:
    """Kish's effective sample size of normalised weights."""
    return float(1.0 / np.sum(weights**2))


def _weigh(
    compiled: Compiled,
    frame: Frame,
    logp: Any,
    points: list[np.ndarray],
    proposal: _Proposal | None,
    generator: np.random.Generator,
) -> Weighted:
    scalars = np.column_stack(points[: len(compiled.names)])
    parts = []
    for start in range(0, len(scalars), CHUNK):
        batch = [p[start : start + CHUNK] for p in points]
        parts.append(_weigh_chunk(compiled, frame, logp, batch, generator))
    weights, innovations, log_prior = (np.concatenate(part) for part in zip(*parts, strict=True))
    if proposal is not None:
        weights = weights + log_prior - proposal.log_density(scalars, log_prior)
    return Weighted(weights, innovations, tuple(points))


def _weigh_chunk(
    compiled: Compiled,
    frame: Frame,
    logp: Any,
    points: list[np.ndarray],
    generator: np.random.Generator,
) -> tuple[np.ndarray, ...]:
    mean, loadings, hyper, log_prior = compiled.evaluate(points)
    excluded = ~(log_prior > np.nanmax(log_prior) - EXCLUDED)
    if excluded.any():
        # far tails of the proposal: weight zero, and their arithmetic would overflow
        spare = np.flatnonzero(~excluded)[0]
        points = [np.where(_like(excluded, p), p[spare], p) for p in points]
        mean, loadings, hyper, log_prior = compiled.evaluate(points)
    mean, loadings = mean[:, : len(frame.years)], loadings[:, : len(frame.years)]
    noise = hyper[:, compiled.names.index("noise"), None]
    rows = _Rows(frame, mean, loadings, noise, logp)
    log_weights, seen = rows.draw(generator)
    log_weights = np.where(excluded, -np.inf, log_weights)
    innovations = np.full((len(mean), rows.columns), np.nan)
    innovations[:, rows.used] = seen
    return log_weights, innovations, log_prior


def _apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Multiply each matrix by its vector."""
    return (matrices @ vectors[:, :, None])[:, :, 0]


def _like(flags: np.ndarray, values: np.ndarray) -> np.ndarray:
    return flags.reshape(-1, *(1,) * (values.ndim - 1))


class _Rows:
    """The rows seen from a batch of hyperparameter points, in terms of their innovations.

    A innovations' vector holds, in this order, the path's innovations that reach the covered
    years, the drivers' effects, and the row terms (breaks, offsets, row errors).
    """

    def __init__(
        self, frame: Frame, mean: np.ndarray, loadings: np.ndarray, noise: np.ndarray, logp: Any
    ):
        covered = frame.covered
        reach = np.any(loadings[:, :covered] != 0.0, axis=(0, 1))
        self.frame, self.noise, self._logp = frame, noise, logp
        size, extra = len(mean), len(frame.driver_sd) + frame.row_terms.shape[1]
        self.used = np.concatenate([reach, np.ones(extra, dtype=bool)])
        self.columns = len(self.used)
        shift = frame.driver_mean @ frame.drivers[:, :covered]
        self.base = frame.centre + mean[:, :covered] + shift
        effects = (frame.driver_sd[:, None] * frame.drivers[:, :covered]).T
        self.path_map = np.concatenate(
            [
                loadings[:, :covered][:, :, reach],
                np.broadcast_to(effects, (size, *effects.shape)),
            ],
            axis=2,
        )
        self.single = frame.span == 1
        self.at = np.argmax(frame.weights, axis=1)

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
        return np.maximum(np.nan_to_num(self._logp(eta, self.noise, shrink), nan=-1e6), -1e6)

    def eta(self, innovations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Link values, Jacobian and shrinking of the rows at given innovations."""
        split = self.path_map.shape[2]
        path = self.base + _apply(self.path_map, innovations[:, :split])
        eta, jacobian, shrink = self.link(path)
        return eta + innovations[:, split:] @ self.frame.row_terms.T, jacobian, shrink

    def mode(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Newton to the mode: gradient, pseudo-observations (as departures), variance, M."""
        innovations = np.zeros((len(self.base), int(self.used.sum())))
        gradient = gram = departure = variance = matrix = np.empty(0)
        own = np.arange(self.frame.rows)
        for step in range(STEPS):
            eta, jacobian, shrink = self.eta(innovations)
            if step == 0 or not self.single.all():  # one-year rows are linear in the innovations
                gradient = self.gradient(jacobian)
                gram = gradient @ gradient.transpose(0, 2, 1)
            target, variance = pseudo_observations(self.frame, eta, self.noise, shrink)
            departure = target - eta + _apply(gradient, innovations)
            matrix = gram.copy()
            matrix[:, own, own] += variance
            solved = np.linalg.solve(matrix, departure[:, :, None])[:, :, 0]
            moved = _apply(gradient.transpose(0, 2, 1), solved)
            change = np.max(np.abs(moved - innovations), axis=1)
            innovations = moved
            if np.quantile(change, 0.9) < 0.01:  # the weights mend what is left
                break
        return gradient, departure, variance, matrix

    def draw(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw one innovation vector per point, and give its log weight."""
        gradient, departure, variance, matrix = self.mode()
        prior = generator.standard_normal((len(gradient), gradient.shape[2]))
        error = generator.standard_normal(departure.shape) * np.sqrt(variance)
        missing = departure - _apply(gradient, prior) - error
        solved = np.linalg.solve(matrix, missing[:, :, None])[:, :, 0]
        drawn = prior + _apply(gradient.transpose(0, 2, 1), solved)
        eta, _, shrink = self.eta(drawn)
        exact = self.logp(eta, shrink).sum(axis=1)
        residual = departure - _apply(gradient, drawn)
        pseudo = -0.5 * (residual**2 / variance + np.log(variance)).sum(axis=1)
        fitted = np.linalg.solve(matrix, departure[:, :, None])[:, :, 0]
        evidence = -0.5 * (np.einsum("ar,ar->a", departure, fitted) + np.linalg.slogdet(matrix)[1])
        return evidence + exact - pseudo, drawn
