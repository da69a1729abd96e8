"""The model of one indicator as functions on batches of hyperparameter points.

This is the part that depends on hyperparameters alone, for importance sampling with the path
integrated out. `kgisim.inference.reference_model` is the whole model with its latent innovations,
made from the same `Family` and the same likelihood.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kgisim.inference.family import LENGTH, Family, PriorSpec, Shapes
from kgisim.inference.priors import Prior, prior_of

NOISE = "noise"
"""Name of the yearly noise among the hyperparameters."""


@dataclass(frozen=True)
class Compiled:
    """A family under priors, as functions on batches of hyperparameter points.

    Parameters
    ----------
    family
        Its class.
    names
        Scalar hyperparameters, in the order of the columns of a point.
    years
        Length of a whole path.
    shapes
        Name and number of values of every hyperparameter (blank for a scalar), scalars first.
    priors
        Of the hyperparameters, in the order of `shapes`.
    """

    family: type[Family]
    names: tuple[str, ...]
    years: int
    shapes: Shapes
    priors: tuple[Prior, ...]

    def sample(self, generator: np.random.Generator, size: int) -> list[np.ndarray]:
        """Draw from the priors on the unconstrained scale, an array for each of `shapes`.

        Returns
        -------
        list of arrays
            (size, …) each: points in its first dim, then the shape of the hyperparameter.
        """
        return [prior.sample(generator, size) for prior in self.priors]

    def density(self, points: list[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
        """Compute hyperparameters in natural units, and their log prior.

        Parameters
        ----------
        points
            Unconstrained values, an array for each of `shapes`.

        Returns
        -------
        tuple
            Natural values as in `points`, and the log prior of the scalars as density of the
            unconstrained and of the natural values, (A,) each.
        """
        found = [prior.density(own) for prior, own in zip(self.priors, points, strict=True)]
        natural, unconstrained, plain = map(list, zip(*found, strict=True))
        scalars = slice(len(self.names))
        return natural, np.sum(unconstrained[scalars], axis=0), np.sum(plain[scalars], axis=0)

    def path(
        self, hyper: list[np.ndarray], years: int | None = None, *, padded: bool = False
    ) -> tuple[np.ndarray, np.ndarray]:
        """Compute mean and loadings of the path's first years; of all if no number is named.

        A short path takes less time than a long one, and its columns are the leading ones.

        Parameters
        ----------
        hyper
            Hyperparameters in natural units, as `density` returns them.
        padded
            Whether innovations of a few years beyond are kept, although nothing loads on them:
            where each is drawn, what is drawn hardly depends on how long the path is.

        Returns
        -------
        tuple of arrays
            Mean (A, T) and loadings (A, T, E), on the scale of the Gaussian path.
        """
        years = self.years if years is None else years
        length = min(LENGTH * -(-years // LENGTH), self.years) if padded else years
        mean, loadings = many_paths(self.family, self.shapes, hyper, length, longest=self.years)
        return mean[:, :years], loadings[:, :years]

    def evaluate(self, points: list[np.ndarray]) -> tuple[np.ndarray, ...]:
        """Compute everything that the posterior of a path needs at these points.

        Returns
        -------
        tuple of arrays
            Mean (A, T), loadings (A, T, E), scalars in natural units (A, names) and their log prior
            (A,).
        """
        hyper, log_prior, _ = self.density(points)
        return *self.path(hyper), np.column_stack(hyper[: len(self.names)]), log_prior


def compile_family(family: Family, priors: PriorSpec, years: int) -> Compiled:
    """Vectorise a family over hyperparameters; what is compiled is kept for the process."""
    found = {name: prior_of(name, spec) for name, spec in priors.items()}
    ordered = sorted(found.items(), key=lambda item: (len(item[1].shape), item[0]))  # scalars first
    names = tuple(name for name, prior in ordered if not prior.shape)
    shapes = tuple((name, prior.shape) for name, prior in ordered)
    return Compiled(type(family), names, years, shapes, tuple(prior for _, prior in ordered))


def many_paths(
    family: type[Family],
    shapes: Shapes,
    hyper: Sequence[np.ndarray],
    years: int,
    *,
    longest: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Compute the paths of a family at many points.

    Parameters
    ----------
    shapes
        Name and number of values of each hyperparameter.
    hyper
        (A, …) each, in natural units.
    longest
        Length up to which a graph may be made for this and other lengths; None: this one.

    Returns
    -------
    tuple of arrays
        Mean (A, T) and loadings (A, T, E).
    """
    named = {name: values for (name, _), values in zip(shapes, hyper, strict=True)}
    found = family().batch(named, years)
    if found is None:
        from kgisim.inference.path_graph import graph_paths  # imports PyMC

        found = graph_paths(family, shapes, hyper, years, longest or years)
    mean, loadings = map(np.asarray, found)
    size = len(hyper[0])
    if mean.ndim == 1:  # what no hyperparameter touches comes without a batch dimension
        mean = np.broadcast_to(mean, (size, *mean.shape))
    if loadings.ndim == 2:
        loadings = np.broadcast_to(loadings, (size, *loadings.shape))
    return mean, loadings
