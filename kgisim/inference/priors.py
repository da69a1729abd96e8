"""Priors as functions on many points at once.

Hyperparameters are independent, so each prior is one by itself. The usual ones have closed forms
(`kgisim.inference.usual_priors`); any other that PyMC knows is made of its graph
(`kgisim.inference.pymc_priors`), which is imported only then.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from kgisim.inference.usual_priors import usual_prior


class Prior(Protocol):
    """One hyperparameter's prior on many points."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one value; blank for a scalar."""
        ...

    def sample(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """Draw values on the unconstrained scale.

        Returns
        -------
        ndarray
            (size, …): points, then `shape`.
        """
        ...

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
        ...


def prior_of(name: str, spec: Mapping[str, Any]) -> Prior:
    """Return the prior of a hyperparameter.

    Parameters
    ----------
    name
        Of the hyperparameter, for messages.
    spec
        As `kgisim.inference.family.PriorSpec` holds it.

    Raises
    ------
    FitError
        If PyMC does not know the distribution or its numbers, or if it is improper or discrete.
    """
    usual = usual_prior(spec)
    if usual is not None:
        return usual
    from kgisim.inference.pymc_priors import compile_prior  # imports PyMC

    return compile_prior(name, spec)
