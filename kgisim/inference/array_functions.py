"""Functions in which likelihoods are written, run by NumPy and SciPy at once.

A likelihood is written once, in terms of ``xp``: `ARRAYS` here evaluates it for a fit, and `GRAPHS`
of `kgisim.inference.graph_functions` makes a PyTensor graph of it for the reference model.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.special import betainc, expit, gammaln, log_ndtr


def _softplus(x: Any) -> np.ndarray:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _logsumexp(x: np.ndarray) -> np.ndarray:
    """Log of the sum of exponentials over the last axis."""
    largest = np.max(x, axis=-1, keepdims=True, initial=-1e300)
    return np.log(np.sum(np.exp(x - largest), axis=-1)) + largest[..., 0]


ARRAYS: Any = SimpleNamespace(
    arange=np.arange,
    betainc=betainc,
    clip=np.clip,
    exp=np.exp,
    expm1=np.expm1,
    gammaln=gammaln,
    log=np.log,
    log1p=np.log1p,
    log_ndtr=log_ndtr,
    logsumexp=_logsumexp,
    max=np.max,
    maximum=np.maximum,
    minimum=np.minimum,
    sigmoid=expit,
    softplus=_softplus,
    sqrt=np.sqrt,
    where=np.where,
    zeros_like=np.zeros_like,
)
