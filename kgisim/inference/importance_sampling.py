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

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import gammaln

from kgisim.inference.importance_weights import (
    LARGEST_K,
    effective_size,
    normalised,
    smoothed,
)
from kgisim.inference.laplace import RowPosterior
from kgisim.inference.model import NOISE, Compiled
from kgisim.inference.model_data import ModelData

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
CHUNK = 500
"""Points handled at once: bounds memory."""
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
        (A, E) standard normal innovations of the covered years' path; columns that no row sees
        are NaN.
    effects
        (A, D) those of the driver effects.
    terms
        (A, K) those of the row terms (breaks, offsets, row errors).
    hyper
        Hyperparameters in natural units, arrays of length A, as `Compiled.path` takes them.
    log_prior
        (A,) log density of the scalar hyperparameters in natural units.
    log_likelihood
        (A,) of the rows given path and row terms.
    """

    log_weights: np.ndarray
    innovations: np.ndarray
    effects: np.ndarray
    terms: np.ndarray
    hyper: tuple[np.ndarray, ...]
    log_prior: np.ndarray
    log_likelihood: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["Weighted"]) -> "Weighted":
        """Place batches behind each other."""
        whole = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(cls)
            if field.name != "hyper"
        }
        hyper = zip(*(part.hyper for part in parts), strict=True)
        return cls(**whole, hyper=tuple(np.concatenate(values) for values in hyper))


def sample_posterior(
    compiled: Compiled, frame: ModelData, generator: np.random.Generator
) -> Weighted:
    """Draw weighted posterior points: from the prior, then adapted to those, until they suffice."""
    points = compiled.sample(generator, FIRST)
    found = _weigh(compiled, frame, points, None, generator)
    proposal = _Proposal.adapted(compiled, points, found.log_weights)
    for _ in range(ROUNDS):
        points = proposal.sample(compiled, generator, ROUND)
        found = _weigh(compiled, frame, points, proposal, generator)
        proposal = _Proposal.adapted(compiled, points, found.log_weights)
        if effective_size(normalised(found.log_weights)) >= ADAPTED * ROUND:
            break
    points, found = _batches(compiled, frame, proposal, generator)
    if smoothed(found.log_weights)[1] >= LARGEST_K:  # once more, adapted to all that was found
        proposal = _Proposal.adapted(compiled, points, found.log_weights)
        _, found = _batches(compiled, frame, proposal, generator)
    return found


def log_likelihoods(
    compiled: Compiled, frame: ModelData, points: list[np.ndarray], generator: np.random.Generator
) -> np.ndarray:
    """Estimate the likelihood of rows at points, the path integrated out.

    Parameters
    ----------
    points
        Unconstrained hyperparameters, as `Compiled.sample` returns them.

    Returns
    -------
    ndarray
        (point,) logarithms; minus infinity where the prior is next to nothing.
    """
    return _weigh(compiled, frame, points, None, generator).log_weights


def _batches(
    compiled: Compiled, frame: ModelData, proposal: "_Proposal", generator: np.random.Generator
) -> tuple[list[np.ndarray], Weighted]:
    """Draw batches from one proposal until they suffice, as they are and unconstrained."""
    points: list[list[np.ndarray]] = []
    batches: list[Weighted] = []
    while len(batches) < BATCHES:
        points.append(proposal.sample(compiled, generator, BATCH))
        batches.append(_weigh(compiled, frame, points[-1], proposal, generator))
        log_weights = np.concatenate([batch.log_weights for batch in batches])
        if effective_size(normalised(log_weights)) >= ENOUGH:
            break
    joined = [np.concatenate(part) for part in zip(*points, strict=True)]
    return joined, Weighted.joined(batches)


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
        count = len(compiled.names)
        normal = generator.standard_normal((size, count))
        scale = np.sqrt(self.freedom / generator.chisquare(self.freedom, size))
        scalars = self.centre + (normal * scale[:, None]) @ self.root.T
        defensive = generator.random(size) < DEFENSIVE
        priors = compiled.priors
        own = [prior.sample(generator, int(defensive.sum())) for prior in priors[:count]]
        scalars[defensive] = np.column_stack(own)
        return [*scalars.T, *(prior.sample(generator, size) for prior in priors[count:])]

    def log_density(self, points: np.ndarray, log_prior: np.ndarray) -> np.ndarray:
        """Log density of the mixture, up to the same constant for every point."""
        size = points.shape[1]
        inner = np.linalg.solve(self.root, (points - self.centre).T)
        quadratic = np.sum(inner**2, axis=0)
        constant = gammaln((self.freedom + size) / 2) - gammaln(self.freedom / 2)
        constant -= size / 2 * np.log(self.freedom * np.pi) + np.log(np.diag(self.root)).sum()
        student = constant - (self.freedom + size) / 2 * np.log1p(quadratic / self.freedom)
        return np.logaddexp(np.log(DEFENSIVE) + log_prior, np.log1p(-DEFENSIVE) + student)


def _weigh(
    compiled: Compiled,
    frame: ModelData,
    points: list[np.ndarray],
    proposal: _Proposal | None,
    generator: np.random.Generator,
) -> Weighted:
    hyper, log_prior, natural = compiled.density(points)
    excluded = ~(log_prior > np.nanmax(log_prior) - EXCLUDED)
    if excluded.any():
        # far tails of the proposal: weight zero, and their arithmetic would overflow
        spare = np.flatnonzero(~excluded)[0]
        hyper = [np.where(_like(excluded, h), h[spare], h) for h in hyper]
    parts = [
        _weigh_chunk(compiled, frame, [h[start : start + CHUNK] for h in hyper], generator)
        for start in range(0, len(log_prior), CHUNK)
    ]
    log_weights, log_likelihood, innovations, effects, terms = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    log_weights = np.where(excluded, -np.inf, log_weights)
    if proposal is not None:
        scalars = np.column_stack(points[: len(compiled.names)])
        log_weights = log_weights + log_prior - proposal.log_density(scalars, log_prior)
    return Weighted(log_weights, innovations, effects, terms, tuple(hyper), natural, log_likelihood)


def _weigh_chunk(
    compiled: Compiled, frame: ModelData, hyper: list[np.ndarray], generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    mean, loadings = compiled.path(hyper, frame.covered)
    rows = RowPosterior(frame, mean, loadings, hyper[compiled.names.index(NOISE)][:, None])
    log_weights, drawn, log_likelihood = rows.draw(generator)
    innovations = np.full((len(mean), loadings.shape[2]), np.nan)
    innovations[:, rows.reach], effects, terms = rows.split(drawn)
    return log_weights, log_likelihood, innovations, effects, terms


def _like(flags: np.ndarray, values: np.ndarray) -> np.ndarray:
    return flags.reshape(-1, *(1,) * (values.ndim - 1))
