"""The path of a family as a function on many points, made of its PyTensor graph."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.graph.replace import vectorize_graph

from kgisim.errors import FitError
from kgisim.inference.family import LENGTH, Family, Shapes
from kgisim.inference.numpy_backend import compiled


def graph_paths(
    family: type[Family], shapes: Shapes, hyper: Sequence[np.ndarray], years: int, longest: int
) -> tuple[np.ndarray, np.ndarray]:
    """Compute the paths of a family at many points by its graph.

    A path is made a little longer and then cut, so that few lengths are compiled.

    Returns
    -------
    tuple of arrays
        Mean (A, T) and loadings (A, T, E), without the first dim where no hyperparameter enters.
    """
    length = min(LENGTH * -(-years // LENGTH), longest)
    mean, loadings = map(np.asarray, path_function(family, shapes, length)(*hyper))
    return mean[..., :years], loadings[..., :years, :]


@lru_cache(maxsize=32)
def path_function(kind: type[Family], shapes: Shapes, years: int) -> Any:
    """Compile a family's path; not depending on the priors, it serves many indicators.

    Raises
    ------
    FitError
        If the path makes a random variable that is not among its hyperparameters.
    """
    inputs = {name: pt.tensor(name, shape=shape, dtype="float64") for name, shape in shapes}
    with pm.Model() as model:
        linear = kind().path(inputs, years)
    if model.free_RVs:
        raise FitError("fit.hidden_prior", name=model.free_RVs[0].name)
    outputs: list[Any] = [pt.as_tensor(linear.mean), pt.as_tensor(linear.loadings)]
    return _vectorised(list(inputs.values()), outputs)


def _vectorised(inputs: list[Any], outputs: list[Any]) -> Any:
    """Compile a graph to run on batches of its inputs."""
    batches = [pt.tensor(v.name, shape=(None, *v.type.shape), dtype="float64") for v in inputs]
    graph: Any = vectorize_graph(outputs, dict(zip(inputs, batches, strict=True)))
    return compiled(batches, graph)
