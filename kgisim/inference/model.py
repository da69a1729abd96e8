"""The model of one indicator in PyMC: written once, run two ways.

`reference_model` is the whole model with its latent innovations, for NUTS. `Compiled` is the part
that depends on hyperparameters alone, vectorised over many of them, for importance sampling with
the path integrated out. Both are made from the same `Family`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.distributions.shape_utils import change_dist_size
from pymc.pytensorf import find_rng_nodes, reseed_rngs
from pytensor.compile.maker import function
from pytensor.compile.mode import Mode
from pytensor.graph.replace import vectorize_graph

from kgisim.errors import FitError
from kgisim.inference.family import Family, PriorSpec
from kgisim.inference.frame import Frame
from kgisim.inference.likelihood import row_logp
from kgisim.inference.scales import Scale

PLAIN = Mode(linker="py", optimizer="fast_compile").including("inline_ofg")
"""Run graphs with numpy, without generated code: nothing is compiled, so no result can depend on
whether a compile cache is warm, and batches are large enough for the difference not to matter.
Nested graphs are laid open, for PyTensor would compile them by themselves."""

LENGTH = 8
"""Paths are compiled for multiples of this many years."""

NOISE = "noise"
"""Name of the yearly noise among the hyperparameters."""


def make_prior(name: str, spec: Mapping[str, Any]) -> Any:
    """Create a prior in the current model; say which one if PyMC does not know it."""
    try:
        kind, kwargs = getattr(pm, spec["dist"]), spec["kwargs"]
        if "within" in spec:
            lower, upper = map(float, spec["within"])
            prior = pm.Truncated(name, kind.dist(**kwargs), lower=lower, upper=upper)
        else:
            prior = kind(name, **kwargs)
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError) as error:
        message = f"prior of '{name}': {dict(spec)} is not usable ({error}); expected "
        raise FitError(message + "{dist: <distribution of PyMC>, kwargs: {…}}") from error
    if spec["dist"] in ("Flat", "HalfFlat") or not prior.dtype.startswith("float"):
        message = f"prior of '{name}': {spec['dist']} is not usable; expected "
        raise FitError(message + "a proper distribution of a continuous number")
    return prior


def reference_model(family: Family, priors: PriorSpec, frame: Frame) -> pm.Model:
    """Write the whole model: hyperparameters, innovations, path, rows.

    The innovations are not centred, so NUTS explores them as well as it can; it is the
    reference with which importance sampling must agree, and needs no approximation.
    """
    with pm.Model() as model:
        hyper = {name: make_prior(name, spec) for name, spec in priors.items()}
        linear = family.path(hyper, len(frame.years))
        path = frame.centre + linear.mean
        path = path + linear.loadings @ _innovations("innovation", linear.loadings)
        if frame.driver_names:
            effect = pm.Normal("effect", frame.driver_mean, frame.driver_sd)
            path = path + effect @ frame.drivers
        pm.Deterministic("path", path)
        natural = _inverse(frame.scale, path[: frame.covered])
        yearly = frame.weights * natural
        eta = _row_links(frame, path, yearly.sum(axis=-1)) + frame.log_listed
        if frame.row_terms.shape[1]:
            eta = eta + frame.row_terms @ _innovations("term", frame.row_terms)
        shrink = (yearly**2).sum(axis=-1) / yearly.sum(axis=-1) ** 2
        pm.Potential("rows", row_logp(eta, hyper[NOISE], frame, shrink).sum())
    return model


def _innovations(name: str, matrix: Any) -> Any:
    size = pt.as_tensor(matrix).shape[1].eval(mode=PLAIN)
    return pm.Normal(name, 0.0, 1.0, shape=int(size))


def _row_links(frame: Frame, path: Any, total: Any) -> Any:
    """Link value of what each row counts; one-year rows read the path itself."""
    single = path[: frame.covered][np.argmax(frame.weights, axis=1)]
    return pt.where(frame.span == 1, single, _forward(frame.scale, total))


def _inverse(scale: Scale, link: Any) -> Any:
    if scale.kind == "identity":
        return link * scale.unit
    share: Any = pt.sigmoid(link)
    return pt.exp(link) if scale.kind == "log" else scale.top * share


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
    sample
        ``(generator, size) -> list`` of prior draws on the unconstrained scale, as `shapes`.
    density
        Such a list -> the hyperparameters in natural units, and the log prior of the scalars (A,)
        twice: as density of the unconstrained and of the natural values.
    """

    family: type[Family]
    names: tuple[str, ...]
    years: int
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    sample: Any
    density: Any

    def path(
        self, hyper: list[np.ndarray], years: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Mean (A, T) and loadings (A, T, E) of the path's first years, all if none are named.

        A short path takes less time than a long one, and its columns are the leading ones. It is
        made a little longer and then cut, so that few lengths are compiled.
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
        """Mean, loadings, scalars in natural units (A, names) and their log prior (A,)."""
        hyper, log_prior, _ = self.density(points)
        return *self.path(hyper), np.column_stack(hyper[: len(self.names)]), log_prior


def compile_family(family: Family, priors: PriorSpec, years: int) -> Compiled:
    """Vectorise a family over hyperparameters; what is compiled is kept for the process."""
    return _compiled(type(family), json.dumps(priors, sort_keys=True), years)


@lru_cache(maxsize=32)
def _compiled(kind: type[Family], priors: str, years: int) -> Compiled:
    with pm.Model() as model:
        hyper = {name: make_prior(name, spec) for name, spec in json.loads(priors).items()}
    free = sorted(model.free_RVs, key=lambda rv: rv.ndim)  # scalars first, order kept otherwise
    scalars = [rv for rv in free if rv.ndim == 0]
    shapes = tuple((str(rv.name), tuple(map(int, rv.shape.eval(mode=PLAIN)))) for rv in free)
    samplers = [_sampler(model, rv) for rv in free]
    natural: list[Any] = model.replace_rvs_by_values([hyper[name] for name, _ in shapes])
    log_priors = [_total(model.logp(scalars, jacobian=own, sum=False)) for own in (True, False)]
    values = [model.rvs_to_values[rv] for rv in free]
    run = _vectorised(values, [*natural, *log_priors])

    def sample(generator: np.random.Generator, size: int) -> list[np.ndarray]:
        return [draw(generator, size) for draw in samplers]

    def density(points: list[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
        *natural, unconstrained, plain = (np.asarray(item) for item in run(*points))
        return natural, unconstrained, plain

    names = tuple(str(rv.name) for rv in scalars)
    return Compiled(kind, names, years, shapes, sample, density)


def _total(parts: Any) -> Any:
    return pt.as_tensor(sum(parts))


@lru_cache(maxsize=32)
def _path_function(kind: type[Family], shapes: tuple[Any, ...], years: int) -> Any:
    """Compile a family's path; not depending on the priors, it serves many indicators."""
    inputs = {name: pt.tensor(name, shape=shape, dtype="float64") for name, shape in shapes}
    with pm.Model() as model:
        linear = kind().path(inputs, years)
    if model.free_RVs:
        raise FitError(
            f"hyperparameter '{model.free_RVs[0].name}' is not among the priors of its family; "
            "expected every one to be named there, with fixed parameters"
        )
    return _vectorised(list(inputs.values()), [linear.mean, linear.loadings])


def _vectorised(inputs: list[Any], outputs: list[Any]) -> Any:
    """Compile a graph to run on batches of its inputs."""
    batches = [pt.tensor(v.name, shape=(None, *v.type.shape), dtype="float64") for v in inputs]
    graph: Any = vectorize_graph(outputs, dict(zip(inputs, batches, strict=True)))
    return function(batches, graph, mode=PLAIN, on_unused_input="ignore")


def _sampler(model: pm.Model, rv: Any) -> Any:
    """Compile draws of one hyperparameter from its prior, moved to the unconstrained scale."""
    count = pt.lscalar("count")
    many: Any = change_dist_size(rv, (count,), expand=True)
    transform = model.rvs_to_transforms[rv]
    moved = many if transform is None else transform.forward(many, *many.owner.inputs)
    run: Any = function([count], moved, mode=PLAIN)
    sources = find_rng_nodes([moved])

    def draw(generator: np.random.Generator, size: int) -> np.ndarray:
        reseed_rngs(sources, int(generator.integers(2**63)))
        return np.asarray(run(size), dtype=float)

    return draw
