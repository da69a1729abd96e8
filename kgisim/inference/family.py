"""What a model family is: PyMC code that says how a path moves on the link scale."""

import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from kgisim.errors import ContentError, NotFoundError, Problem
from kgisim.io import digest
from kgisim.messages import Message
from kgisim.workspace import Workspace

PriorSpec = Mapping[str, Mapping[str, Any]]
"""Hyperparameter to ``{"dist": name in PyMC, "kwargs": {...}}``, and if it is truncated
``"within": [lower, upper]``."""

Shapes = tuple[tuple[str, tuple[int, ...]], ...]
"""Name and number of values of each hyperparameter; blank for a scalar."""

LENGTH = 8
"""Padded paths, and those that are compiled, are made for multiples of this many years."""


@dataclass(frozen=True)
class LinearPath:
    """A path as a linear map of standard normal innovations: path = mean + loadings · innovations.

    Row *i* is the *i*-th year after the start. A longer path adds rows below and columns to the
    right and changes nothing in what it had: a fit uses the years that rows cover, and the rest is
    drawn afterwards. Both are PyTensor expressions of the hyperparameters.
    """

    mean: Any
    """Shape (years,): deviation from the indicator's location, on the link scale."""
    loadings: Any
    """Shape (years, innovations)."""


class Family(ABC):
    """A family of latent paths. Subclasses are the model; their docstring is the model card.

    A path must be Gaussian *given the hyperparameters*. That covers local levels, trends, damping,
    autoregressions, regressions, and, through per-year scale hyperparameters, heavy tails and
    jumps; in return the path is integrated out and never sampled blindly.

    The class attributes below are read without running the file (`kgisim.inference.model_card`), so
    they are written as plain values, or as names of plain values of the same module.
    """

    title: ClassVar[Mapping[str, str]]
    """Name in each language."""

    docstrings: ClassVar[Mapping[str, str]] = {}
    """The docstring in languages other than English; without one the English stands for it."""

    parameters: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """Words for the hyperparameters in each language, by name."""

    priors_file: ClassVar[str] = ""
    """File in ``models/`` with the priors that the family learned, if it did."""

    pool_file: ClassVar[str] = ""
    """File in ``models/`` with the forecast that its draws are pooled with
    (`kgisim.inference.cross_learned`), if there is one."""

    @abstractmethod
    def priors(self, scale: str) -> PriorSpec:
        """Return the default priors of the hyperparameters for a scale."""

    def driven_priors(self, scale: str) -> PriorSpec:
        """Return the default priors of a series with a driver that is expected to grow.

        Growth that a driver brings must not be expected a second time; by default the same priors.
        """
        return self.priors(scale)

    def learned_means(self, scale: str, *, driven: bool = False) -> PriorSpec:
        """Return the priors whose middle was learned from other series; by default none was.

        They carry an indicator by what others did, so the ledger lists them.
        """
        return {}

    def expects_growth(self, priors: PriorSpec) -> bool:
        """Return whether a path under these priors is expected to grow; by default it is not."""
        return False

    @abstractmethod
    def path(self, hyper: Mapping[str, Any], years: int) -> LinearPath:
        """Write the path in terms of the hyperparameters, for `years` years from the start."""

    def batch(
        self, hyper: Mapping[str, np.ndarray], years: int
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Compute `path` at many points by NumPy; by default None: its graph is run.

        Only to be faster, and in no other way: a test of the workspace's families compares both.

        Parameters
        ----------
        hyper
            (A, …) natural values of each hyperparameter at A points.

        Returns
        -------
        tuple of arrays
            Mean (A, T) and loadings (A, T, E), without the first dim where no hyperparameter
            enters.
        """
        return None

    def merged_priors(self, scale: str, overrides: PriorSpec, *, driven: bool = False) -> PriorSpec:
        """Return the default priors of a scale with an indicator's overrides in their place.

        Parameters
        ----------
        driven
            Whether a driver of the indicator is expected to grow.
        overrides
            Priors of the indicator by hyperparameter.

        Raises
        ------
        NotFoundError
            If an override names no hyperparameter of the family.
        """
        priors = dict(self.driven_priors(scale) if driven else self.priors(scale))
        for name in overrides:
            if name not in priors:
                raise NotFoundError("hyperparameter", name, priors)
        return priors | dict(overrides)


def load_family(workspace: Workspace, name: str) -> Family:
    """Load the family in ``models/<name>.py``.

    Raises
    ------
    NotFoundError
        If the workspace has no family of that name.
    ContentError
        If its file fails when it is run.
    """
    if name not in workspace.families():
        raise NotFoundError("family", name, workspace.families())
    try:
        return _loaded(workspace.models / f"{name}.py", family_digest(workspace, name))()
    except Exception as error:
        message = Message("family.broken", cause=repr(error))
        raise ContentError([Problem(f"models/{name}.py", (), message)]) from error


def family_digest(workspace: Workspace, name: str) -> str:
    """Hash a family and the files beside it that it may read, such as learned priors."""
    models = workspace.models
    return "".join(digest(file) for file in [models / f"{name}.py", *sorted(models.glob("*.yaml"))])


@lru_cache(maxsize=32)
def _loaded(path: Path, _: str) -> type[Family]:
    """Run a family's file once for each content, so that what is compiled for it can be kept."""
    spec = importlib.util.spec_from_file_location(f"kgisim_workspace_models_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FAMILY
