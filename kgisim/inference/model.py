"""The model of one indicator in PyMC: written once, run two ways.

`reference_model` is the whole model with its latent innovations, for NUTS. `Compiled` is the part
that depends on hyperparameters alone, vectorised over many of them, for importance sampling with
the path integrated out. Both are made from the same `Family`.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.graph.replace import vectorize_graph

from kgisim.errors import FitError
from kgisim.inference.family import Family, PriorSpec
from kgisim.inference.likelihood import row_logp
from kgisim.inference.model_data import ModelData
from kgisim.inference.numpy_backend import PLAIN, compiled
from kgisim.inference.priors import Prior, compile_prior, make_prior
from kgisim.inference.scales import BEND, Scale

LENGTH = 8
"""Paths are compiled for multiples of this many years."""

NOISE = "noise"
"""Name of the yearly noise among the hyperparameters."""


def reference_model(family: Family, priors: PriorSpec, frame: ModelData) -> pm.Model:
    """Write the whole model: hyperparameters, innovations, path, rows.

    The innovations are not centred, so NUTS explores them as well as it can; it is the
    reference with which importance sampling must agree, and needs no approximation.
    """
    with pm.Model() as model:
        hyper = {name: make_prior(name, spec) for name, spec in priors.items()}
        linear = family.path(hyper, len(frame.years))
        moved = linear.loadings @ _innovations("innovation", linear.loadings)
        path = _bend(frame.scale, frame.centre + linear.mean + moved)
        if frame.driver_names:
            effect = pm.Normal("effect", frame.driver_mean, frame.driver_sd)
            path = path + effect @ frame.drivers
        pm.Deterministic("path", path)
        natural = _inverse(frame.scale, path[: frame.covered])
        yearly = frame.weights * natural
        total = yearly.sum(axis=-1)
        eta = _row_links(frame, path, total) + frame.log_listed
        if frame.row_terms.shape[1]:
            eta = eta + frame.row_terms @ _innovations("term", frame.row_terms)
        slope, whole = _slope(frame.scale, natural), _slope(frame.scale, total)
        jacobian = frame.weights * slope / whole[:, None]
        shrink = (jacobian**2).sum(axis=-1)
        if not frame.scale.is_flow_count:
            inside = (jacobian * _steepening(frame.scale, natural)).sum(axis=-1)
            rise = inside - _steepening(frame.scale, total) * shrink
            eta = eta + 0.5 * hyper[NOISE] ** 2 * rise * (frame.of == 0)
        pm.Potential("rows", row_logp(eta, hyper[NOISE], frame, shrink).sum())
    return model


def _innovations(name: str, matrix: Any) -> Any:
    size = pt.as_tensor(matrix).shape[1].eval(mode=PLAIN)
    return pm.Normal(name, 0.0, 1.0, shape=int(size))


def _row_links(frame: ModelData, path: Any, total: Any) -> Any:
    """Link value of what each row counts; one-year rows read the path itself."""
    single = path[: frame.covered][np.argmax(frame.weights, axis=1)]
    return pt.where(frame.span == 1, single, _forward(frame.scale, total))


def _bend(scale: Scale, path: Any) -> Any:
    if not scale.is_bent:
        return path
    size: Any = pt.log(pt.softplus(path))
    return float(scale.forward(scale.unit)) + BEND * size


def _inverse(scale: Scale, link: Any) -> Any:
    if scale.kind == "identity":
        return link * scale.unit
    share: Any = pt.sigmoid(link)
    return pt.exp(link) if scale.kind == "log" else scale.top * share


def _slope(scale: Scale, natural: Any) -> Any:
    if scale.kind == "identity":
        return pt.full_like(natural, scale.unit)
    return natural if scale.kind == "log" else natural * (1.0 - natural / scale.top)


def _steepening(scale: Scale, natural: Any) -> Any:
    if scale.kind == "logit":
        return 1.0 - 2.0 * natural / scale.top
    return pt.full_like(natural, 1.0 if scale.kind == "log" else 0.0)


def _forward(scale: Scale, value: Any) -> Any:
    if scale.kind == "identity":
        return value / scale.unit
    log: Any = pt.log
    return log(value) if scale.kind == "log" else log(value) - log(scale.top - value)


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
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
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
        self, hyper: list[np.ndarray], years: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Compute mean and loadings of the path's first years; of all if no number is named.

        A short path takes less time than a long one, and its columns are the leading ones. It is
        made a little longer and then cut, so that few lengths are compiled.

        Parameters
        ----------
        hyper
            Hyperparameters in natural units, as `density` returns them.

        Returns
        -------
        tuple of arrays
            Mean (A, T) and loadings (A, T, E), on the scale of the Gaussian path.
        """
        years = self.years if years is None else years
        length = min(LENGTH * -(-years // LENGTH), self.years)
        mean, loadings = map(np.asarray, _path_function(self.family, self.shapes, length)(*hyper))
        size = len(hyper[0])
        if mean.ndim == 1:  # what no hyperparameter touches comes without a batch dimension
            mean = np.broadcast_to(mean, (size, *mean.shape))
        if loadings.ndim == 2:
            loadings = np.broadcast_to(loadings, (size, *loadings.shape))
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
    found = {name: compile_prior(name, spec) for name, spec in priors.items()}
    ordered = sorted(found.items(), key=lambda item: (len(item[1].shape), item[0]))  # scalars first
    names = tuple(name for name, prior in ordered if not prior.shape)
    shapes = tuple((name, prior.shape) for name, prior in ordered)
    return Compiled(type(family), names, years, shapes, tuple(prior for _, prior in ordered))


@lru_cache(maxsize=32)
def _path_function(kind: type[Family], shapes: tuple[Any, ...], years: int) -> Any:
    """Compile a family's path; not depending on the priors, it serves many indicators."""
    inputs = {name: pt.tensor(name, shape=shape, dtype="float64") for name, shape in shapes}
    with pm.Model() as model:
        linear = kind().path(inputs, years)
    if model.free_RVs:
        raise FitError("fit.hidden_prior", name=model.free_RVs[0].name)
    return _vectorised(list(inputs.values()), [linear.mean, linear.loadings])


def _vectorised(inputs: list[Any], outputs: list[Any]) -> Any:
    """Compile a graph to run on batches of its inputs."""
    batches = [pt.tensor(v.name, shape=(None, *v.type.shape), dtype="float64") for v in inputs]
    graph: Any = vectorize_graph(outputs, dict(zip(inputs, batches, strict=True)))
    return compiled(batches, graph)
