"""Priors as PyMC writes them, and the graphs of those without a closed form.

Each is compiled by itself, once for every kind of distribution: its parameters are inputs.
Indicators and scales then share what is compiled.
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

from kgisim.errors import FitError
from kgisim.inference.numpy_backend import compiled, unlabelled


def make_prior(name: str, spec: Mapping[str, Any]) -> Any:
    """Create a prior in the current PyMC model.

    Raises
    ------
    FitError
        If PyMC does not know the distribution or its numbers, or if it is improper or discrete.
    """
    try:
        kind, kwargs = getattr(pm, spec["dist"]), spec["kwargs"]
        if "within" in spec:
            lower, upper = spec["within"]
            prior = pm.Truncated(name, kind.dist(**kwargs), lower=lower, upper=upper)
        else:
            prior = kind(name, **kwargs)
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError) as error:
        values = {"name": name, "prior": str(dict(spec)), "cause": str(error)}
        raise FitError("prior.unusable", **values) from error
    if spec["dist"] in ("Flat", "HalfFlat") or not prior.dtype.startswith("float"):
        raise FitError("prior.improper", name=name, prior=spec["dist"])
    return prior


@dataclass(frozen=True)
class CompiledPrior:
    """One hyperparameter's prior on many points; see `kgisim.inference.priors.Prior`.

    Parameters
    ----------
    shape
        Of one value; blank for a scalar.
    """

    shape: tuple[int, ...]
    _numbers: tuple[float, ...]
    _draw: Any
    _density: Any

    def sample(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """Draw values on the unconstrained scale.

        Returns
        -------
        ndarray
            (size, …): points, then `shape`.
        """
        return self._draw(generator, size, self._numbers)

    def density(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Compute natural values, and their log density.

        Parameters
        ----------
        points
            (A, …) unconstrained values.

        Returns
        -------
        tuple of arrays
            (A, …) each: natural values, and the log density of the unconstrained and of the
            natural values.
        """
        return tuple(map(np.asarray, self._density(points, *self._numbers)))  # pyright: ignore


def compile_prior(name: str, spec: Mapping[str, Any]) -> CompiledPrior:
    """Compile a prior, or find what was compiled for another of its kind in this process."""
    kwargs = spec.get("kwargs", {})
    numbers = {key: float(value) for key, value in kwargs.items() if isinstance(value, float)}
    ends = tuple(map(float, spec.get("within", ())))
    rest = {key: value for key, value in kwargs.items() if key not in numbers}
    own = {**spec, "kwargs": rest} | ({"within": ["lower", "upper"]} if ends else {})
    try:
        shape, draw, density = _functions(json.dumps(own, sort_keys=True), tuple(numbers))
    except FitError:
        with pm.Model():
            make_prior(name, spec)  # says the same of this prior by its name and numbers
        raise
    return CompiledPrior(shape, (*numbers.values(), *ends), draw, density)


@lru_cache(maxsize=64)
def _functions(kind: str, names: tuple[str, ...]) -> tuple[tuple[int, ...], Any, Any]:
    """Shape, sampler and density of a kind of prior, whose numbers are their last inputs."""
    spec = json.loads(kind)
    numbers = {name: pt.dscalar(name) for name in names}
    ends = [pt.dscalar(end) for end in spec.get("within", ())]
    own = {**spec, "kwargs": spec.get("kwargs", {}) | numbers} | ({"within": ends} if ends else {})
    inputs = [*numbers.values(), *ends]
    with unlabelled(), pm.Model() as model:
        rv = make_prior("prior", own)
        transform = model.rvs_to_transforms[rv]
        point = pt.tensor("point", shape=(None, *rv.type.shape), dtype="float64")
        natural, jacobian = point, pt.zeros_like(point)
        if transform is not None:
            natural = transform.backward(point, *rv.owner.inputs)
            jacobian = transform.log_jac_det(point, *rv.owner.inputs)
        logp: Any = pm.logp(rv, natural)
        outputs = [natural, logp + jacobian, logp]
        return rv.type.shape, _sampler(rv, transform, inputs), compiled([point, *inputs], outputs)


def _sampler(rv: Any, transform: Any, inputs: list[Any]) -> Any:
    """Compile draws from a prior, moved to the unconstrained scale."""
    count = pt.lscalar("count")
    many: Any = change_dist_size(rv, (count,), expand=True)
    moved = many if transform is None else transform.forward(many, *many.owner.inputs)
    run = compiled([count, *inputs], moved)
    sources = find_rng_nodes([moved])

    def draw(generator: np.random.Generator, size: int, numbers: tuple[float, ...]) -> np.ndarray:
        reseed_rngs(sources, int(generator.integers(2**63)))
        return np.asarray(run(size, *numbers), dtype=float)

    return draw
